"""An answer in the person's name is marked with who gave it and on what ground, and can be put to
the person, whose own word takes its place."""

import pytest
from django.urls import reverse

from amparo.casework.admission import oral_answers as oral
from amparo.casework.admission import services as admission
from amparo.casework.admission.queries import on_case as first_days_on
from amparo.casework.assessment import assessment_consent as agreeing
from amparo.casework.assessment.queries import on_case as assessment_on
from amparo.casework.measures.queries import measure_called
from amparo.foundations.consent.impediments import begin_impediment
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.services import CannotConsent, answer, end_impediment
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import DIED, Filing
from amparo.foundations.ledger.models import Entry
from amparo.foundations.related_people.queries import asked_of, beside_by_phrase
from amparo.foundations.related_people.services import answer_as, give_way, name_other
from amparo.foundations.related_people.who_answered import voice_on
from amparo.law import load_protocol
from tests import plans
from tests.people import MONDAY
from tests.plans import TUESDAY, WEDNESDAY

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def patrol(anas, site, ana):
    return plans.proposed(anas, site["pnp-selva"], ana)


@pytest.fixture
def asked(patrol):
    return Question.objects.get(subject=patrol.ref)


@pytest.fixture
def julia(flor):
    other = name_other(flor.folder, name="Julia Tello", relation="family", by=flor, at=TUESDAY)
    words = give_way(flor.folder, other.ref, right="speaks", by=flor, at=TUESDAY)
    return beside_by_phrase(" ".join(words), at=TUESDAY, seen_by=STRANGER)


def voice(folder, question, by):
    question.refresh_from_db()
    return voice_on(folder, question, seen_by=by)


def test_who_spoke_is_named_and_a_word_of_her_own_has_no_mark(anas, ana, flor, asked, julia):
    assert voice(anas.folder, asked, ana) is None
    answer_as(asked.ref, answer="agreed", by=julia, at=WEDNESDAY)
    found = voice(anas.folder, asked, ana)
    assert (found.kind, found.name, found.at) == ("speaks", "Julia Tello", WEDNESDAY)
    answer(flor.folder, asked.ref, answer="agreed", by=flor, at=WEDNESDAY)
    assert voice(anas.folder, asked, ana) is None


def test_what_was_answered_on_the_page_while_others_had_it_is_marked_with_the_ground(
    anas, ana, flor, asked
):
    begin_impediment(anas.folder.filing, "missing", by=ana, at=TUESDAY)
    answer(flor.folder, asked.ref, answer="refused", by=flor, at=WEDNESDAY)
    assert voice(anas.folder, asked, ana).kind == "page"
    end_impediment(anas.folder.filing, how="team", by=ana, at=WEDNESDAY)
    found = voice(anas.folder, asked, ana)
    assert (found.kind, found.may_be_put) == ("page", True)
    assert found.ground


def test_what_stood_when_the_request_was_filed_counts_too(anas, ana, flor, asked):
    Filing.objects.update(impediment="in_hiding")
    answer(flor.folder, asked.ref, answer="refused", by=flor, at=TUESDAY)
    end_impediment(anas.folder.filing, how="team", by=ana, at=WEDNESDAY)
    assert voice(anas.folder, asked, ana).kind == "page"
    answer(flor.folder, asked.ref, answer="refused", by=flor, at=WEDNESDAY)
    assert voice(anas.folder, asked, ana) is None


@pytest.mark.parametrize("said", ["agreed", "refused"])
def test_put_to_her_it_stands_until_she_answers_and_nobody_answers_for_her(
    said, anas, ana, flor, asked, julia, patrol
):
    answer_as(asked.ref, answer=said, by=julia, at=TUESDAY)
    oral.put_to_person(anas, asked.ref, by=ana, at=WEDNESDAY)
    found = voice(anas.folder, asked, ana)
    assert (asked.answer, found.put_at, found.may_be_put) == (said, WEDNESDAY, False)
    assert asked_of(julia, seen_by=julia) == []
    with pytest.raises(CannotConsent):
        answer_as(asked.ref, answer="discuss", by=julia, at=WEDNESDAY)
    assert Entry.objects.filter(event="PutToHer").count() == 1
    other = "refused" if said == "agreed" else "agreed"
    answer(flor.folder, asked.ref, answer=other, by=flor, at=WEDNESDAY)
    assert voice(anas.folder, asked, ana) is None
    patrol.refresh_from_db()
    assert (asked.put_at, patrol.state == "consented") == (None, other == "agreed")


