"""Procedures at another authority that an organisation follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from amparo.foundations.intake.documents.schemas.document_text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideStepText(Text):
    KIND: ClassVar = "outside"

    number: str
    text: str
    record: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideAskedText(Text):
    KIND: ClassVar = "outside_asked"

    label: str
    text: str
    why: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideNotedText(Text):
    KIND: ClassVar = "outside_noted"

    label: str
    what: str
    text: str
    on: str
    number: str
