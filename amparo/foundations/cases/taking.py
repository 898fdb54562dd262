"""A file of a case leaves this site with a member of the team: by a button, after password and code
(`afresh`), and with a reason that stands on record. The person reads it."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from amparo.foundations.access.pages import StaffRequest
from amparo.foundations.access.words import why_she_takes
from amparo.foundations.cases.acting import act_page, sent
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.letterbox.silence import keeps_something

TO_LOOK, ORDERED = "to_look", "ordered"


class TakeForm(forms.Form):
    """Of a closed list: the record holds no words about anybody."""

    reason = forms.ChoiceField(
        label=_("Why does it leave with you?"),
        help_text=_("It stands on record, and the person reads it under “who looked”."),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, reasons: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        made = self.fields["reason"]
        if isinstance(made, forms.ChoiceField):
            made.choices = [
                (code, said) for code, said in why_she_takes().items() if code in reasons
            ]


def taken_for(request: StaffRequest, open_case: OpenCase, *, held_back: bool = False) -> TakeForm:
    """`held_back`: it waits for a look, and is taken for that look alone. That a court ordered it
    is no reason while an order keeps anything from the person, who would read of it here."""
    hidden = {TO_LOOK}
    if keeps_something(open_case.folder.filing):
        hidden.add(ORDERED)
    reasons = {TO_LOOK} if held_back else why_she_takes().keys() - hidden
    return TakeForm(sent(request), reasons=reasons)


def take_page(
    request: StaffRequest, open_case: OpenCase, form: TakeForm, *, verb: str, why: str
) -> HttpResponse:
    """The page with the button: a link, or a page that is opened, takes nothing."""
    return act_page(request, open_case, form, {"title": verb, "verb": verb, "why": why})
