"""The page on which somebody says whether an hour of danger was right."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.casework.referral import forms, glass_seen
from amparo.casework.referral.views import act
from amparo.foundations.access.pages import StaffRequest, needs
from amparo.foundations.access.permissions import Permission
from amparo.foundations.access.queries import names_of
from amparo.foundations.access.words import roles_in_words
from amparo.foundations.cases.acting import opened_case, sent
from amparo.foundations.cases.glass import LENT, READY, SHARES, hour_of

ROADS: dict[str, Promise] = {
    READY: gettext_lazy("It had been kept ready for them"),
    LENT: gettext_lazy("A colleague on the case gave them a seat"),
    SHARES: gettext_lazy("The keyholders opened it to them"),
}


@needs(Permission.CASE_READ)
def see(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Who had it opened, by which road, with which words; and what whoever looks found."""
    open_case = opened_case(request, code)
    hour = hour_of(open_case.code, ref, seen_by=request.actor)
    if hour is None:
        raise Http404
    form = forms.HourForm(sent(request))

    def do() -> None:
        given = form.cleaned_data
        glass_seen.see_hour(open_case, ref, **given, by=request.actor, at=timezone.now())

    member, second = (f"member:{hour.facts[one]}" for one in ("member", "second"))
    names = names_of([member, second], seen_by=request.actor)
    words = {
        "title": _("An hour of danger: was it right?"),
        "why": _(
            "Speak with whoever had the case opened, and with whoever they say they reached. The"
            " person reads what you write and what you found; whoever watches from outside reads"
            " what you found."
        ),
        "verb": _("Put it on record"),
        "hour": hour,
        "who": names.get(member, ""),
        "roles": roles_in_words(str(hour.facts["role"])),
        "second": names.get(second, ""),
        "road": ROADS.get(str(hour.facts["road"]), ""),
        "said": glass_seen.said_then(open_case, hour, seen_by=request.actor),
    }
    return act(request, open_case, form, do, words)
