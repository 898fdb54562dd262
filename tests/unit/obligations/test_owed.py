"""What an institution owes, and the team in the first hours, stands on the worklist by its day."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from amparo.casework.admission.models import ImmediateAction
from amparo.casework.admission.services import end_action, open_action
from amparo.casework.measures.models import Measure
from amparo.casework.obligations import due_days as owed
from amparo.casework.obligations.follow_up.services import ask_report
from amparo.casework.obligations.models import Obligation
from amparo.casework.obligations.opinion_requests.extensions import answer_more_time, ask_more_time
from amparo.casework.obligations.queries import duty_called, duty_on_case
from amparo.casework.obligations.services import ask_her_first, ask_unit, forward, hand_over
from amparo.casework.obligations.unit_answers import answer as say
from amparo.casework.referral.handover import services as handing_on
from amparo.casework.review.services import keep_reviews
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.dates_outside_terms import name_of, waiting_in
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.queries import (
    OpenCase,
    counted,
    due_before,
    worklist,
)
from amparo.foundations.cases.recalculated_due_days import date_anew
from amparo.foundations.consent.services import answer
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import Filing
from tests.clock import Clock
from tests.obligations import REPORT_ON, TUESDAY, WEDNESDAY, MakeMeasure, asked_about, grant

type SignIn = Callable[[Actor], Client]

LIMA = ZoneInfo("America/Lima")
THURSDAY = WEDNESDAY + timedelta(days=1)
REPORT, OPINION, PAPER = (
    owed.PREFIX + one
    for one in (Obligation.Kind.MEASURE, Obligation.Kind.OPINION, Obligation.State.PREPARED)
)


def day_of(moment: datetime | None) -> date:
    assert moment is not None
    return timezone.localtime(moment, LIMA).date()


def waits(case: OpenCase) -> dict[str, date]:
    """What waits beside the law's own terms, each by its day."""
    found = Case.objects.select_related("filing").get(pk=case.case.pk)
    return {one.task: day_of(one.due_on) for one in waiting_in(found)}


@pytest.fixture
def asked(
    agreed: MakeMeasure,
    anas: OpenCase,
    ana: Actor,
    flor: Visitor,
    carla: Actor,
    site: dict[str, Unit],
) -> Obligation:
    """Carla's unit is asked for its opinion."""
    measure, unit, kind = agreed(), site["pnp-selva"], Obligation.Kind.OPINION
    ask_her_first(anas, measure, unit, kind, fields=["coarse_place"], by=ana, at=TUESDAY)
    ref = asked_about(measure, unit, kind).ref
    answer(flor.folder, ref, answer="agreed", by=flor, at=TUESDAY)
    return ask_unit(anas, measure, unit, kind, fields=["coarse_place"], by=ana, at=WEDNESDAY)


def settle(case: OpenCase) -> None:
    """The team has done all that the law gives it a term for."""
    done = ("preliminary_report_issued", "decision_issued", "resolution_forwarded")
    filing = Filing.objects.get(code=case.code)
    filing.happened |= dict.fromkeys((*done, "decision_notified"), WEDNESDAY.isoformat())
    filing.save(update_fields=["happened"])
    refresh(case.case, at=WEDNESDAY)


def row() -> tuple[str, date]:
    """What the worklist says of the case."""
    found = Case.objects.get()
    return found.due_term, day_of(found.due_on)


@pytest.fixture
def settled(forwarded: Obligation, anas: OpenCase) -> None:
    settle(anas)


@pytest.mark.usefixtures("settled")
def test_silent_institution_leads_the_worklist(
    anas: OpenCase, ana: Actor, signed_in: SignIn, clock: Clock
) -> None:
    last = datetime.combine(REPORT_ON, datetime.max.time(), LIMA)
    clock.move(last - timedelta(minutes=30) - timezone.now())
    browser = signed_in(ana)
    assert counted(seen_by=ana, due_before=timezone.now()) == 0
    assert "due-late" not in browser.get("/desk/").text
    clock.move(timedelta(days=20))
    assert counted(seen_by=ana, due_before=timezone.now()) == 1
    for address in ("/desk/", "/desk/?which=late"):
        page = signed_in(ana).get(address).text
        assert "Entidad: debe informar sobre una medida" in page
        assert '<div class="row-due due-late">' in page
    case = signed_in(ana).get(f"/desk/cases/{anas.code}/", follow=True).text
    assert "Entidad: debe informar sobre una medida (PNP-SELVA)" in case


def test_what_is_forwarded_is_due_by_the_day_of_its_report(
    forwarded: Obligation, anas: OpenCase
) -> None:
    assert waits(anas)[REPORT] == REPORT_ON


def test_taking_it_on_leaves_the_day_of_its_report(
    forwarded: Obligation, anas: OpenCase, carla: Actor
) -> None:
    told: dict[str, Any] = {"by": carla, "at": THURSDAY}
    say(duty_called(forwarded.alias, seen_by=carla), kind="acknowledged", text="x", **told)
    assert waits(anas)[REPORT] == REPORT_ON


