"""After a death the desk offers nothing that would be done with the person, and the services refuse
it too, in a sentence and with what was written."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from amparo.casework.admission import services as admission
from amparo.casework.assessment import assessment_consent as agreeing
from amparo.casework.assessment import services as assessment
from amparo.casework.disappearances import services
from amparo.casework.disappearances.follow_up_tasks import Kind, vigils_in
from amparo.casework.disappearances.models import DisappearanceOrDeath
from amparo.casework.measures.models import Measure
from amparo.casework.measures.relocated_adults import services as adults
from amparo.casework.obligations.delivery.recall import open_follow_up
from amparo.casework.obligations.models import FollowUpTask
from amparo.casework.obligations.possible_acts import before_closing, follow_ups_in
from amparo.casework.referral import services as referral
from amparo.casework.referral.dated_tasks import dated_tasks_in
from amparo.casework.referral.handover import services as handing_on
from amparo.casework.review import services as review
from amparo.casework.review.dated_tasks import tasks_in
from amparo.casework.review.models import ReviewTask
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.error_pages import AsksNobody
from amparo.foundations.cases.dates_outside_terms import waiting_in
from amparo.foundations.cases.queries import Case, OpenCase, opened
from amparo.foundations.consent import services as consent
from amparo.foundations.consent.models import Confirmation, Question
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.contact.follow_up_reports import tell_incident
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.services import withdraw_procedure
from amparo.foundations.related_people.services import give_way, name_other
from tests import plans
from tests.befallen import AT, DAY, note

ENGLISH = {"accept-language": "en"}
NEVER = (
    "Write to the person",
    "Note an attempt to reach the person",
    "Give the person words",
    "Note what the person said",
    "Ask the person",
    "Does the person agree to be assessed?",
    "Note a promise to the person",
    "Say whether an interpreter is needed",
    "Refer elsewhere",
    "Open an immediate action",
    "The person can be asked again",
    "Reach the person before measures end",
    "Change it and ask anew",
    "Assess the risk",
    "Keep what was promised",
    "Answer the person",
)
type SignIn = Callable[[Actor], Client]


@pytest.fixture
def patrol(anas: OpenCase, ana: Actor, site: dict[str, Unit]) -> Measure:
    return plans.proposed(anas, site["pnp"], ana)


@pytest.fixture
def died(patrol: Measure, anas: OpenCase, ana: Actor) -> DisappearanceOrDeath:
    open_follow_up(anas.case, FollowUpTask.Kind.CONTACT_BEFORE_ENDING, by=ana, at=AT)
    handing_on.promise(anas, text="llamarla", on=DAY, by=ana, at=AT)
    tell_incident(anas.folder, words="la siguieron", when="ayer", by=ana, at=AT)
    referral.wish_heard(anas.case, "referral_wish", by=ana, at=AT)
    return note(anas, ana, what="died", kind="killing")


@pytest.fixture
def team(died: DisappearanceOrDeath, anas: OpenCase, ana: Actor) -> OpenCase:
    return opened(anas.code, seen_by=ana)


def test_before_it_the_page_offers_what_is_done_with_the_person(
    patrol: Measure, anas: OpenCase, ana: Actor, signed_in: SignIn
) -> None:
    page = signed_in(ana).get(reverse("desk:case", args=[anas.code]), headers=ENGLISH).text
    assert [one for one in NEVER if one in page][:2] == list(NEVER[:2])


def test_after_it_nothing_senseless_is_offered(
    team: OpenCase, ana: Actor, rosa: Actor, signed_in: SignIn
) -> None:
    for member in (ana, rosa):
        for name in ("desk:case", "measures:plan", "desk:others"):
            page = signed_in(member).get(reverse(name, args=[team.code]), headers=ENGLISH)
            assert [one for one in NEVER if one in page.text] == [], name
    assert follow_ups_in(team) == []
    assert [*dated_tasks_in(team), *tasks_in(team)] == []


def test_the_worklist_names_nothing_that_would_be_done_with_the_dead(team: OpenCase) -> None:
    assert {one.task for one in waiting_in(Case.objects.get())} == {
        "search.linked",
        "search.investigation",
    }


def test_what_happens_afterwards_asks_for_a_case_of_those_who_are_left(
    team: OpenCase, died: DisappearanceOrDeath, ana: Actor
) -> None:
    services.nobody_asks(team, died.ref, text="no hay nadie", by=ana, at=AT)
    assert Kind.LINKED not in {one.kind for one in vigils_in(opened(team.code, seen_by=ana))}
    tell_incident(team.folder, words="amenazaron a la viuda", when="hoy", by=ana, at=AT)
    fresh = opened(team.code, seen_by=ana)
    assert Kind.LINKED in {one.kind for one in vigils_in(fresh)}
    assert tasks_in(fresh) == []


def test_whoever_else_a_measure_protects_is_assessed_still(
    team: OpenCase, ana: Actor, patrol: Measure, signed_in: SignIn
) -> None:
    Filing.objects.update(impediment="")
    adults.name(team, patrol.ref, names=["Tomás"], by=ana, at=AT)
    Filing.objects.update(impediment="died")
    page = signed_in(ana).get(reverse("desk:case", args=[team.code]), headers=ENGLISH).text
    assert "Assess the risk of those whom a measure protects too" in page
    assert ReviewTask.Kind.REASSESS in {
        one.kind for one in tasks_in(opened(team.code, seen_by=ana))
    }


def test_who_dies_before_the_decision_keeps_no_case_open_for_ever(
    team: OpenCase, ana: Actor, died: DisappearanceOrDeath
) -> None:
    services.nobody_asks(team, died.ref, text="no hay nadie", by=ana, at=AT)
    still = [str(one) for one in before_closing(opened(team.code, seen_by=ana), at=AT)]
    assert still != []
    over: dict[str, Any] = {"stage": "archived", "on": DAY, "text": "x", "again_on": None}
    services.note_investigation(team, died.ref, **over, over=True, by=ana, at=AT)
    assert before_closing(opened(team.code, seen_by=ana), at=AT) == []


def test_what_is_no_word_of_hers_goes_on(team: OpenCase, ana: Actor, signed_in: SignIn) -> None:
    page = signed_in(ana).get(reverse("desk:case", args=[team.code]), headers=ENGLISH).text
    for one in (
        "Write a note for the team",
        "People of this case",
        "Record an attack, a threat or a new fact",
    ):
        assert one in page


def asks(what: str, team: OpenCase, ana: Actor, flor: Visitor, patrol: Measure) -> None:
    def action() -> Any:
        kind = "contact"
        return admission.open_action(team, kind=kind, owner=ana.member, text="x", by=ana, at=AT)

    def words() -> Any:
        other = name_other(team.folder, name="Julia Tello", relation="family", by=ana, at=AT)
        return give_way(team.folder, other.ref, right="reads", by=ana, at=AT)

    folder, unit = team.folder, patrol.unit
    question = Question.objects.get(subject=patrol.ref)
    assert unit is not None
    acts: dict[str, Callable[[], Any]] = {
        "proposes": lambda: plans.proposed(team, unit, ana),
        "asks_to_assess": lambda: agreeing.ask(team, by=ana, at=AT),
        "opens_help": action,
        "promises": lambda: handing_on.promise(team, text="x", on=DAY, by=ana, at=AT),
        "assesses": lambda: assessment.save_draft(team, plans.FOUND, seen=0, by=ana, at=AT),
        "records_it": lambda: assessment.submit(team, seen=1, by=ana, at=AT),
        "keeps_a_promise": lambda: handing_on.note_promise(
            team, "x", outcome="kept", words="x", by=ana, at=AT
        ),
        "answers_a_wish": lambda: referral.answer_wish(team, words="x", by=ana, at=AT),
        "answers_a_disagreement": lambda: review.answer_disagreement(
            team, "x", text="x", by=ana, at=AT
        ),
        "explains_a_risk": lambda: review.explain_risk(team, "x", text="x", seen=1, by=ana, at=AT),
        "names_adults": lambda: adults.name(team, patrol.ref, names=["Tomás"], by=ana, at=AT),
        "gives_words": words,
        "withdraws": lambda: consent.withdraw(folder, question.ref, by=flor, at=AT),
        "withdraws_all": lambda: consent.withdraw_all(folder, by=flor, at=AT),
        "confirms": lambda: consent.confirm(
            folder, measure=patrol.ref, word="works", by=flor, at=AT
        ),
        "leaves": lambda: withdraw_procedure(flor, at=AT),
    }
    acts[what]()


@pytest.mark.parametrize(
    "what",
    [
        "proposes", "asks_to_assess", "opens_help", "promises", "names_adults", "gives_words",
        "withdraws", "withdraws_all", "confirms", "leaves", "assesses", "records_it",
        "keeps_a_promise", "answers_a_wish", "answers_a_disagreement", "explains_a_risk",
    ],
)  # fmt: skip
def test_the_services_refuse_it_too(
    what: str, team: OpenCase, ana: Actor, flor: Visitor, patrol: Measure
) -> None:
    before = (Question.objects.count(), Confirmation.objects.count())
    with pytest.raises(AsksNobody):
        asks(what, team, ana, flor, patrol)
    assert (Question.objects.count(), Confirmation.objects.count()) == before
    filing = Filing.objects.get()
    assert (filing.withdrawn_at, filing.sharing_ended_at) == (None, None)


def test_who_had_the_page_open_reads_why_and_gets_the_words_back(
    patrol: Measure, anas: OpenCase, ana: Actor, signed_in: SignIn
) -> None:
    browser = signed_in(ana)
    page = reverse("referral:promise", args=[anas.code])
    assert browser.get(page).status_code == 200
    note(anas, ana, what="died", kind="killing")
    sent = {"text": "llamarla el lunes", "on": "2027-01-11"}
    answer = browser.post(page, sent, headers=ENGLISH)
    assert answer.status_code == 409
    assert "The person has died" in answer.text
    assert "llamarla el lunes" in answer.text


def test_the_pages_of_an_assessment_say_so(team: OpenCase, ana: Actor, signed_in: SignIn) -> None:
    for name in ("assessment:assess", "assessment:review"):
        answer = signed_in(ana).get(reverse(name, args=[team.code]), headers=ENGLISH)
        assert (answer.status_code, "The person has died" in answer.text) == (409, True)


def test_a_mistake_put_right_asks_again(
    died: DisappearanceOrDeath, team: OpenCase, ana: Actor, signed_in: SignIn
) -> None:
    services.set_aside(team, died.ref, text="era otra", by=ana, at=AT)
    page = signed_in(ana).get(reverse("desk:case", args=[team.code]), headers=ENGLISH).text
    for one in ("Write to the person", "Keep what was promised", "Assess the risk"):
        assert one in page
    named = {one.task for one in waiting_in(Case.objects.get())}
    assert {"task.reassess", "obligations.contact_before_ending"} <= named
