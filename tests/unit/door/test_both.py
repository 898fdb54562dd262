"""A notice is there in each language of the law; where there is none, nothing is made up."""

from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import translation

from amparo import rules
from amparo.casework.measures.models import Decision
from amparo.door import both
from amparo.door.law import law_of
from tests.plans import decided, outcome, proposed, put, says


@pytest.fixture
def decision(anas, ana, site, flor, delia) -> Decision:
    patrol = proposed(anas, site["pnp-selva"], ana)
    says(flor, patrol, "agreed")
    delias = put(anas, ana, delia)
    return decided(delias, delia, outcome(delias, patrol, delia))


def only(law: rules.Protocol, *languages: str) -> rules.Protocol:
    return replace(law, procedure=replace(law.procedure, languages=languages))


def test_the_decision_is_there_in_both_languages(her, decision):
    page = her.get(reverse("door:paper", args=[decision.paper_ref])).text
    here, other = page.split('<div class="opened flow" lang="en">', 1)
    assert "Se le otorgan las medidas." in here
    assert "Your measures are granted." in other
    assert "Police patrol" in other
    # What was written in one language stays as it was written.
    assert "dos rondas por noche" in other


def test_it_is_once_on_the_page_in_the_language_of_the_reader(her, decision):
    address = reverse("door:paper", args=[decision.paper_ref])
    page = her.get(address, headers={"Accept-Language": "en"}).text
    assert page.count('<div class="opened flow" lang="es">') == 1
    assert 'class="opened flow" lang="en"' not in page


def test_what_comes_next_is_there_in_both(her, anas):
    page = her.get(reverse("door:received")).text
    assert "Lo que sigue, según la ley" in page
    assert "What the law says comes next" in page.split('lang="en">', 1)[1]


def test_a_law_in_one_language_is_said_once(db, rf):
    law = only(law_of(), "es")
    with translation.override("es"):
        assert both.other_languages(law) == []
        assert both.in_others(rf.get("/"), law, "door/comes.html", dict) == []


def test_a_language_that_only_the_law_speaks_takes_the_frame_of_the_site(rf):
    """Nobody translated the pages into it: its words stand in the frame of the site."""
    law = only(law_of(), "es", "cni")
    with translation.override("es"):
        [said] = both.in_others(rf.get("/"), law, "door/comes.html", lambda: {"ahead": []})
    assert (said.code, said.name) == ("cni", "Cni")
    assert "Lo que sigue, según la ley" in said.words


def test_a_word_that_the_other_text_lacks_is_left_out():
    with translation.override("es"):
        assert both.said_in_others(law_of(), "requirements.nothing_like_it") == []
        [said] = both.said_in_others(law_of(), "steps.danger")
    assert said.code == "en"
