"""Forms that take effect once even if sent twice."""

from typing import Any

from django import forms

from amparo.crypto import hashes_and_tokens as marks

LONGEST = 80


class OnceField(forms.CharField):
    """Hidden field that tells a repeated submission from a new one. Never raises a validation
    error."""

    def __init__(self) -> None:
        super().__init__(
            widget=forms.HiddenInput, required=False, initial=lambda: marks.token().hex()
        )

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "")[:LONGEST]


class SentOnce(forms.Form):
    """A form that counts as one submission, however often it is sent."""

    once = OnceField()

    def clean_once(self) -> bytes:
        """Return the bytes that identify the submission; new ones if the field is missing or
        invalid."""
        try:
            once = bytes.fromhex(self.cleaned_data["once"])
        except ValueError:
            once = b""
        return once if len(once) == marks.SIZE else marks.token()
