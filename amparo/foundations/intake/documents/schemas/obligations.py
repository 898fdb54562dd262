"""What an institution owes the person, and what follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from amparo.foundations.intake.documents.schemas.document_text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpText(Text):
    KIND: ClassVar = "follow_up"

    about: str
    text: str
    alias: str | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedText(Text):
    KIND: ClassVar = "closed"

    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOverText(Text):
    KIND: ClassVar = "handed_over"

    alias: str
    received_by: str
    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationText(Text):
    KIND: ClassVar = "escalation"

    alias: str
    step: str
    number: str
    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionAskedText(Text):
    KIND: ClassVar = "opinion"

    measure: str
    what: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextAskedText(Text):
    KIND: ClassVar = "context"

    label: str
    what: str
    values: Mapping[str, str]
