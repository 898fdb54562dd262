"""docs/reference/access.md: the access matrix as tables that people read.

`AMPARO_WRITE=1 pytest tests/docs/test_access.py` writes the page; a test compares.
"""

import re
from collections.abc import Iterator, Sequence

from django.urls import include, path

from amparo.urls.surface_addresses import LAYOUT
from tests.architecture.access_matrix import Matrix, Row, walk
from tests.architecture.source import ROOT

PAGE = ROOT / "docs/reference/access.md"
RENEWED_BY = "AMPARO_WRITE=1 .venv/bin/pytest tests/docs/test_access.py"
HEAD = f"""# Who reaches which page

Written from `tests/architecture/access_matrix.toml`; to renew it:
`{RENEWED_BY}`. A test opens each page as each visitor, on a site
with one case in which all of them take part (`tests/architecture/test_access_matrix.py`). It fails
for a page without a row, and for a visitor who finds something else. That a page shows only the
visitor's own cases is tested elsewhere: [what is tested](what-is-tested.md).

- **sees**: the page answers. Its form says what may be sent.
- refused: the visitor is asked to sign in, or for the ten words. Every address answers so.
- –: the same answer as for an address that does not exist.

An address without a case is the visitor's own: *another person* sees another page at `/mine/`.

*Tried by*: opening the page, sending to it, or both. Visitors with the same answers on every page
of a surface share a column.

On an organisation's site the pages of an authority (admitting, deciding, forwarding) and the public
pages do not exist; on a mechanism's site an organisation's pages do not.

"""
VISITORS = {
    "nobody": ("anyone", "neither signed in nor with words"),
    "person": ("the person", "has the ten words of the request on which the case stands"),
    "another_person": ("another person", "has the ten words of another request"),
    "reception": ("reception", "receives requests; has access to the case, as the next three have"),
    "analyst": ("analyst", "assesses the danger and plans measures"),
    "decision_maker": ("decision maker", "decides on measures"),
    "supervisor": ("supervisor", "manages the team"),
    "outsider": ("no access", "reception and analyst, without access to the case"),
    "officer": ("officer", "of the institution's unit that owes a duty in the case"),
    "another_officer": ("another officer", "of another unit"),
    "monitor": ("monitor", "documents attacks, without access to cases"),
    "overseer": (
        "overseer",
        "watches from outside, with the person's consent to see the stage of the case",
    ),
    "reader": ("reader", "related person with an access to read notices"),
    "relative": ("relative", "related person with an access to answer for oneself"),
    "speaker": ("speaker", "related person with an access to speak for the person"),
}
SURFACES = {
    "door": "The door: persons who ask for protection",
    "desk": "The desk: the team",
    "portal": "The portal: institutions and overseers",
    "site": "The public pages",
}
PARTS = {
    "door": "Asking, and coming back",
    "mine": "The person's page",
    "beside": "Related people",
    "desk": "The team's own pages",
    "case": "The case itself",
    "admission": "From the request to the preliminary report",
    "assessment": "Assessment",
    "measures": "Measures and the decision",
    "interpreting": "Interpreters",
    "obligations": "What institutions owe",
    "referral": "Referrals, demands, hand-overs",
    "exports": "Copies that leave",
    "collectives": "Collectives",
    "retention": "Erasing, holds, places",
    "review": "Recourses and changes",
    "complaints": "Complaints about delay",
    "disappearances": "A disappearance, a death",
    "leaks": "Leaks of a case",
    "demands": "Demands for everything, for decision makers and supervisors",
    "leak_register": "Leaks, for supervisors",
    "attacks": "Documented attacks, for monitors",
    "data_rights": "Rights and retention of documented attacks, for monitors",
    "evidence": "Evidence of documented attacks, for monitors",
    "attack_exports": "Exports of documented attacks, for monitors",
    "attack_figures": "Figures of attacks, for monitors",
    "duplicates": "Possible duplicates among documented attacks, for monitors",
    "consultations": "Consultations",
    "standing_duties": "What institutions owe without a case",
    "external_cases": "An authority outside, in one case",
    "authorities": "Authorities outside, in all cases",
    "followed": "Incidents, on an organisation's site",
    "portal": "All of them",
    "site": "All of them",
}
WITHIN = {"mine": "mine", "beside": "beside", "desk/cases": "case"}
"""Addresses that are a part of their own among those of one name."""
ONLY_ON = {"": "", "organisation": "Only on the site of an organisation.\n\n"}
FOUND = {"allowed": "**sees**", "refused": "refused", "not-found": "–"}
TRIED = {("get",): "opening", ("post",): "sending", ("get", "post"): "both"}


