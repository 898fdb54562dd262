"""Days for pages that warn of a day off."""

from datetime import date, timedelta

from amparo.casework.measures.decisions.days_off import is_day_off
from amparo.law import Protocol, load_protocol


def working_day(day: date, law: Protocol | None = None) -> str:
    """Return that day, or the next working day after it, as a browser sends it."""
    calendar_of = law or load_protocol("pe-2021")
    while is_day_off(calendar_of, day):
        day += timedelta(days=1)
    return day.isoformat()
