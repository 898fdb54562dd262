"""Services for obligations whose measure a resolution changed or stopped: the units learn from
which day, and none of the reasons."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from amparo.casework.measures.states import Hindered
from amparo.casework.obligations import events
from amparo.casework.obligations.delivery.recall import close_follow_ups, end, open_follow_up
from amparo.casework.obligations.models import OVER, FollowUpTask, Obligation, ObligationAnswer
from amparo.foundations.cases.dates_outside_terms import end_of_day
from amparo.foundations.cases.models import Case
from amparo.foundations.consent.queries import may_leave
from amparo.foundations.consent.services import close
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.leaked_classes import STOPS
from amparo.foundations.ledger.services import Signs, record


@transaction.atomic
def stop(case: Case, *, measure: str, by: Signs, at: datetime) -> int:
    """End every obligation of this measure and erase what each unit was told. Return how many."""
    duties = _live(case, measure)
    for duty in duties:
        on_paper = duty.by_paper and duty.state != Obligation.State.PREPARED
        close_follow_ups(duty, outcome=FollowUpTask.Outcome.TAKEN_BACK, by=by, at=at)
        end(duty, reason="by_resolution", by=by, at=at)
        if on_paper:
            open_follow_up(case, FollowUpTask.Kind.FETCH_PAPER, duty=duty, by=by, at=at)
    return len(duties)


@transaction.atomic
def asked_no_more(case: Case, *, measure: str, by: Signs, at: datetime) -> None:
    """End the questions about the danger once the change is decided, and erase what each unit was
    told. The answers stay with the team."""
    kind = Obligation.Kind.CONTEXT
    for duty in _live(case, measure, kind=kind):
        on_paper = duty.by_paper and duty.state != Obligation.State.PREPARED
        end(duty, reason="change_over", by=by, at=at)
        if on_paper:
            open_follow_up(case, FollowUpTask.Kind.FETCH_PAPER, duty=duty, by=by, at=at)
    close(case.filing, kind=kind, subject=measure, by=by, at=at)


@transaction.atomic
def tell(case: Case, folder: Folder, *, measure: str, text: str, by: Signs, at: datetime) -> int:
    """Tell each unit what it owes instead, in the words of the question to the person, with its
    first report day, where consent allows it. Return how many were told.

    If the only obstacle is a possible leak at the unit, nothing is changed until the team decides
    that sending goes on. Raises Hindered.
    """
    told = 0
    for duty in _live(case, measure):
        verdict = may_leave(
            folder, kind=duty.kind, subject=measure, unit=duty.unit, fields=(), seen_by=by
        )
        if duty.extract and verdict.reasons and {*verdict.reasons} <= {*STOPS}:
            raise Hindered(*verdict.reasons)
        if not verdict.allowed or not duty.extract:
            continue
        said = ObligationAnswer.sealed_under(
            duty,
            duty.key_of_case(folder),
            {"text": text},
            kind=ObligationAnswer.Kind.CHANGED,
            author="team",
            at=at,
        )
        said.save(force_insert=True)
        if duty.measure.first_report_on:
            duty.due_on = end_of_day(case.filing, duty.measure.first_report_on)
            duty.save(update_fields=["due_on"])
        duty.move(Obligation.State.OPEN, at)
        record(events.DutyChanged(**duty.named), by=by, at=at)
        told += 1
    return told


@transaction.atomic
def tell_less(
    case: Case, folder: Folder, scrub: Callable[[Any], Any], *, by: Signs, at: datetime
) -> int:
    """Remove what a member of the collective asked to redact from what each unit was told and from
    the answers. Paper copies are to be fetched. Return how many units' texts changed."""
    duties = Obligation.objects.select_for_update(of=("self",)).filter(case=case)
    changed = 0
    for duty in duties.select_related("measure", "unit", "case__filing"):
        if not duty.key_under_case or not _says_less(duty, duty.key_of_case(folder), scrub):
            continue
        changed += 1
        record(events.DutyToldLess(**duty.named), by=by, at=at)
        if duty.by_paper and duty.state not in {Obligation.State.PREPARED, *OVER}:
            open_follow_up(case, FollowUpTask.Kind.FETCH_PAPER, duty=duty, by=by, at=at)
    return changed


def _says_less(duty: Obligation, key: bytes, scrub: Callable[[Any], Any]) -> bool:
    told = duty.says(key)
    less = bool(told) and scrub(told) != told
    if less:
        duty.seal(key, scrub(told))
        duty.save(update_fields=["extract"])
    for one in duty.answers.all():
        said = one.says(duty, key)
        if scrub(said) != said:
            one.reseal(duty, key, scrub(said))
            less = True
    return less


def _live(case: Case, measure: str, *, kind: str = Obligation.Kind.MEASURE) -> list[Obligation]:
    found = Obligation.objects.select_for_update(of=("self",)).filter(
        case=case, measure__ref=measure, kind=kind
    )
    found = found.select_related("measure", "unit", "case__filing")
    return list(found.exclude(state__in=OVER))
