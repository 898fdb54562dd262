"""A file of a case leaves this site with a member of the team: by a button, after password and code
(`afresh`), and with a reason that stands on record. The person reads it."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from amparo.foundations.access.pages import StaffRequest
from amparo.foundations.access.words import why_she_takes
from amparo.foundations.cases.acting import act_page, sent
from amparo.foundations.cases.queries import OpenCase


class TakeForm(forms.Form):
    """Of a closed list: the record holds no words about anybody."""

    reason = forms.ChoiceField(
        label=_("Why does it leave with you?"),
        help_text=_("It stands on record, and the person reads it under “who looked”."),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        made = self.fields["reason"]
        if isinstance(made, forms.ChoiceField):
            made.choices = list(why_she_takes().items())


def taken_for(request: StaffRequest) -> TakeForm:
    return TakeForm(sent(request))


def take_page(
    request: StaffRequest, open_case: OpenCase, form: TakeForm, *, verb: str, why: str
) -> HttpResponse:
    """The page with the button: a link, or a page that is opened, takes nothing."""
    return act_page(request, open_case, form, {"title": verb, "verb": verb, "why": why})
