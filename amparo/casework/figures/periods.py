"""The days on which figures are made: the end of a month, the end of a year. Nobody chooses them,
so that nobody can have two editions made around one request and subtract one from the other."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Period:
    """`until` is the last moment that counts, on the local clock."""

    name: str
    until: datetime


def month_before(at: datetime, zone: tzinfo) -> Period:
    """The last month that is over."""
    local = at.astimezone(zone)
    until = datetime(local.year, local.month, 1, tzinfo=zone) - MOMENT
    return Period(f"{until.year}-{until.month:02d}", until)


def year_before(at: datetime, zone: tzinfo) -> Period:
    """The last year that is over."""
    local = at.astimezone(zone)
    until = datetime(local.year, 1, 1, tzinfo=zone) - MOMENT
    return Period(f"{until.year}", until)


def day_of_beginning(at: datetime, zone: tzinfo) -> Period:
    """Of the first edition of all, which may be made at once: there is none to compare it with."""
    local = at.astimezone(zone)
    return Period(local.date().isoformat(), local)
