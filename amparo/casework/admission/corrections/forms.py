"""Forms of what a request lacks."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.casework.admission.forms import LONGEST, words
from amparo.casework.admission.queries import WAYS

SAID = "said-"


class Part(forms.CharField):
    """One of several boxes; empty ones are left out."""

    unmarked = True


class PartsForm(forms.Form):
    """A box for each requirement; an empty box is left out."""

    nothing = _("Nothing is written here yet.")

    def __init__(self, *args: Any, parts: Iterable[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = [name for name, _title, _help in parts]
        for name, title, helping in parts:
            self.fields[SAID + name] = Part(
                label=title,
                help_text=helping,
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        self.order_fields([SAID + name for name in self.parts])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.parts and not self.said and not self.errors:
            self.add_error(SAID + self.parts[0], self.nothing)
        return data

    @property
    def said(self) -> dict[str, str]:
        found = {name: self.cleaned_data.get(SAID + name, "").strip() for name in self.parts}
        return {name: text for name, text in found.items() if text}


class AskForm(PartsForm):
    """Everything that is missing, at once: the norm allows no second request."""

    nothing = _("Say what is missing in at least one field. Leave the others empty.")

    text = words(
        _("What else the person should know"),
        _("For example who can help them to get it. Do not ask for anything in this field."),
        required=False,
    )
    all_of_it = forms.BooleanField(
        label=_("This is everything: I have gone through the whole request"),
        error_messages={
            "required": _("Go through the whole request first: you can ask only this once.")
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.parts:
            self.fields[SAID + name].widget.attrs["rows"] = 2


class CompleteForm(PartsForm):
    """What the person said in conversation, recorded as the person's own words."""

    nothing = _("Write down what the person said, in their own words.")

    way = forms.ChoiceField(
        label=_("How did you speak?"), choices=WAYS.items(), widget=forms.RadioSelect
    )
    read_back = forms.BooleanField(
        label=_("I read it back, and the person said that it is so"),
        error_messages={"required": _("Read it back to the person first.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["way", *(SAID + name for name in self.parts), "read_back"])


class ReceiptForm(forms.Form):
    """When and how the person was told, and what proves it."""

    way = forms.ChoiceField(
        label=_("How did the person learn it?"), choices=WAYS.items(), widget=forms.RadioSelect
    )
    when = forms.DateTimeField(
        label=_("When?"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    text = words(
        _("What proves it"),
        _("Who spoke with whom, or where the signed paper is. From that day the term counts."),
    )

    def __init__(self, *args: Any, asked_at: datetime, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked_at, self.now = asked_at, now

    def clean_when(self) -> datetime:
        moment: datetime = self.cleaned_data["when"]
        if not self.asked_at.replace(second=0, microsecond=0) <= moment <= self.now:
            raise forms.ValidationError(
                _("They cannot have known it before it was asked, nor in the future.")
            )
        return max(moment, self.asked_at)


class AllowForm(forms.Form):
    reason = words(
        _("Why this person may be asked to wait for it"),
        _("The person reads it. Say why it cannot be completed with them in a call."),
    )


class AdviseForm(forms.Form):
    text = words(
        _("What was asked, what came, and how the person was reached"),
        _("The decision maker and the person read it."),
    )
