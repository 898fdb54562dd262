"""Numbers that a law asks for before an act, such as the members of a committee who were present:
form fields on the page of the act."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from amparo.foundations.web.law.wording import say
from amparo.law import Protocol

COUNTED = "counted-"
MOST = 999


def count_field(law: Protocol, name: str, least: int) -> forms.IntegerField:
    """Return the form field of a count. Any number is accepted: the law decides at the act whether
    it is enough."""
    return forms.IntegerField(
        label=say(law, f"facts.{name}"),
        min_value=0,
        max_value=MOST,
        help_text=_("The law asks for %(least)d at least.") % {"least": least},
    )


def counts_in(given: Mapping[str, Any]) -> dict[str, str]:
    """Return the counts from the answers of a form, by the names of the facts."""
    return {
        name.removeprefix(COUNTED): str(number)
        for name, number in given.items()
        if name.startswith(COUNTED) and number is not None
    }
