from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as said

from amparo.foundations.web.day_field import DayField
from amparo.obligations.standing_duties.models import Report


class ReportForm(forms.Form):
    """What an institution states about a standing duty, for a period."""

    kind = forms.ChoiceField(
        label=said("What do you report?"),
        choices=Report.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": said("Choose what you report.")},
    )
    covers_from = DayField(label=said("From which day"))
    covers_until = DayField(label=said("Until which day"))
    text = forms.CharField(
        label=said("What was done, or why not"),
        help_text=said("Do not write about any person here."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": said("Say what was done, or why not.")},
    )
    document = forms.CharField(
        label=said("A public document that shows it: title and number"),
        max_length=200,
        required=False,
    )
    document_url = forms.URLField(
        label=said("Where it can be read"),
        max_length=300,
        required=False,
        assume_scheme="https",
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_covers_from(self) -> date:
        day: date = self.cleaned_data["covers_from"]
        if day > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        begin, end = found.get("covers_from"), found.get("covers_until")
        if begin and end and end < begin:
            self.add_error("covers_until", _("This is before the first day."))
        return found
