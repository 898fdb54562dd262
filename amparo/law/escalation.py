"""Days of the steps that follow where an institution does not answer."""

from dataclasses import dataclass
from datetime import date, timedelta

from amparo.law.counting.calendar import Calendar
from amparo.law.errors import OutsideCalendar
from amparo.law.measures import EscalationStep
from amparo.law.protocol import Protocol

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DatedStep:
    """One step and the day from which it is to be taken; None where the calendar ends before."""

    step: EscalationStep
    on: date | None


def escalation_from(
    protocol: Protocol, due: date, *, calendar: str | None = None
) -> tuple[DatedStep, ...]:
    """Return the protocol's steps for what is due on that day, earliest first; empty where the
    protocol sets none."""
    days = protocol.calendar(calendar)
    return tuple(
        DatedStep(step, _day_of(days, due, step.business_days))
        for step in protocol.obligations.escalation
    )


def longest_before(protocol: Protocol) -> timedelta:
    """Return how long before a due day a step may fall at most: business days at their sparsest,
    one in four days."""
    first = min((one.business_days for one in protocol.obligations.escalation), default=0)
    return timedelta(days=4 * max(-first, 0))


def _day_of(days: Calendar, due: date, amount: int) -> date | None:
    try:
        if amount > 0:
            return days.after(due, amount).due
        if amount == 0:
            return due + ONE_DAY
        return _before(days, due, -amount)
    except OutsideCalendar:
        return None


def _before(days: Calendar, due: date, amount: int) -> date:
    """Return the last day from which `amount` business days are left, the due day among them."""
    day = due - ONE_DAY
    while days.business_between(day, due) < amount:
        day -= ONE_DAY
    return day
