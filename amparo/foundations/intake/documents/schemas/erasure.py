"""Erasure and what holds it up."""

from dataclasses import dataclass
from typing import ClassVar, TypedDict

from amparo.foundations.intake.documents.schemas.document_text import Text


class BoardDecided(TypedDict, total=False):
    """The acta of a board; empty for a person."""

    on: str
    took_part: int


class Answer(TypedDict):
    answer: str
    reason: str


class Ground(TypedDict):
    ground: str


class Lifted(TypedDict):
    hold: str


class Read(TypedDict):
    """The silence order that was read, and whether it forbids telling the person."""

    of: str
    forbids: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureHeardText(Text):
    KIND: ClassVar = "erasure_heard"

    text: str
    way: str
    outcome: str
    data: BoardDecided


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureDecidedText(Text):
    KIND: ClassVar = "erasure_decided"

    text: str
    data: Answer | None = None
    remedy: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureRefusedText(Text):
    KIND: ClassVar = "erasure_refused"

    text: str
    data: Answer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHoldText(Text):
    KIND: ClassVar = "legal_hold"

    text: str
    forbidden_by: str
    data: Ground


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHoldLiftedText(Text):
    KIND: ClassVar = "legal_hold_lifted"

    text: str
    data: Lifted


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceReadText(Text):
    KIND: ClassVar = "silence_read"

    text: str
    data: Read
