"""The base class of events: codes, numbers and days, never text about a person."""

import re
from dataclasses import asdict, dataclass
from datetime import date

CODE = re.compile(r"[A-Za-z0-9_.:+-]{0,80}")

type Fact = str | int | bool | None


class NotACode(ValueError):
    """Free text was given where the ledger takes a code."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """An event about what `about` names (the public code of a filing, a member, a unit)."""

    about: str

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
class SigningKeyTaken(Event):
    """From this entry on heads are signed with this key, and with none before."""

    public: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LineLeftBlank(Event):
    """A filler entry without content, so that the length of the record reveals nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HeadPublished(Event):
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
