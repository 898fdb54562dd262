"""The page of who reaches what says what the access matrix says, page by page."""

import os
from dataclasses import replace

from tests.architecture.access_matrix import matrix
from tests.docs.access import PAGE, PARTS, RENEWED_BY, SURFACES, VISITORS, page, pages_by_surface

MATRIX = matrix()


def test_the_page_says_what_the_matrix_says() -> None:
    text = page(MATRIX)
    if os.environ.get("AMPARO_WRITE"):
        PAGE.write_text(text, encoding="utf-8")
    same = PAGE.read_text(encoding="utf-8") == text
    assert same, f"docs/reference/access.md is renewed by: {RENEWED_BY}"


def test_each_page_is_said_in_words_once() -> None:
    assert [row.page for row in MATRIX.rows if not row.what or "|" in row.what] == []
    shown = [
        row.page
        for parts in pages_by_surface(MATRIX).values()
        for rows in parts.values()
        for _, row in rows
    ]
    assert sorted(shown) == sorted(row.page for row in MATRIX.rows)


def test_no_two_pages_of_one_part_are_said_alike() -> None:
    for parts in pages_by_surface(MATRIX).values():
        for part, rows in parts.items():
            said = [row.what for _, row in rows]
            assert sorted(set(said)) == sorted(said), part


def test_each_visitor_surface_and_part_is_named() -> None:
    assert tuple(VISITORS) == MATRIX.visitors
    text = page(MATRIX)
    found = pages_by_surface(MATRIX)
    assert set(PARTS) == {part for parts in found.values() for part in parts}
    for heading in (*SURFACES.values(), *PARTS.values()):
        assert f"# {heading}\n" in text


def test_whoever_is_let_in_somewhere_stands_on_the_page() -> None:
    """It changes the line of that page, and the count of that visitor."""
    first = next(row for row in MATRIX.rows if row.page == "desk:seats")
    more = replace(first, answers={**first.answers, "decision_maker": "allowed"})
    changed = replace(MATRIX, rows=tuple(more if row is first else row for row in MATRIX.rows))
    before, after = (set(page(one).splitlines()) for one in (MATRIX, changed))
    gone, come = before - after, after - before
    assert len(gone) == len(come) == 2
    assert any(line.startswith(f"| {first.what} | ") for line in come)
    assert any(line.startswith("| **decision maker**") for line in come)
