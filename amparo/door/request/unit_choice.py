"""Choose institutions from the state's tree: a plain list, searched by the server."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.queries import units
from amparo.foundations.intake.keys.case_keys import STRANGER

SHOWN = 40
"""Institutions on one page; a longer list has to be searched."""
DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Pick:
    """One institution on the page; `depth`: how many are above it."""

    code: str
    name: str
    depth: int
    chosen: bool


class UnitsField(forms.MultipleChoiceField):
    """Institutions by code. Chosen ones are always shown, the others by search."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, chosen: Iterable[str], find: str = "", **kwargs: Any) -> None:
        everything = list(units(seen_by=STRANGER))
        self.codes = {unit.code for unit in everything}
        wanted = set(chosen)
        matching = [unit for unit in everything if matches(unit, find) and unit.code not in wanted]
        self.hidden_units = max(0, len(matching) - SHOWN)
        shown = {unit.code for unit in matching[:SHOWN]} | wanted
        self.find, self.searched = find, bool(find)
        self.long = len(everything) > SHOWN or self.searched
        # A unit is listed indented below the one it belongs to.
        self.picks = [
            Pick(unit.code, unit.name, min(len(unit.above), DEEPEST), unit.code in wanted)
            for unit in everything
            if unit.code in shown
        ]
        super().__init__(
            required=False, choices=[(pick.code, pick.name) for pick in self.picks], **kwargs
        )

    def valid_value(self, value: Any) -> bool:
        return value in self.codes

    def validate(self, value: Any) -> None:
        if any(one not in self.codes for one in value):
            raise ValidationError(_("One of these institutions is not on the list any more."))


def matches(unit: Unit, find: str) -> bool:
    return all(word in plain(f"{unit.name} {unit.territory}") for word in plain(find).split())


def plain(text: str) -> str:
    """Return the text in lower case without accents, for searching."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def chosen_units(codes: Iterable[str]) -> list[Unit]:
    return list(units(seen_by=STRANGER).filter(code__in=list(codes)))
