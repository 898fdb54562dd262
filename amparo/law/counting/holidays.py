"""The day of a year on which a holiday falls, as laws define it (calendar.toml)."""

from datetime import date, timedelta
from enum import StrEnum

from amparo.law.loading.frozen_dataclass import table
from amparo.law.sourced_values import Sourced


class Weekday(StrEnum):
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


@table
class NthWeekday:
    """Such as the third Monday of March: `nth` is 1 to 4, or -1 for the last one."""

    nth: int
    weekday: Weekday
    month: int
    days_after: int = 0
    """So many days later, as the Friday after the first Wednesday."""


@table
class Holiday(Sourced):
    """A holiday kept since a day: a fixed date (`06-07`), days from Easter Sunday, or a weekday
    of a month."""

    id: str
    on: str | None = None
    from_easter: int | None = None
    on_weekday: NthWeekday | None = None
    moved_to: Weekday | None = None
    """The rest is taken on the next such weekday, unless the day falls on it."""
    every_years: int = 1
    """Kept only so many years apart, counted from the year of `since`."""
    until: date | None = None
    scope: str | None = None
    """The place or institution that keeps it; none for all."""
    except_on: tuple[date, ...] = ()
    except_source: str | None = None


@table
class ShortDay(Holiday):
    """A day on which offices close early, dated as a holiday is. What comes later comes after their
    hours, where hours matter; in every other way the day counts."""

    open_until: str
    """The last minute of that day's hours, such as `13:00`."""


def kept_in(holiday: Holiday, year: int) -> date | None:
    """Return the day on which the holiday of a year is kept; None where that year has none."""
    if (year - holiday.since.year) % holiday.every_years:
        return None
    day = _falls_on(holiday, year)
    if holiday.moved_to is not None:
        day += timedelta(days=(_place(holiday.moved_to) - day.weekday()) % 7)
    if day < holiday.since or day in holiday.except_on:
        return None
    return None if holiday.until and day > holiday.until else day


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (the anonymous algorithm)."""
    century, short = divmod(year, 100)
    lunar = year % 19
    moon = (
        19 * lunar + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15
    ) % 30
    week = (32 + 2 * (century % 4) + 2 * (short // 4) - moon - short % 4) % 7
    shift = (lunar + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def _falls_on(holiday: Holiday, year: int) -> date:
    if holiday.on is not None:
        return date.fromisoformat(f"{year:04}-{holiday.on}")
    if holiday.on_weekday is not None:
        return _nth(holiday.on_weekday, year)
    return easter(year) + timedelta(days=holiday.from_easter or 0)


def _nth(rule: NthWeekday, year: int) -> date:
    return _counted(rule, year) + timedelta(days=rule.days_after)


def _counted(rule: NthWeekday, year: int) -> date:
    if rule.nth < 0:
        turn = date(year + rule.month // 12, rule.month % 12 + 1, 1)
        last = turn - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - _place(rule.weekday)) % 7)
    first = date(year, rule.month, 1)
    ahead = (_place(rule.weekday) - first.weekday()) % 7
    return first + timedelta(days=ahead + 7 * (rule.nth - 1))


def _place(weekday: Weekday) -> int:
    return list(Weekday).index(weekday)
