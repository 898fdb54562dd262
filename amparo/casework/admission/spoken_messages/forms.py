"""Forms of errands, and of how the person can be reached."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.casework.admission.forms import words
from amparo.casework.admission.spoken_messages.services import (
    NOT_REACHED,
    NOT_SO,
    OTHER_HANDS,
    SAID,
)
from amparo.foundations.intake.contact.safe_way import BY_THE_TEAM, HOW, SafeWay
from amparo.foundations.web.field_display import HourInput

CARRIED = list(BY_THE_TEAM.items())

CAME_OF_IT: tuple[tuple[str, Promise], ...] = (
    (SAID, _("It was said to them")),
    (NOT_REACHED, _("Nobody was reached")),
    (OTHER_HANDS, _("Somebody else answered, or somebody else has that telephone or address now")),
    (NOT_SO, _("They do not want to be reached so any more")),
)


class ErrandForm(forms.Form):
    text = words(
        _("What is to be said to them"),
        _("Only what they must hear, in words that tell nobody else anything."),
    )


class TakeForm(forms.Form):
    way = forms.ChoiceField(
        label=_("By which way, now?"), choices=CARRIED, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, ways: Sequence[str], **kwargs: Any) -> None:
        """`ways`: the agreed ways, listed first."""
        super().__init__(*args, **kwargs)
        choice = self.fields["way"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = sorted(CARRIED, key=lambda one: one[0] not in ways)


class CameForm(forms.Form):
    came = forms.ChoiceField(
        label=_("What came of it?"), choices=CAME_OF_IT, widget=forms.RadioSelect
    )
    text = words(_("What was said, or what happened"), required=False)


class DropForm(forms.Form):
    text = words(_("Why, or how they learnt of it instead"))


def hour(label: Any, help_text: Any = "") -> forms.TimeField:
    return forms.TimeField(
        label=label,
        help_text=help_text,
        widget=HourInput,
    )


class ReachForm(forms.Form):
    """How the person can be reached, as agreed with them."""

    ways = forms.MultipleChoiceField(
        label=_("By which ways?"),
        help_text=_("None: nobody reaches them until something else was agreed."),
        choices=CARRIED,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    how = forms.ChoiceField(
        label=_("How was it agreed with them?"), choices=HOW.items(), widget=forms.RadioSelect
    )
    begins = hour(_("From which hour"))
    ends = hour(_("Until which hour"), _("For any hour, enter the same hour twice."))
    text = words(
        _("Which number, which word to say first, through whom, and what never to do"),
        _("Sealed in this case; it is not on their page. Left empty, what stands there stays."),
        required=False,
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)

    def __init__(self, *args: Any, first: bool, **kwargs: Any) -> None:
        """`first`: nothing was agreed before."""
        super().__init__(*args, **kwargs)
        self.fields["text"].required = first

    @property
    def way(self) -> SafeWay:
        given = {name: one for name, one in self.cleaned_data.items() if name != "seen"}
        return SafeWay(**{**given, "ways": tuple(given["ways"])})
