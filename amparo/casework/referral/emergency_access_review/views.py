"""The page on which a member says whether an emergency access was right, and on which a member who
is said to have agreed says whether that is so."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.casework.referral import forms
from amparo.casework.referral.emergency_access_review import services as glass_seen
from amparo.casework.referral.views import act
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.queries import names_of
from amparo.foundations.accounts.wording import roles_in_words
from amparo.foundations.cases.act_pages import opened_case, sent
from amparo.foundations.cases.emergency_access.history import (
    AGREED,
    ALONE,
    NOT_AGREED,
    UNCONFIRMED,
    Hour,
    hour_of,
)
from amparo.foundations.cases.emergency_access.services import LENT, READY, SHARES
from amparo.foundations.cases.next_acts import PEOPLE, CaseAct

ROADS: dict[str, Promise] = {
    READY: gettext_lazy("Access had been prepared for this person"),
    LENT: gettext_lazy("A colleague on the case gave them access"),
    SHARES: gettext_lazy("The keyholders opened the case to them"),
}
SECOND: dict[str, Promise] = {
    ALONE: gettext_lazy("Nobody else had agreed."),
    AGREED: gettext_lazy("%(second)s confirms having agreed."),
    UNCONFIRMED: gettext_lazy(
        "%(who)s says that %(second)s agreed. %(second)s has not confirmed it."
    ),
    NOT_AGREED: gettext_lazy("%(who)s says that %(second)s agreed. %(second)s says: I did not."),
}


@needs(Permission.CASE_READ)
@afresh()
@CaseAct(PEOPLE, gettext_lazy("Whether it was right to open the case is on record."))
def see(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Show who had the case opened, in which way, with which text, and who agreed; and record what
    the reviewer found."""
    open_case = opened_case(request, code)
    hour = hour_of(open_case.code, ref, seen_by=request.actor)
    if hour is None:
        raise Http404
    asked = hour.asks(request.actor.member.code) or "answer" in request.POST
    form = forms.AgreedForm(sent(request)) if asked else forms.HourForm(sent(request))
    service: Callable[..., None] = glass_seen.answer_hour if asked else glass_seen.see_hour

    def do() -> None:
        service(open_case, ref, **form.cleaned_data, by=request.actor, at=timezone.now())

    shown = _shown(request, hour, glass_seen.said_then(open_case, hour, seen_by=request.actor))
    return act(request, open_case, form, do, {**(_asked() if asked else _judged()), **shown})


def _shown(request: StaffRequest, hour: Hour, said: str) -> dict[str, object]:
    member, second = f"member:{hour.facts['member']}", f"member:{hour.second}"
    names = names_of([member, second], seen_by=request.actor)
    who = names.get(member, "")
    return {
        "hour": hour,
        "who": who,
        "roles": roles_in_words(str(hour.facts["role"])),
        "agreed": str(SECOND[hour.agreed]) % {"who": who, "second": names.get(second, "")},
        "road": ROADS.get(str(hour.facts["road"]), ""),
        "said": said,
        "verb": _("Put it on record"),
    }


def _asked() -> dict[str, object]:
    return {
        "title": _("Emergency access: did you agree?"),
        "why": _(
            "Your own word is on record, and whoever looks at it afterwards reads it. Whoever"
            " agreed does not say whether it was right. Whoever watches from outside reads the"
            " answer, and no name."
        ),
    }


def _judged() -> dict[str, object]:
    return {
        "title": _("Emergency access: was it right?"),
        "why": _(
            "Speak with whoever had the case opened, and with whoever they say they reached. The"
            " person reads what you write and what you found; whoever watches from outside reads"
            " what you found."
        ),
    }
