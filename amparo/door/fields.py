"""Form fields of the door: free text, files, one answer of a few."""

from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from amparo.foundations.intake.files.upload_fields import FilesField
from amparo.foundations.web.text_fields import PRIVATE, WordsField

__all__ = ["CHOOSE", "NEEDED", "PRIVATE", "FilesField", "OneOfField", "WordsField", "sent"]

CHOOSE = {"required": _("Choose one."), "invalid_choice": _("Choose one.")}
NEEDED = {"required": _("Fill this in.")}
"""Messages in the words of these pages, in place of the framework's."""


class OneOfField(forms.ChoiceField):
    """One answer of a few, or none."""

    unmarked = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.RadioSelect, **kwargs)
        self.error_messages["invalid_choice"] = _("Choose one.")


type Sent = tuple[QueryDict, MultiValueDict[str, Any]] | tuple[None, None]


def sent(request: HttpRequest) -> Sent:
    """Return the data of a form that was sent, also an empty one; (None, None) otherwise."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)
