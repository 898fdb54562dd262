"""Cases that came from an older norm: the start of their terms, and what was late there and stays
late."""

from collections.abc import Mapping
from datetime import datetime

from amparo.law.counting.calendar import Calendar
from amparo.law.counting.term_dates import Counted
from amparo.law.counting.terms import Reckoning, lateness
from amparo.law.errors import OutsideCalendar
from amparo.law.protocol import Protocol
from amparo.law.state.case import Carried, Happened, Term, TermState
from amparo.law.state.event_times import Record, passing_in
from amparo.law.transitory import CountedFrom


def passed_at(protocol: Protocol, moments: Mapping[str, datetime]) -> datetime | None:
    """Return when a case came over; None for one of this norm's own."""
    rule = passing_in(protocol, moments)
    return moments[str(rule.recorded_as)] if rule else None


def anew_from(protocol: Protocol, moments: Mapping[str, datetime]) -> str | None:
    """Return the event from which all that ran before is counted, where the rule says so."""
    rule = passing_in(protocol, moments)
    return rule.recorded_as if rule and rule.counted_from is CountedFrom.PASSING else None


def carried_terms(happened: Happened, record: Record, reckoning: Reckoning) -> tuple[Term, ...]:
    """Return the terms that were late under an older norm, as they are now. Those still owed grow
    later by the day; those no longer asked for stay as late as they were. A term with an unknown
    end under the older norm still has one after the case has passed."""
    return tuple(_carried(one, record, reckoning.calendar) for one in happened.carried)


def _carried(one: Carried, record: Record, calendar: Calendar) -> Term:
    met_at = one.met_at or record.moments.get(one.met_by)
    return Term(
        term=one.term,
        owed_by=one.owed_by,
        starts_from=one.starts_from,
        from_at=one.from_at,
        amount=one.amount,
        unit=one.unit,
        due=one.due,
        lenient_due=None,
        skipped=(),
        state=_state(one, met_at),
        met_at=met_at,
        late_by=_late_by(one, calendar, met_at or record.at),
        source=one.source,
        checked=one.checked,
        disputed_with=None,
    )


def _state(one: Carried, met_at: datetime | None) -> TermState:
    if one.due is None:
        return TermState.UNKNOWN
    return TermState.LATE if met_at is None else TermState.MET_LATE


def _late_by(one: Carried, calendar: Calendar, seen_at: datetime) -> int:
    """Return the delay, never less than when the case left: another calendar does not reduce it."""
    if one.due is None or one.met_at is not None or not one.met_by:
        return one.late_by
    counted = Counted(
        one.source, one.amount, one.unit, one.starts_from, one.checked, one.due, one.due
    )
    try:
        return max(one.late_by, lateness(calendar, counted, seen_at))
    except OutsideCalendar:
        return one.late_by
