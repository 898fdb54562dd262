"""A board, its answers and its intermediaries, as pages of the team show them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from amparo.casework.collectives.models import Board, Intermediary
from amparo.casework.collectives.redaction.files_to_review import Asked, Look
from amparo.foundations.cases.next_acts import Words
from amparo.foundations.consent.actas import Laid
from amparo.foundations.consent.models import Question
from amparo.foundations.intake.models import Document


@dataclass(frozen=True, slots=True)
class Speaking:
    """The board of one case, in its own words."""

    row: Board
    kind: str
    body: Mapping[str, Any] = field(repr=False)

    @property
    def name(self) -> str:
        """What this board calls the collective."""
        return str(self.body.get("name", ""))

    @property
    def who(self) -> str:
        return str(self.body.get("speaks", ""))

    @property
    def procedure(self) -> str:
        return str(self.body.get("procedure", ""))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Speaks:
    """Who speaks for what, and how it decides, in the words of this board."""

    name: str
    speaks: str
    procedure: str


@dataclass(frozen=True, slots=True)
class Voice:
    """A board's answer on something that concerns all. `code`: its case, if the reader has a seat
    on it; none of its words. `answer`: not_asked, asked, agreed, refused, discuss, withdrawn."""

    own: bool
    code: str
    answer: str
    acta: bool
    ended_on: date | None


@dataclass(frozen=True, slots=True, repr=False)
class ForAll:
    """A measure that concerns all boards, with each board's own answer; answers are never
    merged."""

    measure: str
    label: str
    here: bool
    voices: tuple[Voice, ...]

    @property
    def differ(self) -> bool:
        said = {one.answer for one in self.voices if one.answer in {"agreed", "refused", "discuss"}}
        return len(said) > 1


@dataclass(frozen=True, slots=True)
class Standing:
    """An intermediary as the board's team sees it."""

    row: Intermediary
    name: str
    purpose: str
    question: Question | None
    code: str

    @property
    def answer(self) -> str:
        if self.question is None or self.question.withdrawn_at:
            return "withdrawn"
        return self.question.answer or "asked"

    @property
    def scope(self) -> list[Words]:
        return [Intermediary.Scope(one).label for one in self.row.scope]


@dataclass(frozen=True, slots=True)
class OnCase:
    """What this package shows on a case page."""

    speaking: Speaking | None
    others: tuple[Voice, ...]
    for_all: tuple[ForAll, ...]
    actas: tuple[Laid, ...]
    betweens: tuple[Standing, ...]
    stands_between: tuple[Intermediary, ...]
    wanted: tuple[tuple[Document, str], ...]
    elsewhere: tuple[Asked, ...] = ()
    looks: tuple[Look, ...] = ()

    @property
    def divided(self) -> bool:
        return any(one.ended_on is None for one in self.others)
