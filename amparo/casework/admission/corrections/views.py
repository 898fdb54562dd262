"""Pages of what a request lacks."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.admission.corrections import forms as missing_forms
from amparo.casework.admission.corrections import queries as missing
from amparo.casework.admission.corrections import services as correcting
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import CONFLICT, SHOWN, act_page, opened_case, sent
from amparo.foundations.cases.next_acts import FACTS, ON_OWN_PAGE, TO_DECIDE, CaseAct
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.procedure.law_of_filing import law_of
from amparo.foundations.intake.procedure.legal_effects_of_acts import NotInOrder
from amparo.foundations.intake.requests.corrections import NothingGiven
from amparo.foundations.web.law.wording import say_act, source_said
from amparo.law import Deed, load_protocol

TEMPLATE = "admission/correction.html"


@needs(Permission.CASE_WORK)
@CaseAct(FACTS, later("What is missing is asked for, all of it, once."), ON_OWN_PAGE)
def ask_correction(request: StaffRequest, code: str) -> HttpResponse:
    """Ask for all that is missing, at once; where that is not allowed, say what to do instead."""
    open_case, now = opened_case(request, code), timezone.now()
    law = load_protocol(open_case.folder.filing.protocol)
    act = law.act_that(Deed.ASK_CORRECTION)
    if act is None:
        raise Http404
    parts = [(name, title, "") for name, title in missing.requirements_of(open_case)]
    form = missing_forms.AskForm(sent(request), parts=parts)

    def do() -> None:
        said, text = form.said, form.cleaned_data["text"]
        correcting.ask(open_case, said, text=text, by=request.actor, at=now)

    words = {
        "title": say_act(law, Deed.ASK_CORRECTION) or _("Ask for what is missing"),
        "why": _(
            "Everything at once, and only once. The person reads it on their own page in your very"
            " words; their days count from then on, and nothing is closed when they pass."
        ),
        "verb": _("Ask for it"),
        "source": source_said(act),
        "blocked": _blocked(open_case, at=now),
    }
    return _act(request, open_case, form, do, words)


@needs(Permission.CASE_SUPERVISE)
@CaseAct(
    FACTS,
    later("Asking for what is missing is allowed."),
    later("The team may ask the person now."),
)
def allow_correction(request: StaffRequest, code: str) -> HttpResponse:
    open_case = opened_case(request, code)
    form = missing_forms.AllowForm(sent(request))

    def do() -> None:
        reason = form.cleaned_data["reason"]
        correcting.allow(open_case, reason=reason, by=request.actor, at=timezone.now())

    words = {
        "title": _("Allow asking for what is missing"),
        "why": _(
            "On this track a request for papers makes somebody in grave danger wait. It needs a"
            " supervisor's reasons, on record, which the person reads."
        ),
        "verb": _("Allow it"),
    }
    return _act(request, open_case, form, do, words)


@needs(Permission.CASE_WORK)
@CaseAct(FACTS, later("What the person gave is added to the request."))
def complete_with_her(request: StaffRequest, code: str) -> HttpResponse:
    """Complete the request in a call with the person, in place of asking for papers."""
    open_case = opened_case(request, code)
    parts = missing.still_missing(open_case, seen_by=request.actor)
    form = missing_forms.CompleteForm(sent(request), parts=parts)

    def do() -> None:
        said, way = form.said, form.cleaned_data["way"]
        correcting.complete_with_her(open_case, said, way=way, by=request.actor, at=timezone.now())

    words = {
        "title": _("Complete the request with the person"),
        "why": _(
            "Call, or sit down together, and write what they say in their own words. It counts as"
            " given by them; they read on their page what you wrote. It stops no term."
        ),
        "verb": _("Keep what they said"),
        "nothing_missing": not parts,
    }
    return _act(request, open_case, form, do, words)


@needs(Permission.CASE_WORK)
@afresh()
@CaseAct(FACTS, later("It is noted that the person knows what is missing."))
def correction_receipt(request: StaffRequest, code: str) -> HttpResponse:
    open_case, now = opened_case(request, code), timezone.now()
    row = missing.correction_of(open_case)
    if row is None:
        return redirect("desk:case", open_case.code)
    form = missing_forms.ReceiptForm(
        sent(request), asked_at=row.asked_at, now=now, initial={"when": _here(now)}
    )

    def do() -> None:
        correcting.note_receipt(open_case, **form.cleaned_data, by=request.actor, at=now)

    words = {
        "title": _("Note that the person knows what is missing"),
        "why": _(
            "Use the safe way and word that they gave. Leaving a message proves nothing: only what"
            " they really received starts their days."
        ),
        "verb": _("Note it"),
    }
    return _act(request, open_case, form, do, words)


@needs(Permission.CASE_WORK)
@CaseAct(FACTS, later("Archiving is recommended. It closes nothing."), TO_DECIDE)
def advise_archiving(request: StaffRequest, code: str) -> HttpResponse:
    open_case, now = opened_case(request, code), timezone.now()
    if missing.correction_of(open_case) is None:
        return redirect("desk:case", open_case.code)
    law = law_of(open_case.folder.filing)
    act = law.act_that(Deed.ADVISE_ARCHIVING)
    if act is None:
        raise Http404
    form = missing_forms.AdviseForm(sent(request))

    def do() -> None:
        text = form.cleaned_data["text"]
        correcting.advise_archiving(open_case, text=text, by=request.actor, at=now)

    words = {
        "title": say_act(law, Deed.ADVISE_ARCHIVING) or _("Recommend archiving it"),
        "why": _(
            "It closes nothing. The decision maker decides by a reasoned resolution that the person"
            " can have reconsidered; until then what is missing can still be given. Say how many"
            " days the law adds for the distance from the person's home, and that these have passed"
            " too."
        ),
        "verb": _("Recommend it"),
        "source": source_said(act),
    }
    return _act(request, open_case, form, do, words)


def _act(
    request: StaffRequest,
    open_case: OpenCase,
    form: Any,
    do: Callable[[], None],
    words: dict[str, Any],
) -> HttpResponse:
    status = SHOWN
    if form.is_valid():
        try:
            do()
        except correcting.Hindered as refusal:
            form.add_error(None, missing.WHY[str(refusal)])
            status = CONFLICT
        except (NothingGiven, NotInOrder):
            form.add_error(
                None, _("The protocol does not allow this act now. Nothing was changed.")
            )
            status = CONFLICT
        else:
            return redirect("desk:case", open_case.code)
    return act_page(request, open_case, form, words, status, TEMPLATE)


def _blocked(open_case: OpenCase, *, at: datetime) -> list[tuple[str, Any]]:
    """Codes and texts of why a correction may not be asked for."""
    return [
        (reason, missing.WHY[reason]) for reason in missing.standing_in_the_way(open_case, at=at)
    ]


def _here(moment: datetime) -> datetime:
    return timezone.localtime(moment).replace(second=0, microsecond=0, tzinfo=None)
