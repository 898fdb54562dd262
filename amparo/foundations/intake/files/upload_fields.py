"""Form field for files, which arrive sealed and carry their own problems."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.datastructures import MultiValueDict
from django.utils.functional import lazy
from django.utils.translation import gettext

from amparo.foundations.intake.files.uploads import SealedUpload

TAKEN = "audio/*,image/*,video/*,application/pdf"


A_KILOBYTE, A_MEGABYTE = 1024, 1024 * 1024


def most_bytes() -> str:
    """Return the limit of one file in words."""
    limit: int = settings.UPLOAD_LIMIT
    return f"{limit // A_MEGABYTE} MB" if limit >= A_MEGABYTE else f"{limit / A_KILOBYTE:.1f} KB"


def what_is_taken() -> str:
    return gettext("Recordings, pictures, videos or PDF, each up to %(limit)s.") % {
        "limit": most_bytes()
    }


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
    """Return the sealed uploads, failed ones included. Never raises: a failed file must not block a
    request."""

    widget = FilesInput
    unmarked = True  # nothing is required, so "optional" after each question would be noise

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", lazy(what_is_taken, str)())
        super().__init__(required=False, **kwargs)
        self.widget.attrs |= {"accept": TAKEN, "multiple": True}

    def clean(self, value: Any) -> list[SealedUpload]:
        return [one for one in value or [] if isinstance(one, SealedUpload)]
