"""Languages and interpreters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from amparo.foundations.intake.documents.schemas.document_text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class InterpreterNeedText(Text):
    KIND: ClassVar = "interpreter_need"

    text: str
    needed: bool
    other: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InterpreterWishText(Text):
    KIND: ClassVar = "interpreter_wish"

    interpreter: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InterpreterWishOfText(Text):
    KIND: ClassVar = "interpreter_wish_of"

    who: str
    interpreter: str
    language: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InterpreterText(Text):
    KIND: ClassVar = "interpreter"

    name: str
    language: str
    reach: str
    to_her: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InterpreterAskedText(Text):
    KIND: ClassVar = "interpreter_asked"

    who: str
    language: str
    what: str
    child: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InterpreterVettingText(Text):
    KIND: ClassVar = "interpreter_vetting"

    text: str
    ties: Sequence[str]
    interpreter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InterpretationText(Text):
    KIND: ClassVar = "interpretation"

    text: str
    task: str
