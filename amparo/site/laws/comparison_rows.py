"""Compare what laws say about one subject: the rows of a comparison."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amparo.foundations.web.law.wording import say
from amparo.law import Protocol
from amparo.law.sourced_values import Cited


@dataclass(frozen=True, slots=True)
class Line:
    """One statement of a law, and its source."""

    text: str
    source: str = ""
    checked: bool = True


@dataclass(frozen=True, slots=True)
class Side:
    """A law as it stands on one day."""

    law: Protocol
    on: date

    @property
    def name(self) -> str:
        return say(self.law, "protocol.name")

    @property
    def unknown(self) -> bool:
        """Whether missing information means that the text was not read."""
        return not self.law.procedure.read_whole

    @property
    def nothing(self) -> str:
        """Return the text shown where the law says nothing."""
        return pgettext("norm", "Not read yet") if self.unknown else _("it says nothing of this")


@dataclass(frozen=True, slots=True)
class Row:
    id: str
    label: str
    lines: tuple[tuple[Line, ...], ...]
    """One tuple for each side; empty where that law, or what was read of it, says nothing."""
    differs: bool
    """Whether the texts differ; for one law on two days, also the sources. Always False between two
    laws where one was not read."""
    unread: bool = False
    """Whether a side is empty because that text has not been read here."""


type Asked = Callable[[Side], Iterator[Line]]


def row(sides: Sequence[Side], key: str, label: str | Promise, asked: Asked) -> Row:
    lines = tuple(tuple(asked(side)) for side in sides)
    unread = any(side.unknown and not told for side, told in zip(sides, lines, strict=True))
    if is_one_law(sides):
        return Row(key, str(label), lines, differs=len(set(lines)) > 1, unread=unread)
    said = {tuple(one.text for one in side) for side in lines}
    return Row(key, str(label), lines, differs=len(said) > 1 and not unread, unread=unread)


def is_one_law(sides: Sequence[Side]) -> bool:
    """Whether one law is compared with itself on two days."""
    return len({side.law.id for side in sides}) == 1


def line(text: str, cited: Cited) -> Line:
    return Line(text, cited.source, cited.checked)


def law_and_day(word: str) -> tuple[str, str | None]:
    """Split `name@2022-04-14` into law and day, as written; the day of `name` alone is None."""
    name, sign, day = word.rpartition("@")
    return (name, day) if sign else (word, None)


def day_within(law: Protocol, day: date) -> date:
    """Return that day, or the nearest one on which this law was in force."""
    first, until = law.procedure.in_force_from, law.procedure.in_force_until
    return max(first, min(day, until) if until else day)
