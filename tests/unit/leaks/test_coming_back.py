"""What only a row calls done of what a leak asks for stands on the worklist again."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amparo.casework.leaks import step_signatures as done
from amparo.casework.leaks.events import LeakStepDone
from amparo.casework.leaks.models import AffectedCase, LeakStep
from amparo.casework.leaks.step_deadlines import close_step, open_step
from amparo.casework.leaks.step_signatures import come_back
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.dates_outside_terms import waiting_in
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import record
from tests.forging import Forger, verified
from tests.leaking import AT
from tests.unit.leaks.test_leaks import kinds, settled

LATER = AT + timedelta(days=1)


@pytest.fixture
def place(anas: OpenCase, ana: Actor) -> LeakStep:
    """That somebody must be somewhere else; all the others were done."""
    settled(anas, ana)
    for one in LeakStep.objects.filter(done_at=None).exclude(kind="place"):
        close_step(one, outcome="done", by=ana, at=AT)
    return LeakStep.objects.get(done_at=None)


def by_a_row_alone(step: LeakStep) -> None:
    LeakStep.objects.filter(pk=step.pk).update(done_at=AT, outcome="done")
    refresh(step.case, at=AT)


def told(step: LeakStep, by: str, *, outcome: str = "done", kind: str = "") -> None:
    facts: dict[str, Any] = {"incident": step.incident.ref, "step": step.ref, "outcome": outcome}
    event = LeakStepDone(about=step.case.code, kind=kind or step.kind, **facts)
    record(event, by=Forger(by), at=AT)


def back() -> int:
    return come_back(by=SYSTEM, at=LATER)


def test_it_is_due_by_the_hour_by_which_it_was_until_somebody_signs_it(
    place: LeakStep, ana: Actor
) -> None:
    assert back() == 0
    by_a_row_alone(place)
    assert "leak.place" not in {one.task for one in waiting_in(Case.objects.get())}
    assert back() == 1
    again = LeakStep.objects.get(done_at=None)
    assert (again.kind, again.due_on) == ("place", place.due_on)
    assert "leak.place" in {one.task for one in waiting_in(Case.objects.get())}
    assert back() == 0
    close_step(again, outcome="done", by=ana, at=LATER)
    assert back() == 0
    assert verified()


@pytest.mark.parametrize("by", ["member", "system", "person"])
def test_so_it_is_where_somebody_says_so_who_did_not_sign(
    place: LeakStep, ana: Actor, by: str
) -> None:
    by_a_row_alone(place)
    told(place, ana.signature if by == "member" else by)
    assert back() == 1
    by_a_row_alone(LeakStep.objects.get(done_at=None))
    assert back() == 1  # however often


def test_nobody_calls_it_one_of_those_that_end_by_themselves(place: LeakStep) -> None:
    by_a_row_alone(place)
    told(place, "system", outcome="must_not_know", kind="tell_other")
    assert back() == 1


def test_whoever_must_not_know_is_not_told_after_all(place: LeakStep, ana: Actor) -> None:
    close_step(place, outcome="done", by=ana, at=AT)
    other = open_step(
        AffectedCase.objects.get(), LeakStep.Kind.TELL_OTHER, about="X", by=ana, at=AT
    )
    close_step(other, outcome="must_not_know", by=Forger("person"), at=AT)
    assert back() == 0


def test_a_case_that_is_closed_by_then_opens_again(
    place: LeakStep, anas: OpenCase, ana: Actor
) -> None:
    by_a_row_alone(place)
    Case.objects.update(closed_at=AT)
    assert back() == 1
    assert Case.objects.get().closed_at is None
    assert Entry.objects.filter(event="CaseReopened").exists()
    assert kinds(Case.objects.get()) == {"place"}


def test_the_record_is_asked_in_parts_however_many_steps_a_leak_had(
    place: LeakStep, ana: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_a_row_alone(place)
    told(place, "system")
    monkeypatch.setattr(done, "PART", 2)
    steps = {f"'{one}'" for one in LeakStep.objects.values_list("ref", flat=True)}
    assert len(steps) > done.PART * 2
    with CaptureQueriesContext(connection) as asked:
        assert back() == 1
    named = [sum(ref in one["sql"] for ref in steps) for one in asked.captured_queries]
    assert 0 < max(named) <= done.PART
    assert sum(named) >= len(steps)
