"""docs/reference/asked-again.md: before which acts password and code are asked again, as people
read it.

`AMPARO_WRITE=1 pytest tests/docs/test_asked_again.py` writes the page; a test compares.
"""

from collections.abc import Iterator

from tests.architecture.access_matrix import ANY, Matrix, Row
from tests.architecture.source import ROOT
from tests.docs.access import PARTS, SURFACES, pages_by_surface, table

PAGE = ROOT / "docs/reference/asked-again.md"
RENEWED_BY = "AMPARO_WRITE=1 .venv/bin/pytest tests/docs/test_asked_again.py"
HEAD = f"""# What cannot be undone asks again

Written from `tests/architecture/access_matrix.toml`; to renew it:
`{RENEWED_BY}`. Which acts cannot be undone, how long an
answer holds and why: [0076](../decisions/0076-asking-for-the-password-again.md). A test sends each
act after that time (`tests/architecture/test_asked_again.py`): acts of the first kind ask, keep
what was typed and do nothing; the others do not ask. A page with a form that is in neither list
fails the build.

An act of a page with several is named as its form sends it.

"""
KINDS = {
    "irreversible": (
        "Asked: password and code again, or the passkey",
        ("page", "act", "because"),
    ),
    "itself": ("Asked by its own form, each time", ("page", "act", "how")),
    "undone": ("Not asked", ("page", "act", "undone by")),
}


def rows_of(matrix: Matrix, kind: str) -> Iterator[tuple[str, list[list[str]]]]:
    """Of each part its acts of this kind."""
    for surface, parts in pages_by_surface(matrix).items():
        for part, rows in parts.items():
            said = [line for _, row in rows for line in lines_of(row, kind)]
            if said:
                yield f"{SURFACES[surface]}. {PARTS[part]}", said


def lines_of(row: Row, kind: str) -> list[list[str]]:
    acts = row.classes.get(kind, {})
    return [[row.what, named(act), why] for act, why in acts.items()]


def named(act: str) -> str:
    return {ANY: "", "": "any other"}.get(act, f"`{act}`")


def page(matrix: Matrix) -> str:
    text = HEAD
    for kind, (title, head) in KINDS.items():
        text += f"## {title}\n\n"
        for part, said in rows_of(matrix, kind):
            text += f"### {title.partition(':')[0]}. {part}\n\n{table(head, said)}\n"
    return text.rstrip("\n") + "\n"
