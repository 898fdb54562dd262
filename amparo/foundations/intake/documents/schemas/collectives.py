"""Boards, intermediaries, and redaction of a member's data."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NotRequired, TypedDict

from amparo.foundations.intake.documents.schemas.document_text import Text


class CollectiveKind(TypedDict):
    collective: str


class Until(TypedDict):
    until: str


class Scope(TypedDict):
    scope: list[str]


class Marks(TypedDict):
    """Keyed hashes of what was left out, with the number of words of each; `held`: refs of the
    documents that it stood in."""

    key: str
    marks: list[list[Any]]
    held: NotRequired[list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardText(Text):
    KIND: ClassVar = "board"

    name: str
    speaks: str
    procedure: str
    data: CollectiveKind


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardEndedText(Text):
    KIND: ClassVar = "board_ended"

    on: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForAllText(Text):
    KIND: ClassVar = "for_all"

    label: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoBetweenText(Text):
    KIND: ClassVar = "go_between"

    label: str
    who: str
    purpose: str
    data: Until


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOnText(Text):
    KIND: ClassVar = "passed_on"

    data: Scope
    text: str
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveOutText(Text):
    KIND: ClassVar = "leave_out"

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOutText(Text):
    KIND: ClassVar = "left_out"

    data: Marks


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOutBesideText(Text):
    KIND: ClassVar = "left_out_beside"

    data: Marks


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOutElsewhereText(Text):
    KIND: ClassVar = "left_out_elsewhere"

    lines: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LookText(Text):
    KIND: ClassVar = "look_for_a_member"

    lines: Sequence[str]
    ref: Sequence[str]
