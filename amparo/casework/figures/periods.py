"""Days on which figures are made: the end of a month and of a year. They cannot be chosen, so that
two editions cannot be made around one request and subtracted."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Period:
    """`until` is the last moment that counts, in local time."""

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
    """The period of the first edition, which may be made at once: there is none to subtract it
    from."""
    local = at.astimezone(zone)
    return Period(local.date().isoformat(), local)
