"""Forms of measures and demands of other bodies."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.casework.measures.forms import choose, words
from amparo.casework.referral.authority_demands import COPY, NOTHING, Demanded, is_old
from amparo.casework.referral.external_measures.services import Ordered
from amparo.casework.referral.forms import NAME_LONGEST, DayForm, OrderForm, day
from amparo.casework.referral.models import AuthorityDemand, ExternalMeasure
from amparo.casework.referral.wording import HANDED, kinds_in_words

SILENT_SO_LONG = _(
    "The person reads it by itself after that day; and after three days, unless a second member has"
    " read the order by then."
)


class ExternalForm(DayForm):
    kind = forms.ChoiceField(label=_("What is it?"), choices=ExternalMeasure.Kind.choices)
    issuer = forms.ChoiceField(label=_("What kind of body ordered it"))
    name = forms.CharField(label=_("Who ordered it, and its number"), max_length=NAME_LONGEST)
    what = words(_("What it orders"), _("Sealed. The person reads it on their page."))
    on = day(_("Ordered on"))
    until = day(_("Until"), _("Leave empty where it runs until it is lifted."), required=False)
    agree_by = day(
        _("To be agreed with the person by"),
        _("Who does what, where and how is agreed with the person, not only told."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "issuer", [("", "—"), *kinds_in_words()])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        ordered, until = data.get("on"), data.get("until")
        if ordered and until and until < ordered:
            self.add_error("until", _("It cannot end before it was ordered."))
        if (by_day := data.get("agree_by")) and by_day < self.today:
            self.add_error("agree_by", _("This day is over."))
        return data

    @property
    def ordered(self) -> Ordered:
        return Ordered(**self.cleaned_data)


class DemandForm(OrderForm):
    kind = forms.ChoiceField(label=_("Who demands it?"), choices=AuthorityDemand.Kind.choices)
    name = forms.CharField(
        label=_("Their name, and the number of their paper"), max_length=NAME_LONGEST
    )
    on = day(_("On which day"))
    still_holds = words(
        _("Why it still holds"),
        _("Only for a paper of more than a year ago: who says that it holds, and how they know."),
        required=False,
    )
    what = words(_("What they demand"), _("Sealed. The person reads it on their page."))
    ground = words(_("On which ground: law, article, order"))
    answered = words(
        _("What was answered"),
        _("Nothing leaves by this page. Ask for it in writing, and let a lawyer look first."),
        required=False,
    )
    handed = forms.ChoiceField(
        label=_("What is handed over"),
        help_text=_("Where nothing is said, nothing can leave on this paper."),
        choices=tuple(HANDED.items()),
        widget=forms.RadioSelect,
        initial=NOTHING,
        required=False,
    )
    forbidden_by = forms.CharField(
        label=_("Which court forbids to tell the person"),
        help_text=_("Leave empty where none does: no other authority can."),
        max_length=NAME_LONGEST,
        required=False,
    )
    silent_until = day(_("Until which day"), SILENT_SO_LONG, required=False)

    def clean_still_holds(self) -> str:
        said, on = str(self.cleaned_data["still_holds"]), self.cleaned_data.get("on")
        if on and is_old(on, today=self.today) and not said.strip():
            told = _("This paper is more than a year old: say why it still holds.")
            raise forms.ValidationError(told)
        return said

    def clean_handed(self) -> str:
        handed = str(self.cleaned_data["handed"]) or NOTHING
        if handed == COPY and self.cleaned_data.get("kind") != AuthorityDemand.Kind.COURT:
            told = _("Only a court's order opens a copy. Tell anybody else to ask the person.")
            raise forms.ValidationError(told)
        return handed

    @property
    def demanded(self) -> Demanded:
        return Demanded(**self.cleaned_data)


class AgreementForm(DayForm):
    outcome = forms.ChoiceField(
        label=_("What does the person say of how it is done?"),
        choices=(
            ("agreed", _("It is agreed")),
            ("partly", _("It is agreed in part")),
            ("not_agreed", _("The person does not agree")),
        ),
        widget=forms.RadioSelect,
    )
    on = day(_("On which day"))
    words = words(_("What was agreed, and what was not"), _("The person reads this."))
    again_by = day(
        _("To be sought again by"), _("Needed where not everything is agreed."), required=False
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        again = data.get("again_by")
        if data.get("outcome") in {"partly", "not_agreed"} and not again:
            self.add_error("again_by", _("Say by when it is sought again."))
        if again and again < self.today:
            self.add_error("again_by", _("This day is over."))
        return data


class ExternalEndForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=1_000_000)
    outcome = forms.ChoiceField(
        label=_("What follows?"),
        choices=(("goes_on", _("It goes on until another day")), ("ended", _("It has ended"))),
        widget=forms.RadioSelect,
    )
    on = day(_("Until which day, or since when"))
    words = words(_("What is known of it"), _("The person reads this."), required=False)
