"""Form of the receipt of a decision."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.casework.measures.decisions.forms import SealedFileField
from amparo.casework.measures.decisions.notices import MEANS_WITHOUT_ASKING, Notice
from amparo.casework.measures.forms import words

MEANS = (
    ("in_person", _("Handed over in person, with a signed record")),
    ("certified_mail", _("Certified mail with acknowledgement of receipt")),
    ("electronic", _("Electronic mail or box, with acknowledgement of receipt")),
    ("other", _("Another means that proves receipt and who received it")),
)


class NoticeForm(forms.Form):
    """Receipt of a decision, with its proof."""

    means = forms.ChoiceField(
        label=_("How was it received?"), choices=MEANS, widget=forms.RadioSelect
    )
    asked_for = forms.BooleanField(
        label=_("The person had asked for this means expressly"),
        help_text=_("Needed for every means but handing it over in person."),
        required=False,
    )
    received_at = forms.DateTimeField(
        label=_("Day and hour of receipt"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    received_by = forms.CharField(
        label=_("Who received it"),
        help_text=_("The person, or who was found there and in which relation."),
        max_length=300,
    )
    words = words(_("Where the signed record is, and what else should be noted"), required=False)
    proof = SealedFileField(
        label=_("Proof"), help_text=_("The signed record, or the acknowledgement."), required=False
    )

    def __init__(
        self,
        *args: Any,
        issued_at: datetime,
        now: datetime,
        instead: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.issued_at, self.now = issued_at, now
        if instead:
            self.fields["instead"] = forms.ChoiceField(
                label=_("Who received it?"),
                choices=[*instead, ("", _("The person, before the death was known"))],
                required=False,
                widget=forms.RadioSelect,
            )
            self.order_fields(["instead"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("means") not in MEANS_WITHOUT_ASKING and not data.get("asked_for"):
            self.add_error("asked_for", _("This means counts only where the person asked for it."))
        if not data.get("proof") and not data.get("words") and "proof" not in self.errors:
            self.add_error("proof", _("Attach the proof, or write where the signed record is."))
        moment = data.get("received_at")
        if moment and not self.issued_at <= moment <= self.now:
            self.add_error(
                "received_at",
                _("It cannot have been received before it was issued, nor in the future."),
            )
        return data

    @property
    def notice(self) -> Notice:
        given = self.cleaned_data
        return Notice(
            means=given["means"],
            received_at=given["received_at"],
            received_by=given["received_by"],
            words=given["words"],
            asked_for=given["asked_for"],
            instead=given.get("instead", ""),
            proofs=[given["proof"]] if given["proof"] else [],
        )
