"""Forms of members: publish a draft, look at a proposal, answer it, close the consultation."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.foundations.web.field_display import unmarked
from amparo.foundations.web.text_fields import WordsField
from amparo.observatory.consultations.danger_review import Look
from amparo.observatory.consultations.drafts import draft_called
from amparo.observatory.consultations.models import Danger, Proposal, ProposalAnswer
from amparo.observatory.consultations.services import LOOK_DAYS, Given, Plan

MOST_LOOK_DAYS = 30
TOO_LONG = gettext_lazy("At most %(limit_value)d letters. Nothing of it was cut: shorten it here.")
ALL, BUT, NOTHING = "all", "but", "nothing"


def _day(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


class OpenForm(forms.Form):
    draft = forms.ChoiceField(label=gettext_lazy("Draft protocol"))
    beside = forms.ChoiceField(label=gettext_lazy("Law that it would change"))
    about = WordsField(
        required=True,
        too_long=TOO_LONG,
        label=gettext_lazy("What it is about, and what will be done with proposals"),
        help_text=gettext_lazy(
            "Everybody reads this first. Name nobody who is in danger, and no place: nothing can be"
            " left out of it afterwards."
        ),
    )
    opens_on = _day(gettext_lazy("First day"))
    closes_on = _day(gettext_lazy("Last day to take part"))
    look_days = forms.IntegerField(
        label=gettext_lazy("Days within which each proposal is looked at"),
        help_text=gettext_lazy("It is a public promise: what waits longer is counted in public."),
        min_value=1,
        max_value=MOST_LOOK_DAYS,
        initial=LOOK_DAYS,
    )

    def __init__(
        self,
        sent: Any = None,
        *,
        drafts: Iterable[str],
        laws: Iterable[tuple[str, str]],
        today: date,
    ) -> None:
        super().__init__(sent, label_suffix="", initial={"opens_on": today})
        for name, choices in (("draft", [(one, one) for one in drafts]), ("beside", list(laws))):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices

    @property
    def plan(self) -> Plan:
        said = dict(self.cleaned_data)
        return Plan(folder=draft_called(said.pop("draft")), **said)


class Upon(forms.Form):
    """A form about the version that was on the page."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**6)


class LookForm(Upon):
    what = forms.ChoiceField(
        label=gettext_lazy("What is shown of it"),
        choices=[
            (ALL, gettext_lazy("All of it")),
            (BUT, gettext_lazy("All but some passages")),
            (NOTHING, gettext_lazy("Nothing: everything in it puts somebody in danger")),
        ],
        widget=forms.RadioSelect,
    )
    passages = unmarked(
        WordsField(
            too_long=TOO_LONG,
            label=gettext_lazy("Passages to leave out"),
            help_text=gettext_lazy(
                "One on each line, word by word as it stands there, in the proposal or in an answer"
                " to it. It is left out wherever it stands, in capitals or not."
            ),
        )
    )
    reason = unmarked(
        forms.ChoiceField(
            label=gettext_lazy("Why something is left out"),
            help_text=gettext_lazy(
                "There are no other reasons. The author reads it, and it is counted in public."
            ),
            choices=Danger.choices,
            required=False,
            widget=forms.RadioSelect,
        )
    )
    looks = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=10**6, required=False
    )
    field_order = ("what", "passages", "reason", "version", "looks")

    def clean(self) -> None:
        said = self.cleaned_data
        what = said.get("what")
        if what == BUT and not self.lines:
            self.add_error("passages", _("Copy here what shall be left out."))
        if what in {BUT, NOTHING} and not said.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Say for which of these reasons."))
        if what == ALL and (self.lines or said.get("reason")):
            raise ValidationError(
                _("You gave a passage or a reason, and also chose to show all of it: choose one.")
            )

    @property
    def lines(self) -> list[str]:
        lines = self.cleaned_data.get("passages", "").split("\n")
        return [line.strip() for line in lines if line.strip()]

    @property
    def look(self) -> Look:
        said = self.cleaned_data
        if said["what"] == NOTHING:
            return Look(Proposal.State.WITHHELD, said["reason"], tuple(self.lines))
        return Look(Proposal.State.SHOWN, said["reason"], tuple(self.lines))


class AnswerForm(Upon):
    outcome = forms.ChoiceField(
        label=gettext_lazy("What becomes of it"),
        choices=ProposalAnswer.Outcome.choices,
        widget=forms.RadioSelect,
    )
    reasons = WordsField(
        required=True,
        too_long=TOO_LONG,
        label=gettext_lazy("The reasons"),
        help_text=gettext_lazy(
            "Everybody reads them. Repeat nothing that was withheld. It is given once."
        ),
    )
    changed = unmarked(
        WordsField(
            too_long=TOO_LONG,
            label=gettext_lazy("Which text of the draft changes, and how"),
            help_text=gettext_lazy("Needed where it is accepted, or accepted in part."),
        )
    )
    field_order = ("outcome", "reasons", "changed", "version")

    def clean(self) -> None:
        said = self.cleaned_data
        accepted = said.get("outcome") in {
            ProposalAnswer.Outcome.ACCEPTED,
            ProposalAnswer.Outcome.PARTLY,
        }
        if accepted and not said.get("changed") and "changed" not in self.errors:
            self.add_error("changed", _("Say which text changes: what is accepted changes one."))

    @property
    def given(self) -> Given:
        said = self.cleaned_data
        return Given(said["outcome"], said["reasons"], said["changed"])


class CloseForm(forms.Form):
    reason = unmarked(
        WordsField(
            too_long=TOO_LONG,
            label=gettext_lazy("Why proposals stay without an answer"),
            help_text=gettext_lazy(
                "Needed only where some do. Everybody reads it. Name nobody who is in danger, and"
                " no place: nothing can be left out of it afterwards."
            ),
        )
    )
    sure = forms.BooleanField(
        label=gettext_lazy("I am sure: afterwards nothing of it changes any more."),
        error_messages={"required": gettext_lazy("Mark that you are sure.")},
    )
