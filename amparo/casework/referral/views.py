"""Pages of referrals. Measures ordered elsewhere: `external_views`; hand-over: `hand_on_views`."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_POST

from amparo.casework.admission.oral_answer_views import hear_of_leaving
from amparo.casework.measures import view_helpers as acting
from amparo.casework.measures.catalogue import known_values, must_not_know_of
from amparo.casework.measures.states import Hindered
from amparo.casework.referral import forms, queries, services
from amparo.casework.referral import recall as taking_back
from amparo.casework.referral.dated_tasks import ASKED, may_do
from amparo.casework.referral.wording import why
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import CONFLICT, opened_case, sent, today
from amparo.foundations.cases.fields import folded_among
from amparo.foundations.cases.next_acts import (
    CANCELLED,
    MEASURES,
    ON_OWN_PAGE,
    PERSON_ASKED,
    SAID_NOTED,
    CaseAct,
)
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.services import CannotConsent
from amparo.foundations.institutions.queries import units
from amparo.foundations.intake.exclusions import units_called
from amparo.foundations.web.law.wording import say
from amparo.law import load_protocol

TEMPLATE = "referral/act.html"

act = partial(acting.act, why=why, template=TEMPLATE)


@needs(Permission.CASE_PLAN)
@CaseAct(MEASURES, later("The person is asked about the referral."), PERSON_ASKED)
def propose(request: StaffRequest, code: str) -> HttpResponse:
    """Propose a recipient, the purpose and the text; then the person is asked."""
    open_case = opened_case(request, code)
    law = load_protocol(open_case.folder.filing.protocol)
    tree = list(units(seen_by=request.actor))
    wishes = queries.wishes_of(open_case, seen_by=request.actor)
    known = known_values(open_case, seen_by=request.actor)
    hidden = folded_among(open_case, known, seen_by=request.actor)
    form = forms.ProposalForm(
        sent(request),
        law=law,
        units=tree,
        called=lambda name: units_called(name, by=request.actor),
        hidden=must_not_know_of(open_case, tree),
        on_file={name: words for name, words in known.items() if name not in hidden},
        folded=hidden,
        initial={"wished": "yes" if wishes else "no"},
    )

    def do() -> None:
        services.propose(open_case, form.proposal, by=request.actor, at=timezone.now())

    words = {
        "title": _("Refer elsewhere"),
        "why": _(
            "The person is asked first, with exactly these words. Nothing is sent by this program:"
            " a member prints the sheet and carries it."
        ),
        "verb": _("Ask the person"),
        "wishes": wishes,
    }
    return act(request, open_case, form, do, words, template="referral/propose.html")


@needs(Permission.CASE_READ)
def referral(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    open_case, found = _found(request, code, ref)
    return _referral_page(request, open_case, found)


@needs(Permission.CASE_PLAN)
@CaseAct(MEASURES, SAID_NOTED, ON_OWN_PAGE)
def word(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    open_case, found = _found(request, code, ref)
    page = hear_of_leaving(
        request,
        open_case,
        found,
        partial(services.note_word, open_case, found.row.ref, by=request.actor, at=timezone.now()),
        kind="referral",
        told="referral/told.html",
        why=why,
        refusals=(Hindered, CannotConsent),
    )
    return page or redirect("referral:referral", open_case.code, found.row.ref)


@require_POST
@needs(Permission.CASE_PLAN)
@afresh(at_once=True)
@CaseAct(MEASURES, later("The sheet is made."), later("Note when it reached its recipient."))
def sheet(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Print one numbered copy for a member to carry; the check before sending is made each time."""
    open_case, found = _found(request, code, ref)
    now = timezone.now()
    try:
        number = services.print_copy(open_case, found.row.ref, by=request.actor, at=now)
    except Hindered as refusal:
        because = [why(one) for one in refusal.reasons]
        return _referral_page(request, open_case, found, because=because)
    context = {"found": found, "number": number, "now": now}
    return render(request, "referral/sheet.html", context)


