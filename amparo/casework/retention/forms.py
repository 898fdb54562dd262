"""Forms for keeping and erasing."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.casework.measures.forms import choose, words
from amparo.casework.referral.external_measures.forms import SILENT_SO_LONG
from amparo.casework.referral.forms import NAME_LONGEST, DayForm, day
from amparo.casework.retention.erasure_obstacles import Held
from amparo.casework.retention.wording import refusals_in_words, why
from amparo.foundations.consent.actas import MOST_TAKE_PART, BoardsActa
from amparo.foundations.erasure.exact_locations import LONGEST as LONGEST_PLACE
from amparo.foundations.erasure.models import Erasure, ExactLocation, LegalHold
from amparo.foundations.intake.procedure.court_silence_orders import LONGEST

WAYS = (
    ("call", _("A call to the safe number, with the agreed word")),
    ("in_person", _("In person")),
    ("trusted", _("Through somebody the person named as trusted")),
)


class AskedForm(forms.Form):
    scope = forms.ChoiceField(
        label=_("What shall be erased?"), choices=Erasure.Scope.choices, widget=forms.RadioSelect
    )


class HeardForm(forms.Form):
    """What was heard. `board`: the file is a collective's, whose board decides by its own
    procedure."""

    outcome = forms.ChoiceField(
        label=_("What did you hear?"),
        choices=(
            ("hers", _("It is the person who asks, alone and free")),
            ("not_hers", _("It is not, or they do not want it any more")),
        ),
        widget=forms.RadioSelect,
    )
    way = forms.ChoiceField(label=_("How did you reach them?"), choices=WAYS)
    on = day(_("On which day did the board decide that it be erased?"), required=False)
    took_part = forms.IntegerField(
        label=_("How many took part?"),
        help_text=_("A number. Do not write down who."),
        min_value=1,
        max_value=MOST_TAKE_PART,
        required=False,
    )
    words = words(
        _("What was said"), _("Encrypted, for the team alone: their page shows nothing of it.")
    )

    def __init__(self, *args: Any, board: bool, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.board, self.today = board, today
        if not board:
            del self.fields["on"], self.fields["took_part"]

    def clean_on(self) -> date | None:
        found: date | None = self.cleaned_data["on"]
        if found and found > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.board and data.get("outcome") == "hers":
            for name in ("on", "took_part"):
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, str(why("speaks_for_many")))
        return data

    @property
    def told(self) -> dict[str, Any]:
        given = self.cleaned_data
        hers = given["outcome"] == "hers"
        acta = BoardsActa(given["on"], given["took_part"]) if hers and self.board else None
        return {"hers": hers, "way": given["way"], "words": given["words"], "acta": acta}


class DecideForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("What is decided?"), choices=Erasure.Answer.choices, widget=forms.RadioSelect
    )
    reason = forms.ChoiceField(
        label=_("Why it is kept"),
        help_text=_("Only where it is kept. There are no other reasons."),
        required=False,
    )
    words = words(
        _("The reasons"),
        _(
            "Granted, the person reads them. Refused, their page says only that nothing is erased"
            " and what they can do against it: tell them why by the safe way. Where a norm obliges"
            " to keep it, name the norm and its article, and say until when."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "reason", [("", "—"), *refusals_in_words()])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        refused = data.get("answer") == Erasure.Answer.REFUSED
        if refused and not data.get("reason"):
            self.add_error("reason", _("Choose one: there are no others."))
        if data.get("answer") == Erasure.Answer.GRANTED:
            data["reason"] = ""
        return data


class HoldForm(DayForm):
    ground = forms.ChoiceField(
        label=_("What needs it to be kept?"), choices=LegalHold.Ground.choices
    )
    words = words(
        _("Which order, claim or investigation, and its number"),
        _("Sealed. The person reads it on their page."),
    )
    look_again_on = day(
        _("To be looked at again on"), _("It does not end by itself: a second person lifts it.")
    )
    forbidden_by = forms.CharField(
        label=_("Which court forbids to tell the person"),
        help_text=_("Leave empty where none does: no other authority can."),
        max_length=NAME_LONGEST,
        required=False,
    )
    silent_until = day(_("Until which day"), SILENT_SO_LONG, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        until, court, again = (
            data.get(name) for name in ("silent_until", "forbidden_by", "look_again_on")
        )
        if again and not self.today < again <= self.today + LONGEST:
            self.add_error("look_again_on", _("A day to come, within a year."))
        if court and data.get("ground") != LegalHold.Ground.COURT:
            self.add_error("forbidden_by", _("Only a court can forbid it, in its own order."))
        if bool(court) != bool(until):
            self.add_error(
                "silent_until" if court else "forbidden_by",
                _("Say the last day of the order: ask the court.")
                if court
                else _("Say which court."),
            )
        if until and not self.today <= until <= self.today + LONGEST:
            self.add_error("silent_until", _("A day to come, within a year."))
        return data

    @property
    def held(self) -> Held:
        return Held(**self.cleaned_data)


class LiftForm(forms.Form):
    words = words(_("Why it need not be kept any more"), _("The person reads it."))


class OrderReadForm(forms.Form):
    """What a court's order says. `enough`: whether this member's word alone lets the person be
    told."""

    outcome = forms.ChoiceField(
        label=_("What does the order itself say?"), widget=forms.RadioSelect
    )
    words = words(
        _("Where you read it"),
        _("Who showed it to you, its number, and how you know that the court made it. Sealed."),
    )

    def __init__(self, *args: Any, enough: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = _("It does not, or there is none: the person reads it now")
        later = _("It does not, or there is none: the person reads it once another says so too")
        forbids = _("I have read it, and it forbids to tell the person until that day")
        choose(self, "outcome", [("forbids", forbids), ("does_not", now if enough else later)])


class PlaceForm(forms.Form):
    kind = forms.ChoiceField(label=_("What is it?"), choices=ExactLocation.Kind.choices)
    text = forms.CharField(
        label=_("Where exactly"),
        help_text=_(
            "Only here, never in a message or a note: it is erased by itself, and what is written"
            " elsewhere is not."
        ),
        max_length=LONGEST_PLACE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, longest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"] = forms.IntegerField(
            label=_("For how many days"), min_value=1, max_value=longest, initial=min(3, longest)
        )
