"""Fields for free words as they really arrive: with stray bytes, or too long."""

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
# A checker of spelling may send what is typed to its maker.
PRIVATE = {"autocomplete": "off", "spellcheck": "false"}


class WordsField(forms.CharField):
    """Free words. `patient` takes what came, even where a letter got lost on the way; `too_long`
    says where the rest can go."""

    unmarked = True  # where nothing is demanded, "optional" behind each question is noise

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
        # The page counts nothing for the browser: a cut text would be lost without a word.
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
