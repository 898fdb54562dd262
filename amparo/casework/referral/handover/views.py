"""Pages to hand a case over to another member. The sheet itself is a page of the desk."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.referral import forms
from amparo.casework.referral.handover import services as handing_on
from amparo.casework.referral.views import act
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import opened_case, sent, today
from amparo.foundations.cases.form_drafts.pages import saves_itself
from amparo.foundations.cases.next_acts import ON_OWN_PAGE, PEOPLE, SUMMARY, TEAM_ONLY, CaseAct


@needs(Permission.CASE_WORK)
@saves_itself
@CaseAct(PEOPLE, later("The hand-over note is saved."), TEAM_ONLY)
def hand_on(request: StaffRequest, code: str) -> HttpResponse:
    open_case = opened_case(request, code)
    form = forms.HandOnForm(sent(request))

    def do() -> None:
        handing_on.hand_on(open_case, **form.cleaned_data, by=request.actor, at=timezone.now())

    words = {
        "title": _("For whoever takes the case over"),
        "why": _("Short: so that the person need not tell it all again."),
        "verb": _("Leave it in the file"),
    }
    return act(request, open_case, form, do, words, back=("desk:handed_on",))


@needs(Permission.CASE_WORK)
@CaseAct(SUMMARY, later("The promise is noted with its day."), ON_OWN_PAGE)
def promise(request: StaffRequest, code: str) -> HttpResponse:
    open_case = opened_case(request, code)
    form = forms.PromiseForm(sent(request), today=today(open_case))

    def do() -> None:
        handing_on.promise(open_case, **form.cleaned_data, by=request.actor, at=timezone.now())

    words: dict[str, Any] = {
        "title": _("Note a promise to the person"),
        "why": _("It falls due like everything else here, whoever has the case then."),
        "verb": _("Note it"),
    }
    return act(request, open_case, form, do, words)


@needs(Permission.CASE_WORK)
@CaseAct(SUMMARY, later("The result of the promise is recorded."), ON_OWN_PAGE)
def kept(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    open_case = opened_case(request, code)
    told = handing_on.sheet_of(open_case, seen_by=request.actor).promises
    found = next((one for one in told if one.ref == ref), None)
    if found is None:
        raise Http404
    form = forms.KeptForm(sent(request))

    def do() -> None:
        given = form.cleaned_data
        handing_on.note_promise(open_case, ref, **given, by=request.actor, at=timezone.now())

    words = {"title": _("Was the promise kept?"), "verb": _("Put it on record"), "promised": found}
    return act(request, open_case, form, do, words)
