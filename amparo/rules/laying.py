"""Lays one reading of a term out in time: from which day, over which days, to which day."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from amparo.rules.calendar import ONE_DAY, Calendar, Skipped, Unknown, Why
from amparo.rules.case import Dispute, Moved
from amparo.rules.pauses import HOUR, Pause, days_after, hours_after
from amparo.rules.procedure import Conflict, TermValue, Total, Unit


class Start(NamedTuple):
    """Where a count starts: the day that does not count itself, and the moment for hours."""

    day: date
    moment: datetime


class Counted(NamedTuple):
    """One norm's reading of a term, counted."""

    source: str
    amount: int
    unit: Unit
    starts_from: str
    checked: bool
    from_at: date | datetime
    due: date | datetime
    lenient_due: date | None = None
    skipped: tuple[Skipped, ...] = ()
    unknown: tuple[Unknown, ...] = ()


class Laid(NamedTuple):
    """A term laid out in time, before anybody asks what was done by when."""

    counted: Counted
    dispute: Dispute | None
    moved: tuple[Moved, ...] = ()


def reach(due: date | datetime) -> tuple[int, int]:
    """Sorts last days and last moments together: a day lasts until it ends."""
    if isinstance(due, datetime):
        return due.toordinal(), due.hour * 3600 + due.minute * 60 + due.second
    return due.toordinal(), 86_400


def over_by(due: date | datetime, moment: datetime) -> bool:
    """Whether a term with that end is over at that moment."""
    if isinstance(due, datetime):
        return moment.astimezone(UTC) > due.astimezone(UTC)
    return moment.date() > due


def count(
    calendar: Calendar,
    value: TermValue | Conflict | Total,
    starts_from: str,
    start: Start,
    more: int = 0,
) -> Counted:
    reading = (value.source, value.amount, value.unit, starts_from, value.checked)
    amount = value.amount + more
    if value.unit is Unit.HOUR:
        # Real hours: where the clocks are set back between, a day has one more of them.
        due_at = (start.moment.astimezone(UTC) + amount * HOUR).astimezone(start.moment.tzinfo)
        calendar.hold(due_at.date())
        return Counted(*reading, start.moment, due_at)
    if value.unit is Unit.CALENDAR_DAY:
        # The strict date is due; the rolled-over one, which some laws allow, is lenient.
        due = start.day + timedelta(days=amount)
        rolled = calendar.roll(due)
        lenient = rolled.due if rolled.due != due else None
        return Counted(*reading, start.day, due, lenient, (), rolled.unknown)
    span = calendar.after(start.day, amount)
    return Counted(*reading, start.day, span.due, None, span.skipped, span.unknown)


def count_over(
    calendar: Calendar,
    value: TermValue | Conflict | Total,
    starts_from: str,
    start: Start,
    pauses: Sequence[Pause],
    *,
    more: int = 0,
) -> Counted | None:
    """The same with so much more, over pauses. None while one of them has no end yet."""
    if not pauses:
        return count(calendar, value, starts_from, start, more)
    reading = (value.source, value.amount, value.unit, starts_from, value.checked)
    amount = value.amount + more
    if value.unit is Unit.HOUR:
        hours = hours_after(start.moment, amount, pauses)
        if hours is None:
            return None
        calendar.hold(hours.due.date())
        return Counted(*reading, start.moment, hours.due, None, hours.skipped)
    working = value.unit is Unit.BUSINESS_DAY
    span = days_after(calendar, start.day, amount, pauses, working=working)
    if span is None:
        return None
    if working:
        return Counted(*reading, start.day, span.due, None, span.skipped, span.unknown)
    # What stops it once the strict date is over comes too late for the lenient one too.
    in_time = [
        one for one in pauses if one.why is Why.SUSPENDED or not over_by(span.due, one.begins)
    ]
    rolled = days_after(calendar, span.due - ONE_DAY, 1, in_time, working=True)
    lenient = rolled.due if rolled is not None and rolled.due != span.due else None
    unknown = rolled.unknown if rolled is not None else ()
    return Counted(*reading, start.day, span.due, lenient, span.skipped, unknown)


def prevailing(
    counted: Counted | None, other: Counted | None, *, authority: bool
) -> tuple[Counted, Dispute | None] | None:
    """Where norms conflict the reading that protects the person is due, and the other is named
    beside it: of what an authority owes the earlier date, of what the person must do the later
    one. None where neither has an end."""
    if counted is None or other is None:
        found = counted or other
        return (found, None) if found else None
    both = (counted, other)
    counted, other = sorted(both, key=lambda one: reach(one.due), reverse=not authority)
    return counted, Dispute(other.source, other.amount, other.unit, other.due, other.checked)


def ended_with(counted: Counted, last: Counted) -> Counted:
    """A count that goes on no longer than another one."""
    return Counted(
        counted.source,
        counted.amount,
        counted.unit,
        counted.starts_from,
        counted.checked,
        counted.from_at,
        last.due,
        last.lenient_due,
        tuple(one for one in counted.skipped if reach(one.on) <= reach(last.due)),
        counted.unknown,
    )
