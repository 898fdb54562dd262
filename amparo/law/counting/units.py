"""The units in which a norm sets a term."""

from enum import StrEnum


class Unit(StrEnum):
    BUSINESS_DAY = "business_day"
    CALENDAR_DAY = "calendar_day"
    HOUR = "hour"
    MONTH = "month"
    """Counted from date to date, as `[[months]]` of calendar.toml says; years too."""
    YEAR = "year"

    @property
    def months(self) -> int:
        """How many months one of these has; none where days or hours are counted."""
        return {Unit.MONTH: 1, Unit.YEAR: 12}.get(self, 0)

    @property
    def late_in(self) -> "Unit":
        """The unit in which a delay is told: days where the term itself has months or years."""
        return Unit.CALENDAR_DAY if self.months else self
