"""docs/reference/fields.md, written from the table of what each role of the team reads."""

from amparo.foundations.access.permissions import Role
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

Written from `amparo/foundations/cases/fields.toml`, which is what the program asks; to renew it:
`{RENEWED_BY}`. All of these are members with a seat
on the case; without one nobody reads anything of it. Every page of the desk is opened as each of
them, with a word of each part in the case, and no page shows more
(`tests/architecture/test_fields.py`). Why:
[0080](../decisions/0080-folded-parts.md).

- **shown**: it stands open on the pages of a case.
- asked: it is folded. Whoever opens it says why; the person reads which part, the role and the
  reason, and whoever supervises reads numbers. It stays open until she signs out.
- –: not for that role. Only where the case is opened for hours because a life is in danger it is
  asked instead.

Whoever has several roles reads what the most open of them reads. Institutions read what the person
agreed to and nothing of this page; whoever watches from outside reads dates; statistics rest on
coded traits that lie sealed apart, without a case.

"""
OF_ACTS = """
## Where an act cannot be done without it
Whoever may do that act reads there what it needs.

"""
OF_LEAVING = """
## Where it leaves for somebody outside
The two by whom it leaves, whoever asked for it and the second person, read there what leaves, in
whatever role, also where the table says that it is not hers: nobody allows what she has not read.
They do while it is theirs to allow or to take, and no longer; to everybody else it is folded there
as everywhere.

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
