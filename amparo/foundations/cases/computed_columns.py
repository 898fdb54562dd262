"""Columns of a case that are computed: stage, danger, due date, responsible member."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from django.db import transaction
from django.db.models import Case as When
from django.db.models import CharField, QuerySet, Value
from django.db.models import When as Branch

from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.dates_outside_terms import (
    UNWEIGHED,
    Waiting,
    end_of,
    is_flagged,
    is_listed,
    is_missing,
    waiting_in,
)
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.failure_isolation import each_by_itself
from amparo.foundations.intake.queries import standing
from amparo.foundations.ledger.services import keep_order
from amparo.law import CaseState, known_protocols, load_protocol

# Stands for no due date: sorts last, in one index, on every database.
NEVER = datetime(9999, 12, 31, tzinfo=UTC)


# Columns that `refresh` computes, and their inputs.
WORKED_OUT = ("stage", "phase", "track", "danger", "due_term", "due_on")


WORKED_OUT_FROM = ("protocol", "urgent", "happened", "facts", "norms")


@transaction.atomic
def refresh(case: Case, *, at: datetime) -> CaseState:
    """Compute stage, danger and due date again from the present rows, and write only these
    columns."""
    keep_order()
    case.filing.refresh_from_db(fields=WORKED_OUT_FROM)
    case.refresh_from_db(fields=["closed_at"])
    state = work_out(case, at=at)
    case.changed_at = at
    case.save(update_fields=[*WORKED_OUT, "changed_at"])
    CaseAccess.objects.filter(case=case).update(
        danger=case.danger,
        due_on=case.due_on or NEVER,
        stage=case.stage,
        open=is_listed(case, at=at),
    )
    return state


class NotShown(Exception):
    """Some entries could not be put on the worklist; the others were."""


def show_missing(
    cases: QuerySet[Case], due: Callable[[Case], list[Waiting]], *, at: datetime
) -> int:
    """Put on the worklist what is due in these cases and stands nowhere yet, each case in its own
    transaction, so that a writer who holds the record does not wait for rows of another case.
    Return in how many cases. Raises NotShown once all were tried."""
    wrong: list[Exception] = []
    rows = cases.filter(filing__protocol__in=known_protocols()).select_related("filing")
    shown = each_by_itself((partial(_show, case, due, at=at) for case in rows), wrong)
    if wrong:
        raise NotShown from wrong[0]
    return shown


def _show(case: Case, due: Callable[[Case], list[Waiting]], *, at: datetime) -> bool:
    missing = any(is_missing(case, one, at=at) for one in due(case))
    if missing:
        refresh(case, at=at)
    return missing


def work_out(case: Case, *, at: datetime) -> CaseState:
    """Compute the case's columns from the law and what waits. Stores nothing."""
    state = standing(case.filing, at=at)
    case.stage, case.phase, case.track = state.stage, state.phase, state.track
    # The track plays no part: what is overdue comes before what is not, on every track.
    case.danger = UNWEIGHED if case.closed_at is None and is_flagged(case) else 0
    due = state.next_due
    case.due_term = due.term if due else ""
    zone = load_protocol(case.filing.protocol).zone
    case.due_on = end_of(due, zone) if due else None
    waiting = waiting_in(case)
    if shown := [one for one in waiting if case.closed_at and one.is_shown_closed(at)]:
        # In a closed case nothing else is due.
        case.due_on, case.due_term, case.danger, waiting = None, "", 0, shown
    if waiting and (case.due_on is None or waiting[0].due_on < case.due_on):
        case.due_on, case.due_term = waiting[0].due_on, waiting[0].task
    case.danger = max([case.danger, *(one.danger_on(at) for one in waiting)])
    return state


def put_in_hands(case: Case, member: Member | None) -> None:
    """Set the member responsible for a case, on its row and on every seat."""
    keep_order()
    case.holder = member
    Case.objects.filter(pk=case.pk).update(holder=member)
    held = (
        When(
            Branch(member=member, then=Value("own")),
            default=Value("other"),
            output_field=CharField(),
        )
        if member
        else Value("nobody")
    )
    CaseAccess.objects.filter(case=case).update(held=held)