@needs(Permission.CASE_PLAN)
@afresh()
@CaseAct(MEASURES, later("It is noted that it reached its recipient."), ON_OWN_PAGE)
def give(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    open_case, found = _found(request, code, ref)
    form = forms.GivenForm(sent(request), today=today(open_case))
    words = {"title": _("It reached its recipient"), "verb": _("Put it on record")}
    return _act(request, open_case, found, form, services.give, words)


@needs(Permission.CASE_PLAN)
@CaseAct(MEASURES, later("The answer of the recipient is noted."), ON_OWN_PAGE)
def reply(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    open_case, found = _found(request, code, ref)
    form = forms.ReplyForm(sent(request), today=today(open_case))
    words = {"title": _("What the recipient says"), "verb": _("Put it on record")}
    return _act(request, open_case, found, form, services.note_reply, words)


@needs(Permission.CASE_WORK)
@afresh()
@CaseAct(MEASURES, later("It is noted that the recipient was told to destroy it."))
def told(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Note that the recipient was told to destroy what it has, because the person took it back."""
    open_case, found = _found(request, code, ref)
    form = forms.ToldForm(sent(request), today=today(open_case))
    words = {
        "title": _("Tell the recipient to destroy what it has"),
        "why": _(
            "What they have read cannot be unread, and nobody here can see whether a copy is left."
            " The person is told so."
        ),
        "verb": _("Put it on record"),
    }
    return _act(request, open_case, found, form, taking_back.note_told, words)


@needs(Permission.CASE_PLAN)
@CaseAct(MEASURES, CANCELLED, ON_OWN_PAGE)
def call_off(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Call the referral off."""
    open_case, found = _found(request, code, ref)
    form = forms.CallOffForm(sent(request))
    words = {"title": _("Call the referral off"), "verb": _("Call it off, and tell the person")}
    return _act(request, open_case, found, form, taking_back.call_off, words)


@needs(Permission.CASE_PLAN)
@CaseAct(MEASURES, later("The person's request is answered."), ON_OWN_PAGE)
def wish(request: StaffRequest, code: str) -> HttpResponse:
    """Answer what the person asked: a referral, a journey, where to be notified."""
    open_case = opened_case(request, code)
    wishes = queries.asked_by_person(open_case, seen_by=request.actor)
    if not wishes:
        raise Http404
    form = forms.WishForm(sent(request))

    def do() -> None:
        text = form.cleaned_data["words"]
        services.answer_wish(open_case, words=text, by=request.actor, at=timezone.now())

    words = {
        "title": _("What the person asks"),
        "verb": _("Send the answer"),
        "wishes": wishes,
        "refers": any(one.paper.kind == "referral_wish" for one in wishes),
    }
    return act(request, open_case, form, do, words, template="referral/wish.html")


PAGES = {
    "carry": "referral:referral",
    "see_answer": "referral:reply",
    "see_export": "exports:decide",
    "take_export": "exports:take",
    "export_back": "exports:told",
    "destroy": "referral:told",
    "agree": "referral:agree",
    "look_again": "referral:end",
    "promise": "referral:kept",
    "see_glass": "referral:see_glass",
    "tell_demand": "referral:tell",
    "tell_hold": "referral:tell",
}


@needs(Permission.CASE_READ)
def task(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Redirect to the page of a dated task, or to the case where it is done already."""
    open_case = opened_case(request, code)
    found = queries.task_called(open_case, ref, seen_by=request.actor)
    if found is None:
        raise Http404
    if found.done_at or not may_do(found, by=request.actor):
        return redirect("desk:case", open_case.code)
    if found.kind in PAGES:
        return redirect(PAGES[found.kind], open_case.code, found.about)
    page = "referral:wish" if found.kind in ASKED.values() else "referral:hand_on"
    return redirect(page, open_case.code)


def _found(request: StaffRequest, code: str, ref: str) -> tuple[OpenCase, queries.Shown]:
    open_case = opened_case(request, code)
    found = queries.referral_called(open_case, ref, seen_by=request.actor)
    if found is None:
        raise Http404
    return open_case, found


def _act(
    request: StaffRequest,
    open_case: OpenCase,
    found: queries.Shown,
    form: Any,
    service: Callable[..., Any],
    words: dict[str, Any],
) -> HttpResponse:
    def do() -> None:
        given = form.cleaned_data
        service(open_case, found.row.ref, **given, by=request.actor, at=timezone.now())

    shown, back = {**words, "found": found}, ("referral:referral", found.row.ref)
    return act(request, open_case, form, do, shown, back=back)


def _referral_page(
    request: StaffRequest,
    open_case: OpenCase,
    found: queries.Shown,
    *,
    because: list[str] | None = None,
) -> HttpResponse:
    law = load_protocol(open_case.folder.filing.protocol)
    verdict = queries.verdict_on(open_case, found, seen_by=request.actor)
    context = {
        "open_case": open_case,
        "found": found,
        "may": verdict.allowed and found.row.state not in {"revoked", "refused"},
        "to_destroy": queries.to_destroy(open_case, found, seen_by=request.actor),
        "against": [why(one) for one in verdict.reasons],
        "because": because or [],
        "kept": say(law, "fields.exact_place"),
    }
    status = CONFLICT if because else 200
    return render(request, "referral/referral.html", context, status=status)
