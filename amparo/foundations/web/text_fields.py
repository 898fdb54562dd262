"""Form fields for free text, tolerant of stray bytes and of text that is too long."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LONGEST = 20_000
LONGEST_LINE = 500
TOO_LONG = _(
    "This is longer than we can take at once: %(limit_value)d letters. Shorten it a"
    " little here; the rest can follow as a message."
)
LOST_LETTER = "\ufffd"
# A spelling checker may send what is typed to its maker.
PRIVATE = {"autocomplete": "off", "spellcheck": "false"}


class WordsField(forms.CharField):
    """A field for free text. `patient` accepts text with a lost letter; `too_long` says where the
    rest can go."""

    unmarked = True  # where all fields are optional, the mark is noise

    def __init__(
        self,
        *,
        line: bool = False,
        patient: bool = False,
        too_long: Any = TOO_LONG,
        **kwargs: Any,
    ) -> None:
        self.patient = patient
        longest = LONGEST_LINE if line else LONGEST
        widget = forms.TextInput(attrs=PRIVATE) if line else forms.Textarea(attrs=PRIVATE)
        kwargs = {"required": False, "widget": widget, "max_length": longest, **kwargs}
        super().__init__(**kwargs)
        self.error_messages["max_length"] = too_long
        # No maxlength in the browser: it would cut the text without notice.
        self.widget.attrs.pop("maxlength", None)

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")
        return "".join(letter for letter in text if letter >= " " or letter in "\n\t")

    def validate(self, value: Any) -> None:
        super().validate(value)
        if LOST_LETTER in value and not self.patient:
            raise ValidationError(
                _(
                    "Some letters did not arrive as you wrote them."
                    " Write them again where you see �."
                )
            )