def pages_by_surface(matrix: Matrix) -> dict[str, dict[str, list[tuple[str, Row]]]]:
    """Of each surface the parts, of each part its addresses with their rows."""
    found: dict[str, dict[str, list[tuple[str, Row]]]] = {}
    for surface in SURFACES:
        prefix, module = LAYOUT[surface]
        parts: dict[str, list[tuple[str, Row]]] = {part: [] for part in PARTS}
        for name, route, _ in walk([path(prefix, include(module))]):
            row = matrix.row(name)
            if row:
                parts[part_of(name, route)].append((route, row))
        found[surface] = {part: rows for part, rows in parts.items() if rows}
    return found


def part_of(name: str, route: str) -> str:
    space = name.partition(":")[0]
    if space in SURFACES:
        return next((part for begin, part in WITHIN.items() if route.startswith(begin)), space)
    return space


def columns(rows: Sequence[Row], visitors: Sequence[str]) -> list[tuple[str, ...]]:
    """Visitors who find the same in every one of these rows, together."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for name in visitors:
        alike.setdefault(tuple(row.answers[name] for row in rows), []).append(name)
    return [tuple(names) for names in alike.values()]


def called(names: Sequence[str]) -> str:
    if len(names) == len(VISITORS):
        return "everyone"
    return ", ".join(VISITORS[name][0] for name in names)


def line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return line(head) + line(["---"] * len(head)).replace(" ", "") + "".join(map(line, rows))


def said_of(route: str, row: Row, shown: Sequence[tuple[str, ...]]) -> list[str]:
    address = re.sub(r"<\w+:", "<", f"/{route}")
    found = [FOUND[row.answers[names[0]]] for names in shown]
    return [row.what, f"`{address}`", TRIED[tuple(sorted(row.asks))], *found]


def at_a_glance(matrix: Matrix) -> str:
    """How many pages of each surface a visitor sees."""
    by_surface = {
        surface: [row for rows in parts.values() for _, row in rows]
        for surface, parts in pages_by_surface(matrix).items()
    }
    head = ["who", "", *(f"{surface}, of {len(rows)}" for surface, rows in by_surface.items())]
    return table(
        head,
        [
            [f"**{short}**", said, *(str(seen(rows, name)) for rows in by_surface.values())]
            for name, (short, said) in VISITORS.items()
        ],
    )


def seen(rows: Sequence[Row], visitor: str) -> int:
    return sum(row.answers[visitor] == "allowed" for row in rows)


def parts_said(parts: dict[str, list[tuple[str, Row]]], visitors: Sequence[str]) -> Iterator[str]:
    shown = columns([row for rows in parts.values() for _, row in rows], visitors)
    head = ["page", "address", "tried by", *map(called, shown)]
    for part, rows in parts.items():
        kinds = {row.site for _, row in rows}
        only = ONLY_ON[kinds.pop()] if len(kinds) == 1 else ""
        body = table(head, [said_of(route, row, shown) for route, row in rows])
        yield f"### {PARTS[part]}\n{only}{body}\n"


def page(matrix: Matrix) -> str:
    text = f"{HEAD}## At a glance\n{at_a_glance(matrix)}\n"
    for surface, parts in pages_by_surface(matrix).items():
        text += f"## {SURFACES[surface]}\n" + "".join(parts_said(parts, matrix.visitors))
    return text.rstrip("\n") + "\n"