@pytest.mark.parametrize("kind", ["reported", "objected"])
def test_an_answer_ends_it(forwarded: Obligation, anas: OpenCase, carla: Actor, kind: str) -> None:
    told: dict[str, Any] = {"by": carla, "at": THURSDAY}
    say(duty_called(forwarded.alias, seen_by=carla), kind=kind, text="x", **told)
    assert REPORT not in waits(anas)
    assert Case.objects.get().due_term != REPORT


def test_asking_for_a_report_sets_another_day(
    forwarded: Obligation, anas: OpenCase, ana: Actor
) -> None:
    found = duty_on_case(anas, forwarded.alias, seen_by=ana)
    ask_report(anas, found, text="x", due_on=date(2026, 12, 15), by=ana, at=THURSDAY)
    assert waits(anas)[REPORT] == date(2026, 12, 15)


def test_an_opinion_is_due_until_it_is_given(
    asked: Obligation, anas: OpenCase, carla: Actor
) -> None:
    """The case says anew what is due once it came."""
    settle(anas)
    assert row() == (OPINION, day_of(asked.due_on))
    found = duty_called(asked.alias, seen_by=carla)
    told: dict[str, Any] = {"text": "x", "word": "favourable", "by": carla, "at": THURSDAY}
    say(found, kind="opinion", **told)
    assert OPINION not in waits(anas)
    assert Case.objects.get().due_term != OPINION


@pytest.mark.parametrize("state", [Measure.State.DENIED, Measure.State.GRANTED])
def test_an_opinion_is_not_owed_once_it_was_decided_without_it(
    asked: Obligation, anas: OpenCase, state: str
) -> None:
    if state == Measure.State.GRANTED:
        grant(asked.measure)
    else:
        Measure.objects.filter(pk=asked.measure_id).update(state=state)
    assert OPINION not in waits(anas)


def test_more_time_moves_its_day(
    asked: Obligation, anas: OpenCase, ana: Actor, carla: Actor
) -> None:
    settle(anas)
    asks: dict[str, Any] = {"ground": "travel", "text": "x", "by": carla, "at": THURSDAY}
    ask_more_time(duty_called(asked.alias, seen_by=carla), **asks)
    found = duty_on_case(anas, asked.alias, seen_by=ana)
    answer_more_time(anas, found, give=True, text="x", by=ana, at=THURSDAY)
    assert row() == (OPINION, date(2026, 11, 25))


def test_paper_that_was_not_handed_over_waits_for_the_team(
    agreed: MakeMeasure, anas: OpenCase, ana: Actor, site: dict[str, Unit]
) -> None:
    """Of a unit for which nobody signs in."""
    measure, unit = grant(agreed(unit=site["pnp"])), site["pnp"]
    settle(anas)
    duty = forward(anas, measure, unit, fields=["coarse_place"], by=ana, at=WEDNESDAY)
    assert row() == (PAPER, REPORT_ON)
    told: dict[str, Any] = {"received_by": "x", "by": ana, "at": THURSDAY}
    hand_over(anas, duty, on=THURSDAY.date(), **told)
    assert row() == (REPORT, REPORT_ON)


def test_an_immediate_action_is_due_by_its_hour_until_it_is_dropped(
    anas: OpenCase, ana: Actor, signed_in: SignIn
) -> None:
    given: dict[str, Any] = {"kind": "accompaniment", "owner": ana.member, "text": "x"}
    action = open_action(anas, **given, by=ana, at=WEDNESDAY)
    late = action.target_at + timedelta(minutes=1)

    def shown() -> list[str]:
        return [one.due_term for one in worklist(seen_by=ana, chosen=due_before(late))]

    Filing.objects.update(happened={"request_received": WEDNESDAY.isoformat()})
    refresh(anas.case, at=WEDNESDAY)
    assert shown() == ["immediate_action"]
    assert name_of("immediate_action")
    assert "o descartarla" in signed_in(ana).get(f"/desk/cases/{anas.code}/", follow=True).text
    end_action(anas, action, done=False, text="", by=ana, at=late)
    assert shown() == []
    assert ImmediateAction.objects.get().state == ImmediateAction.State.DROPPED


def test_a_promise_and_a_review_are_due_by_their_days(
    granted: Measure, anas: OpenCase, ana: Actor
) -> None:
    on = date(2026, 11, 30)
    handing_on.promise(anas, text="x", on=on, by=ana, at=WEDNESDAY)
    keep_reviews(anas.code, by=ana, at=WEDNESDAY)
    found = waits(anas)
    assert found["dated.promise"] == on
    assert found["task.review"] == granted.next_review_on


@pytest.mark.usefixtures("settled")
def test_a_case_that_nobody_touched_is_dated_by_a_new_version() -> None:
    """Its row was written by a version that did not know of what institutions owe."""
    Case.objects.update(due_on=None, due_term="")
    late = WEDNESDAY + timedelta(days=40)
    assert date_anew(at=late, problems=[]) == 1
    case = Case.objects.get()
    assert case.due_term == REPORT
    assert {one.due_on for one in CaseAccess.objects.all()} == {case.due_on}
    assert date_anew(at=late, problems=[]) == 0
