"""Forms of complaints about defects of the procedure."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.casework.admission.forms import choose_who, who_of, who_said_it
from amparo.casework.admission.queries import WAYS
from amparo.casework.measures.decisions.forms import SealedFileField
from amparo.casework.measures.forms import choose
from amparo.casework.review.complaints.due_days import DONE
from amparo.casework.review.complaints.queries import OUTCOMES, REASONS, way_in_words
from amparo.casework.review.complaints.services import Ruling
from amparo.casework.review.recourses.forms import WHO_MAY
from amparo.foundations.cases.next_acts import Words
from amparo.foundations.intake.procedure.defects import Came, Named, duties_in_words
from amparo.foundations.web.field_display import unmarked
from amparo.law import Asked, Protocol

LONGEST = 20_000


def day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def _ways(law: Protocol) -> dict[str, str]:
    """Return how a complaint may come, each with the channel as which it counts."""
    asked = law.term_to_answer(Asked.COMPLAINT_RULING)
    rule = next((one for one in law.obligations.asked if one.id == asked), None)
    fact = law.facts[rule.channel] if rule and rule.channel else None
    known = fact.values if fact else ()
    ways = {one.id: one.counts_as or "" for one in law.admission.way}
    found = {way: channel for way, channel in ways.items() if channel in known}
    return found | {one: one for one in known if one not in found.values()}


class ForHerForm(forms.Form):
    """A complaint that was made in conversation, or came in writing by a channel of the law."""

    who = who_said_it(WHO_MAY)
    term = forms.ChoiceField(label=_("What is the complaint about?"), widget=forms.RadioSelect)
    duty = forms.ChoiceField(
        label=_("Who is complained of, and which duty was not met"),
        help_text=_("Not needed where the complaint is about a term that has passed."),
        required=False,
    )
    way = forms.ChoiceField(label=_("How did it come?"), widget=forms.RadioSelect)
    asked_at = forms.DateTimeField(
        label=_("When did it come?"),
        help_text=_(
            "The moment at which it came in or was asked for, not that of the typing: the term of"
            " the ruling is counted from it, by the rules of that channel."
        ),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
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
        help_text=_("Not needed where it came in writing."),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        law: Protocol,
        terms: Sequence[tuple[str, str]],
        defects: Sequence[tuple[str, str]],
        people: Sequence[tuple[str, Words]],
        earliest: datetime,
        now: datetime,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.earliest, self.now = earliest, now
        self.defects = [name for name, _said in defects]
        self.channels = _ways(law)
        choose_who(self, people)
        choose(self, "term", [*terms, *defects])
        if len(terms) == 1 and not defects:
            self.fields["term"].initial = terms[0][0]
        ways = {**WAYS, **{one: way_in_words(law, one) for one in self.channels}}
        choose(self, "way", list(ways.items()))
        choose(self, "duty", [("", "—"), *duties_in_words(law)])
        if not defects:
            del self.fields["duty"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("term") in self.defects and not data.get("duty"):
            self.add_error("duty", _("Say who is complained of."))
        if data.get("way") in WAYS and not data.get("read_back"):
            self.add_error("read_back", _("Read it to them first."))
        moment = data.get("asked_at")
        if moment and not self.earliest <= moment <= self.now:
            self.add_error(
                "asked_at", _("It cannot have come before the request, nor in the future.")
            )
        return data

    @property
    def named(self) -> Named | None:
        """Return the defect of the complaint, or None where it is about a term that has passed."""
        defect = self.cleaned_data["term"]
        if defect not in self.defects:
            return None
        role, _slash, duty = self.cleaned_data["duty"].partition("/")
        return Named(defect, role, duty)

    @property
    def said(self) -> dict[str, Any]:
        given = {name: self.cleaned_data[name] for name in ("way", "words")}
        came = Came(self.channels.get(given["way"], ""), self.cleaned_data["asked_at"])
        return {**given, "who": who_of(self), "came": came}


class AnswerForm(forms.Form):
    """Why it is late, by codes and a day: the member who rules may know nothing else of the
    person."""

    reason = forms.ChoiceField(
        label=_("Why is it late?"), choices=REASONS.items(), widget=forms.RadioSelect
    )
    promised_on = day(
        _("By which day will it be done?"), _("Leave it empty where it is done, or nobody knows.")
    )

    def __init__(self, *args: Any, today: date, is_ruled: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        if is_ruled:
            # After the ruling only that what it orders is done can be said.
            choose(self, "reason", [(DONE, REASONS[DONE])])
            self.fields["reason"].label = _("What do you say to it?")
            del self.fields["promised_on"]

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
    """A ruling that came on paper, with a copy of it."""

    ruled_on = forms.DateField(
        label=_("Day of the ruling"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    text = forms.CharField(
        label=_("What it says, and why"),
        help_text=_("Copy what it says, even if it is short. The person reads it."),
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
