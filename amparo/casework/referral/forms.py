from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from amparo.casework.measures.forms import choose, words
from amparo.casework.referral.models import Referral
from amparo.casework.referral.proposal import FIELDS, Proposal
from amparo.casework.referral.wording import kinds_in_words, names_in_words
from amparo.foundations.cases.emergency_access.history import AGREED, NOT_AGREED
from amparo.foundations.cases.fields import Folded
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.models import Demander
from amparo.foundations.intake.procedure.court_silence_orders import LONGEST
from amparo.foundations.web.field_display import unmarked
from amparo.foundations.web.law.wording import say
from amparo.law import Protocol
from amparo.law.measures import PersonField

TOLD = "told-"
NAME_LONGEST = 200


def day(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class DayForm(forms.Form):
    """A form with a day `on` that may not be in the future."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self) -> date:
        found: date = self.cleaned_data["on"]
        if found > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        return found


class OrderForm(DayForm):
    """A form on what a court forbids to tell: which court (`forbidden_by`), and until which day."""

    UNTIL = "silent_until"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        until, court = data.get(self.UNTIL), data.get("forbidden_by")
        if court and data.get("kind") not in {Demander.COURT, Demander.PROSECUTOR}:
            self.add_error("forbidden_by", _("Only a court can forbid it, in its own order."))
        if court and not until and self.UNTIL not in self.errors:
            self.add_error(self.UNTIL, _("Say the last day of the order: ask the court."))
        if until and not court:
            self.add_error("forbidden_by", _("Say which court."))
        if until and until < self.today:
            self.add_error(self.UNTIL, _("This day is over."))
        if until and until > self.today + LONGEST:
            told = _("A year at most. Where the court prolongs it, note it again.")
            self.add_error(self.UNTIL, told)
        return data


class ProposalForm(forms.Form):
    """One recipient, what it is asked to do, and the exact text that it would be told."""

    unit: Unit | None = None

    wished = forms.ChoiceField(
        label=_("Whose idea is it?"),
        choices=(("yes", _("The person asked for it")), ("no", _("We propose it"))),
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label=_("Who it goes to"),
        help_text=_(
            "Write a name. Institutions of the state, and those that public documents name, come up"
            " as you write."
        ),
        max_length=NAME_LONGEST,
        widget=forms.TextInput(attrs={"list": "recipients", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("What kind of recipient"))
    what = words(
        _("What it is asked to do"),
        _("The person reads these words before answering, and the recipient gets the same ones."),
    )
    purpose = words(
        _("Why, said to the person"),
        _("What it could bring and what it could not, and what might go wrong."),
    )

    def __init__(
        self,
        *args: Any,
        law: Protocol,
        units: Sequence[Unit],
        called: Callable[[str], Sequence[Unit]],
        hidden: frozenset[str],
        on_file: Mapping[str, str],
        folded: Mapping[str, Folded],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.called, self.folded = called, folded
        self.suggested = [*names_in_words(), *((one.name, _label(one, hidden)) for one in units)]
        choose(self, "kind", [("", "—"), *kinds_in_words()])
        for name in PersonField:
            self.fields[TOLD + name] = unmarked(
                forms.CharField(
                    label=capfirst(say(law, f"fields.{name}", otherwise=name)),
                    # Never filled in beforehand: what is told is written for this recipient.
                    help_text=_("On file: %(words)s") % {"words": on_file[name]}
                    if name in on_file
                    else "",
                    required=False,
                    max_length=2000,
                )
            )
        summary = self.fields[TOLD + PersonField.RISK_SUMMARY]
        summary.widget = forms.Textarea(attrs={"rows": 4})

    def clean_name(self) -> str:
        """Take the name of an institution as that institution."""
        self.unit = unit_meant(self.called(self.cleaned_data["name"]))
        return self.unit.name if self.unit else str(self.cleaned_data["name"])

    @property
    def told(self) -> list[tuple[forms.BoundField, Folded | None]]:
        return [(self[TOLD + name], self.folded.get(name)) for name in PersonField]

    @property
    def proposal(self) -> Proposal:
        given = self.cleaned_data
        return Proposal(
            kind=given["kind"],
            name=given["name"],
            unit=self.unit,
            wished=given["wished"] == "yes",
            what=given["what"],
            purpose=given["purpose"],
            values={name: given[TOLD + name] for name in FIELDS},
        )


def unit_meant(found: Sequence[Unit]) -> Unit | None:
    """Return the one institution with a written name, or None. Raises ValidationError where several
    have it."""
    if len(found) > 1:
        codes = ", ".join(unit.code for unit in found)
        told = _("More than one institution is called so. Write one of these codes: %(codes)s")
        raise forms.ValidationError(told % {"codes": codes})
    return found[0] if found else None


def _label(unit: Unit, hidden: frozenset[str]) -> str:
    return f"{unit.name} ({_('must not know')})" if unit.code in hidden else unit.name


class GivenForm(DayForm):
    on = day(_("On which day did it reach the recipient?"))
    how = forms.ChoiceField(label=_("How"), choices=Referral.How.choices, widget=forms.RadioSelect)
    taken_by = forms.CharField(
        label=_("Who received it there"),
        help_text=_("Name or post. It is sealed; the person reads it."),
        max_length=NAME_LONGEST,
    )


class ReplyForm(DayForm):
    reply = forms.ChoiceField(
        label=_("What does the recipient say?"),
        choices=(
            ("accepted", _("They take it on")),
            ("refused", _("They do not take it on")),
            ("no_answer", _("Nothing was heard by this day")),
        ),
        widget=forms.RadioSelect,
    )
    on = day(_("On which day"))
    words = words(_("In which words"), _("The person reads this."), required=False)


class ToldForm(DayForm):
    on = day(_("On which day did you tell them?"))
    said = forms.ChoiceField(
        label=_("What do they say?"),
        choices=(
            ("destroyed", _("They have destroyed it")),
            ("will", _("They will destroy it")),
            ("not_destroyed", _("They will not")),
            ("no_answer", _("Nothing was heard")),
        ),
        widget=forms.RadioSelect,
    )
    words = words(
        _("How you told them, and what they answered"),
        _("The person reads this. Say plainly what cannot be undone."),
    )


class CallOffForm(forms.Form):
    words = words(
        _("Why it does not go on, said to the person"),
        _("The person reads this. What was printed is to be destroyed."),
    )


class WishForm(forms.Form):
    words = words(_("Your answer to the person"), _("It goes to their page as a message."))


class PromiseForm(forms.Form):
    """A promise to the person, with the day by which it is due."""

    text = words(_("What was promised"), _("In plain words. The person reads it on their page."))
    on = day(_("By which day"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self) -> date:
        found: date = self.cleaned_data["on"]
        if found < self.today:
            raise forms.ValidationError(_("This day is over."))
        return found


class KeptForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Was it kept?"),
        choices=(("kept", _("Yes")), ("not_kept", _("No, and it will not be"))),
        widget=forms.RadioSelect,
    )
    words = words(_("What was done, or why not"), _("The person reads this."))


class AgreedForm(forms.Form):
    """Whether the member agreed to an emergency access, where another says so."""

    answer = forms.ChoiceField(
        label=_("Did you agree?"),
        choices=((AGREED, _("I agreed")), (NOT_AGREED, _("I did not agree"))),
        widget=forms.RadioSelect,
    )


class HourForm(forms.Form):
    """Whether an emergency access was right."""

    found = forms.ChoiceField(
        label=_("What did you find?"),
        choices=(
            ("glass_needed", _("A life was in danger, and there was no other way")),
            ("glass_not_needed", _("No life was in danger, or somebody could have been asked")),
        ),
        widget=forms.RadioSelect,
    )
    text = words(
        _("What happened, for the person"),
        _("The person reads it as a message: nothing that puts them in danger."),
    )


class HandOnForm(forms.Form):
    stands = words(
        _("Where it stands, and what you were about to do"),
        _("What is on file need not be repeated. Only the team of this case reads this."),
    )
    care = words(
        _("What not to ask again, and words that hurt"),
        _("So that nobody makes the person tell the worst of it twice."),
        required=False,
    )
