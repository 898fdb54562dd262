"""Forms to note incidents, answers and reviews."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.casework.measures.decisions.forms import DayInput
from amparo.casework.measures.forms import words
from amparo.foundations.related_people.forms import BehindForm
from amparo.foundations.web.day_field import DayField


class IncidentForm(BehindForm):
    field_order = ("when", "text", "behind")
    when = forms.CharField(
        label=_("When it happened"), help_text=_("As exactly as it is known."), max_length=200
    )
    text = words(
        _("What happened"),
        _("And how you know. The risk is assessed anew within the days that this service sets."),
    )


class AnswerForm(forms.Form):
    text = words(
        _("Your answer to the person"),
        _("What of it changes the assessment, what does not, and why. They read it on their page."),
    )


class CarriedOutForm(forms.Form):
    """Whether the organisation did what it agreed to do itself."""

    how = forms.ChoiceField(
        label=_("How it stands"),
        choices=(
            ("done", _("It is done, or goes on as agreed")),
            ("not_done", _("It is not done yet")),
            ("ended", _("It is not needed any more")),
        ),
        widget=forms.RadioSelect,
    )
    text = words(
        _("What was done, or why not"),
        _("For the team's notes. The person reads on their page how it stands, and the next day."),
        required=False,
    )
    next_on = DayField(
        label=_("Look at it again by"),
        help_text=_("If it is not done yet: the new day that you agreed on with the person."),
        required=False,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        how, day = given.get("how"), given.get("next_on")
        if how in {"not_done", "ended"} and not str(given.get("text", "")).strip():
            self.add_error("text", _("Say why."))
        goes_on = how in {"done", "not_done"} and "next_on" not in self.errors
        if goes_on and (day is None or day <= self.today):
            self.add_error("next_on", _("Choose a day that is still to come."))
        return given


class ReviewForm(forms.Form):
    """A measure that was reviewed and stays as it is."""

    text = words(
        _("What was looked at, and why the measure stays as it is"),
        _("Whether it was carried out in time, whether it helps, what the person says."),
    )
    next_on = forms.DateField(label=_("Next review by"), widget=DayInput())

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_next_on(self) -> date:
        day: date = self.cleaned_data["next_on"]
        if day <= self.today:
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return day
