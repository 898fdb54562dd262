"""What somebody with words of their own writes may tell of an attack, whatever it is for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class TellingForm(forms.Form):
    """Whoever says nothing of what the words are about is taken to tell of something that happened:
    words of an attack must not wait for a mark."""

    WORDS = "text"
    """The field with what is written."""

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
