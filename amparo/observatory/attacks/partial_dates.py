"""When something happened, as exactly as it is known: a day, a month, a quarter, a year or a
range."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from amparo.observatory.attacks.models import Precision

_DAY = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)")
_DAY_FIRST = re.compile(r"(\d\d?)[/.](\d\d?)[/.](\d{4})")
_MONTH = re.compile(r"(\d{4})-(\d\d?)")
_MONTH_FIRST = re.compile(r"(\d\d?)[/.](\d{4})")
_QUARTER = re.compile(r"(\d{4})-?[qt]([1-4])")
_YEAR = re.compile(r"(\d{4})")
_BETWEEN = re.compile(r"\s*(?:\.\.|:|\s[-–]\s|\sto\s|\sa\s|\sal\s)\s*")
MONTHS_OF_A_QUARTER = 3


class NotADate(ValueError):
    """The text is no day, month, quarter, year or range of days."""


@dataclass(frozen=True, slots=True)
class PartialDate:
    """The first and the last day on which it may have happened; none where it is not known."""

    first: date | None
    last: date | None
    precision: Precision

    @property
    def first_month(self) -> date | None:
        return self.first.replace(day=1) if self.first else None

    @property
    def last_month(self) -> date | None:
        return self.last.replace(day=1) if self.last else None

    @property
    def typed(self) -> str:
        """The text that reads as this date."""
        if self.first is None or self.last is None:
            return ""
        match self.precision:
            case Precision.DAY:
                return self.first.isoformat()
            case Precision.MONTH:
                return f"{self.first:%Y-%m}"
            case Precision.QUARTER:
                return f"{self.first.year}-Q{(self.first.month - 1) // MONTHS_OF_A_QUARTER + 1}"
            case Precision.YEAR:
                return f"{self.first.year}"
            case _:
                return f"{self.first.isoformat()}..{self.last.isoformat()}"


def read_date(text: str) -> PartialDate:
    """Read a date: 2026-05-14, 14/05/2026, 2026-05, 05/2026, 2026-Q2, 2026, two of them with ".."
    between, or nothing. Raises NotADate."""
    wanted = " ".join(text.split()).lower()
    if not wanted:
        return PartialDate(None, None, Precision.UNKNOWN)
    ends = [one for one in _BETWEEN.split(f" {wanted} ") if one.strip()]
    if len(ends) == 1:
        return _one(ends[0].strip())
    if len(ends) != 2:  # noqa: PLR2004 - a range has two ends
        raise NotADate(text)
    begin, end = (_one(one.strip()) for one in ends)
    if begin.first is None or end.last is None or end.last < begin.first:
        raise NotADate(text)
    return PartialDate(begin.first, end.last, Precision.RANGE)


def _one(text: str) -> PartialDate:
    try:
        return _day(text) or _month(text) or _quarter(text) or _year(text)
    except ValueError as problem:
        raise NotADate(text) from problem


def _day(text: str) -> PartialDate | None:
    if found := _DAY.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, found.groups())
    else:
        return None
    known = date(year, month, day)
    return PartialDate(known, known, Precision.DAY)


def _month(text: str) -> PartialDate | None:
    if found := _MONTH.fullmatch(text):
        year, month = map(int, found.groups())
    elif found := _MONTH_FIRST.fullmatch(text):
        month, year = map(int, found.groups())
    else:
        return None
    return _months(year, month, 1, Precision.MONTH)


def _quarter(text: str) -> PartialDate | None:
    found = _QUARTER.fullmatch(text)
    if not found:
        return None
    begin = (int(found[2]) - 1) * MONTHS_OF_A_QUARTER + 1
    return _months(int(found[1]), begin, MONTHS_OF_A_QUARTER, Precision.QUARTER)


def _year(text: str) -> PartialDate:
    found = _YEAR.fullmatch(text)
    if not found:
        raise NotADate(text)
    return _months(int(found[1]), 1, 12, Precision.YEAR)


def _months(year: int, first: int, number: int, precision: Precision) -> PartialDate:
    last = first + number - 1
    end = date(year, last, monthrange(year, last)[1]) if 1 <= last <= 12 else date(year, last, 1)  # noqa: PLR2004
    return PartialDate(date(year, first, 1), end, precision)
