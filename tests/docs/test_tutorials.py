"""What a tutorial tells somebody to press, or to look for, is on a page in those very words."""

import re

import pytest
from django.urls import Resolver404, resolve

from amparo import rules
from amparo.settings import main as settings  # noqa: TID251 - the protocol that is the default
from tests.architecture.messages import said
from tests.architecture.source import ROOT, text_of

TUTORIALS = [ROOT / "docs/tutorials" / f"{name}.md" for name in ("institution", "officer")]
TUTORIALS.append(ROOT / "docs/tutorials/organisation.md")
NAMED = re.compile(r"(?<!\*)\*([^*]+)\*(?!\*)")
ADDRESS = re.compile(r"`(/[a-z/]+/)`")
LANGUAGES = {"English", "Español"}  # each is called by itself, in no catalogue


def on_pages():
    """Everything that a screen may say in English: the house's own words, and the law's."""
    texts = rules.load(settings.PROTOCOL).texts["en"]
    of_the_law = {
        word.casefold()
        for kind in texts.__slots__
        if isinstance(getattr(texts, kind), dict)
        for word in getattr(texts, kind).values()
        if isinstance(word, str)
    }
    ours = {message.text.casefold() for message in said()}
    return ours | of_the_law | {name.casefold() for name in LANGUAGES}


@pytest.mark.parametrize("tutorial", TUTORIALS, ids=lambda path: path.stem)
def test_what_is_to_be_pressed_or_read_is_on_a_page(tutorial):
    words = on_pages()
    named = {" ".join(name.split()) for name in NAMED.findall(text_of(tutorial))}
    assert named
    assert sorted(name for name in named if name.casefold() not in words) == []


@pytest.mark.parametrize("tutorial", TUTORIALS, ids=lambda path: path.stem)
def test_each_address_leads_to_a_page(tutorial):
    addresses = ADDRESS.findall(text_of(tutorial))
    assert addresses
    for address in addresses:
        try:
            resolve(address)
        except Resolver404:
            pytest.fail(f"{address} leads nowhere")
