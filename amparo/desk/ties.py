"""Whoever has a tie to a case says so, and gives it up. Which case it is stands in no address."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.casework.tied import TooMany, say_tied
from amparo.foundations.access.pages import StaffRequest, afresh, needs
from amparo.foundations.access.permissions import Permission
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
    sure = forms.BooleanField(
        label=gettext_lazy("I have a tie to it, and give it up now"),
        error_messages={"required": gettext_lazy("Tick this if you mean it: it is not undone.")},
    )


@needs(Permission.CASE_READ)
@afresh()
def tie(request: StaffRequest) -> HttpResponse:
    """The same answer for a case of hers, a case of others and a code that there is not."""
    posted = request.method == "POST"
    form = TieForm(request.POST if posted else None, label_suffix="")
    status = WRONG if posted else 200
    if posted and form.is_valid():
        try:
            say_tied(form.cleaned_data["case"], by=request.actor, at=timezone.now())
        except NobodyMayRead:
            form.add_error("case", _only_reader())
            status = CONFLICT
        except TooMany:
            form.add_error(None, _("So many at once cannot be. Wait a quarter of an hour."))
            status = 429
        else:
            return redirect(f"{reverse('desk:tie')}?{SAID}=1")
    context = {"form": form, "said": SAID in request.GET}
    return render(request, "desk/tie.html", context, status=status)


def _only_reader() -> str:
    return _(
        "Nobody but you can read it now, and the person would wait in vain. Give somebody else a"
        " seat first, without reading on; of a request, somebody else is given the key of the"
        " reception. Then say it here."
    )
