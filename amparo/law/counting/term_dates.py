"""One reading of a term as dates: from which day, over which days, to which day."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from amparo.law.counting.calendar import ONE_DAY, Calendar, Skipped, Span, Unknown, Why
from amparo.law.counting.months import ends_on
from amparo.law.counting.pauses import HOUR, Pause, days_after, hours_after
from amparo.law.counting.units import Unit
from amparo.law.procedure import Conflict, TermValue, Total
from amparo.law.state.case import Dispute, Moved


class Start(NamedTuple):
    """The start of a count: the day before the first counted day, and the moment for hours."""

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
    """A term as dates, before it is compared with what was done by when."""

    counted: Counted
    dispute: Dispute | None
    moved: tuple[Moved, ...] = ()


def reach(due: date | datetime) -> tuple[int, int]:
    """Return a sort key for last days and last moments together: a day lasts until it ends."""
    if isinstance(due, datetime):
        return due.toordinal(), due.hour * 3600 + due.minute * 60 + due.second
    return due.toordinal(), 86_400


def over_by(due: date | datetime, moment: datetime) -> bool:
    """Return whether a term with that end is over at that moment."""
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
        # Real hours: a day on which the clocks are set back has one more.
        due_at = (start.moment.astimezone(UTC) + amount * HOUR).astimezone(start.moment.tzinfo)
        calendar.hold(due_at.date())
        return Counted(*reading, start.moment, due_at)
    if value.unit.months:
        day, moves = ends_on(calendar.months, start.day, amount * value.unit.months)
        return Counted(*reading, start.day, *_ended(day, calendar.roll(day), moves=moves))
    if value.unit is Unit.CALENDAR_DAY:
        # The strict date is due; the rolled-over one, which some laws allow, is lenient.
        due = start.day + timedelta(days=amount)
        return Counted(*reading, start.day, *_ended(due, calendar.roll(due)))
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
    """Count with so much more, over pauses. Returns None while one of them has no end yet."""
    if not pauses:
        return count(calendar, value, starts_from, start, more)
    reading = (value.source, value.amount, value.unit, starts_from, value.checked)
    amount, moves = value.amount + more, False
    if value.unit is Unit.HOUR:
        hours = hours_after(start.moment, amount, pauses)
        if hours is not None:
            calendar.hold(hours.due.date())
        return Counted(*reading, start.moment, hours.due, None, hours.skipped) if hours else None
    if value.unit.months:
        # Counted from date to date; then each paused day postpones the end by one.
        day, moves = ends_on(calendar.months, start.day, amount * value.unit.months)
        amount = (day - start.day).days
    working = value.unit is Unit.BUSINESS_DAY
    span = days_after(calendar, start.day, amount, pauses, working=working)
    if span is None:
        return None
    ended = _rolled(calendar, span, pauses, working=working, moves=moves)
    return Counted(*reading, start.day, *ended)


def _rolled(
    calendar: Calendar, span: Span, pauses: Sequence[Pause], *, working: bool, moves: bool
) -> tuple[date, date | None, tuple[Skipped, ...], tuple[Unknown, ...]]:
    """Return the strict and the lenient end. A stop after the strict date has no effect on the
    lenient one either."""
    if working:
        return span.due, None, span.skipped, span.unknown
    in_time = [
        one for one in pauses if one.why is Why.SUSPENDED or not over_by(span.due, one.begins)
    ]
    rolled = days_after(calendar, span.due - ONE_DAY, 1, in_time, working=True)
    if rolled is None:
        return span.due, None, span.skipped, ()
    return _ended(span.due, rolled, span.skipped, moves=moves)


def _ended(
    day: date, rolled: Span, skipped: tuple[Skipped, ...] = (), *, moves: bool = False
) -> tuple[date, date | None, tuple[Skipped, ...], tuple[Unknown, ...]]:
    """Return the end of a term that does not count working days: its last day, with the next
    business day as lenient date; or that business day itself where the norm moves it."""
    if moves:
        return rolled.due, None, (*skipped, *rolled.skipped), rolled.unknown
    return day, rolled.due if rolled.due != day else None, skipped, rolled.unknown


def prevailing(
    counted: Counted | None, other: Counted | None, *, authority: bool
) -> tuple[Counted, Dispute | None] | None:
    """Return the reading that protects the person, with the other as dispute, where norms conflict:
    of what an authority owes the earlier date, of what the person must do the later one. None where
    neither has an end."""
    if counted is None or other is None:
        found = counted or other
        return (found, None) if found else None
    both = (counted, other)
    counted, other = sorted(both, key=lambda one: reach(one.due), reverse=not authority)
    return counted, Dispute(other.source, other.amount, other.unit, other.due, other.checked)


def ended_with(counted: Counted, last: Counted) -> Counted:
    """Return the count, ended where the other one ends."""
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
