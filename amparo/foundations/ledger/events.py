"""The base class of events: codes, numbers and days, never text about a person."""

import re
from dataclasses import asdict, dataclass
from datetime import date
from typing import ClassVar

from django.utils.functional import Promise

CODE = re.compile(r"[A-Za-z0-9_.:+-]{0,80}")

type Fact = str | int | bool | None


class NotACode(ValueError):
    """Free text was given where the ledger takes a code."""


@dataclass(frozen=True, slots=True)
class History:
    """What the history of a case, and the news on the worklist, say of an event.

    `by_person`: where the person did it. `by_others`: an act of an institution or a related person;
    individuals are not named, an institution acts in its own name.
    """

    said: str | Promise = ""
    by_person: str | Promise = ""
    by_others: str | Promise = ""


NO_WORDS = History()
"""The history says only that the team worked on the case: the event is recorded beside an act that
has words, or by a job, or is told by its facts, or is not worded yet."""

HISTORIES: dict[str, History] = {}
"""By the name of the event, as it stands in the record."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """An event about what `about` names (the public code of a filing, a member, a unit). Each
    declares its `history`, or derives from `SiteEvent`."""

    history: ClassVar[History]

    about: str

    def __init_subclass__(cls) -> None:
        if "history" in vars(cls):
            HISTORIES[cls.__name__] = cls.history

    @property
    def name(self) -> str:
        return type(self).__name__

    def facts(self) -> dict[str, Fact]:
        """Return every field but `about`, as it is chained. Raises NotACode for free text."""
        return {key: _coded(key, value) for key, value in asdict(self).items() if key != "about"}

    def check(self) -> None:
        _coded("about", self.about)
        self.facts()


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteEvent(Event):
    """An event about a member, a unit or the site: it stands in the history of no case."""

    history = NO_WORDS


@dataclass(frozen=True, kw_only=True, slots=True)
class SigningKeyTaken(SiteEvent):
    """From this entry on heads are signed with this key, and with none before."""

    public: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LineLeftBlank(SiteEvent):
    """A filler entry without content, so that the length of the record reveals nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HeadPublished(SiteEvent):
    size: int
    day: date
    root: str


def _coded(key: str, value: object) -> Fact:
    if value is None or isinstance(value, bool | int):
        return value
    text = value.isoformat() if isinstance(value, date) else value
    if not isinstance(text, str) or not CODE.fullmatch(text):
        raise NotACode(f"{key} takes a code, a number or a day, not words")
    return str(text)
