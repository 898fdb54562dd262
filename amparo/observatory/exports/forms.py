"""The form of an export: for whom, and in which format."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as said

from amparo.foundations.web.text_fields import WordsField
from amparo.observatory.exports.audience import Audience
from amparo.observatory.exports.formats import FORMATS, TABLES
from amparo.observatory.exports.package import LICENCES
from amparo.observatory.exports.services import Chosen

PUBLIC, RECIPIENT = "public", "recipient"


class ExportForm(forms.Form):
    audience = forms.ChoiceField(
        label=said("Who receives it?"),
        choices=[
            (PUBLIC, said("Everybody: it will be published")),
            (RECIPIENT, said("One recipient")),
        ],
        widget=forms.RadioSelect,
    )
    recipient = WordsField(
        line=True,
        label=said("Name of the recipient"),
        help_text=said("As it was written when victims and sources agreed to share with it."),
    )
    format = forms.ChoiceField(
        label=said("Format"),
        choices=lambda: [(one.code, one.label) for one in FORMATS.values()],
    )
    licence = forms.ChoiceField(
        label=said("Licence of what is published"), choices=[(one, one) for one in LICENCES]
    )

    def __init__(self, sent: Mapping[str, Any] | None) -> None:
        first = {"audience": PUBLIC, "format": TABLES, "licence": next(iter(LICENCES))}
        super().__init__(first if sent is None else sent, label_suffix="")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("audience") == RECIPIENT and not found.get("recipient"):
            self.add_error("recipient", _("Say who receives it."))
        return found

    @property
    def wanted(self) -> Audience:
        """For whom it is."""
        found = self.cleaned_data
        return Audience(found["recipient"] if found["audience"] == RECIPIENT else "")

    @property
    def chosen(self) -> Chosen:
        found = self.cleaned_data
        return Chosen(FORMATS[found["format"]], found["licence"])
