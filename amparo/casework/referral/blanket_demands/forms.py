"""Forms of a demand for what no single case holds."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amparo.casework.measures.forms import words
from amparo.casework.referral.blanket_demands.queries import Shown
from amparo.casework.referral.blanket_demands.services import Wanted
from amparo.casework.referral.forms import NAME_LONGEST, OrderForm, day
from amparo.casework.referral.models import BlanketDemand, BlanketDemandStep
from amparo.foundations.intake.models import Demander, PublishedBlanketDemand

PURPOSES = (
    ("inquiry", pgettext_lazy("demand", "An inquiry into a crime")),
    ("trial", pgettext_lazy("demand", "Evidence in a trial")),
    ("inspection", pgettext_lazy("demand", "An inspection or an audit")),
    ("not_said", pgettext_lazy("demand", "They do not say")),
    ("other", pgettext_lazy("demand", "Something else")),
)


ALONE = _(
    "On the word of one member it is kept silent for three days at most. Ask for the paper, not for"
    " what somebody says of it. If nobody has read it by then, or you say that it does not forbid"
    " it, everybody reads that it was demanded."
)
BY_TWO = _(
    "Two of you have read that the order forbids to tell of it. Ask for the paper, not for what"
    " somebody says of it. That it does not forbid it, two of you say as well, or whoever noted it"
    " alone. If they do not, it lasts until its last day, and no longer."
)
DOUBTED = _("One of you has already said that it does not.")
NOTED = _(
    "You noted that a court forbids to tell of it. You can take that back alone: everybody reads at"
    " once what was demanded, and what came of it. That cannot be taken back."
)
TOLD = _(
    "Everybody reads already that it was demanded, and goes on reading it. If the order"
    " does forbid to tell of it, nobody more is called until its day, and what comes of it"
    " is told only then. Ask for the paper, not for what somebody says of it."
)


def why_of_order(found: Shown) -> Sequence[Promise]:
    """Return what it means to say now what the order says, and whose word that needs."""
    if found.by_reader:
        return [NOTED]
    said = {
        TOLD: found.told,
        ALONE: not found.told and not found.by_two,
        BY_TWO: found.by_two and not found.late_waits,
        DOUBTED: found.doubted,
    }
    return [one for one, holds in said.items() if holds]


class WideDemandForm(OrderForm):
    UNTIL = "order_until"

    kind = forms.ChoiceField(label=_("Who demands it?"), choices=Demander.choices)
    name = forms.CharField(
        label=_("Their name, their institution, and what they are there"),
        help_text=_("Sealed to those who decide or supervise. Nobody else reads it."),
        max_length=NAME_LONGEST,
    )
    what = forms.ChoiceField(
        label=_("What they demand"),
        help_text=_(
            "The first three mean everybody who asked here. Where the paper means some, whoever"
            " works on each case notes it there too, and the person is told there."
        ),
        choices=BlanketDemand.WHAT,
    )
    purpose = forms.ChoiceField(label=_("What for"), choices=PURPOSES)
    number = forms.CharField(label=_("The number of their paper"), max_length=NAME_LONGEST)
    on = day(_("The day of the paper"))
    words = words(
        _("What exactly, and on which ground: law, article, order"),
        _(
            "Sealed, as the name is. Name nobody who asked here, and no case: this is never erased,"
            " and that is noted in each case."
        ),
    )
    answer_by = day(_("Until when they want an answer"), required=False)
    forbidden_by = forms.CharField(
        label=_("Which court forbids to tell of it"),
        help_text=_("Leave empty where none does: no other authority can."),
        max_length=NAME_LONGEST,
        required=False,
    )
    order_until = day(
        _("Until which day"),
        _(
            "Everybody reads it by itself after that day; and after three days, unless a second"
            " member has read the order by then."
        ),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("forbidden_by") and data.get("what") not in PublishedBlanketDemand.What.values:
            told = _("Say it in each case that they mean: there it keeps the person from reading.")
            self.add_error("forbidden_by", told)
        return data

    @property
    def wanted(self) -> Wanted:
        return Wanted(**self.cleaned_data)


class WideAnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What came of it?"),
        choices=PublishedBlanketDemand.Outcome.choices,
        widget=forms.RadioSelect,
    )
    words = words(
        _("What was answered, and by whom"),
        _(
            "Sealed. Name nobody who asked here, and no case. Everybody reads which of the above it"
            " was, unless a court forbids that now."
            " What takes back that something was given or taken they read once two of you have said"
            " so, and so what two of you have said; and that it was a mistake, where somebody else"
            " noted it. Whoever has no page is called again: at once where something left that was"
            " not said before, else once in three days at most. What one of you changes a second"
            " time, with nobody else's word between, calls nobody until another of you notes the"
            " same. What left is noted once."
        ),
    )


class WideOrderForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What does the order itself say?"),
        choices=(
            (
                BlanketDemandStep.FORBIDS,
                _("I have read it, and it forbids to tell of it until that day"),
            ),
            (BlanketDemandStep.FORBIDS_NOTHING, _("It does not, or there is none")),
        ),
        widget=forms.RadioSelect,
    )
    words = words(
        _("Where you read it"),
        _("Who showed it to you, its number, and how you know that the court made it. Sealed."),
    )

    def __init__(self, *given: Any, offered: Collection[str] = (), **named: Any) -> None:
        """`offered`: what the member may say now. The service checks again when the form is
        sent."""
        super().__init__(*given, **named)
        shown = self.fields["outcome"].widget
        shown.choices = [one for one in shown.choices if one[0] in offered]
