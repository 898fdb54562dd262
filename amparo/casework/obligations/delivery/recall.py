"""Services for revoking what was sent, ending obligations, and the dated tasks that follow."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from amparo.casework.obligations import events
from amparo.casework.obligations.delivery.consent_gate import (
    live_duties_of,
    works_there_who_must_not_know,
)
from amparo.casework.obligations.models import OVER, FollowUpTask, Obligation
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.deferred_fields import her_own
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.dates_outside_terms import Waiting, also_due
from amparo.foundations.cases.models import Case
from amparo.foundations.intake.conflicts_of_interest import without_ties
from amparo.foundations.intake.exclusions import is_kept_away, is_kept_unit
from amparo.foundations.intake.keys.case_keys import Folder, hold_row
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.services import Signs, record

# No law sets these: the service's own targets, shown as such.
WITHIN = {
    FollowUpTask.Kind.ANSWER_OBJECTION: timedelta(days=2),
    FollowUpTask.Kind.ASK_REPORT: timedelta(days=5),
    FollowUpTask.Kind.CONTACT_BEFORE_ENDING: timedelta(days=1),
    FollowUpTask.Kind.FETCH_PAPER: timedelta(days=2),
    FollowUpTask.Kind.HEAR_HER: timedelta(days=1),
    FollowUpTask.Kind.SEAL_ANEW: timedelta(days=1),
}
PREFIX = "obligations."
WITH_HER = frozenset({FollowUpTask.Kind.CONTACT_BEFORE_ENDING, FollowUpTask.Kind.HEAR_HER})
"""Follow-ups that need the person: none of them is done after a death."""

_NEXT = (
    FollowUpTask.objects.filter(done_at__isnull=True)
    .only("due_on", "kind")
    .order_by("due_on", "pk")
)


@transaction.atomic
def revoke(
    case: Case,
    *,
    reason: str,
    by: Signs,
    at: datetime,
    kind: str = "",
    measure: str = "",
    units: Iterable[str] | None = None,
) -> int:
    """Revoke what was sent: the extract and the unit's key are erased in this transaction, without
    any key. `kind`, `measure` and codes of `units` narrow it. Return how many.

    Where the person leaves the procedure, a running measure is not stopped without talking to them:
    its content is erased at once, and the obligation ends when the person was reached (ENDING).
    """
    wanted = {"kind": kind, "measure__ref": measure}
    found = Obligation.objects.select_for_update(of=("self",)).filter(
        case=case, **{name: value for name, value in wanted.items() if value}
    )
    if units is not None:
        found = found.filter(unit__code__in=list(units))
    found = found.select_related("measure", "unit", "case__filing")
    duties = list(found.exclude(state__in=OVER))
    for duty in duties:
        on_paper = duty.by_paper and duty.state != Obligation.State.PREPARED
        duty.erase(where_to(duty, reason), at)
        close_follow_ups(duty, outcome=FollowUpTask.Outcome.TAKEN_BACK, by=by, at=at)
        if on_paper:
            open_follow_up(case, FollowUpTask.Kind.FETCH_PAPER, duty=duty, by=by, at=at)
        record(events.DutyRevoked(reason=reason, **duty.named), by=by, at=at)
    return len(duties)


@transaction.atomic
def revoke_where_named(case: Case, folder: Folder, *, by: Signs, at: datetime) -> None:
    """Revoke everything from units where an officer must not know."""
    units = {duty.unit for duty in live_duties_of(case)}
    named = [unit.code for unit in units if works_there_who_must_not_know(folder, unit, by)]
    if named:
        hold_row(case.filing).values_list("pk").first()
        revoke(case, reason="officer_named", units=named, by=by, at=at)


@transaction.atomic
def revoke_told(filing: Filing, body: Mapping[str, Any], *, at: datetime) -> None:
    """Apply exclusions that were carried over from a linked file: a unit that is excluded, or where
    an excluded officer works, keeps nothing. Needs no key.

    The record is locked at this point, so a file in which another transaction is acting is skipped;
    there it happens when the file is next opened.
    """
    free = Filing.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=filing.pk)
    if not list(free.values_list("pk")):
        return
    case = Case.objects.select_related("filing").filter(filing=filing).first()
    if case is None:
        return
    said = without_ties(body)
    for unit in {duty.unit for duty in live_duties_of(case)}:
        people = unit.members.filter(active=True).select_related("unit").defer(*her_own())
        meant = is_kept_unit(unit, said, by=SYSTEM)
        if meant or any(is_kept_away(one, said, by=SYSTEM) for one in people):
            reason = "recipient_excluded" if meant else "officer_named"
            revoke(case, reason=reason, units=[unit.code], by=SYSTEM, at=at)


def where_to(duty: Obligation, reason: str) -> str:
    """Return the state after revoking: a running measure goes on for now where the person left."""
    runs = duty.kind == Obligation.Kind.MEASURE and (
        duty.running or duty.state == Obligation.State.ENDING
    )
    waits = runs and reason == "procedure_withdrawn"
    return Obligation.State.ENDING if waits else Obligation.State.REVOKED


@transaction.atomic
def owe_again(
    duty: Obligation, state: str, event: type[events.DutyEvent], *, by: Signs, at: datetime
) -> None:
    """Take a report as not given: the obligation waits for the unit again, and is due on the same
    day as before."""
    duty.move(state, at)
    record(event(**duty.named), by=by, at=at)


@transaction.atomic
def end(duty: Obligation, *, reason: str, by: Signs, at: datetime) -> None:
    """End the obligation; what the unit was told is erased."""
    duty.erase(Obligation.State.ENDED, at)
    record(events.DutyEnded(reason=reason, **duty.named), by=by, at=at)


@transaction.atomic
def open_follow_up(
    case: Case,
    kind: FollowUpTask.Kind,
    *,
    by: Signs,
    at: datetime,
    duty: Obligation | None = None,
    due_on: datetime | None = None,
) -> FollowUpTask:
    """Open a dated task; if the same one is open, set its due day instead."""
    found = FollowUpTask.objects.filter(
        case=case, duty=duty, kind=kind, done_at__isnull=True
    ).first()
    if found:
        if due_on:
            found.due_on = due_on
            found.save(update_fields=["due_on"])
            refresh(case, at=at)
        return found
    follow_up = FollowUpTask.objects.create(
        ref=marks.new_code(groups=3),
        case=case,
        duty=duty,
        kind=kind,
        due_on=due_on or at + WITHIN[kind],
        opened_at=at,
    )
    event = events.FollowUpOpened(
        about=case.code, follow_up=follow_up.ref, kind=kind, duty=duty.alias if duty else ""
    )
    record(event, by=by, at=at)
    refresh(case, at=at)
    return follow_up


@transaction.atomic
def close_follow_up(
    follow_up: FollowUpTask, *, outcome: str, by: Signs, at: datetime, paper_ref: str = ""
) -> None:
    follow_up.outcome, follow_up.done_at, follow_up.paper_ref = outcome, at, paper_ref
    follow_up.save(update_fields=["outcome", "done_at", "paper_ref"])
    event = events.FollowUpDone(
        about=follow_up.case.code,
        follow_up=follow_up.ref,
        kind=follow_up.kind,
        outcome=outcome,
        duty=follow_up.duty.alias if follow_up.duty else "",
    )
    record(event, by=by, at=at)
    refresh(follow_up.case, at=at)


@transaction.atomic
def close_all(case: Case, *, kind: str, outcome: str, by: Signs, at: datetime) -> None:
    """Close the open tasks of one kind in a case."""
    found = FollowUpTask.objects.select_related("case__filing", "duty").filter(case=case, kind=kind)
    for follow_up in found.filter(done_at__isnull=True):
        close_follow_up(follow_up, outcome=outcome, by=by, at=at)


@transaction.atomic
def close_follow_ups(
    duty: Obligation, *, outcome: str, by: Signs, at: datetime, kind: str = ""
) -> None:
    """Close the open tasks about one obligation."""
    found = duty.follow_ups.select_related("case__filing", "duty").filter(done_at__isnull=True)
    for follow_up in found.filter(kind=kind) if kind else found:
        close_follow_up(follow_up, outcome=outcome, by=by, at=at)


def follow_ups_due(case: Case) -> list[Waiting]:
    """The dated tasks, on the worklist like a term of the law."""
    over = WITH_HER if case.filing.asks_nobody else frozenset()
    found = _NEXT.filter(case_id=case.pk)
    return [Waiting(one.due_on, PREFIX + one.kind) for one in found if one.kind not in over]


also_due(
    follow_ups_due,
    [(PREFIX + kind.value, kind.label) for kind in FollowUpTask.Kind],
    rows=[FollowUpTask],
)
