"""The form of a measure that the organisation carries out itself."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.casework.measures.catalogue import Entry, Proposal
from amparo.casework.measures.forms import ProposalForm, words
from amparo.casework.measures.queries import Shown
from amparo.foundations.cases.fields import Folded
from amparo.foundations.web.day_field import DayField


class OwnProposalForm(forms.Form):
    """What the organisation does, and by which day; nothing is told to others."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
    requested = ProposalForm.base_fields["requested"]
    what = words(
        _("What exactly"),
        _("Who does it, when and where. The person reads these words before answering."),
    )
    by_day = DayField(
        label=_("By which day"),
        help_text=_("The day that you agreed on with the person. No law sets it."),
    )
    folded: ClassVar[dict[str, Folded]] = {}

    def __init__(self, *args: Any, entry: Entry, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entry, self.today = entry, today
        if entry.rule.consent == "text_seen":
            self.fields["what"].label = _("The exact text, or the exact act, that will be public")

    def clean_by_day(self) -> date:
        day: date = self.cleaned_data["by_day"]
        if day < self.today:
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return day

    @property
    def proposal(self) -> Proposal:
        given = self.cleaned_data
        return Proposal(
            catalogue=self.entry.id,
            unit=None,
            requested=given["requested"] == "yes",
            what=given["what"],
            values={},
            suitability={},
            by_day=given["by_day"],
        )

    @staticmethod
    def initial_of(shown: Shown) -> dict[str, Any]:
        return {
            "seen": shown.seen,
            "requested": "yes" if shown.measure.requested else "no",
            "what": shown.body.get("what", ""),
            "by_day": shown.body.get("by_day", ""),
        }
