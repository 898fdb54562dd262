"""Forms to note a leak and what is done about it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amparo.casework.disappearances.forms import MomentForm
from amparo.casework.leaks.affected_cases import Found
from amparo.casework.leaks.models import AuthorityNotice, Leak, SuspicionLiftRequest
from amparo.casework.measures.forms import choose, words
from amparo.casework.referral.forms import day
from amparo.foundations.accounts.models import Member
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.leaked_classes import Leaked

WHY_NOT_OWED: dict[str, Any] = {
    "lawyer": _("A lawyer read the norm, and it does not ask for it here"),
    "no_data": _("No data of any person got out"),
    "not_theirs": _("This authority is not the one for it"),
    "nothing": _("Nothing got out after all"),
}
MOST_CODES = 50
LONGEST_CODES = 1_000


def of_what(label: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=Leaked.choices, widget=forms.CheckboxSelectMultiple
    )


class KnownForm(MomentForm):
    """When the leak became known here: the hours that a norm sets count from that moment."""

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["moment"].label = _("When was it known here?")
        self.fields["moment"].help_text = _("The hours that a norm sets count from this moment.")

    def clean_moment(self) -> datetime:
        found: datetime = self.cleaned_data["moment"]
        if found > self.now:
            raise forms.ValidationError(_("This moment is still to come."))
        return found


class HereForm(KnownForm):
    """Note a leak of the case that is open."""

    kinds = of_what(_("What may have got out?"))
    text = words(_("What is known of it"), _("Sealed in this case."))


class NoteForm(KnownForm):
    """What was noticed of a leak. The form has no free text about a person."""

    what = forms.ChoiceField(
        label=_("What got out?"), choices=Leak.What.choices, widget=forms.RadioSelect
    )
    kinds = of_what(_("Of which kind is it?"))
    codes = forms.CharField(
        label=_("Codes of cases"),
        help_text=_("Only of cases that you may see. Of others the record says which they are."),
        required=False,
        max_length=LONGEST_CODES,
    )
    suspect = forms.ChoiceField(
        label=_("Whose account it is, or who took it"),
        help_text=_(
            "From the next moment nobody signs in with that account, and it has no way to these"
            " cases, until two persons lift it. Nobody tells it why."
        ),
        required=False,
    )
    unit = forms.ChoiceField(
        label=_("Which institution"),
        help_text=_(
            "Whoever of the team works there, above it or below it is kept apart from these cases"
            " where somebody else can read them. Where you work yourself, the operator notes it."
        ),
        required=False,
    )
    since = day(_("From which day it may be"), _("Empty: nobody knows."), required=False)
    until = day(_("Until which day"), required=False)

    field_order = ("what", "kinds", "moment", "codes", "suspect", "unit", "since", "until")

    def __init__(
        self, *args: Any, members: Iterable[Member], units: Iterable[Unit], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.members: dict[str, Any] = {one.code: one for one in members}
        self.units: dict[str, Any] = {one.code: one for one in units}
        choose(
            self, "suspect", [("", "—"), *((one.code, one.name) for one in self.members.values())]
        )
        choose(self, "unit", [("", "—"), *((one.code, one.name) for one in self.units.values())])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        needed = {
            Leak.What.CASES: ("codes", _("Write the code of at least one case.")),
            Leak.What.ACCOUNT: ("suspect", _("Say whose account it is.")),
            Leak.What.UNIT: ("unit", _("Say which institution.")),
        }
        name, told = needed.get(data.get("what", ""), ("", ""))
        if name and not data.get(name) and name not in self.errors:
            self.add_error(name, told)
        if data.get("unit") and data.get("what") not in {None, Leak.What.UNIT}:
            told = _("Not kept with this: note apart that an institution's own things got out.")
            self.add_error("unit", told)
        if data.get("suspect") and data.get("what") == Leak.What.UNIT:
            self.add_error("suspect", _("Note apart whose account it may be."))
        if len(self.typed_codes) > MOST_CODES:
            self.add_error("codes", _("Too many at once: note the others apart."))
        self._check_days(data.get("since"), data.get("until"))
        return data

    def _check_days(self, since: date | None, until: date | None) -> None:
        for name, given in (("since", since), ("until", until)):
            if given and given > timezone.localtime(self.now).date():
                self.add_error(name, _("This day is still to come."))
        if since and until and until < since:
            self.add_error("until", _("It cannot end before it begins."))

    @property
    def typed_codes(self) -> tuple[str, ...]:
        text = str(self.cleaned_data.get("codes", ""))
        return tuple(dict.fromkeys(text.replace(",", " ").replace(";", " ").split()))

    def found(self, codes: tuple[str, ...]) -> Found:
        given = self.cleaned_data
        return Found(
            what=given["what"],
            data=tuple(given["kinds"]),
            known_at=given["moment"],
            since=given["since"],
            until=given["until"],
            codes=codes,
            suspect=self.members.get(given["suspect"]),
            unit=self.units.get(given["unit"]),
        )


class SureForm(forms.Form):
    """A confirmation button without fields; the page asks for password and code first."""


class LiftForm(forms.Form):
    why = forms.ChoiceField(
        label=_("Why?"), choices=SuspicionLiftRequest.Why.choices, widget=forms.RadioSelect
    )


class AnswerForm(forms.Form):
    """Answer a request to lift a suspicion. The member who asked can only take it back; the member
    who noted the leak can only lift it."""

    answer = forms.ChoiceField(label=_("Is it lifted?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, hers: bool, noted: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        back = _("I take it back") if hers else _("No: nothing changes, and it may be asked again")
        lift = ("lift", _("Yes, I have seen why, and lift it"))
        both = [lift] if noted else [lift, ("refuse", back)]
        choose(self, "answer", [("refuse", back)] if hers else both)


class BodyForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What came of it?"),
        choices=AuthorityNotice.Outcome.choices,
        widget=forms.RadioSelect,
    )
    why = forms.ChoiceField(
        label=_("Why does the norm not ask for it?"),
        help_text=_("Only where it was not told. It stays on record."),
        choices=[("", "—"), *WHY_NOT_OWED.items()],
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("outcome") == AuthorityNotice.Outcome.NOT_OWED and not data.get("why"):
            self.add_error("why", _("Say why it is not told."))
        return data


class SettleForm(forms.Form):
    leaked = forms.ChoiceField(
        label=_("Did something of this case get out?"),
        choices=(
            ("yes", _("Yes, or it must be taken that it did")),
            ("no", _("No: nothing of this case can have")),
        ),
        widget=forms.RadioSelect,
    )
    text = words(_("How that is known"), _("Sealed in this case. In doubt it did."))


class NamedForm(forms.Form):
    """Whether a related person who was named on the person's page is told of the leak too."""

    told = forms.ChoiceField(
        label=_("Is this one told of it too?"),
        choices=(
            ("yes", _("Yes: the person named them, and it touches them")),
            ("no", _("No")),
        ),
        widget=forms.RadioSelect,
    )
    text = words(
        _("How you know what the person wants, and what they said"),
        _("Whoever else holds their words can name somebody on that page. Sealed in this case."),
    )


class GoesOnForm(forms.Form):
    text = words(
        _("Why it goes on all the same, and what is done so that this does not get out again"),
        _("Sealed in this case; your name stands with it."),
    )


class StepForm(forms.Form):
    text = words(_("What was done, with whom, and what came of it"))
