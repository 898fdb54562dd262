"""Forms of complaints about delay."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.casework.admission.forms import choose_who, who_of, who_said_it
from amparo.casework.admission.queries import WAYS
from amparo.casework.measures.outcomes import SealedFileField
from amparo.casework.review.complaining import Ruling
from amparo.casework.review.complaints import OUTCOMES, REASONS
from amparo.casework.review.forms import WHO_MAY
from amparo.foundations.cases.offers import Words
from amparo.foundations.look.fields import unmarked

LONGEST = 20_000


def day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class ForHerForm(forms.Form):
    """What was asked for in conversation."""

    who = who_said_it(WHO_MAY)
    term = forms.ChoiceField(label=_("What is late?"), widget=forms.RadioSelect)
    way = forms.ChoiceField(
        label=_("How did they ask for it?"), choices=WAYS.items(), widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("In which words they asked for it"),
        help_text=_("The person finds on their page that you wrote this."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write down what they said, in their own words.")},
    )
    read_back = forms.BooleanField(
        label=_("I read the complaint to them, and they want it filed"),
        error_messages={"required": _("Read it to them first.")},
    )

    def __init__(
        self,
        *args: Any,
        terms: Sequence[tuple[str, str]],
        people: Sequence[tuple[str, Words]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choose_who(self, people)
        made = self.fields["term"]
        if isinstance(made, forms.ChoiceField):
            made.choices = list(terms)
        if len(terms) == 1:
            made.initial = terms[0][0]

    @property
    def said(self) -> dict[str, str]:
        given = {name: self.cleaned_data[name] for name in ("term", "way", "words")}
        return {**given, "who": who_of(self)}


class AnswerForm(forms.Form):
    """Codes and a day alone: whoever rules on it may know nothing else of the person."""

    reason = forms.ChoiceField(
        label=_("Why is it late?"), choices=REASONS.items(), widget=forms.RadioSelect
    )
    promised_on = day(
        _("By which day will it be done?"), _("Leave it empty where it is done, or nobody knows.")
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_promised_on(self) -> date | None:
        promised: date | None = self.cleaned_data["promised_on"]
        if promised and promised < self.today:
            raise forms.ValidationError(_("That day has passed."))
        return promised


class RulingForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Your ruling"), choices=OUTCOMES.items(), widget=forms.RadioSelect
    )
    do_by = unmarked(
        day(_("By which day it must be done"), _("Needed where the complaint is well founded."))
    )
    another_officer = forms.BooleanField(
        label=_("Somebody else of the same rank takes the case over"), required=False
    )
    text = forms.CharField(
        label=_("Why"),
        help_text=_(
            "The person and the team read it; you cannot open it again. You see only the dates of"
            " the delay: write nothing that you know of the person from elsewhere."
        ),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("A ruling needs its reasons.")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        founded = data.get("outcome") == "founded"
        if founded and not data.get("do_by") and "do_by" not in self.errors:
            self.add_error("do_by", _("Say by which day it must be done."))
        if founded and data.get("do_by") and data["do_by"] < self.today:
            self.add_error("do_by", _("That day has passed."))
        return data

    @property
    def ruling(self) -> Ruling:
        names = ("outcome", "do_by", "another_officer", "text")
        return Ruling(**{name: self.cleaned_data[name] for name in names})


class PaperRulingForm(RulingForm):
    """A ruling that came on paper, with the paper."""

    ruled_on = forms.DateField(
        label=_("Day of the ruling"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    text = forms.CharField(
        label=_("What it says, and why"),
        help_text=_("In its own words, as short as they are. The person reads it."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("A ruling needs its reasons.")},
    )
    proof = SealedFileField(
        label=_("The paper"),
        help_text=_("A picture or a PDF of the signed ruling. The person gets it too."),
        error_messages={"required": _("Without the paper nothing is written down.")},
    )
    field_order = ("outcome", "ruled_on", "do_by", "another_officer", "text", "proof")

    def __init__(self, *args: Any, filed_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filed_on = filed_on

    def clean_ruled_on(self) -> date:
        day: date = self.cleaned_data["ruled_on"]
        if not self.filed_on <= day <= self.today:
            raise forms.ValidationError(
                _("It cannot be from before the complaint, nor from a day to come.")
            )
        return day
