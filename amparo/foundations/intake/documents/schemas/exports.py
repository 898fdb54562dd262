"""Copies of a case that leave the site."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from amparo.foundations.intake.documents.schemas.document_text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedText(Text):
    """`order`: the order of an authority, where one asks for the copy."""

    order: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportText(ExportedText):
    KIND: ClassVar = "export"

    label: str
    who: str
    purpose: str
    values: Mapping[str, Any]
    form: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportTurnedDownText(ExportedText):
    KIND: ClassVar = "export_turned_down"

    label: str
    about: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOffText(ExportedText):
    KIND: ClassVar = "export_off"

    label: str
    about: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportToldText(ExportedText):
    KIND: ClassVar = "export_told"

    label: str
    outcome: str
    on: str
    text: str
