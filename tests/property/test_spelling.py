"""One name however it is written: what the file of spellings says, and what holds always."""

import string
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from amparo.foundations.cases.names.index_leaf_format import BUCKETS, SHARED, label_of, labels_of
from amparo.foundations.cases.names.spelling import (
    BEGINS_WITH,
    MOST_FORMS,
    asked_in,
    data,
    forms_of,
    words_of,
)

KEY = bytes(32)
LETTERS = string.ascii_lowercase + "áéíóúüñ"
WORDS = st.text(LETTERS, min_size=2, max_size=12)
NAMES = st.lists(WORDS, min_size=1, max_size=4)
RULES = data()["rule"]
EXAMPLES = sorted({(one, other) for rule in RULES for one, other in rule["examples"]})


def same(one: str, other: str) -> bool:
    [first], [second] = words_of(one), words_of(other)
    return bool(set(forms_of(first)) & set(forms_of(second)))


@pytest.mark.parametrize("pair", EXAMPLES, ids="-".join)
def test_the_examples_of_the_file_are_one_name(pair):
    assert same(*pair)


@pytest.mark.parametrize(
    "pair",
    [
        ("Ana", "Jana"),
        ("Quispe", "Quinto"),
        ("Mario", "María"),
        ("Condori", "Contreras"),
        ("Huamán", "Mamani"),
        ("Rojas", "Rosas"),
        ("Torres", "Flores"),
        ("Nina", "Niño"),
    ],
)
def test_these_are_two(pair):
    assert not same(*pair)


def test_every_rule_has_a_source_or_says_that_it_was_not_checked():
    for rule in RULES:
        assert rule.get("source") or rule.get("checked") is False, rule["id"]
        assert rule["examples"], rule["id"]


@given(WORDS)
def test_a_word_is_read_as_itself_and_in_few_ways(word):
    [plain] = words_of(f"x{word}") or [""]
    forms = forms_of(plain)
    assert 1 <= len(forms) <= MOST_FORMS
    assert all(forms)


@given(NAMES)
def test_accents_capitals_and_marks_within_a_word_do_not_matter(names):
    name = " ".join(names)
    assert words_of(name.upper()) == words_of(name)
    assert words_of(unicodedata.normalize("NFD", name)) == words_of(name)
    assert words_of(name.replace("k", "k’").replace("q", "q'")) == words_of(name)
    assert words_of(f"de {name} del") == words_of(name)
    assert words_of(f"{name} de la ".title()) == words_of(name)


@given(NAMES)
def test_whoever_is_written_down_is_asked_for_by_each_of_their_words(names):
    name = " ".join(names)
    kept = {form for word in words_of(name) for form in forms_of(word)}
    for one in asked_in(name):
        assert set(one.forms) & kept
        assert labels_of(KEY, one) == {label_of(KEY, form) for form in one.forms}


@example("allcca", 3)
@example("qquenaya", 3)
@example("illari", 3)
@example("ccc", 3)
@given(WORDS.filter(lambda word: len(words_of(word)) == 1), st.integers(BEGINS_WITH, 12))
def test_a_word_is_looked_for_in_its_buckets_by_any_of_its_beginnings(word, letters):
    [whole] = words_of(word) or [""]
    typed = f"{whole[:letters]}*"
    assert len(asked_in(typed)) == (len(whole[:letters]) >= BEGINS_WITH)
    for one in asked_in(typed):
        assert one.begins
        assert len(labels_of(KEY, one)) <= (SHARED * len(one.places) or BUCKETS)
        assert {label_of(KEY, form) for form in forms_of(whole)} & labels_of(KEY, one)
        alike = {form for form in forms_of(whole) if form.startswith(one.forms)}
        assert {label_of(KEY, form) for form in alike} <= labels_of(KEY, one)


@given(st.text(max_size=200))
def test_nothing_that_is_typed_breaks_it(text):
    for one in asked_in(text):
        assert one.word
        assert one.forms or one.begins
        assert " " not in one.word
    assert all(forms_of(word) for word in words_of(text))


@pytest.mark.parametrize("typed", ["", "  ", "a", "de la", "*", "qu*", "** **", "é", "\0"])
def test_what_says_nobody_looks_for_nobody(typed):
    assert asked_in(typed) == []
