"""Report a new incident within any text of a related person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class TellingForm(forms.Form):
    """A text with the question what it is about. Without an answer it counts as a report of an
    incident: reports of attacks must not wait for a tick."""

    WORDS = "text"
    """The field that contains the text."""

    about = forms.ChoiceField(
        label=_("What do you write about?"),
        help_text=_("If you choose nothing, the team takes it that something happened."),
        choices=(
            ("happened", _("Something happened: an attack, a threat, somebody who watches")),
            ("else", _("Something else")),
        ),
        required=False,
        widget=forms.RadioSelect,
    )

    @property
    def happened(self) -> bool:
        given: dict[str, Any] = self.cleaned_data
        written = bool(str(given.get(self.WORDS) or "").strip())
        return bool(given["about"] == "happened" or (written and given["about"] != "else"))
