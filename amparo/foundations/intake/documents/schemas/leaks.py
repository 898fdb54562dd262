"""What leaked from a case, and what was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, TypedDict

from amparo.foundations.intake.documents.schemas.document_text import Text


class Told(TypedDict):
    way: str
    moment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeakSparedText(Text):
    KIND: ClassVar = "leak_spared"

    incident: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeakStepText(Text):
    KIND: ClassVar = "leak_step"

    incident: str
    text: str
    kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeakToldText(Text):
    KIND: ClassVar = "leak_told"

    incident: str
    leaked: Sequence[str]
    text: str
    may_do: str
    data: Told | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeakOfAnotherText(Text):
    KIND: ClassVar = "leak_of_another"

    incident: str
    leaked: Sequence[str]
    text: str
    may_do: str
    data: Told | None = None
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeakNotToldText(Text):
    KIND: ClassVar = "leak_not_told"

    incident: str
    text: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeakGoesOnText(Text):
    KIND: ClassVar = "leak_goes_on"

    text: str
    leak: str
