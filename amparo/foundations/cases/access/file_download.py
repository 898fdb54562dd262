"""Download of a file by a member, for the team or for the person: with a button, after password and
code (`afresh`), and with a recorded reason that the person is shown. For other recipients it takes
two members (docs/decisions/0030)."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from amparo.foundations.accounts.decorators import StaffRequest
from amparo.foundations.accounts.wording import why_she_takes
from amparo.foundations.cases.act_pages import act_page, sent
from amparo.foundations.cases.queries import OpenCase

TO_LOOK = "to_look"


class TakeForm(forms.Form):
    """The reason, from a closed list: the record holds no free text about people."""

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


def taken_for(request: StaffRequest, *, held_back: bool = False) -> TakeForm:
    """Return the form. `held_back`: the file waits for a review and may be downloaded only for
    that."""
    reasons = {TO_LOOK} if held_back else why_she_takes().keys() - {TO_LOOK}
    return TakeForm(sent(request), reasons=reasons)


def take_page(
    request: StaffRequest,
    open_case: OpenCase,
    form: TakeForm,
    *,
    verb: str,
    why: str,
    outside: str = "",
) -> HttpResponse:
    """Render the page with the button, because a link or an opened page must not download.
    `outside`: ref of a file that may be requested for other recipients."""
    context = {"title": verb, "verb": verb, "why": why, "outside": outside}
    return act_page(request, open_case, form, context, template="desk/take.html")
