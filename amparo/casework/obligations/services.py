"""Services for forwarding a measure, and for the effects of other packages on obligations. More in
`requests/services.py`, `changes.py`, `delivery/recall.py`."""

import json
from collections.abc import Sequence
from datetime import date, datetime, time

from django.db import transaction

from amparo.casework.measures.models import Measure
from amparo.casework.obligations import events
from amparo.casework.obligations.delivery.consent_gate import key_for, with_place
from amparo.casework.obligations.delivery.instructions import Instructions
from amparo.casework.obligations.delivery.recall import (
    close_follow_ups,
    open_follow_up,
    owe_again,
)
from amparo.casework.obligations.delivery.sealed_dispatch import (
    MayNotLeave,
    NotPrepared,
    let_through,
    make,
    on_record,
    sent,
    still_out,
)
from amparo.casework.obligations.models import OVER, FollowUpTask, Obligation
from amparo.casework.obligations.opinion_requests.services import ask_her_first, ask_unit
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.queries import excluded_as
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.documents.schemas.obligations import HandedOverText
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.ledger.queries import entries_about
from amparo.foundations.ledger.services import Signs, record
from amparo.law import load_protocol

NOT_CARRIED_OUT = frozenset({"did_not_arrive", "stopped"})
"""Words of the person by which what a unit reported is not carried out."""

# The public services of this package: pages and other packages import them from here.
__all__ = [
    "MayNotLeave",
    "NotPrepared",
    "ask_her_first",
    "ask_unit",
    "confirmed",
    "forward",
    "hand_over",
    "send_again",
]


def forward(
    open_case: OpenCase,
    measure: Measure,
    unit: Unit,
    *,
    fields: Sequence[str],
    instructions: Instructions | None = None,
    by: Actor,
    at: datetime,
) -> Obligation:
    """Send one unit the extract of one granted measure: the coarse place and these fields, in the
    words that the person agreed to, with the team's `instructions`.

    A unit for which no officer ever signed in gets it on paper: see `hand_over`. Raises
    MayNotLeave.
    """
    told = with_place(fields)
    law = load_protocol(open_case.folder.filing.protocol)
    with on_record(open_case, measure, unit, Obligation.Kind.MEASURE, by=by, at=at):
        checked = let_through(open_case, measure, unit, Obligation.Kind.MEASURE, told, by)
        if checked.measure.first_report_on is None:  # a database constraint requires it
            raise MayNotLeave("not_granted")
        due_on = datetime.combine(checked.measure.first_report_on, time.max, law.zone)
        return make(open_case, checked, told, due_on, instructions=instructions, by=by, at=at)


def send_again(open_case: OpenCase, duty: Obligation, *, by: Actor, at: datetime) -> None:
    """Seal to the unit's present key what went on paper, or to a key that no one holds. Raises
    MayNotLeave."""
    with on_record(open_case, duty.measure, duty.unit, duty.kind, by=by, at=at):
        fresh = still_out(open_case, duty, by=by)
        group = key_for(fresh.unit)
        if group is None or not fresh.extract or fresh.state == Obligation.State.PREPARED:
            raise NotPrepared
        fresh.give_key_to_unit(fresh.key_of_case(open_case.folder), bytes(group.public))
        fresh.by_paper = False
        fresh.save(update_fields=["key_for_unit", "by_paper"])
        done, kind = FollowUpTask.Outcome.SEALED_ANEW, FollowUpTask.Kind.SEAL_ANEW
        close_follow_ups(fresh, kind=kind, outcome=done, by=by, at=at)
        record(events.DutySealedAnew(**fresh.named), by=by, at=at)


def hand_over(
    open_case: OpenCase, duty: Obligation, *, on: date, received_by: str, by: Actor, at: datetime
) -> None:
    """Note that the paper extract reached the unit: on which day, and who took it.

    Raises NotPrepared, and MayNotLeave where the person changed their mind since it was printed.
    """
    with on_record(open_case, duty.measure, duty.unit, duty.kind, by=by, at=at):
        if Obligation.objects.get(pk=duty.pk).state != Obligation.State.PREPARED:
            raise NotPrepared
        fresh = still_out(open_case, duty, by=by)
        if against := excluded_as(open_case.folder, None, received_by, seen_by=by):
            raise MayNotLeave(*against)
        body = HandedOverText(alias=fresh.alias, received_by=received_by, on=on.isoformat())
        write_paper(open_case.folder, body=body, by=by, at=at)
        fresh.forwarded_at = at
        fresh.save(update_fields=["forwarded_at"])
        fresh.move(Obligation.State.OPEN, at)
        sent(open_case, fresh, by=by, at=at)


@transaction.atomic
def confirmed(case: Case, *, measure: str, holds: bool, word: str, by: Signs, at: datetime) -> None:
    """Apply the person's word on the measure. Only it verifies an obligation; a no undoes that, and
    the team asks the unit. What did not arrive or stopped is owed by the same day as before."""
    found = Obligation.objects.select_related("measure", "unit", "case__filing").filter(
        case=case, measure__ref=measure, kind=Obligation.Kind.MEASURE
    )
    for duty in found.exclude(
        state__in=(*OVER, Obligation.State.PREPARED, Obligation.State.ENDING)
    ):
        if holds and duty.state != Obligation.State.VERIFIED:
            duty.move(Obligation.State.VERIFIED, at)
            record(events.DutyVerified(**duty.named), by=by, at=at)
        elif not holds:
            said_done = duty.state in {Obligation.State.REPORTED, Obligation.State.VERIFIED}
            if said_done and word in NOT_CARRIED_OUT:
                # Still what the unit carries out, if the person leaves: see `Obligation.running`.
                answered = _as_answered(duty, by) != Obligation.State.OPEN
                state = Obligation.State.ACKNOWLEDGED if answered else Obligation.State.OPEN
                owe_again(duty, state, events.DutyOwedAgain, by=by, at=at)
            elif duty.state == Obligation.State.VERIFIED:
                duty.move(_as_answered(duty, by), at)
            open_follow_up(case, FollowUpTask.Kind.ASK_REPORT, duty=duty, by=by, at=at)


_ANSWERED = {
    events.DutyAcknowledged.__name__: Obligation.State.ACKNOWLEDGED,
    events.DutyObjected.__name__: Obligation.State.OBJECTED,
    events.DutyReported.__name__: Obligation.State.REPORTED,
}


def _as_answered(duty: Obligation, by: Signs) -> Obligation.State:
    """The state that the unit's last answer left, by the record: the person's own page reads no
    answer. Open where it gave none, or where its objection was dealt with."""
    said = [
        one.event
        for one in entries_about(duty.case.code, seen_by=by)
        if one.event in _ANSWERED and json.loads(one.facts)["duty"] == duty.alias
    ]
    state = _ANSWERED[said[-1]] if said else Obligation.State.OPEN
    if state == Obligation.State.OBJECTED and not duty.follow_ups.filter(
        kind=FollowUpTask.Kind.ANSWER_OBJECTION, done_at__isnull=True
    ):
        return Obligation.State.OPEN
    return state
