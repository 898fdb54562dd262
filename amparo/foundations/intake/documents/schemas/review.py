"""Changes of a measure, recourses and complaints, once there is a decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypedDict

from amparo.foundations.intake.documents.schemas.document_text import Text


class RuledOn(TypedDict):
    ruled_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeText(Text):
    KIND: ClassVar = "change"

    label: str
    what: str | None = None
    why: str | None = None
    kind: str
    because: str | None = None
    was: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeReportText(Text):
    KIND: ClassVar = "change_report"

    change: str
    gate: str
    text: str
    source: str | None = None
    facts: Mapping[str, str] | None = None
    silent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewText(Text):
    KIND: ClassVar = "review"

    measure: str
    text: str
    next_review_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedAtText(Text):
    KIND: ClassVar = "looked_at"

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherwiseAnsweredText(Text):
    KIND: ClassVar = "otherwise_answered"

    text: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatWasHeardText(Text):
    KIND: ClassVar = "what_was_heard"

    about: str
    who: str
    said: str
    way: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecourseText(Text):
    KIND: ClassVar = "recourse"

    text: str
    way: str
    asked_by: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintText(Text):
    KIND: ClassVar = "complaint"

    text: str
    note: str
    way: str
    asked_by: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RulingText(Text):
    KIND: ClassVar = "ruling_on_complaint"

    text: str
    about: str | None = None
    data: RuledOn | None = None
