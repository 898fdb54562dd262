from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class DueState(StrEnum):
    """How a date stands; each has its chip."""

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
    """What another norm would say where two conflict."""

    source: str
    day: date
    unchecked: bool = False
    earlier: bool = False
    """Of what the person must do: it is not held to be due, and acting by it leaves no doubt."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """A legal date and its reasons, as `components/due.html` shows them; every word translated."""

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
    moved: Sequence[str] = ()  # what put it elsewhere than the amount alone
    then: str = ""  # what follows when it passes
    hour: datetime | None = None  # of a term that runs by the hour

    @property
    def checked(self) -> bool:
        return not self.unchecked

    @property
    def when(self) -> date | datetime:
        """The day, or the very moment where hours count."""
        return self.hour or self.day
