"""Conversion of recorded events into local moments, refusing impossible ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from itertools import pairwise

from amparo.law.counting.calendar import Calendar
from amparo.law.errors import NoMoment, NotInForce, NotYet, OutOfOrder, OutsideCalendar
from amparo.law.protocol import Protocol
from amparo.law.state.case import Happened, check_fact, is_whole_day, unknown_event, when
from amparo.law.transitory import Transitory


@dataclass(frozen=True, slots=True)
class Record:
    """Recorded events in the protocol's own time zone."""

    at: datetime
    moments: dict[str, datetime]
    facts: Mapping[str, bool | str]
    held: frozenset[str]
    """Events that happened, findings and gates that are true."""


def record_of(
    protocol: Protocol,
    calendar: Calendar,
    happened: Happened,
    at: datetime,
    *,
    open_ended: bool = False,
) -> Record:
    """Return the record. Raises UnknownEvent, WrongValue, OutsideCalendar, NotInForce, NotYet or
    OutOfOrder. With `open_ended` nothing is refused for being later than what the law or its
    calendar knows."""
    now = _local("at", at, protocol.zone, calendar)
    if not (open_ended and now.date() > calendar.last):
        calendar.hold(now.date())
    moments = _moments(protocol, happened, calendar)
    passing = passing_in(protocol, moments)
    for name, moment in moments.items():
        if passing and moment < moments[str(passing.recorded_as)]:
            continue  # that was under the older norm
        last = date.max if open_ended else _last_day(protocol, calendar, name)
        _refuse_wrong_day(protocol, calendar, name, moment.date(), last)
    _refuse_later(moments, now)
    _refuse_wrong_order(protocol, moments)
    for name, value in happened.facts.items():
        check_fact(name, value, protocol)
    true = [name for name, value in happened.facts.items() if value is True]
    held = frozenset((*moments, *true, *protocol.enough(happened.facts)))
    return Record(now, moments, happened.facts, held)


def passing_in(protocol: Protocol, moments: Mapping[str, datetime]) -> Transitory | None:
    """Return the rule by which a case came over from an older norm; None for one of this norm's
    own."""
    rules = protocol.procedure.transitory
    return next((rule for rule in rules if rule.recorded_as in moments), None)


def _last_day(protocol: Protocol, calendar: Calendar, event: str) -> date:
    """Return until when this may happen under this text: where it keeps what is pending, only the
    filing must have come while it was in force."""
    rules = protocol.procedure
    until = rules.in_force_until
    if until is None or (rules.keeps_pending and event != rules.filing):
        return calendar.last
    return min(until, calendar.last)


def _moments(protocol: Protocol, happened: Happened, calendar: Calendar) -> dict[str, datetime]:
    """Return the moments in local time and in legal order."""
    zone, given = protocol.zone, happened.events
    moments = {
        name: _local(name, given[name], zone, calendar) for name in protocol.events if name in given
    }
    if len(moments) != len(given):
        raise unknown_event(next(name for name in given if name not in moments), protocol)
    return moments


def _refuse_later(moments: dict[str, datetime], now: datetime) -> None:
    for name, moment in moments.items():
        if moment > now and _later(moment, now):
            raise NotYet(event=name, given=when(moment), allowed=when(now))


def _refuse_wrong_order(protocol: Protocol, moments: dict[str, datetime]) -> None:
    if all(earlier <= later for earlier, later in pairwise(moments.values())):
        return
    ancestors = protocol.events_before
    for name, moment in moments.items():
        for earlier in ancestors[name]:
            if earlier in moments and _later(moments[earlier], moment):
                raise OutOfOrder(event=name, earlier=earlier, allowed=list(protocol.events))


def _local(name: str, moment: datetime, zone: tzinfo, calendar: Calendar) -> datetime:
    if moment.tzinfo is zone:
        return moment
    if moment.tzinfo is None:
        raise NoMoment(name=name, given=moment.isoformat())
    try:
        return moment.astimezone(zone)
    except OverflowError:
        raise OutsideCalendar(
            given=moment.date(), first=calendar.first, last=calendar.last
        ) from None


def _later(one: datetime, other: datetime) -> bool:
    """Return whether `one` is certainly later: a whole day is neither before nor after an hour of
    that day."""
    if one <= other:
        return False
    return one.date() != other.date() or not (is_whole_day(one) or is_whole_day(other))


def _refuse_wrong_day(
    protocol: Protocol, calendar: Calendar, name: str, day: date, last: date
) -> None:
    rules = protocol.procedure
    if rules.in_force_from <= day <= last:
        return
    if protocol.events[name].outside_procedure:
        return
    calendar.hold(day)
    raise NotInForce(
        protocol=protocol.id, event=name, given=day, allowed=rules.in_force_from.isoformat()
    )
