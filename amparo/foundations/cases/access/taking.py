"""A file of a case leaves this site with a member of the team, for the team or for the person: by
a button, after password and code (`afresh`), and with a reason that stands on record. The person
reads it. For anybody else it leaves by two people (docs/decisions/0030)."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from amparo.foundations.accounts.decorators import StaffRequest
from amparo.foundations.accounts.wording import why_she_takes
from amparo.foundations.cases.page_acts import act_page, sent
from amparo.foundations.cases.queries import OpenCase

TO_LOOK = "to_look"


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


def taken_for(request: StaffRequest, *, held_back: bool = False) -> TakeForm:
    """`held_back`: it waits for a look, and is taken for that look alone."""
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
    """The page with the button: a link, or a page that is opened, takes nothing. `outside`: the ref
    of a file for which somebody may ask that it goes to others."""
    context = {"title": verb, "verb": verb, "why": why, "outside": outside}
    return act_page(request, open_case, form, context, template="desk/take.html")
