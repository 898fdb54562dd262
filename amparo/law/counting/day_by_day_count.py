"""A count of days one by one, each day with the reason why it counts or not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from amparo.law.counting.calendar import Skipped, Why
from amparo.law.counting.units import Unit
from amparo.law.explain.terms import say_pause, say_why
from amparo.law.protocol import Protocol
from amparo.law.state.case import Term


@dataclass(frozen=True, slots=True)
class CountedDay:
    """A day of a count: its number if it counts, otherwise why not and on which ground."""

    on: date
    number: int | None
    why: str = ""
    source: str = ""
    checked: bool = True


@dataclass(frozen=True, slots=True)
class Reason:
    on: date
    why: str
    source: str
    checked: bool = True


def counted_days(protocol: Protocol, term: Term, language: str) -> tuple[CountedDay, ...]:
    """Return every day of a term from the day after it starts, counted one by one; empty for terms
    in hours, months or years, or before the term starts."""
    if term.from_at is None or term.due is None or term.unit is Unit.HOUR or term.unit.months:
        return ()
    start, due = _day(term.from_at), _day(term.due)
    closed = {one.on: one for one in term.skipped}
    days, number = [], 0
    for ahead in range(1, (due - start).days + 1):
        day = start + timedelta(days=ahead)
        if day in closed:
            reason = reason_of(protocol, closed[day], language)
            days.append(CountedDay(day, None, reason.why, reason.source, reason.checked))
        else:
            number += 1
            days.append(CountedDay(day, number))
    return tuple(days)


def reason_of(protocol: Protocol, skipped: Skipped, language: str) -> Reason:
    """Return why a day does not count, in words."""
    day, name, source, purpose, checked = skipped.on, "", skipped.source, "", True
    if skipped.why is Why.HOLIDAY:
        holiday = protocol.holidays[day]
        name, source = protocol.text(f"holidays.{holiday.id}", language), holiday.source
        checked = holiday.checked
    elif skipped.why is Why.DECLARED:
        declared = next(one for one in protocol.calendars.declared if day in one.days)
        source, purpose = declared.source, declared.purpose or ""
        checked = declared.checked
    return Reason(day, say_why(skipped.why, name, purpose, language), source, checked)


def closed_in(
    protocol: Protocol, calendar: str | None, year: int, language: str
) -> tuple[Reason, ...]:
    """Return the days of a year, weekends aside, that do not count in a calendar."""
    return tuple(
        reason_of(protocol, one, language)
        for _ordinal, one in sorted(protocol.calendar(calendar).closed.items())
        if one.on.year == year and one.why is not Why.WEEKEND
    )


def pauses_of(term: Term, language: str) -> Iterator[str]:
    """Yield the stretches over which a term was suspended or stopped, each in a sentence."""
    for why in (Why.SUSPENDED, Why.PAUSED):
        sources = dict.fromkeys(one.source for one in term.skipped if one.why is why)
        for source in sources:
            days = [one.on for one in term.skipped if one.why is why and one.source == source]
            for first, last in _stretches(days, term):
                yield say_pause(why, first, last, source, language)


def _stretches(days: list[date], term: Term) -> Iterator[tuple[date, date]]:
    """Yield first and last day of each stretch. Stretches with no counted day between them are
    joined."""
    skipped = {one.on for one in term.skipped}
    first = last = days[0]
    for day in days[1:]:
        between = (last + timedelta(days=ahead) for ahead in range(1, (day - last).days))
        if not all(one in skipped for one in between):
            yield first, last
            first = day
        last = day
    yield first, last


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
