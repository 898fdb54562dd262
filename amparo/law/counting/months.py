"""Terms in months and years, counted from date to date (calendar.toml)."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from amparo.law.loading.frozen_dataclass import table
from amparo.law.sourced_values import Sourced, in_force

MONTHS_OF_A_YEAR = 12


class NoSuchDay(StrEnum):
    """When a term ends whose last month lacks the day of the month on which it began."""

    LAST_OF_MONTH = "last_of_month"
    NEXT_MONTH = "next_month"
    """On the first business day of the month after."""


@table
class MonthsRule(Sourced):
    """On which day a term in months or years ends: that of the number on which it began."""

    no_such_day: NoSuchDay
    moved_to_business_day: bool = False
    """A last day that does not count is moved to the next one that does."""


def ends_on(rules: Sequence[MonthsRule], start: date, months: int) -> tuple[date, bool]:
    """Return the day so many months later, and whether the norm moves it to a business day."""
    rule = in_force(rules, start)
    months += start.year * MONTHS_OF_A_YEAR + start.month - 1
    last = _first_of(months + 1) - timedelta(days=1)
    if start.day <= last.day or rule is None or rule.no_such_day is NoSuchDay.LAST_OF_MONTH:
        day = last.replace(day=min(start.day, last.day))
        return day, rule is not None and rule.moved_to_business_day
    return last + timedelta(days=1), True


def _first_of(months: int) -> date:
    """Return the first day of the month that comes so many months after January of the year 0."""
    year, month = divmod(months, MONTHS_OF_A_YEAR)
    return date(year, month + 1, 1)
