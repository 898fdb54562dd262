"""What laws say of one thing, side by side: the rows of a comparison."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from amparo import rules
from amparo.foundations.look.law import say
from amparo.rules.versions import Cited


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a law says, and where."""

    text: str
    source: str = ""
    checked: bool = True


@dataclass(frozen=True, slots=True)
class Side:
    """A law as it stands on one day."""

    law: rules.Protocol
    on: date

    @property
    def name(self) -> str:
        return say(self.law, "protocol.name")


@dataclass(frozen=True, slots=True)
class Row:
    id: str
    label: str
    lines: tuple[tuple[Line, ...], ...]
    """One tuple for each side; empty where that law says nothing of it."""

    @property
    def differs(self) -> bool:
        first, *others = ([line.text for line in side] for side in self.lines)
        return any(one != first for one in others)


type Asked = Callable[[Side], Iterator[Line]]


def row(sides: Sequence[Side], key: str, label: str | Promise, asked: Asked) -> Row:
    return Row(key, str(label), tuple(tuple(asked(side)) for side in sides))


def line(text: str, cited: Cited) -> Line:
    return Line(text, cited.source, cited.checked)


def day_within(law: rules.Protocol, day: date) -> date:
    """That day, or the nearest one on which this law was in force."""
    first, until = law.procedure.in_force_from, law.procedure.in_force_until
    return max(first, min(day, until) if until else day)
