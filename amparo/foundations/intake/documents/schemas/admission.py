"""What is written while a request is admitted, and notes of the team."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypedDict

from amparo.foundations.intake.documents.schemas.document_text import Text


class Finding(TypedDict):
    found: bool
    why: str


class Lacks(TypedDict):
    """What is missing, by requirement of the norm."""

    lacks: dict[str, str]


class Way(TypedDict):
    way: str


class ToldApart(TypedDict):
    """The member, and the names that were feared."""

    member: str
    names: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgementText(Text):
    KIND: ClassVar = "acknowledgement"

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteText(Text):
    KIND: ClassVar = "note"

    text: str
    action: str | None = None
    errand: str | None = None
    measure: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DangerLiftedText(Text):
    KIND: ClassVar = "danger_lifted"

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionText(Text):
    KIND: ClassVar = "action"

    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PreliminaryReportText(Text):
    KIND: ClassVar = "preliminary_report"

    text: str
    findings: Mapping[str, Finding]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrandText(Text):
    KIND: ClassVar = "errand"

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptText(Text):
    KIND: ClassVar = "attempt"

    way: str
    tried_at: str
    reached: bool
    text: str
    against: Sequence[str] | None = None  # rules of the agreed way that it broke
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrandHeldText(Text):
    KIND: ClassVar = "errand_held"

    errand: str
    data: Way
    why: Sequence[str]
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionReasonText(Text):
    KIND: ClassVar = "correction_reason"

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionAskedText(Text):
    KIND: ClassVar = "correction_asked"

    text: str
    missing: Mapping[str, str]  # by the title of the requirement
    data: Lacks


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionReceiptText(Text):
    KIND: ClassVar = "correction_receipt"

    about: str
    way: str
    received_at: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivingAdviceText(Text):
    KIND: ClassVar = "archiving_advice"

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NormChangedText(Text):
    KIND: ClassVar = "norm_changed"

    text: str
    data: Mapping[str, Any]  # codes and days


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldApartText(Text):
    KIND: ClassVar = "told_apart"

    label: str
    text: str
    data: ToldApart
