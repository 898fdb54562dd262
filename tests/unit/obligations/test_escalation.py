"""What follows where an institution does not answer: reminded, told, and others told by consent."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from amparo.casework.obligations.delivery.mails import tell_officers
from amparo.casework.obligations.delivery.sealed_dispatch import MayNotLeave
from amparo.casework.obligations.escalation.queries import (
    Stands,
    letters_due,
    steps_on_case,
)
from amparo.casework.obligations.escalation.services import note_letter, take_due_steps
from amparo.casework.obligations.escalation.what_was_answered import Answered
from amparo.casework.obligations.follow_up.services import (
    NothingToDo,
    ask_report,
    contest,
    insist,
    seek_alternative,
)
from amparo.casework.obligations.models import EscalationNotice, FollowUpTask, Obligation
from amparo.casework.obligations.queries import duty_called, duty_on_case
from amparo.casework.obligations.unit_answers import answer as say
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.beneficiary_shares import confirm
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.overdue_permission import COMMAND, KIND, OMBUDSMAN
from amparo.foundations.consent.services import answer, withdraw
from amparo.foundations.institutions.services import add_unit
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.services import exclude, withdraw_procedure
from amparo.foundations.ledger.models import Entry
from tests.clock import Clock
from tests.last_days import holds_until, its_day_passes, jobs_run

type SignIn = Callable[[Actor], Client]

NOON = datetime.fromisoformat("2026-12-01T12:00:00-05:00")
"""Noon of the day on which the report is due."""


def days(count: int) -> datetime:
    return NOON + timedelta(days=count)


def taken(duty: Obligation) -> list[str]:
    return list(duty.notices.order_by("pk").values_list("step", flat=True))


def states(case: OpenCase, duty: Obligation, by: Actor, *, at: datetime) -> dict[str, Stands]:
    escalation = steps_on_case(case, duty, at=at, seen_by=by)
    assert escalation is not None
    return {one.id: one.stands for one in escalation.steps}


def agree(flor: Visitor, subject: str, *, at: datetime) -> Question:
    question = Question.objects.get(kind=KIND, subject=subject, withdrawn_at__isnull=True)
    return answer(flor.folder, question.ref, answer="agreed", by=flor, at=at)


@pytest.fixture
def overdue(forwarded: Obligation) -> Obligation:
    """It had to report by REPORT_ON, and said nothing; the jobs ran the day after."""
    take_due_steps(at=days(1))
    return forwarded


def test_it_is_reminded_before_and_told_after_each_once(forwarded: Obligation) -> None:
    assert take_due_steps(at=days(-10)) == 0
    assert take_due_steps(at=days(-4)) == 1
    assert take_due_steps(at=days(-3)) == 0
    assert taken(forwarded) == ["reminder"]
    assert take_due_steps(at=days(1)) == 1
    assert take_due_steps(at=days(30)) == 0
    assert taken(forwarded) == ["reminder", "overdue"]
    assert Entry.objects.filter(event="EscalationStepTaken").count() == 2


def test_a_step_is_not_skipped_where_the_jobs_stood_still(forwarded: Obligation) -> None:
    assert take_due_steps(at=days(40)) == 2
    assert taken(forwarded) == ["reminder", "overdue"]


def test_an_officer_is_mailed_of_each_step(forwarded: Obligation, carla: Actor) -> None:
    carla.member.mail = "carla@example.org"
    carla.member.save()
    tell_officers(at=days(-5))
    take_due_steps(at=days(-4))
    assert tell_officers(at=days(-4)) == 1
    take_due_steps(at=days(1))
    assert tell_officers(at=days(1)) == 1


def test_it_is_not_told_after_it_answered(forwarded: Obligation, carla: Actor) -> None:
    found = duty_called(forwarded.alias, seen_by=carla)
    say(found, kind="reported", text="hecho", by=carla, at=days(-5))
    assert take_due_steps(at=days(9)) == 0


def test_it_is_not_told_once_the_person_left(forwarded: Obligation, flor: Visitor) -> None:
    withdraw_procedure(flor, at=days(-9))
    assert take_due_steps(at=days(9)) == 0


def test_another_day_begins_the_steps_anew(overdue: Obligation, anas: OpenCase, ana: Actor) -> None:
    found = duty_on_case(anas, overdue.alias, seen_by=ana)
    until = date(2026, 12, 22)
    ask_report(anas, found, text="cómo va", due_on=until, by=ana, at=days(3))
    assert states(anas, overdue, ana, at=days(3))["reminder"] == Stands.LATER
    assert take_due_steps(at=days(40)) == 2
    assert taken(overdue) == ["reminder", "overdue", "reminder", "overdue"]


def test_the_person_is_asked_once_when_it_is_overdue(overdue: Obligation) -> None:
    asked = Question.objects.filter(kind=KIND)
    assert {one.subject for one in asked} == {COMMAND, OMBUDSMAN}
    take_due_steps(at=days(2))
    assert asked.count() == 2


def test_nobody_beyond_is_told_before_the_person_agrees(
    overdue: Obligation, anas: OpenCase, ana: Actor
) -> None:
    told = states(anas, overdue, ana, at=days(60))
    assert told == {
        "reminder": Stands.TAKEN,
        "overdue": Stands.TAKEN,
        "coordinator": Stands.BARRED,
        "vice_minister": Stands.BARRED,
        "minister": Stands.BARRED,
        "ombudsman": Stands.BARRED,
    }
    assert letters_due(anas.case) == []
    with pytest.raises(NothingToDo):
        _letter(anas, overdue, "coordinator", ana, at=days(60))


@pytest.mark.postgresql("roles of the surfaces")
def test_nobody_beyond_is_told_after_the_last_day_of_the_consent(
    overdue: Obligation, anas: OpenCase, ana: Actor, flor: Visitor, clock: Clock
) -> None:
    agree(flor, OMBUDSMAN, at=days(2))
    assert states(anas, overdue, ana, at=days(60))["ombudsman"] != Stands.BARRED
    holds_until(OMBUDSMAN)
    its_day_passes(clock)
    assert states(anas, overdue, ana, at=days(60))["ombudsman"] == Stands.BARRED
    assert jobs_run(at=days(60))[0] == 1


def test_letters_go_rank_by_rank(
    overdue: Obligation, anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    agree(flor, COMMAND, at=days(2))
    [waiting] = letters_due(anas.case)
    assert waiting.due_on.date() == date(2026, 12, 4)
    with pytest.raises(NothingToDo):
        _letter(anas, overdue, "coordinator", ana, at=days(2))
    with pytest.raises(NothingToDo):
        _letter(anas, overdue, "vice_minister", ana, at=days(40))
    _letter(anas, overdue, "coordinator", ana, at=days(40))
    with pytest.raises(NothingToDo):
        _letter(anas, overdue, "coordinator", ana, at=days(40))
    _letter(anas, overdue, "vice_minister", ana, at=days(40))
    _letter(anas, overdue, "minister", ana, at=days(40))
    notices = EscalationNotice.objects.filter(duty=overdue, unit__code="mininter")
    assert notices.count() == 3
    assert states(anas, overdue, ana, at=days(60))["ombudsman"] == Stands.BARRED
    agree(flor, OMBUDSMAN, at=days(60))
    _letter(anas, overdue, "ombudsman", ana, at=days(60))
    assert letters_due(anas.case) == []


def test_a_consent_taken_back_stops_the_letters(
    overdue: Obligation, anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    question = agree(flor, COMMAND, at=days(2))
    withdraw(flor.folder, question.ref, by=flor, at=days(9))
    with pytest.raises(NothingToDo):
        _letter(anas, overdue, "coordinator", ana, at=days(40))


def test_whom_the_person_excluded_is_not_told(
    overdue: Obligation, anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    agree(flor, OMBUDSMAN, at=days(2))
    unit = add_unit(
        code="defensoria",
        parent=None,
        name="Defensoría del Pueblo",
        branch="autonomous",
        level="national",
        by=SYSTEM,
        at=days(3),
    )
    exclude(flor.folder, unit, by=flor, at=days(3))
    with pytest.raises(MayNotLeave):
        _letter(anas, overdue, "ombudsman", ana, at=days(60))


def _letter(case: OpenCase, duty: Obligation, step: str, by: Actor, *, at: datetime) -> None:
    note_letter(case, duty, step, number="Oficio 12-2026", signed_on=at.date(), by=by, at=at)


def test_what_it_reported_is_owed_again_where_the_person_says_that_it_did_not_arrive(
    forwarded: Obligation, carla: Actor, flor: Visitor
) -> None:
    found = duty_called(forwarded.alias, seen_by=carla)
    say(found, kind="reported", text="hecho", by=carla, at=days(-5))
    confirm_measure(flor, forwarded, "did_not_arrive", at=days(2))
    assert take_due_steps(at=days(9)) == 2


def test_what_it_never_answered_stays_unanswered_when_the_person_takes_a_yes_back(
    overdue: Obligation, flor: Visitor
) -> None:
    confirm_measure(flor, overdue, "works", at=days(2))
    confirm_measure(flor, overdue, "did_not_arrive", at=days(3))
    overdue.refresh_from_db()
    assert overdue.state == Obligation.State.OPEN


def confirm_measure(flor: Visitor, duty: Obligation, word: str, *, at: datetime) -> None:
    confirm(flor.folder, measure=duty.measure.ref, word=word, by=flor, at=at)


def test_a_limitation_stops_no_step_and_the_letter_says_it(
    forwarded: Obligation, carla: Actor, anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    found = duty_called(forwarded.alias, seen_by=carla)
    say(found, kind="objected", text="no hay personal", by=carla, at=days(-5))
    assert take_due_steps(at=days(1)) == 2
    agree(flor, COMMAND, at=days(2))
    assert answered(anas, forwarded, ana) == Answered.LIMITATION
    _letter(anas, forwarded, "coordinator", ana, at=days(40))
    [follow_up] = FollowUpTask.objects.filter(duty=forwarded, done_at__isnull=True)
    open_duty = duty_on_case(anas, forwarded.alias, seen_by=ana)
    until = date(2027, 2, 2)
    insist(anas, follow_up, open_duty, text="hágalo", due_on=until, by=ana, at=days(41))
    assert answered(anas, forwarded, ana) == Answered.LIMITATION
    assert states(anas, forwarded, ana, at=days(41))["coordinator"] == Stands.LATER
    seek_alternative(anas, follow_up, open_duty, text="otra", by=ana, at=days(42))
    assert steps_on_case(anas, forwarded, at=days(90), seen_by=ana) is None


def test_what_it_answered_is_said_as_it_happened(
    forwarded: Obligation, carla: Actor, anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    assert answered(anas, forwarded, ana) == Answered.NOTHING
    said: list[tuple[str, Answered]] = []
    for number, kind in enumerate(("acknowledged", "reported")):
        found = duty_called(forwarded.alias, seen_by=carla)
        say(found, kind=kind, text="sí", by=carla, at=days(number - 9))
        if kind == "reported":
            confirm_measure(flor, forwarded, "did_not_arrive", at=days(-2))
        said.append((kind, answered(anas, forwarded, ana)))
    assert said == [
        ("acknowledged", Answered.RECEIPT),
        ("reported", Answered.DID_NOT_ARRIVE),
    ]
    found = duty_on_case(anas, forwarded.alias, seen_by=ana)
    contest(anas, found, text="nadie vino", by=ana, at=days(-1))
    assert answered(anas, forwarded, ana) == Answered.CONTESTED
    found = duty_called(forwarded.alias, seen_by=carla)
    say(found, kind="reported", text="ahora sí", by=carla, at=days(0))
    assert steps_on_case(anas, forwarded, at=days(9), seen_by=ana) is None
    until = date(2026, 12, 22)
    ask_report(
        anas, duty_on_case(anas, forwarded.alias, seen_by=ana), text="y", due_on=until, by=ana,
        at=days(1),
    )  # fmt: skip
    assert answered(anas, forwarded, ana) == Answered.ASKED_AGAIN


def answered(case: OpenCase, duty: Obligation, by: Actor) -> Answered:
    escalation = steps_on_case(case, duty, at=days(9), seen_by=by)
    assert escalation is not None
    return escalation.answered
