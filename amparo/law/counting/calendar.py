"""Days that count and days that do not (calendar.toml), computed once and then looked up."""

from bisect import bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import accumulate

from amparo.law.counting.holidays import Holiday, ShortDay, Weekday, kept_in
from amparo.law.counting.months import MonthsRule
from amparo.law.errors import OutsideCalendar, UnknownCalendar
from amparo.law.loading.frozen_dataclass import table
from amparo.law.sourced_values import Cited

ONE_DAY = timedelta(days=1)


class Why(StrEnum):
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    DECLARED = "declared"
    SUSPENDED = "suspended"
    """A norm suspended the term."""
    PAUSED = "paused"
    """Something in the case itself stopped it."""


@table
class Declared:
    """Non-working days that a decree declares for the state's offices in one scope."""

    days: tuple[date, ...]
    scope: str
    source: str
    read_in: str
    purpose: str | None = None
    """The purpose, as the decree states it."""
    checked: bool = False
    note: str | None = None


@table
class Unknown:
    """A stretch for which no decree was found: whether its days are working days is not known."""

    since: date
    until: date
    source: str


@table
class Suspension(Cited):
    """A norm that suspended terms from a day to another, both included: none of these days counts
    in the terms that it reaches. Applied only once it is checked."""

    id: str
    since: date
    until: date
    scope: str
    """Whom and what it reaches, in the norm's own words."""
    read_in: str
    terms: tuple[str, ...] = ()
    """If none are named here or below, it reaches all of them."""
    owed_by: tuple[str, ...] = ()
    calendars: tuple[str, ...] = ()
    pending_only: bool = False
    """It reaches only terms that were running on its first day."""


@table
class CalendarRule(Cited):
    id: str
    scopes: tuple[str, ...] = ()
    """Scopes whose declared days and holidays count, of a place or an institution; empty for the
    holidays of all alone."""


@table
class CalendarFile:
    """calendar.toml."""

    first: date
    last: date
    weekend: tuple[Weekday, ...]
    calendar: tuple[CalendarRule, ...]
    holiday: tuple[Holiday, ...] = ()
    short_day: tuple[ShortDay, ...] = ()
    months: tuple[MonthsRule, ...] = ()
    """How terms in months and years end. Needed where there are any."""
    declared: tuple[Declared, ...] = ()
    declared_unknown: tuple[Unknown, ...] = ()
    suspension: tuple[Suspension, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    on: date
    why: Why
    source: str = ""
    """For suspended or stopped days; the source of other days is in the calendar."""


@dataclass(frozen=True, slots=True)
class Span:
    """A count of business days: its last good day, the days it stepped over, and the stretches it
    crossed for which the days declared non-working are not known."""

    due: date
    skipped: tuple[Skipped, ...]
    unknown: tuple[Unknown, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """One calendar for counting days. Raises OutsideCalendar for every day outside it."""

    id: str
    first: date
    last: date
    closed: dict[int, Skipped]
    unknown: tuple[Unknown, ...]
    short: dict[date, ShortDay]
    """Days on which offices close early."""
    months: tuple[MonthsRule, ...]
    _start: int
    _before: list[int]
    _business: list[int]
    _shut: list[int]
    _skipped: tuple[Skipped, ...]
    _spans: dict[tuple[int, int], Span] = field(default_factory=dict)

    def after(self, day: date, amount: int) -> Span:
        """Count business days from the day after `day`; the last one counted is due."""
        key = (day.toordinal(), amount)
        span = self._spans.get(key)
        if span is None:
            span = self._spans[key] = self._count(day, amount)
        return span

    def is_business(self, day: date) -> bool:
        self.hold(day)
        return day.toordinal() not in self.closed

    def roll(self, day: date) -> Span:
        """Return the day itself if it counts, otherwise the next one that does."""
        return self.after(day - ONE_DAY, 1)

    def business_between(self, after: date, until: date) -> int:
        """Return the number of business days after the first day, up to and including the last."""
        self.hold(after)
        self.hold(until)
        return self._passed(until.toordinal()) - self._passed(after.toordinal())

    def unknown_between(self, first: date, last: date) -> tuple[Unknown, ...]:
        return tuple(one for one in self.unknown if one.since <= last and one.until >= first)

    def hold(self, day: date) -> None:
        """Refuse a day outside this calendar. Raises OutsideCalendar."""
        if not self.first <= day <= self.last:
            raise OutsideCalendar(given=day, first=self.first, last=self.last)

    def _passed(self, ordinal: int) -> int:
        return self._before[ordinal - self._start]

    def _count(self, day: date, amount: int) -> Span:
        self.hold(day)
        place = self._passed(day.toordinal()) + amount - 1
        if place >= len(self._business):
            raise OutsideCalendar(
                given=f"{amount} business days after {day}", first=self.first, last=self.last
            )
        due = self._business[place]
        begins = bisect_right(self._shut, day.toordinal())
        last = date.fromordinal(due)
        return Span(
            due=last,
            skipped=self._skipped[begins : bisect_right(self._shut, due, begins)],
            unknown=self.unknown_between(day + ONE_DAY, last),
        )


def build_calendar(file: CalendarFile, calendar_id: str) -> Calendar:
    rule = next((one for one in file.calendar if one.id == calendar_id), None)
    if rule is None:
        raise UnknownCalendar(given=calendar_id, allowed=[one.id for one in file.calendar])
    closed = _closed_days(file, rule)
    days = range(file.first.toordinal(), file.last.toordinal() + 1)
    return Calendar(
        id=rule.id,
        first=file.first,
        last=file.last,
        closed=closed,
        unknown=file.declared_unknown if rule.scopes else (),
        short=dated(file, file.short_day, rule.scopes),
        months=file.months,
        _start=days.start,
        _before=list(accumulate(int(day not in closed) for day in days)),
        _business=[day for day in days if day not in closed],
        _shut=sorted(closed),
        _skipped=tuple(closed[day] for day in sorted(closed)),
    )


def holidays(file: CalendarFile, scopes: Collection[str] = ()) -> dict[date, Holiday]:
    """Return every holiday of every year of the file, weekends included: those of all, and those of
    these places or institutions."""
    return dated(file, file.holiday, scopes)


def dated[H: Holiday](
    file: CalendarFile, several: Iterable[H], scopes: Collection[str]
) -> dict[date, H]:
    """Return the days of every year of the file on which these are kept."""
    years = range(file.first.year, file.last.year + 1)
    kept = [one for one in several if one.scope is None or one.scope in scopes]
    days = ((kept_in(one, year), one) for one in kept for year in years)
    return {day: one for day, one in days if day is not None}


def _closed_days(file: CalendarFile, rule: CalendarRule) -> dict[int, Skipped]:
    """Return the closed days. A weekend's reason replaces a holiday's: the day would not have
    counted anyway."""
    weekend = {list(Weekday).index(day) for day in file.weekend}
    why = {
        day: Why.DECLARED for one in file.declared if one.scope in rule.scopes for day in one.days
    }
    why |= dict.fromkeys(holidays(file, rule.scopes), Why.HOLIDAY)
    for ordinal in range(file.first.toordinal(), file.last.toordinal() + 1):
        day = date.fromordinal(ordinal)
        if day.weekday() in weekend:
            why[day] = Why.WEEKEND
    return {day.toordinal(): Skipped(day, reason) for day, reason in why.items()}
