"""Forms for handing an obligation on to a station, and for the station's limitation."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as said

from amparo.casework.obligations.forms import words
from amparo.foundations.institutions.models import Unit


class HandOnForm(forms.Form):
    """To which unit below one's own."""

    unit = forms.ChoiceField(label=said("Unit that carries it out"))

    def __init__(self, *args: Any, stations: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = forms.ChoiceField(
            label=said("Unit that carries it out"),
            choices=[(one.code, one.name) for one in stations],
        )


class LimitForm(forms.Form):
    """Why the station cannot."""

    text = words(
        said("The reason"),
        hint=said("Your institution reads it first, and tells the team where it confirms it."),
        required=said("Say why. Without a reason this cannot be sent."),
    )


class ConfirmLimitForm(forms.Form):
    """What the team reads."""

    text = words(
        said("The reason, as the team reads it"),
        required=said("Say why. Without a reason this cannot be sent."),
    )


class GiveBackForm(forms.Form):
    """Why it is no limitation."""

    text = words(
        said("What the unit must do"), required=said("Say in a few words what the unit must do.")
    )
