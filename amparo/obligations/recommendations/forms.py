from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as said

from amparo.foundations.institutions.queries import Unit
from amparo.foundations.web.day_field import DayField
from amparo.obligations.recommendations.models import Answer

NO_PERSON = said("Do not write about any person or case here.")


class RecommendationForm(forms.Form):
    """What an oversight seat recommends to an institution."""

    unit = forms.ChoiceField(
        label=said("To which institution"),
        help_text=said("The list has the institutions that answer in this system."),
        error_messages={"required": said("Choose the institution.")},
    )
    text = forms.CharField(
        label=said("What you recommend"),
        help_text=NO_PERSON,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": said("Write what you recommend.")},
    )
    ground = forms.CharField(
        label=said("On which ground: norm and article"),
        max_length=300,
        required=False,
    )
    answer_by = DayField(label=said("By which day you ask for an answer"))

    def __init__(self, *args: Any, to: Sequence[Unit], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.units = today, {one.code: one for one in to}
        choices = [("", "—"), *((one.code, one.name) for one in to)]
        self.fields["unit"].choices = choices  # type: ignore[attr-defined]

    def clean_unit(self) -> Unit:
        return self.units[self.cleaned_data["unit"]]

    def clean_answer_by(self) -> date:
        day: date = self.cleaned_data["answer_by"]
        if day < self.today:
            raise forms.ValidationError(_("This day is over."))
        return day


class RecommendationAnswerForm(forms.Form):
    """What an institution answers to a recommendation."""

    kind = forms.ChoiceField(
        label=said("Your answer"),
        choices=Answer.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": said("Choose your answer.")},
    )
    text = forms.CharField(
        label=said("Your reasons, or what was done"),
        help_text=NO_PERSON,
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        needs = {
            Answer.Kind.REJECTED: _("Say why you do not accept it."),
            Answer.Kind.DONE: _("Say what was done."),
        }
        problem = needs.get(found.get("kind", ""))
        if problem and not found.get("text"):
            self.add_error("text", problem)
        return found
