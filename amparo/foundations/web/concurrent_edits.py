"""Comparison of two edits of the same form, field by field, so that neither is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import BooleanField, BoundField, Form
from django.utils.choices import flatten_choices
from django.utils.translation import gettext as _

HELD = "seen"
"""The field that holds the version shown on the page."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in which two edits differ: the saved value, and the value typed here."""

    name: str
    label: Any
    theirs: str
    own: str


def beside(form: Form, theirs: Mapping[str, Any], *, about: str = "") -> list[Difference]:
    """Return where the form differs from what is saved. `theirs`: the saved values by field name;
    missing fields are not compared. `about`: a prefix for the labels."""
    found = []
    for bound in form:
        if bound.name == HELD or bound.name not in theirs:
            continue
        other, own = _plain(theirs[bound.name]), _plain(bound.value())
        if other != own:
            label = f"{about}: {bound.label}" if about else bound.label
            found.append(
                Difference(bound.html_name, label, _shown(bound, other), _shown(bound, own))
            )
    return found


def _plain(value: Any) -> str:
    """Return the value as a browser sends it; an unticked box and an empty field are equal."""
    if isinstance(value, list | tuple):
        return "\n".join(map(str, value))
    return "" if value is None or value is False else str(value).strip()


def _shown(bound: BoundField, value: str) -> str:
    if isinstance(bound.field, BooleanField):
        return _("Yes") if value else _("No")
    choices: dict[Any, Any] = dict(flatten_choices(getattr(bound.field, "choices", ())))
    known: dict[str, Any] = {str(key): words for key, words in choices.items()}
    return "\n".join(str(known.get(one, one)) for one in value.split("\n")).strip()
