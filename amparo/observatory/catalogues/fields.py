"""Columns that keep codes of a list."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext as _

from amparo.observatory.catalogues.terms import TermList, terms


@deconstructible
class InList:
    """Refuse a code, or a list of codes, that does not stand in the list."""

    def __init__(self, wanted: str) -> None:
        self.wanted = TermList(wanted)

    def __call__(self, value: object) -> None:
        known = terms(self.wanted)
        for code in value if isinstance(value, list) else [value]:
            if code not in known:
                raise ValidationError(_("“%(code)s” stands in no list."), params={"code": code})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, InList) and other.wanted is self.wanted

    def __hash__(self) -> int:
        return hash(self.wanted)


def code_of(wanted: TermList, **more: Any) -> "models.CharField[str, str]":
    """Return a column for one code of this list."""
    return models.CharField(max_length=40, validators=[InList(wanted.value)], **more)


def codes_of(wanted: TermList) -> "models.JSONField[Any, Any]":
    """Return a column for several codes of this list, or none."""
    return models.JSONField(default=list, blank=True, validators=[InList(wanted.value)])
