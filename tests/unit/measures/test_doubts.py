"""Somebody is feared, and an adult of the household bears the same surname: only the team can say
whether it is the same person. Until then a no counts, a yes does not, and nobody is told."""

import pytest
from django.urls import reverse

from amparo.casework.measures.decisions import replacement_institution as recipients
from amparo.casework.measures.models import State
from amparo.casework.measures.queries import acts_on_case, measure_called
from amparo.casework.measures.relocated_adults import services as adults
from amparo.casework.measures.relocated_adults import surname_services as doubts
from amparo.casework.measures.relocated_adults.surname_queries import WITHIN
from amparo.casework.measures.states import Hindered
from amparo.foundations.cases.dates_outside_terms import name_of, waiting_in
from amparo.foundations.cases.queries import opened
from amparo.foundations.consent.accompanying_adults import Whom, answer_for_oneself
from amparo.foundations.consent.models import NOBODY, AffectedAdult, Question
from amparo.foundations.consent.queries import may_leave
from amparo.foundations.consent.services import CannotConsent
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.queries import standing
from amparo.foundations.intake.services import shut_out
from amparo.foundations.ledger.models import Entry
from amparo.foundations.related_people.queries import is_barred
from amparo.foundations.related_people.services import NotGiven, give_way, name_other
from tests import plans
from tests.obligations import grant
from tests.plans import TUESDAY, WEDNESDAY

AUNT, BROTHER = "Julia Rivas", "Evaristo Rivas"
KNOWN = "la conoce desde niña, vive con ella"


@pytest.fixture
def move(anas, site, ana):
    """A temporary evacuation by the ministry's own office: it moves whoever lives there."""
    return plans.proposed(anas, site["dgdh"], ana, catalogue="pe21_evacuation", values=plans.PLACE)


@pytest.fixture
def against(anas, site, ana, move):
    def reasons():
        told = {"kind": "measure", "subject": move.ref, "unit": site["dgdh"]}
        return may_leave(anas.folder, **told, fields=["coarse_place"], seen_by=ana).reasons

    return reasons


@pytest.fixture
def aunt(anas, ana, flor, move):
    """The aunt would go along; the person has agreed."""
    plans.says(flor, move, "agreed")
    adults.name(anas, move.ref, names=[AUNT], by=ana, at=TUESDAY)
    return AffectedAdult.objects.get()


def says(flor, adult, word):
    answer_for_oneself(flor.folder, adult.ref, answer=word, by=flor, at=WEDNESDAY)


def fear(anas, ana, name):
    name_other(anas.folder, name=name, relation="aggressor", by=ana, at=WEDNESDAY)


def say(anas, ana, adult, *, same, text=KNOWN):
    doubts.say_who(
        anas, adult.question.subject, adult.ref, same=same, text=text, by=ana, at=WEDNESDAY
    )


def test_a_yes_of_somebody_of_that_surname_waits_and_stays_what_it_was(
    anas, ana, flor, move, aunt, against
):
    says(flor, aunt, "agreed")
    assert against() == ()
    fear(anas, ana, BROTHER)
    aunt.refresh_from_db()
    assert (aunt.answer, aunt.doubt) == ("agreed", "waits")
    assert against() == ("adult_not_agreed",)
    move.refresh_from_db()
    assert move.state == State.PROPOSED


def test_a_no_of_somebody_of_that_surname_stays_a_no(anas, ana, flor, aunt, against):
    """Whoever would be moved against her will by a name that she shares."""
    says(flor, aunt, "refused")
    fear(anas, ana, BROTHER)
    assert AffectedAdult.objects.filter(answer="refused").exists()
    assert against() == ("adult_not_agreed",)


def test_meanwhile_no_yes_is_taken_and_a_no_is(anas, ana, flor, aunt):
    fear(anas, ana, BROTHER)
    with pytest.raises(CannotConsent, match="in_doubt"):
        says(flor, aunt, "agreed")
    says(flor, aunt, "refused")
    assert AffectedAdult.objects.get().answer == "refused"


def test_whoever_is_called_so_is_off_the_count_at_once(anas, ana, flor, aunt, against):
    says(flor, aunt, "refused")
    fear(anas, ana, "Rivas, Julia")
    assert not AffectedAdult.objects.exists()
    assert against() == ()


def test_a_family_that_is_feared_is_meant_as_a_whole(anas, ana, aunt, against):
    fear(anas, ana, "los Rivas")
    assert not AffectedAdult.objects.exists()
    assert against() == ()


def test_what_the_person_wrote_of_a_cousin_asks_about_the_aunt_too(flor, aunt):
    body = {"units": [], "names": f"mi primo {BROTHER}"}
    write_paper(flor.folder, kind="exclusions", body=body, by=flor, at=WEDNESDAY)
    shut_out(flor.folder, by=flor, at=WEDNESDAY)
    aunt.refresh_from_db()
    assert aunt.doubt == "waits"


def test_the_team_says_that_it_is_somebody_else_and_the_yes_counts_again(
    anas, ana, flor, move, aunt, against
):
    says(flor, aunt, "agreed")
    fear(anas, ana, BROTHER)
    say(anas, ana, aunt, same=False)
    aunt.refresh_from_db()
    assert (aunt.answer, aunt.doubt) == ("agreed", "")
    assert against() == ()
    move.refresh_from_db()
    assert move.state == State.CONSENTED
    assert not is_barred(anas.folder, AUNT, seen_by=ana)
    assert is_barred(anas.folder, BROTHER, seen_by=ana)


