"""docs/reference/fields.md, written from the table of what each role of the team reads."""

from amparo.foundations.accounts.permissions import Role
from amparo.foundations.cases.fields import TEAM, Field, fields
from tests.architecture.access_matrix import matrix
from tests.architecture.source import ROOT

PAGE = ROOT / "docs/reference/fields.md"
RENEWED_BY = "AMPARO_WRITE=1 .venv/bin/pytest tests/docs/test_fields_page.py"
ROLES = {
    Role.RECEPTION: "reception",
    Role.ANALYST: "analyst",
    Role.DECISION_MAKER: "decision maker",
    Role.SUPERVISOR: "supervisor",
}
HEAD = f"""# What each role reads of a file

Written from `amparo/foundations/cases/fields.toml`, which the program reads; to renew it:
`{RENEWED_BY}`. The roles are those of members with
access to the case; without access a member reads nothing. A test opens every page of the desk as
each of them (`tests/architecture/test_fields.py`). Why:
[0080](../decisions/0080-folded-parts.md).

- **shown**: open on the pages of a case.
- asked: folded. Opening it asks for a reason; the person reads which part, the role and the
  reason, and supervisors read numbers. It stays open until the member signs out.
- –: not for that role. In emergency access it is asked instead.

A member with several roles reads what the widest of them reads. Institutions read what the person
agreed to; overseers read dates; statistics rest on coded traits, sealed apart and without a case.

"""
OF_ACTS = """
## Where an act needs it
A member who may do the act reads there what it needs.

"""
OF_LEAVING = """
## Where it leaves for a recipient outside
The two members by whom it leaves, who asked and who allowed, read there what leaves, whatever their
role, for as long as it is theirs to allow or to take. To every other member it is folded there.

"""
CELLS = {"shown": "**shown**", "asked": "asked", "never": "–"}


def page() -> str:
    heads = " | ".join(ROLES[role] for role in TEAM)
    lines = [f"| part of the file | {heads} | why |", f"|---|{'---|' * len(TEAM)}---|"]
    lines += [_line(one) for one in fields().values()]
    acts = [_acts(one, one.acts) for one in fields().values() if one.acts]
    leaves = [_acts(one, one.leaves) for one in fields().values() if one.leaves]
    table = HEAD + "\n".join(lines) + "\n"
    return table + OF_ACTS + "".join(acts) + OF_LEAVING + "".join(leaves)


def _line(one: Field) -> str:
    return f"| {one.what} | {' | '.join(CELLS[one.reads[role]] for role in TEAM)} | {one.why} |"


def _acts(one: Field, acts: tuple[str, ...]) -> str:
    rows = {row.page: row.what for row in matrix().rows}
    return f"- {one.what}: {'; '.join(dict.fromkeys(rows[act] for act in acts))}.\n"
