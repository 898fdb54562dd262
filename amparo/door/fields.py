"""Fields for words and files as they really arrive: with stray bytes, too long, or not at all."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from amparo.foundations.letterbox.choosing import FilesField

__all__ = ["FilesField", "OneOfField", "WordsField", "sent"]

LONGEST = 20_000
LONGEST_LINE = 500
LOST_LETTER = "\ufffd"
# A checker of spelling may send what is typed to its maker.
PRIVATE = {"autocomplete": "off", "spellcheck": "false"}


class WordsField(forms.CharField):
    """Free words. `patient` takes what came, even where a letter got lost on the way."""

    unmarked = True  # where nothing is demanded, "optional" behind each question is noise

    def __init__(self, *, line: bool = False, patient: bool = False, **kwargs: Any) -> None:
        self.patient = patient
        longest = LONGEST_LINE if line else LONGEST
        widget = forms.TextInput(attrs=PRIVATE) if line else forms.Textarea(attrs=PRIVATE)
        kwargs = {"required": False, "widget": widget, "max_length": longest, **kwargs}
        super().__init__(**kwargs)
        self.error_messages["max_length"] = _(
            "This is longer than we can take at once: %(limit_value)d letters. Shorten it a"
            " little here; the rest can follow as a message."
        )
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


class OneOfField(forms.ChoiceField):
    """One answer of a few, or none."""

    unmarked = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.RadioSelect, **kwargs)


type Sent = tuple[QueryDict, MultiValueDict[str, Any]] | tuple[None, None]


def sent(request: HttpRequest) -> Sent:
    """What a form was sent with: nothing before it is sent, however empty it was."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)