def test_the_team_says_that_it_is_the_same_person_and_nothing_waits_for_them(
    anas, ana, flor, aunt, against
):
    says(flor, aunt, "refused")
    fear(anas, ana, BROTHER)
    say(anas, ana, aunt, same=True)
    assert not AffectedAdult.objects.exists()
    assert against() == ()
    assert is_barred(anas.folder, AUNT, seen_by=ana)


def test_who_was_told_apart_is_asked_about_more_and_gets_words_again(anas, ana, flor, move, aunt):
    fear(anas, ana, BROTHER)
    with pytest.raises(NotGiven, match="must_not_know"):
        name_other(anas.folder, name=AUNT, relation="family", by=ana, at=WEDNESDAY)
    say(anas, ana, aunt, same=False)
    other = name_other(anas.folder, name=AUNT, relation="family", by=ana, at=WEDNESDAY)
    assert give_way(anas.folder, other.ref, right="answers", by=ana, at=WEDNESDAY)
    adults.name(anas, move.ref, listed=[Whom(AUNT, other.ref)], by=ana, at=WEDNESDAY)
    assert AffectedAdult.objects.count() == 2


def test_another_name_that_is_written_later_is_asked_about_anew(anas, ana, flor, aunt):
    fear(anas, ana, BROTHER)
    say(anas, ana, aunt, same=False)
    fear(anas, ana, "Ciro Rivas")
    aunt.refresh_from_db()
    assert aunt.doubt == "waits"


def test_nobody_of_that_surname_is_told_more_before_it_is_said(anas, ana, flor, move, aunt, site):
    """Neither by words of their own, nor by asking about one more institution."""
    says(flor, aunt, "agreed")
    grant(move)
    fear(anas, ana, BROTHER)
    with pytest.raises(Hindered, match="adult_must_not_know"):
        recipients.ask_recipient(anas, move.ref, site["minam"], by=ana, at=WEDNESDAY)


def test_what_was_granted_goes_on_and_is_ended_by_nobody_in_doubt(
    anas, ana, flor, move, aunt, against
):
    says(flor, aunt, "agreed")
    grant(move)
    fear(anas, ana, BROTHER)
    aunt.refresh_from_db()
    assert aunt.doubt == "goes_on"
    assert against() == ()
    with pytest.raises(CannotConsent, match="in_doubt"):
        says(flor, aunt, "refused")
    say(anas, ana, aunt, same=True)
    aunt.refresh_from_db()
    assert (aunt.answer, aunt.other, aunt.doubt) == ("agreed", NOBODY, "")
    assert against() == ()


def test_it_is_said_with_reasons_and_once(anas, ana, aunt):
    fear(anas, ana, BROTHER)
    with pytest.raises(Hindered, match="reasons"):
        say(anas, ana, aunt, same=False, text=" ")
    say(anas, ana, aunt, same=False)
    with pytest.raises(Hindered, match="no_doubt"):
        say(anas, ana, aunt, same=True)


def test_nothing_of_it_is_in_the_clear_or_on_her_page(anas, ana, flor, aunt):
    fear(anas, ana, BROTHER)
    say(anas, ana, aunt, same=False)
    stored = str([list(model.objects.values()) for model in (AffectedAdult, Entry, Document)])
    assert "Rivas" not in stored
    assert '"doubt":"apart"' in stored
    assert papers_in(flor.folder, seen_by=flor, kinds=["told_alike"]) == []


def test_it_waits_on_the_worklist_until_it_is_said(anas, ana, aunt):
    assert "adult_in_doubt" not in {one.task for one in waiting_in(anas.case)}
    fear(anas, ana, BROTHER)
    assert "adult_in_doubt" in {one.task for one in waiting_in(anas.case)}
    assert name_of("adult_in_doubt")
    fresh = opened(anas.code, seen_by=ana)
    state = standing(fresh.folder.filing, at=WEDNESDAY)
    offered = {one.act: one for one in acts_on_case(fresh, state, seen_by=ana)}
    assert offered["adult_in_doubt"].by == WEDNESDAY + WITHIN
    say(anas, ana, aunt, same=False)
    assert "adult_in_doubt" not in {one.task for one in waiting_in(anas.case)}


def test_the_page_asks_and_says_of_whom(anas, ana, move, aunt, signed_in):
    fear(anas, ana, BROTHER)
    desk = signed_in(ana)
    address = reverse("measures:alike", args=[anas.code, move.ref, aunt.ref])
    assert address in desk.get(reverse("measures:plan", args=[anas.code])).text
    shown = desk.get(address).text
    assert AUNT in shown
    assert BROTHER in shown
    refused = desk.post(address, {"text": "no se sabe"})
    assert refused.status_code == 422
    assert "no se sabe" in refused.text
    assert desk.post(address, {"same": "apart", "text": KNOWN}).status_code == 302
    assert desk.get(address).status_code == 404
    assert AffectedAdult.objects.get().doubt == ""
    assert KNOWN in desk.get(reverse("measures:plan", args=[anas.code])).text


def test_an_adult_of_whom_nobody_doubts_has_no_such_page(anas, ana, move, aunt, signed_in):
    address = reverse("measures:alike", args=[anas.code, move.ref, aunt.ref])
    assert signed_in(ana).get(address).status_code == 404
    assert measure_called(anas, move.ref, seen_by=ana).adults[0].agrees is False
    assert Question.objects.get(subject=move.ref).adults == 1
