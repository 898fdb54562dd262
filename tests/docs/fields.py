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
[0080](../decisions/0080-what-is-folded-opens-with-a-reason.md).

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
CELLS = {"shown": "**shown**", "asked": "asked", "never": "–"}


def page() -> str:
    heads = " | ".join(ROLES[role] for role in TEAM)
    lines = [f"| part of the file | {heads} | why |", f"|---|{'---|' * len(TEAM)}---|"]
    lines += [_line(one) for one in fields().values()]
    acts = [_acts(one) for one in fields().values() if one.acts]
    return HEAD + "\n".join(lines) + "\n" + OF_ACTS + "".join(acts)


def _line(one: Field) -> str:
    return f"| {one.what} | {' | '.join(CELLS[one.reads[role]] for role in TEAM)} | {one.why} |"


def _acts(one: Field) -> str:
    rows = {row.page: row.what for row in matrix().rows}
    return f"- {one.what}: {'; '.join(rows[act] for act in one.acts)}.\n"
