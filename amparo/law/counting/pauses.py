"""Days that do not count in one term: by a norm that suspends it, or by a stop in the case."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from amparo.law.counting.calendar import ONE_DAY, Calendar, Skipped, Span, Suspension, Why
from amparo.law.procedure import TermRule

HOUR = timedelta(hours=1)


class Pause(NamedTuple):
    """The first and the last day that does not count, and for hours the exact moments. Without an
    end it is not known yet when the term runs on."""

    first: date
    last: date | None
    begins: datetime
    ends: datetime | None
    why: Why
    source: str

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


class Paused(NamedTuple):
    """For hours: the last good moment, and the days that were not counted."""

    due: datetime
    skipped: tuple[Skipped, ...]


def reaches(one: Suspension, rule: TermRule, calendar: str, start: date) -> bool:
    """Return whether that norm suspends this term, begun on that day."""
    return (
        (not one.terms or rule.id in one.terms)
        and (not one.owed_by or rule.owed_by in one.owed_by)
        and (not one.calendars or calendar in one.calendars)
        and (not one.pending_only or start < one.since)
    )


def suspended(
    suspensions: Sequence[Suspension], rule: TermRule, calendar: str, start: datetime
) -> Iterator[Pause]:
    zone = start.tzinfo
    for one in suspensions:
        if one.checked and reaches(one, rule, calendar, start.date()):
            begins = datetime.combine(one.since, time.min, tzinfo=zone)
            ends = datetime.combine(one.until + ONE_DAY, time.min, tzinfo=zone)
            yield Pause(one.since, one.until, begins, ends, Why.SUSPENDED, one.source)


def stopped(rule: TermRule, moments: Mapping[str, datetime], on: date) -> Iterator[Pause]:
    for one in rule.stop:
        begins, ends = moments.get(one.starts_from), moments.get(one.until)
        if begins is None or on < one.since:
            continue
        last = ends.date() if ends else None
        yield Pause(begins.date() + ONE_DAY, last, begins, ends, Why.PAUSED, one.source)


def days_after(
    calendar: Calendar, start: date, amount: int, pauses: Sequence[Pause], *, working: bool
) -> Span | None:
    """Count day by day, without paused days; only working days, or all. Returns None if a pause has
    no known end."""
    day, left, skipped = start, amount, []
    while left:
        day += ONE_DAY
        calendar.hold(day)
        pause = next((one for one in pauses if one.holds(day)), None)
        if working and not calendar.is_business(day):
            skipped.append(calendar.closed[day.toordinal()])
        elif pause is None:
            left -= 1
        elif pause.last is None:
            return None
        else:
            skipped.append(Skipped(day, pause.why, pause.source))
    return Span(day, tuple(skipped), calendar.unknown_between(start + ONE_DAY, day))


def hours_after(start: datetime, amount: int, pauses: Sequence[Pause]) -> Paused | None:
    """Count real hours: a day on which the clocks are set back has one more. Returns None if a
    pause has no known end."""
    at, left, skipped = start.astimezone(UTC), amount * HOUR, []
    for pause in sorted(pauses, key=lambda one: one.begins):
        begins = pause.begins.astimezone(UTC)
        if at + left <= begins:
            break
        if pause.ends is None:
            return None
        if pause.ends.astimezone(UTC) <= at:
            continue
        skipped += list(_days_of(pause, at.astimezone(start.tzinfo).date()))
        left -= max(timedelta(0), begins - at)
        at = pause.ends.astimezone(UTC)
    return Paused((at + left).astimezone(start.tzinfo), tuple(skipped))


def _days_of(pause: Pause, first: date) -> Iterator[Skipped]:
    day, last = max(pause.first, first), pause.last or pause.first
    while day <= last:
        yield Skipped(day, pause.why, pause.source)
        day += ONE_DAY
