"""Answers to questions, and who may answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, TypedDict

from amparo.foundations.intake.documents.schemas.document_text import Answers, Text


class Decided(TypedDict):
    """What a board decided: how many took part, never who."""

    question: str
    took_part: int
    decided: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OralAnswerText(Text):
    """What was said in conversation, as the person finds it on their page."""

    KIND: ClassVar = "oral_answer"

    label: str | None = None
    way: str | None = None
    text: str
    about: str | None = None
    who: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAnswerText(Text):
    """What a related person said in conversation; for the team."""

    KIND: ClassVar = "own_answer"

    about: str
    label: str
    way: str
    text: str
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonText(Answers):
    """A supervisor's decision in the person's place. `given`: reasons that the norm asks for."""

    KIND: ClassVar = "reason"

    label: str
    measure: str | None = None
    about: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpedimentEndedText(Text):
    KIND: ClassVar = "impediment_ended"

    text: str
    since: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActaText(Text):
    KIND: ClassVar = "acta"

    label: str
    on: str
    text: str
    files: int
    data: Decided


@dataclass(frozen=True, slots=True, kw_only=True)
class AdultText(Text):
    KIND: ClassVar = "adult"

    name: str
    other: str
    child: str
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildViewText(Text):
    KIND: ClassVar = "child_view"

    text: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldText(Text):
    KIND: ClassVar = "held"

    about: str  # what was asked for
    units: Sequence[Sequence[str]] | None = None
    names: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldSettledText(Text):
    KIND: ClassVar = "held_settled"

    about: str
    hers: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldAlikeText(Text):
    KIND: ClassVar = "told_alike"

    name: str
    same: bool
    text: str
    names: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAloneText(Text):
    KIND: ClassVar = "asked_alone"

    question: str
    what: str | None = None
    who: str | None = None
    language: str | None = None
    label: str | None = None
    kind: str | None = None
    child: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedPersonText(Text):
    KIND: ClassVar = "other"

    name: str
    relation: str
