"""The page of what asks again says what the access matrix says, act by act."""

import os

from tests.architecture.access_matrix import CLASSES, matrix
from tests.docs.asked_again import KINDS, PAGE, RENEWED_BY, page, rows_of

MATRIX = matrix()


def test_the_page_says_what_the_matrix_says() -> None:
    text = page(MATRIX)
    if os.environ.get("AMPARO_WRITE"):
        PAGE.write_text(text, encoding="utf-8")
    same = PAGE.read_text(encoding="utf-8") == text
    assert same, f"docs/reference/asked-again.md is renewed by: {RENEWED_BY}"


def test_each_act_stands_there_once() -> None:
    shown = sum(len(said) for kind in KINDS for _part, said in rows_of(MATRIX, kind))
    classed = sum(len(acts) for row in MATRIX.rows for acts in row.classes.values())
    assert set(KINDS) == set(CLASSES)
    assert shown == classed > len(KINDS)
