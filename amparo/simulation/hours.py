"""Working hours of people, counted from the first simulated moment."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from amparo.law.counting.calendar import Calendar
from amparo.simulation.scenario import ALL_DAY, PERCENT, RUN_OUT, WARM_UP, Scenario

type Spell = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Span:
    """The simulated days: some before the year, the year, some after it."""

    first: date
    days: int
    begins: float
    ends: float
    """The hours between which arrivals are counted."""

    @property
    def whole(self) -> float:
        return float(self.days * ALL_DAY)

    def moment(self, hour: float) -> datetime:
        """Return the moment on the local clock, without its zone."""
        return datetime.combine(self.first, time.min) + timedelta(hours=hour)


def span_of(scenario: Scenario) -> Span:
    year = date(scenario.year, 1, 1)
    length = (date(scenario.year + 1, 1, 1) - year).days
    first = year - timedelta(days=WARM_UP)
    begins = float(WARM_UP * ALL_DAY)
    return Span(first, WARM_UP + length + RUN_OUT, begins, begins + length * ALL_DAY)


def opening(scenario: Scenario, span: Span, role: str) -> list[Spell]:
    """Return from when to when this role works, day by day, without absences."""
    days = range(span.days)
    if role in scenario.around_the_clock:
        return [(float(day * ALL_DAY), float((day + 1) * ALL_DAY)) for day in days]
    calendar = scenario.protocol.calendar(scenario.calendar)
    return [
        (day * ALL_DAY + scenario.opens, day * ALL_DAY + scenario.closes)
        for day in days
        if _works(calendar, span.first + timedelta(days=day))
    ]


def present(spells: list[Spell], absence: float, chance: Random) -> Iterator[Spell]:
    """Yield the spells of one person, who is absent on some whole days."""
    return (spell for spell in spells if chance.random() * PERCENT >= absence)


def _works(calendar: Calendar, day: date) -> bool:
    """Return whether a day is a working day. Outside the calendar Monday to Friday are."""
    if calendar.first <= day <= calendar.last:
        return calendar.is_business(day)
    return day.weekday() < 5  # noqa: PLR2004
