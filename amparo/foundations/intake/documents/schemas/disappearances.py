"""Disappearances and deaths, and the urgent search."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from amparo.foundations.intake.documents.schemas.document_text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class HappeningText(Text):
    KIND: ClassVar = "happening"

    text: str
    source: str
    name: str
    other: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAsideText(Text):
    KIND: ClassVar = "set_aside"

    happening: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KindChangedText(Text):
    KIND: ClassVar = "kind_changed"

    happening: str
    before: str
    after: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvestigationText(Text):
    KIND: ClassVar = "investigation"

    happening: str
    stage: str
    on: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodyAsksText(Text):
    KIND: ClassVar = "nobody_asks"

    happening: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedCaseText(Text):
    KIND: ClassVar = "linked_case"

    code: str
    party: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchText(Text):
    KIND: ClassVar = "search"

    label: str
    who: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchLogText(Text):
    KIND: ClassVar = "search_log"

    happening: str
    what: str
    moment: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchReasonText(Text):
    KIND: ClassVar = "search_reason"

    label: str
    about: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchToldText(Text):
    KIND: ClassVar = "search_told"

    happening: str
    told: str
    label: str
    who: str
    text: str
