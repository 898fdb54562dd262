"""Forms about duplicates: what is compared, and what is answered."""

from django import forms
from django.utils.translation import gettext_lazy as said

from amparo.foundations.web.text_fields import WordsField
from amparo.observatory.attacks.forms import FilterForm
from amparo.observatory.duplicates.questions import GIVEN


class ScopeForm(FilterForm):
    """Which attacks are compared: all, or those of a department or a time."""

    kind = None  # type: ignore[assignment]
    verification = None  # type: ignore[assignment]


class AnswerForm(forms.Form):
    """What is said of one pair. `answered`: the answer that was shown, or 0."""

    first = forms.CharField(max_length=14, widget=forms.HiddenInput)
    second = forms.CharField(max_length=14, widget=forms.HiddenInput)
    answered = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    reason = WordsField(
        line=True,
        label=said("Why"),
        help_text=said("Sealed. If it stays empty, what agrees or differs is kept as the reason."),
    )
    answer = forms.ChoiceField(choices=[(one.value, one.label) for one in GIVEN])


class TakenBackForm(AnswerForm):
    """Which answer is taken back, and why."""

    answer = None  # type: ignore[assignment]
