"""The plan with the person, and the decision on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NotRequired, TypedDict

from amparo.foundations.intake.documents.schemas.document_text import Text


class MeasureDecided(TypedDict):
    """What was decided on one measure; days as ISO 8601, empty where there is none."""

    ref: str
    catalogue: str
    label: str
    granted: bool
    reasons: str
    who: str
    places: str
    duration_days: int
    first_report_on: str
    next_review_on: str
    activity_plan: str


type MeasureChanged = dict[str, str]
"""What a change of a measure decides: its `catalogue` and `label`, `what`, and the day `from`."""


class DecisionData(TypedDict):
    decision: str
    number: str
    issued_on: str
    digest: str
    digest_of: str
    measures: list[MeasureDecided]
    counted: NotRequired[dict[str, str]]
    changed: NotRequired[MeasureChanged]


class Result(TypedDict):
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedMeasureText(Text):
    KIND: ClassVar = "measure"

    measure: str
    label: str
    what: str
    who: str
    fields: Sequence[str]
    values: Mapping[str, str]
    suitability: Mapping[str, str]
    consent: str
    by_day: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PutToDecisionText(Text):
    KIND: ClassVar = "put_to_decision"

    purpose: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationText(Text):
    KIND: ClassVar = "notification"

    decision: str
    instead: str
    means: str
    received_at: str
    received_by: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodyReceivesText(Text):
    KIND: ClassVar = "nobody_receives"

    decision: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherRemedyText(Text):
    KIND: ClassVar = "road"

    never: str
    applies: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalAnsweredText(Text):
    KIND: ClassVar = "withdrawal_answered"

    text: str
    data: Result


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionDraftText(Text):
    KIND: ClassVar = "decision_draft"

    stands: str
    typed: Mapping[str, str]
    observations: str
    by: str
    code: str
    approved: Mapping[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        return {**Text.as_json(self), "approved": self.approved}


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionText(Text):
    KIND: ClassVar = "decision"

    kind: str
    outcome: str
    beneficiaries: str
    measures: Sequence[str]  # a paragraph each
    reasons: str
    remedy: str
    data: DecisionData
    changed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalText(Text):
    KIND: ClassVar = "arrival"

    about: str
    who: str
    said: str
    way: str
    text: str
