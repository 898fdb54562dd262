"""Whoever has a tie to a case says so, and gives it up. Which case it is stands in no address."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.casework.measures.forms import choose
from amparo.casework.tied import TooMany, say_tied
from amparo.foundations.access.actors import Actor, Refused
from amparo.foundations.access.pages import StaffRequest, afresh, needs
from amparo.foundations.access.permissions import Permission, permissions_of
from amparo.foundations.access.queries import members
from amparo.foundations.letterbox.filings import NobodyMayRead

LONGEST = 40
SAID = "said"
CONFLICT, WRONG = 409, 422


class TieForm(forms.Form):
    case = forms.CharField(
        label=gettext_lazy("The code of the case or of the request"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    taker = forms.ChoiceField(
        label=gettext_lazy("Who takes it over"),
        help_text=gettext_lazy("They are given a seat in the moment in which you lose yours."),
        required=False,
    )
    sure = forms.BooleanField(
        label=gettext_lazy("I have a tie to it, and give it up now"),
        error_messages={"required": gettext_lazy("Tick this if you mean it: it is not undone.")},
    )

    def __init__(self, *args: Any, members: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {one.code: one for one in members}
        told = [(one.code, one.name) for one in self.members.values()]
        choose(self, "taker", [("", "—"), *told])


@needs(Permission.CASE_READ)
@afresh()
def tie(request: StaffRequest) -> HttpResponse:
    """The same answer for a case of hers, a case of others and a code that there is not."""
    posted = request.method == "POST"
    form = TieForm(
        request.POST if posted else None, members=_who_works(request.actor), label_suffix=""
    )
    status, alone = WRONG if posted else 200, posted and bool(request.POST.get("taker"))
    if posted and form.is_valid():
        given, now = form.cleaned_data, timezone.now()
        try:
            taker = form.members.get(given["taker"])
            say_tied(given["case"], taker=taker, by=request.actor, at=now)
        except NobodyMayRead:
            form.add_error("case", _only_reader())
            status, alone = CONFLICT, True
        except Refused:
            form.add_error("taker", _("This seat cannot be given to them: choose somebody else."))
            status = CONFLICT
        except TooMany:
            form.add_error(None, _("So many at once cannot be. Wait a quarter of an hour."))
            status = 429
        else:
            return redirect(f"{reverse('desk:tie')}?{SAID}=1")
    context = {"form": form, "said": SAID in request.GET, "alone": alone}
    return render(request, "desk/tie.html", context, status=status)


def _only_reader() -> str:
    return _(
        "Nobody but you can read it now, and the person would wait in vain. Of a case, say below"
        " who takes it over, without reading on. Of a request, somebody else is given the key of"
        " the reception first; then say it here."
    )


def _who_works(reader: Actor) -> list[Any]:
    """Colleagues who work on cases."""
    return [
        one
        for one in members(seen_by=reader)
        if one.pk != reader.member.pk and Permission.CASE_WORK in permissions_of(one.role_set)
    ]
