"""What a tutorial tells somebody to press, or to look for, is on a page in those very words: in
each language in which the tutorial is written, and in both the same."""

import re
from collections import Counter
from dataclasses import fields

import pytest
from django.urls import Resolver404, resolve
from django.utils.translation import gettext, override, pgettext

from amparo.law import load_protocol
from amparo.observatory.catalogues.terms import TermList, terms
from amparo.settings import main as settings  # noqa: TID251 - the protocol that is the default
from tests.architecture.messages import said
from tests.architecture.source import ROOT, text_of

FOLDERS = {"en": ROOT / "docs/tutorials", "es": ROOT / "docs/es/tutorials"}
WRITTEN = ["institution", "monitor", "officer", "organisation"]
HANDBOOK = ROOT / "docs/es/manual-del-funcionario.md"
NAMED = re.compile(r"(?<!\*)\*([^*]+)\*(?!\*)")
ADDRESS = re.compile(r"`(/[a-z/]+/)`")
STRONG = re.compile(r"\*\*[^*]+\*\*")
PART = re.compile(r"^#{2,3} ", re.MULTILINE)
LANGUAGES = {"English", "Español"}  # each is called by itself, in no catalogue


def tutorial(name, language):
    return text_of(FOLDERS[language] / f"{name}.md")


def named(text):
    return Counter(" ".join(name.split()).casefold() for name in NAMED.findall(text))


def on_pages():
    """Everything that a screen may say in English, and what it says instead in Spanish: the
    house's own words, those of the lists of codes, and the law's."""
    found = {name.casefold(): {name.casefold()} for name in LANGUAGES}
    coded = (one for wanted in TermList for one in terms(wanted).values())
    found |= {one.en.casefold(): {one.es.casefold()} for one in coded}
    for message in said():
        with override("es"):
            instead = (
                pgettext(message.context, message.text)
                if message.context
                else gettext(message.text)
            )
        found.setdefault(message.text.casefold(), set()).add(instead.casefold())
    english, spanish = (load_protocol(settings.PROTOCOL).texts[language] for language in FOLDERS)
    for kind in (slot.name for slot in fields(english)):
        words = getattr(english, kind)
        if not isinstance(words, dict):
            continue
        for key, word in words.items():
            if isinstance(word, str):
                said_there = getattr(spanish, kind)[key].casefold()
                found.setdefault(word.casefold(), set()).add(said_there)
    return found


@pytest.mark.parametrize("language", FOLDERS)
@pytest.mark.parametrize("name", WRITTEN)
def test_what_is_to_be_pressed_or_read_is_on_a_page(name, language):
    pages = on_pages()
    words = set(pages) if language == "en" else {word for said in pages.values() for word in said}
    pressed = named(tutorial(name, language))
    assert pressed
    assert sorted(set(pressed) - words) == []


def test_what_the_handbook_names_is_on_a_page():
    words = {word for said in on_pages().values() for word in said}
    pressed = named(text_of(HANDBOOK))
    assert len(pressed) > 50
    assert sorted(set(pressed) - words) == []


@pytest.mark.parametrize("name", WRITTEN)
def test_both_languages_tell_to_press_the_same_in_each_part(name):
    """Part by part: a step that stands in one of them only is found."""
    pages = on_pages()
    english, spanish = (PART.split(tutorial(name, language)) for language in FOLDERS)
    assert len(spanish) == len(english)
    for here, there in zip(english, spanish, strict=True):
        left = named(there)
        for word, times in named(here).items():
            for _ in range(times):
                instead = next((one for one in sorted(pages[word]) if left[one]), None)
                assert instead, f"{word}: not below “{there.splitlines()[0]}”"
                left[instead] -= 1
        assert +left == Counter(), here.splitlines()[0]


@pytest.mark.parametrize("name", WRITTEN)
def test_both_languages_name_the_same_people_and_addresses(name):
    english, spanish = (tutorial(name, language) for language in FOLDERS)
    for what in (ADDRESS, STRONG):
        assert Counter(what.findall(spanish)) == Counter(what.findall(english))


@pytest.mark.parametrize("language", FOLDERS)
@pytest.mark.parametrize("name", WRITTEN)
def test_each_address_leads_to_a_page(name, language):
    addresses = ADDRESS.findall(tutorial(name, language))
    assert addresses
    for address in addresses:
        try:
            resolve(address)
        except Resolver404:
            pytest.fail(f"{address} leads nowhere")


@pytest.mark.parametrize("name", WRITTEN)
def test_each_leads_to_the_same_in_the_other_language(name):
    assert f"](../es/tutorials/{name}.md)" in tutorial(name, "en")
    assert f"](../../tutorials/{name}.md)" in tutorial(name, "es")