def test_a_no_given_while_others_had_her_page_gives_way_to_what_she_says_to_the_team(
    anas, ana, flor, asked, patrol
):
    begin_impediment(anas.folder.filing, "missing", by=ana, at=TUESDAY)
    answer(flor.folder, asked.ref, answer="refused", by=flor, at=TUESDAY)
    end_impediment(anas.folder.filing, how="team", by=ana, at=WEDNESDAY)
    with pytest.raises(CannotConsent, match="answered_herself"):
        answer(anas.folder, asked.ref, answer="agreed", by=ana, at=WEDNESDAY, how="oral")
    oral.put_to_person(anas, asked.ref, by=ana, at=WEDNESDAY)
    answer(anas.folder, asked.ref, answer="agreed", by=ana, at=WEDNESDAY, how="oral")
    assert voice(anas.folder, asked, ana) is None


def test_a_word_of_her_own_is_not_put_anew_nor_anything_while_she_cannot_be_asked(
    anas, ana, flor, asked, julia
):
    answer_as(asked.ref, answer="refused", by=julia, at=TUESDAY)
    for impediment in ("missing", DIED):
        begin_impediment(anas.folder.filing, impediment, by=ana, at=TUESDAY)
        assert not voice(anas.folder, asked, ana).may_be_put
        with pytest.raises(CannotConsent):
            oral.put_to_person(anas, asked.ref, by=ana, at=WEDNESDAY)
    Filing.objects.update(impediment="")
    answer(flor.folder, asked.ref, answer="refused", by=flor, at=WEDNESDAY)
    with pytest.raises(CannotConsent, match="unknown_question"):
        oral.put_to_person(anas, asked.ref, by=ana, at=WEDNESDAY)


def test_each_panel_says_it(anas, ana, rosa, flor, julia, asked, site, signed_in):
    law = load_protocol(anas.folder.filing.protocol)
    admission.open_action(
        anas, kind=law.measures.immediate_action[0].id, owner=ana.member, text="llamar cada noche",
        by=ana, at=MONDAY,
    )  # fmt: skip
    agreeing.ask(anas, by=ana, at=MONDAY)
    for one in asked_of(julia, seen_by=julia):
        answer_as(one.ref, answer="refused", by=julia, at=TUESDAY)
    [action] = first_days_on(anas, seen_by=ana).actions
    assert action.voice.name == "Julia Tello"
    assert assessment_on(anas, seen_by=ana).voice.name == "Julia Tello"
    assert measure_called(anas, asked.subject, seen_by=ana).voice.name == "Julia Tello"
    browser = signed_in(ana)
    page = browser.get(reverse("desk:case", args=[anas.code]) + "?tab=all", headers=ENGLISH).text
    assert page.count("Julia Tello answered") == 3
    assert page.count("Put it to the person") == 3
    news = browser.get(reverse("admission:action", args=[anas.code, action.row.ref])).text
    said = reverse("admission:action_said", args=[anas.code, action.row.ref])
    assert said in news
    assert 'value="refused"' in browser.get(said).text


def test_the_team_puts_it_to_her_once(anas, ana, asked, julia, signed_in):
    answer_as(asked.ref, answer="agreed", by=julia, at=TUESDAY)
    page = reverse("admission:put", args=[anas.code, asked.ref])
    assert signed_in(ana).post(page).status_code == 302
    again = signed_in(ana).post(page, headers=ENGLISH)
    assert again.status_code == 409
    assert "is asked about it already" in again.text


def test_on_her_page_it_waits_for_her(anas, ana, asked, julia, client, filed):
    answer_as(asked.ref, answer="agreed", by=julia, at=TUESDAY)
    client.post("/return/", {"phrase": " ".join(filed.words)})
    assert "in your name" not in client.get("/mine/", headers=ENGLISH).text
    oral.put_to_person(anas, asked.ref, by=ana, at=WEDNESDAY)
    shown = client.get("/mine/", headers=ENGLISH).text
    assert "Somebody else answered this in your name" in shown
    assert "The answer was yes." in shown
    client.post(reverse("door:decision", args=[asked.ref]), {"answer": "refuse"})
    asked.refresh_from_db()
    assert (asked.answer, asked.how, asked.put_at) == ("refused", "page", None)
