"""The team is told a week before a consent ends by its last day; what rests on it ends with it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from amparo.casework.admission.consent_last_days import SAY, TASK
from amparo.casework.measures.models import Measure
from amparo.casework.obligations.models import FollowUpTask, Obligation
from amparo.casework.obligations.queries import duty_called
from amparo.desk.case.due_table import Row, open_things
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.dates_outside_terms import waiting_in
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent import services
from amparo.foundations.consent.impediments import begin_impediment
from amparo.foundations.consent.models import Question
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import DIED
from amparo.foundations.intake.queries import standing
from amparo.foundations.intake.services import withdraw_procedure
from amparo.foundations.ledger.models import Entry
from amparo.law import load_protocol
from tests.clock import Clock
from tests.last_days import holds_until, its_day_passes, jobs_run
from tests.obligations import PLACE, WEDNESDAY, MakeMeasure

ROLES = pytest.mark.postgresql("roles of the surfaces")
State = Measure.State
THURSDAY = WEDNESDAY + timedelta(days=1)


def tasks(case: str) -> list[Any]:
    found = Case.objects.select_related("filing").get(filing__code=case)
    return [one for one in waiting_in(found) if one.task == TASK]


def rows(anas: OpenCase, reader: Actor) -> list[Row]:
    anas.folder.filing.refresh_from_db()
    filing = anas.folder.filing
    law, state = load_protocol(filing.protocol), standing(filing, at=timezone.now())
    found = open_things(anas.for_one_page(), state, law, seen_by=reader)
    return [one for one in found if str(one.what).startswith(str(SAY))]


# --- the team is told ---


def test_the_team_is_told_seven_days_before_and_not_eight(
    agreed: MakeMeasure, case: str, clock: Clock
) -> None:
    question = holds_until(agreed().ref, days=8)
    assert tasks(case) == []
    clock.move(timedelta(days=1))
    [task] = tasks(case)
    assert task.due_on == question.ends_at
    clock.move(timedelta(days=7))
    assert len(tasks(case)) == 1  # through the last day itself
    its_day_passes(clock)
    assert tasks(case) == []


@ROLES
def test_the_job_puts_one_task_on_the_list_however_often_it_runs(
    agreed: MakeMeasure, case: str, anas: OpenCase, ana: Actor, clock: Clock
) -> None:
    """In a case that nothing else touches in that week, on a day before any term is due."""
    clock.move(timedelta(days=-15))
    measure = agreed()
    question = holds_until(measure.ref)
    before = Entry.objects.count()
    assert [jobs_run() for _ in range(3)] == [[0, 1], [0, 0], [0, 0]]
    row = Case.objects.get(filing__code=case)
    assert (row.due_on, row.due_term) == (question.ends_at, TASK)
    assert Entry.objects.count() == before
    [shown] = rows(anas, ana)
    assert (shown.ends, measure.ref in shown.url) == (question.ends_at, True)
    assert question.unit.name in str(shown.detail)


def test_who_may_not_note_the_answer_is_told_without_a_link(
    agreed: MakeMeasure, anas: OpenCase, delia: Actor
) -> None:
    holds_until(agreed().ref)
    assert [one.url for one in rows(anas, delia)] == [""]


def test_a_new_answer_without_a_day_ends_the_task(
    agreed: MakeMeasure, case: str, flor: Visitor
) -> None:
    question = holds_until(agreed().ref)
    assert len(tasks(case)) == 1
    services.answer(flor.folder, question.ref, answer="agreed", by=flor, at=timezone.now())
    assert tasks(case) == []


@pytest.mark.parametrize("how", ["withdrawn", "left", "died"])
def test_there_is_none_where_nothing_can_be_asked_again(
    how: str, agreed: MakeMeasure, case: str, flor: Visitor, saul: Actor
) -> None:
    question, at = holds_until(agreed().ref), timezone.now()
    assert len(tasks(case)) == 1
    if how == "withdrawn":
        services.withdraw(flor.folder, question.ref, by=flor, at=at)
    elif how == "left":
        withdraw_procedure(flor, at=at)
    else:
        begin_impediment(flor.folder.filing, DIED, by=saul, at=at)
    assert tasks(case) == []


# --- what rests on it ends ---


@ROLES
def test_a_measure_that_was_agreed_to_is_a_proposal_again(
    agreed: MakeMeasure, clock: Clock
) -> None:
    measure = agreed()
    holds_until(measure.ref)
    its_day_passes(clock)
    assert jobs_run()[0] == 1
    assert Measure.objects.get().state == State.PROPOSED


@ROLES
@pytest.mark.parametrize("by_paper", [False, True], ids=["by its page", "on paper"])
def test_what_an_institution_was_told_is_gone_before_the_jobs_and_erased_by_them(
    by_paper: Any, forwarded: Obligation, carla: Actor, clock: Clock
) -> None:
    Obligation.objects.update(by_paper=by_paper)
    holds_until(forwarded.measure.ref)
    its_day_passes(clock)
    if not by_paper:
        found = duty_called(forwarded.alias, seen_by=carla)
        assert (found.shown, found.extract) == (False, {})
    assert [jobs_run()[0] for _ in range(2)] == [1, 0]
    row = Obligation.objects.get()
    assert (row.state, bytes(row.extract)) == (Obligation.State.REVOKED, b"")
    assert Measure.objects.get().state == State.GRANTED
    fetched = FollowUpTask.objects.filter(kind=FollowUpTask.Kind.FETCH_PAPER)
    assert fetched.exists() is by_paper


@ROLES
def test_one_consent_that_ends_leaves_the_others(
    forwarded: Obligation, agreed: MakeMeasure, clock: Clock
) -> None:
    other = agreed(catalogue="pe21_police_protection", values=PLACE, at=THURSDAY)
    holds_until(other.ref)
    its_day_passes(clock)
    assert jobs_run()[0] == 1
    assert Obligation.objects.get().state == Obligation.State.OPEN
    assert Question.objects.standing().filter(subject=forwarded.measure.ref).exists()


def test_jobs_that_stood_still_put_the_end_on_record_at_its_own_moment(
    agreed: MakeMeasure, clock: Clock
) -> None:
    question = holds_until(agreed().ref)
    clock.move(timedelta(days=40))
    assert jobs_run()[0] == 1
    assert Question.objects.get(pk=question.pk, withdrawn_at=question.ends_at).ended
