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
        """The number of months in this unit; 0 for days and hours."""
        return {Unit.MONTH: 1, Unit.YEAR: 12}.get(self, 0)

    @property
    def late_in(self) -> "Unit":
        """The unit of a delay: days where the term itself has months or years."""
        return Unit.CALENDAR_DAY if self.months else self
