"""The form of a letter that tells that something is overdue."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as said

from amparo.casework.obligations.forms import NAME_LENGTH
from amparo.foundations.web.day_field import DayField


class LetterForm(forms.Form):
    """The number and the date that the letter was given where it was signed."""

    number = forms.CharField(label=said("Number of the letter"), max_length=NAME_LENGTH)
    signed_on = DayField(label=said("Day on which it was signed"))

    def __init__(self, *args: Any, today: date, due: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.due = today, due

    def clean_signed_on(self) -> date:
        day: date = self.cleaned_data["signed_on"]
        if not self.due <= day <= self.today:
            raise forms.ValidationError(_("Name a day after the term ended, until today."))
        return day
