"""An institution is told what it owes, answers, and reports; or what it was told is taken back."""

from datetime import datetime

from amparo.casework.measures import services as measures
from amparo.casework.measures.models import STOPPED, UNDECIDED, State
from amparo.casework.obligations import services as obligations
from amparo.casework.obligations.delivery.recall import open_follow_up
from amparo.casework.obligations.events import (
    DutyAcknowledged,
    DutyContested,
    DutyEnded,
    DutyForwarded,
    DutyObjected,
    DutyReported,
    DutyRevoked,
    OpinionAsked,
)
from amparo.casework.obligations.models import OVER, FollowUpTask, Obligation
from amparo.casework.obligations.stations.models import keep_nothing
from amparo.foundations.cases.case_of_filing import case_of_filing
from amparo.foundations.consent.events import MeasureConfirmed
from amparo.foundations.ledger.services import Signs
from amparo.law import Deed


def forward_measure(event: DutyForwarded, *, by: Signs, at: datetime) -> None:
    """Move a granted measure to forwarded once an institution has it."""
    measures.shift(event.measure, State.FORWARDED, only_from={State.GRANTED}, by=by, at=at)


def note_opinion_asked(event: OpinionAsked, *, by: Signs, at: datetime) -> None:
    """Note the act of the law that the opinion was asked for."""
    measures.done(event.about, Deed.ASK_OPINION, by=by, at=at)


def accept_measure(event: DutyAcknowledged, *, by: Signs, at: datetime) -> None:
    """Move the measure to accepted once the institution acknowledges it."""
    waiting = {State.FORWARDED, State.OBJECTED_BY_ENTITY, State.MODIFIED}
    measures.shift(event.measure, State.ACCEPTED_BY_ENTITY, only_from=waiting, by=by, at=at)


def open_answer_to_objection(event: DutyObjected, *, by: Signs, at: datetime) -> None:
    """Move the measure to objected, and open a dated task to answer the objection."""
    held = {State.FORWARDED, State.ACCEPTED_BY_ENTITY, State.IN_PLACE, State.MODIFIED}
    measures.shift(event.measure, State.OBJECTED_BY_ENTITY, only_from=held, by=by, at=at)
    duty = Obligation.objects.select_related("case__filing").get(alias=event.duty)
    open_follow_up(duty.case, FollowUpTask.Kind.ANSWER_OBJECTION, duty=duty, by=by, at=at)


def put_measure_in_place(event: DutyReported, *, by: Signs, at: datetime) -> None:
    """Move a reported measure to in place.

    Only the person's word verifies it; a report neither adds that nor takes it away.
    """
    told = {
        State.FORWARDED,
        State.ACCEPTED_BY_ENTITY,
        State.OBJECTED_BY_ENTITY,
        State.INEFFECTIVE,
        State.MODIFIED,
    }
    measures.shift(event.measure, State.IN_PLACE, only_from=told, by=by, at=at)


def return_measure_to_forwarded(event: DutyContested, *, by: Signs, at: datetime) -> None:
    """Move a measure back to forwarded where no institution says any more that it is done."""
    done = (Obligation.State.REPORTED, Obligation.State.VERIFIED)
    others = Obligation.objects.filter(measure__ref=event.measure, kind=Obligation.Kind.MEASURE)
    if not others.filter(state__in=done).exists():
        measures.shift(event.measure, State.FORWARDED, only_from={State.IN_PLACE}, by=by, at=at)


def confirm_protection(event: MeasureConfirmed, *, by: Signs, at: datetime) -> None:
    """Verify a measure by the word of each person whom it protects, and its obligation with it."""
    holds = measures.confirmed(measure=event.measure, word=event.word, by=by, at=at)
    case = case_of_filing(event.about)
    if case and holds is not None:
        word = event.word
        obligations.confirmed(case, measure=event.measure, holds=holds, word=word, by=by, at=at)


def return_measure_to_granted(event: DutyRevoked, *, by: Signs, at: datetime) -> None:
    """Move a measure back to granted once no institution has it any more."""
    duty = Obligation.objects.get(alias=event.duty)
    others = Obligation.objects.filter(measure=duty.measure, kind=Obligation.Kind.MEASURE)
    if duty.kind == Obligation.Kind.MEASURE and not others.exclude(state__in=OVER).exists():
        ended = {State.LAPSED, State.DENIED, *STOPPED}
        out = set(State) - {State.GRANTED, *ended, *UNDECIDED}
        measures.shift(event.measure, State.GRANTED, only_from=out, by=by, at=at)


def take_from_station(event: DutyRevoked | DutyEnded, *, by: Signs, at: datetime) -> None:  # noqa: ARG001
    """Erase what a station was handed on, with what its unit was told."""
    keep_nothing(Obligation.objects.get(alias=event.duty))


def lapse_measure(event: DutyEnded, *, by: Signs, at: datetime) -> None:
    """Lapse a measure whose obligation ended: its term is over, or the person was contacted."""
    if event.reason in {"she_was_reached", "term_over"}:
        before = set(State) - {State.LAPSED, *(STOPPED - {State.SUSPENDED})}
        measures.shift(event.measure, State.LAPSED, only_from=before, by=by, at=at)
