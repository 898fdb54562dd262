"""Forms of recourses: what is said against a resolution, and the ruling on it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.casework.admission.forms import choose_who, who_of, who_said_it
from amparo.casework.admission.queries import WAYS
from amparo.casework.measures.decisions.forms import OutcomeForm, SealedFileField, SignedForm
from amparo.casework.measures.decisions.resolution import Resolution
from amparo.casework.measures.forms import choose, words
from amparo.casework.measures.models import Decision
from amparo.casework.measures.queries import Shown
from amparo.foundations.cases.next_acts import Words
from amparo.foundations.intake.procedure.contestable import Plea

Kind = Decision.Kind
WHO_MAY = _(
    "The person, or somebody else whom a measure protects, or who speaks for the person. Whoever is"
    " not listed is put down first among the people of this case."
)


class OralForm(forms.Form):
    """What is said against a resolution, written down by the member who hears it."""

    against = forms.ChoiceField(label=_("Against which decision?"), widget=forms.RadioSelect)
    who = who_said_it(WHO_MAY)
    way = forms.ChoiceField(
        label=_("How was it said?"), choices=WAYS.items(), widget=forms.RadioSelect
    )
    asked_at = forms.DateTimeField(
        label=_("When was it asked for?"),
        help_text=_(
            "The moment of the call or the visit, not of the typing. Whether it is in time is"
            " reckoned from it; what is late is received as well, and the decision maker is told."
        ),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    words = words(
        _("What they do not agree with, and why"),
        _(
            "In their own words; no new proof is needed. The person finds on their page what you"
            " wrote down."
        ),
    )
    waits = forms.BooleanField(
        label=_("They ask that what was decided wait for the ruling"),
        help_text=_(
            "Only where protection is reduced, suspended or ended. Say what would be lost."
        ),
        required=False,
    )
    proof = SealedFileField(
        label=_("A recording, a photo or a paper"),
        help_text=_("Only if they want to add one."),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        resolutions: Sequence[tuple[str, str]],
        earliest: dict[str, datetime],
        people: Sequence[tuple[str, Words]],
        now: datetime,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.earliest, self.now = earliest, now
        choose_who(self, people)
        choose(self, "against", resolutions)
        if len(resolutions) == 1:
            self.fields["against"].initial = resolutions[0][0]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        moment, ref = data.get("asked_at"), data.get("against")
        if moment and ref and not self.earliest[ref] <= moment <= self.now:
            self.add_error(
                "asked_at", _("It cannot have been asked before it was decided, nor in the future.")
            )
        return data

    @property
    def plea(self) -> Plea:
        given = self.cleaned_data
        return Plea(
            words=given["words"],
            who=who_of(self),
            waits=given["waits"],
            way=given["way"],
            asked_at=given["asked_at"],
            uploads=[given["proof"]] if given["proof"] else [],
        )


class RulingOutcomeForm(OutcomeForm):
    """Grant the measure or more of it, or leave it as decided. Nothing can be taken away here."""

    IF_GRANTED = ("reasons", *OutcomeForm.IF_GRANTED)

    def __init__(self, data: Any = None, *, shown: Shown) -> None:
        super().__init__(data, shown=shown)
        choose(
            self,
            "outcome",
            [("granted", _("Grant it as follows")), ("stays", _("It stays as it was decided"))],
        )
        self.fields["reasons"].required = False
        self.fields["reasons"].label = _("Why it is granted")


class ResultForm(SignedForm):
    """A choice between few results, with reasons."""

    field_order = ("result", "grounds")

    def resolution(self, outcomes: Sequence[Any], **how: Any) -> Resolution:
        return super().resolution(outcomes, later=Kind(self.cleaned_data["result"]), **how)


class RulingForm(ResultForm):
    """Whether the recourse is upheld, with reasons."""

    result = forms.ChoiceField(
        label=_("What do you decide?"),
        choices=(
            (Kind.UPHELD, _("The person is right")),
            (Kind.UPHELD_PARTLY, _("The person is right in part")),
            (Kind.NOT_UPHELD, _("The decision stays as it is")),
        ),
        widget=forms.RadioSelect,
    )
    grounds = words(
        _("Your answer to what was said"),
        _(
            "Answer what the person said, point by point. If it came late, say what follows from"
            " that and why. The person reads all of it."
        ),
    )


class WaitingForm(ResultForm):
    """Whether the resolution waits for the ruling."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)
    result = forms.ChoiceField(
        label=_("Does it wait for the ruling?"),
        choices=(
            (Kind.WAITS, _("Yes: until the ruling everything stays as it was")),
            (Kind.WAITS_NOT, _("No: it is carried out meanwhile")),
        ),
        widget=forms.RadioSelect,
    )
    grounds = words(
        _("What is weighed against what"),
        _(
            "What the person could lose for ever, whether the resolution has a grave defect, what"
            " waiting would cost others. The person reads it."
        ),
    )
