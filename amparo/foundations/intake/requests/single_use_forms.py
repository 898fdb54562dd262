"""A form that is sent twice does its thing once."""

from typing import Any

from django import forms

from amparo.crypto import marks

LONGEST = 80


class OnceField(forms.CharField):
    """By which a second click is told from a second message. It never refuses what came back."""

    def __init__(self) -> None:
        super().__init__(
            widget=forms.HiddenInput, required=False, initial=lambda: marks.token().hex()
        )

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "")[:LONGEST]


class SentOnce(forms.Form):
    """However often it is sent, it is one letter."""

    once = OnceField()

    def clean_once(self) -> bytes:
        """What makes a second send the same request; a form without it gets a new one."""
        try:
            once = bytes.fromhex(self.cleaned_data["once"])
        except ValueError:
            once = b""
        return once if len(once) == marks.SIZE else marks.token()
