"""Everything that is said can be read in Spanish, and says the same."""

import re
from functools import cache

import polib
import pytest

from tests.architecture.messages import PLURALS, catalogue, key, said

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")

pytestmark = pytest.mark.parametrize("language", PLURALS)


@cache
def entries(language):
    path = catalogue(language)
    if not path.exists():
        return polib.POFile()
    return [entry for entry in polib.pofile(str(path)) if not entry.obsolete]


def test_every_message_has_its_translation(language):
    translated = {key(entry) for entry in entries(language) if entry.translated()}
    missing = [
        f"{places[0]}: {message.text}"
        for message, places in said().items()
        if message not in translated
    ]
    assert not missing, "\n".join(["translate these (script/messages lists them):", *missing])


def test_a_plural_has_every_form_of_its_language(language):
    forms = int(re.search(r"nplurals=(\d)", PLURALS[language]).group(1))
    short = [
        entry.msgid
        for entry in entries(language)
        if entry.msgid_plural and len([one for one in entry.msgstr_plural.values() if one]) < forms
    ]
    assert short == []


def test_no_translation_is_a_guess(language):
    assert [entry.msgid for entry in entries(language) if entry.fuzzy] == []


def test_nothing_is_translated_that_nobody_says(language):
    known = said()
    assert [entry.msgid for entry in entries(language) if key(entry) not in known] == []


def test_a_translation_fills_the_same_gaps(language):
    different = [
        entry.msgid
        for entry in entries(language)
        for text in [entry.msgstr, *entry.msgstr_plural.values()]
        if text
        and set(PLACEHOLDER.findall(text))
        - set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
    ]
    assert different == []


def test_a_translation_loses_no_gap(language):
    """A plural may say "one" in words; a single message may not drop what it was given."""
    lost = [
        entry.msgid
        for entry in entries(language)
        if entry.msgstr
        and not set(PLACEHOLDER.findall(entry.msgid)) <= set(PLACEHOLDER.findall(entry.msgstr))
    ]
    assert lost == []


def test_a_translation_keeps_the_marks_of_a_page(language):
    """`<strong>` opened in one language is closed in the other."""
    tags = re.compile(r"</?\w+")
    different = [
        entry.msgid
        for entry in entries(language)
        if entry.msgstr and sorted(tags.findall(entry.msgid)) != sorted(tags.findall(entry.msgstr))
    ]
    assert different == []
