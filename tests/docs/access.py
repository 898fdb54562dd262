"""docs/reference/access.md: the access matrix as tables that people read.

`AMPARO_WRITE=1 pytest tests/docs/test_access.py` writes the page; a test compares.
"""

import re
from collections.abc import Iterator, Sequence

from django.urls import include, path

from amparo.urls.layout import LAYOUT
from tests.architecture.access_matrix import Matrix, Row, walk
from tests.architecture.source import ROOT

PAGE = ROOT / "docs/reference/access.md"
RENEWED_BY = "AMPARO_WRITE=1 .venv/bin/pytest tests/docs/test_access.py"
HEAD = f"""# Who reaches which page

Written from `tests/architecture/access_matrix.toml`; to renew it:
`{RENEWED_BY}`. A test tries each page as each visitor, on a site
with one case in which all of them have a part (`tests/architecture/test_access_matrix.py`); a page
without a row fails, and so does a page on which somebody finds something else than what stands
here. That what a page shows is hers alone is tried by others: [what is tested](what-is-tested.md).

- **sees**: the page answers her. What she may send there, its form says.
- refused: she is asked to sign in, or to say the words, first. It is said of every address alike.
- –: the very answer that is given for an address that does not exist.

An address that names nothing is each one's own: what *another person* sees at `/mine/` is hers.

*Tried by*: opening the page, sending to it, or both. Visitors who find the same on every page of a
surface share a column there.

Where an organisation runs the site for itself, the pages by which an authority admits, decides and
forwards do not exist for anybody, nor do the public ones; where a mechanism runs it, an
organisation's own pages do not.

"""
VISITORS = {
    "nobody": ("anybody", "neither signed in nor with words"),
    "person": ("the person", "has the ten words of the request on which the case stands"),
    "another_person": ("another person", "has the ten words of another request"),
    "reception": ("reception", "receives requests; has a seat on the case, as the next three have"),
    "analyst": ("analyst", "weighs the danger and plans measures"),
    "decision_maker": ("decision maker", "decides on measures"),
    "supervisor": ("supervisor", "manages the team"),
    "outsider": ("no seat", "receives and weighs, and has no seat on the case"),
    "officer": ("officer", "of the institution's unit that owes a duty in the case"),
    "another_officer": ("another officer", "of another unit"),
    "overseer": ("overseer", "watches from outside; the person lets her see where the case stands"),
    "reader": ("reader", "has words of her own in the case, to read notices"),
    "relative": ("relative", "has words of his own in the case, to answer for himself"),
    "speaker": ("speaker", "has words of her own in the case, to speak for the person"),
}
SURFACES = {
    "door": "The door: whoever asks for protection",
    "desk": "The desk: the team",
    "duties": "The duties: institutions, and who watches from outside",
    "site": "The public pages",
}
PARTS = {
    "door": "Asking, and coming back",
    "mine": "Her own page",
    "beside": "Whoever has words of their own beside her",
    "desk": "The team's own pages",
    "case": "The case itself",
    "admission": "From the request to the preliminary report",
    "assessment": "The danger",
    "measures": "Measures and the decision",
    "interpreting": "Interpreters",
    "obligations": "What institutions owe",
    "referral": "Elsewhere, demands, from hand to hand",
    "release": "Copies that leave",
    "representation": "Collectives",
    "retention": "Erasing, holds, places",
    "review": "Contested, decided again, changed",
    "complaints": "Complaints about delay",
    "search": "A disappearance, a death",
    "secrecy": "Something got out of a case",
    "demands": "What is demanded of everybody, for who decides or supervises",
    "leaks": "What got out, for who manages the team",
    "consultations": "Consultations",
    "outside": "An authority outside, in one case",
    "authorities": "Authorities outside, in all one's cases",
    "followed": "Something happened, where an organisation looks",
    "duties": "Their pages",
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
        return "everybody"
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
