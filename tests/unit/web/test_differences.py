"""What differs between two texts: nothing lost, nothing told by colour alone."""

from time import process_time

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from amparo.foundations.web.text_differences import (
    MOST_CHANGES,
    Stretch,
    compare,
    fields_that_differ,
)


@given(st.text(), st.text())
def test_both_texts_can_be_read_from_it(older, newer):
    found = compare(older, newer)
    assert "".join(one.text for one in found if one.sort != "come") == older
    assert "".join(one.text for one in found if one.sort != "gone") == newer


def test_only_the_words_that_changed_are_marked():
    assert compare("la puerta verde\nsegunda línea", "la puerta roja\nsegunda línea") == (
        Stretch("same", "la puerta "),
        Stretch("gone", "verde\n"),
        Stretch("come", "roja\n"),
        Stretch("same", "segunda línea"),
    )


def test_what_changed_too_much_to_be_read_word_by_word_is_replaced_whole():
    older, newer = "a " * (MOST_CHANGES + 1), "b " * (MOST_CHANGES + 1)
    assert [one.sort for one in compare(older, newer)] == ["gone", "come"]


LINES = "".join(f"{place}\n" + "a " * 150 + "x\n" for place in range(65))


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("a\n" * 10_000, "a\nb\n" * 5_000),
        ("a " * 10_000, "b a " * 5_000),
        ("a " * 1_400, "b a " * 700),
        (LINES, LINES.replace("a", "b").replace("x", "y")),
    ],
)
def test_no_text_makes_whoever_reads_it_wait(older, newer):
    """Some did for minutes, and the whole site with them."""
    began = process_time()
    compare(older, newer)
    assert process_time() - began < 2


def test_fields_of_two_papers_are_compared_at_any_depth():
    older = {"text": "uno", "answers": {"a": "yes", "b": None}, "list": [["x", "Equis"]]}
    newer = {"text": "uno", "answers": {"a": "no"}, "list": [["x", "Equis"]], "more": 3}
    assert fields_that_differ(older, newer) == [("answers.a", "yes", "no"), ("more", "", "3")]


def test_who_listens_and_who_sees_no_colour_is_told_too():
    page = Template('{% load differences %}{% differences "<b> va" "<b> viene" %}')
    said = page.render(Context())
    assert "&lt;b&gt; <del>" in said
    assert said.count('class="hidden"') == 4
    assert "<ins>" in said
