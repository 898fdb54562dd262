"""Choosing files in a form: each arrives sealed, and says itself what is wrong with it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from amparo.foundations.intake.files.uploads import SealedUpload

TAKEN = "audio/*,image/*,video/*,application/pdf"


class FilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(
        self,
        data: Mapping[str, Any],  # noqa: ARG002 - Django's signature
        files: MultiValueDict[str, Any],
        name: str,
    ) -> Any:
        return files.getlist(name)


class FilesField(forms.Field):
    """Sealed uploads, good and bad. It never refuses: a failed file must not hold a request."""

    widget = FilesInput
    unmarked = True  # where nothing is demanded, "optional" behind each question is noise

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.widget.attrs |= {"accept": TAKEN, "multiple": True}

    def clean(self, value: Any) -> list[SealedUpload]:
        return [one for one in value or [] if isinstance(one, SealedUpload)]
