"""One form for what is answered in conversation: who said it, how, in which words, read back."""

import pytest
from django.urls import reverse

from amparo.casework.admission.oral_answers import stood
from amparo.casework.measures import services
from amparo.casework.measures.models import Measure
from amparo.casework.measures.queries import measure_called
from amparo.foundations.cases.queries import opened
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.services import CannotConsent
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.models import DIED, Filing
from amparo.foundations.ledger.models import Entry
from amparo.foundations.related_people.services import give_way, name_other
from tests import plans
from tests.plans import TUESDAY, WEDNESDAY, heard

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def patrol(anas, site, ana):
    return plans.proposed(anas, site["pnp-selva"], ana)


@pytest.fixture
def speaker(flor):
    """Julia, to whom Flor gave words to speak for her."""
    other = name_other(flor.folder, name="Julia Tello", relation="family", by=flor, at=TUESDAY)
    give_way(flor.folder, other.ref, right="speaks", by=flor, at=TUESDAY)
    return other


def notes(anas, ana, patrol, answer, **who):
    shown = measure_called(anas, patrol.ref, seen_by=ana)
    said = heard(answer, "eso dijo", **who)
    services.note_answer(anas, patrol.ref, said, seen=shown.seen, by=ana, at=WEDNESDAY)


def test_what_the_person_said_is_a_word_of_their_own(anas, ana, patrol, speaker):
    notes(anas, ana, patrol, "agreed")
    question = Question.objects.get(subject=patrol.ref)
    assert (question.answer, question.how) == ("agreed", "oral")


def test_what_somebody_said_who_speaks_for_them_is_marked_so(anas, ana, flor, patrol, speaker):
    notes(anas, ana, patrol, "agreed", who=speaker.ref)
    question = Question.objects.get(subject=patrol.ref)
    assert question.for_her
    assert f'"who":"{speaker.ref}"' in Entry.objects.get(event="ConsentAnswered").facts
    [paper] = papers_in(flor.folder, seen_by=flor, kinds=["oral_answer"])
    assert "Julia Tello" in flor.folder.words(paper)["label"]


def test_nobody_speaks_over_a_word_of_their_own_nor_without_words_to_do_it(
    anas, ana, flor, patrol, speaker
):
    other = name_other(flor.folder, name="Celso Ríos", relation="family", by=flor, at=TUESDAY)
    with pytest.raises(CannotConsent, match="speaks_no_more"):
        notes(anas, ana, patrol, "agreed", who=other.ref)
    notes(anas, ana, patrol, "discuss")
    with pytest.raises(CannotConsent, match="speaks_no_more"):
        notes(anas, ana, patrol, "agreed", who=speaker.ref)


def test_while_the_person_cannot_be_asked_nobody_says_yes_in_their_name(anas, ana, patrol, speaker):
    Filing.objects.update(impediment="in_hiding")
    with pytest.raises(CannotConsent, match="not_herself"):
        notes(anas, ana, patrol, "agreed", who=speaker.ref)
    notes(anas, ana, patrol, "refused", who=speaker.ref)
    assert Filing.objects.get().impediment == "in_hiding"  # nobody heard the person


def as_read(anas, patrol, ana):
    """What the page holds of how the measure and its question stand."""
    shown = measure_called(anas, patrol.ref, seen_by=ana)
    return {"seen": stood(shown.question), "stands": shown.seen}


def test_after_a_death_nothing_is_noted(anas, ana, patrol, speaker, signed_in):
    Filing.objects.update(impediment=DIED)
    with pytest.raises(CannotConsent, match="died"):
        notes(anas, ana, patrol, "agreed")
    page = reverse("measures:answer", args=[anas.code, patrol.ref])
    sent = {"who": "person", "way": "telephone", "answer": "agreed", "words": "sí"}
    sent |= as_read(anas, patrol, ana)
    answer = signed_in(ana).post(page, {**sent, "read_back": "on"}, headers=ENGLISH)
    assert answer.status_code == 409
    assert "The person has died" in answer.text
    assert "sí</textarea>" in answer.text


def test_the_page_asks_who_how_and_whether_it_was_read_back(anas, ana, patrol, speaker, signed_in):
    page = reverse("measures:answer", args=[anas.code, patrol.ref])
    shown = signed_in(ana).get(page, headers=ENGLISH).text
    for asked in ("Who said it?", "Julia Tello", "How was it said?", "I read this back"):
        assert asked in shown
    sent = {"who": "person", "way": "telephone", "answer": "agreed", "words": "sí"}
    sent |= as_read(anas, patrol, ana)
    answer = signed_in(ana).post(page, sent, headers=ENGLISH)
    assert answer.status_code == 422
    assert "Read it back first" in answer.text
    assert not Question.objects.get(subject=patrol.ref).answer


def test_the_last_day_that_was_said_is_noted_and_stands_there_when_it_is_noted_again(
    anas, ana, patrol, signed_in
):
    page, browser = reverse("measures:answer", args=[anas.code, patrol.ref]), signed_in(ana)
    sent = {
        "who": "person",
        "way": "telephone",
        "answer": "agreed",
        "words": "sí, hasta fin de año",
    }
    sent |= {"read_back": "on", **as_read(anas, patrol, ana)}
    refused = browser.post(page, {**sent, "until": "2026-11-01"}, headers=ENGLISH)
    assert (refused.status_code, "That day has passed" in refused.text) == (422, True)
    assert browser.post(page, {**sent, "until": "2026-12-31"}).status_code == 302
    assert str(Question.objects.get(subject=patrol.ref).ends_on) == "2026-12-31"
    assert 'value="2026-12-31"' in browser.get(page).text


def test_the_answer_is_noted_on_the_page_after_the_proposal(anas, ana, site, signed_in):
    browser, fits = signed_in(ana), dict.fromkeys(("reduces", "work", "proportion"), "sí")
    told = {f"fits-{name}": words for name, words in fits.items()}
    told |= {"requested": "yes", "what": "tres rondas", "unit": "pnp-selva", "go_on": "yes"}
    told |= {"told-coarse_place": "el distrito del río"}
    address = reverse("measures:propose", args=[anas.code, "pe21_patrol"])
    page = browser.post(address, told, follow=True)
    shown = measure_called(opened(anas.code, seen_by=ana), Measure.objects.get().ref, seen_by=ana)
    there = reverse("measures:answer", args=[anas.code, shown.ref])
    assert page.request["PATH_INFO"] == there
    assert shown.answer == "asked"
    said = {"who": "person", "way": "telephone", "answer": "agreed", "words": "sí"}
    said |= {"read_back": "on", "go_on": "yes", **as_read(anas, shown, ana)}
    assert browser.post(there, said).url == reverse("measures:draft", args=[anas.code])


def test_the_way_of_the_call_is_offered(anas, ana, patrol, flor, signed_in):
    address = reverse("measures:answer", args=[anas.code, patrol.ref])
    assert not signed_in(ana).get(address).context["form"]["way"].value()
    body = {"facts": "dijo", "came_by": "radio"}
    write_paper(flor.folder, kind="request", body=body, by=ana, at=TUESDAY)
    assert signed_in(ana).get(address).context["form"]["way"].value() == "radio"
