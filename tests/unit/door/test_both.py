"""A notice is there in each language of the law; where there is none, nothing is made up."""

import re
from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from amparo.casework.measures.models import Decision
from amparo.casework.review.changes.services import Proposal, open_change
from amparo.door.site_protocol import law_of
from amparo.foundations.cases.queries import opened
from amparo.foundations.consent.models import Question
from amparo.foundations.web import both_languages as both
from amparo.law import Protocol
from tests.plans import WEDNESDAY, decided, outcome, proposed, put, says


@pytest.fixture
def decision(anas, ana, site, flor, delia) -> Decision:
    patrol = proposed(anas, site["pnp-selva"], ana)
    says(flor, patrol, "agreed")
    delias = put(anas, ana, delia)
    return decided(delias, delia, outcome(delias, patrol, delia))


def only(law: Protocol, *languages: str) -> Protocol:
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


def test_the_receipt_says_first_what_follows_and_then_its_number(her, flor):
    page = her.get(reverse("door:received"), headers={"Accept-Language": "en"}).text
    order = ["These are hours in which", "What the law says comes next", "Your proof"]
    places = [page.index(words) for words in [*order, flor.folder.filing.proof_number]]
    assert places == sorted(places)
    assert "decide whether your case is urgent" in page[places[0] : places[1]]


def test_of_the_terms_of_the_authority_only_a_late_one_is_marked(her):
    """The others would be read as the person's own. The page says all of it in both languages."""
    page = her.get(reverse("door:received"), headers={"Accept-Language": "en"}).text
    marks = re.findall(r"<summary>.*?</summary>", page, re.DOTALL)
    assert ["chip" in one for one in marks if "due-day" in one] == [True, False] * 2


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


def in_the_other(page: str) -> str:
    """What stands on a Spanish page under "The same in: English"."""
    return page.split('<div class="opened flow" lang="en">', 1)[1]


def test_a_question_put_to_her_is_there_in_both_languages(her, anas, ana, site):
    patrol = proposed(anas, site["pnp-selva"], ana)
    ref = Question.objects.get(subject=patrol.ref).ref
    page = her.get(reverse("door:decision", args=[ref])).text
    said = in_the_other(page)
    assert "sabría" in page
    assert "would learn" in said
    assert "It would not learn" in said
    assert "I want to talk about it" in said
    # One form on the page, and what the team wrote as it was written.
    assert page.count('name="answer" value="agree"') == 1
    assert patrol.unit.name in said


def test_a_change_that_is_thought_of_is_there_in_both_languages(her, decision, anas, ana):
    given: dict[str, Any] = {"what": "no habría rondas en diciembre", "why": "viaja", "found": []}
    measure = decision.case.measures.get()
    change = Proposal(measure=measure.ref, kind="suspend", **given)
    made = open_change(opened(anas.code, seen_by=ana), change, by=ana, at=WEDNESDAY)
    ref = Question.objects.get(kind="change", subject=made.ref, withdrawn_at=None).ref
    page = her.get(reverse("door:decision", args=[ref])).text
    said = in_the_other(page)
    assert "no habría rondas en diciembre" in said
    assert "I do not agree" in said
    assert "No estoy de acuerdo" not in said


def test_asking_that_it_be_decided_again_is_there_in_both_languages(her, decision):
    her.get(reverse("door:paper", args=[decision.paper_ref]))
    page = her.get(reverse("door:contest", args=[decision.paper_ref])).text
    said = in_the_other(page)
    assert "The last day is:" in said
    assert "you need no new proof" in said
    assert page.count("<textarea") == 1
    english = her.get(
        reverse("door:contest", args=[decision.paper_ref]), headers={"Accept-Language": "en"}
    ).text
    assert english.count('<div class="opened flow" lang="es">') == 1
    assert "El último día es:" in english


def test_a_complaint_is_there_in_both_and_filed_in_the_language_of_the_norm(her, filed):
    address = reverse("door:complaint", args=["preliminary_report"])
    said = in_the_other(her.get(address).text)
    assert "I ask you to rule on this in the term of the law" in said
    assert "You can complain." in said
    english = her.get(address, headers={"Accept-Language": "en"}).text
    assert "It is filed in those words, in the language of the norm" in english
    assert '<blockquote lang="es">' in english
    assert "I ask you to rule on this" in english


def test_the_printed_resolution_is_there_in_both_and_says_that_the_act_is_not_translated(
    decision, anas, ana, signed_in
):
    address = reverse("measures:resolution", args=[anas.code, decision.ref])
    page = signed_in(ana).get(address).text
    said = in_the_other(page)
    assert "Police patrol" in said
    assert "it is not translated" in said
    assert "dos rondas por noche" in said
    assert "Police patrol" not in page.split('<div class="opened flow" lang="en">')[0]


def test_nothing_is_said_twice_where_the_law_speaks_one_language(her, anas, ana, site, monkeypatch):
    patrol = proposed(anas, site["pnp-selva"], ana)
    ref = Question.objects.get(subject=patrol.ref).ref
    monkeypatch.setattr("amparo.foundations.web.both_languages.other_languages", lambda _law: [])
    page = her.get(reverse("door:decision", args=[ref])).text
    assert 'class="opened flow" lang=' not in page
