"""The form on which a monitor brings evidence."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as said

from amparo.foundations.intake.files.upload_fields import FilesField, most_bytes
from amparo.foundations.web.day_field import DayField
from amparo.foundations.web.text_fields import WordsField
from amparo.observatory.evidence.queries import Piece
from amparo.observatory.evidence.services import Brought


class EvidenceForm(forms.Form):
    """Files, the text of a web page, or both. Nothing is fetched from the network."""

    title = WordsField(line=True, required=True, label=said("What it is"))
    attached = FilesField(label=said("Files"))
    page_url = WordsField(
        line=True,
        label=said("Address of the web page, if it is one"),
        help_text=said("This site opens no page by itself: bring its text and a picture of it."),
    )
    seen_on = DayField(label=said("On which day you saw it"), required=False)
    text = WordsField(label=said("Text of the page, word by word"))
    masked_of = forms.ChoiceField(
        label=said("Of which original it is a masked copy"),
        help_text=said("With faces, names or places covered. The original stays as it came."),
        required=False,
    )

    def __init__(
        self, sent: Any = None, files: Any = None, *, stored: Sequence[Piece], today: date
    ) -> None:
        super().__init__(sent, files, label_suffix="")
        self.today = today
        originals = [
            (one.row.ref, f"{one.text.title} ({one.row.ref})")
            for one in stored
            if not one.row.masked_of
        ]
        own = self.fields["masked_of"]
        assert isinstance(own, forms.ChoiceField)  # noqa: S101 - declared above
        own.choices = [("", _("It is no masked copy")), *originals]
        if not originals:
            del self.fields["masked_of"]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        self._limit_files(found.get("attached") or [])
        if not found.get("text") and not found.get("attached"):
            self.add_error("attached", _("Bring a file, or the text of a page."))
        if (day := found.get("seen_on")) and day > self.today:
            self.add_error("seen_on", _("This day is still to come."))
        return found

    @property
    def brought(self) -> Brought:
        chosen = self.cleaned_data
        return Brought(
            title=chosen["title"],
            address=chosen["page_url"],
            seen_on=chosen["seen_on"],
            text=chosen["text"],
            masked_of=chosen.get("masked_of", ""),
            files=chosen["attached"],
        )

    def _limit_files(self, files: Sequence[Any]) -> None:
        told = {
            "too_big": _("%(name)s is larger than %(limit)s."),
            "wrong_kind": _("%(name)s is no recording, picture, video or PDF."),
            "no_room": _("There is no room for %(name)s: tell the operator."),
        }
        for one in files:
            if one.problem or not one.sealed_size:
                words = told.get(one.problem, _("%(name)s is empty."))
                self.add_error("attached", words % {"name": one.name, "limit": most_bytes()})
