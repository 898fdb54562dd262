from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class DueState(StrEnum):
    """State of a date; each has its chip."""

    OPEN = "open"
    DUE = "due"
    LATE = "late"
    DONE = "done"


@dataclass(frozen=True, kw_only=True, slots=True)
class SkippedDay:
    day: date
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherDate:
    """The date by another norm where two conflict."""

    source: str
    day: date
    unchecked: bool = False
    earlier: bool = False
    """For acts of the person: the date is not shown as due, but acting by it is safe under both
    norms."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """A legal date and its reasons, as `components/due.html` shows them; all text is translated."""

    day: date
    state: DueState
    word: str
    distance: str
    source: str
    amount: str = ""
    event: str = ""
    event_on: date | None = None
    skipped: Sequence[SkippedDay] = ()
    lenient_day: date | None = None
    disputed: Sequence[OtherDate] = ()
    unchecked: bool = False
    moved: Sequence[str] = ()  # reasons for a date other than by the amount alone
    then: str = ""  # what follows when it passes
    hour: datetime | None = None  # of a term that runs by the hour

    @property
    def checked(self) -> bool:
        return not self.unchecked

    @property
    def when(self) -> date | datetime:
        """The day, or the exact moment for terms in hours."""
        return self.hour or self.day
