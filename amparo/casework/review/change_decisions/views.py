"""Pages on which a change of a measure is decided, and on which a decided change is given up."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as later

from amparo.casework.assessment.queries import latest_submitted
from amparo.casework.measures.concurrent_edits import theirs_beside
from amparo.casework.measures.decisions.resolution import Resolution
from amparo.casework.review import services, wording
from amparo.casework.review.beneficiary_hearings import queries as heard
from amparo.casework.review.change_decisions import services as ending
from amparo.casework.review.changes import forms as change_forms
from amparo.casework.review.changes import queries as changes
from amparo.casework.review.changes.views import called, status_of, tried
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import UNPROCESSABLE, opened_case, sent
from amparo.foundations.cases.next_acts import MEASURES, CaseAct
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.services import paper_called
from amparo.foundations.web.law.wording import source_said
from amparo.law import load_protocol


@needs(Permission.CASE_READ)
@afresh()
@CaseAct(MEASURES, later("The change is decided."))
def decide(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    open_case = opened_case(request, code)
    found = called(request, open_case, ref)
    if not ending.may_decide(found.row.kind, open_case, seen_by=request.actor):
        raise Http404
    if found.issued and request.method != "POST":
        return redirect("measures:resolution", open_case.code, found.issued.decision.ref)
    files = request.FILES if request.method == "POST" else None
    form = change_forms.DecideChangeForm(sent(request), files, kind=found.row.kind)
    goes_on = found.row.kind in ending.GOES_ON
    outcome = change_forms.ChangedOutcomeForm(sent(request), shown=found.shown) if goes_on else None
    handed_in = _handed_in(open_case, form, outcome) if request.method == "POST" else None
    if handed_in:
        made = tried(
            form,
            lambda: services.decide_change(
                open_case,
                ref,
                handed_in,
                from_day=form.cleaned_data.get("from_day"),
                by=request.actor,
                at=timezone.now(),
            ),
        )
        if made:
            return redirect("measures:resolution", open_case.code, made.ref)
    more = _theirs(request, open_case, ref, form, outcome) if handed_in else {}
    law = load_protocol(open_case.folder.filing.protocol)
    act = law.act_that(changes.DEEDS[found.row.kind])
    context = {
        "open_case": open_case,
        "form": form,
        "one": outcome,
        "outcomes": [outcome] if outcome else [],
        "incomplete": bool(outcome and outcome.errors),
        "title": wording.TITLES[found.row.kind],
        "source": source_said(act),
        "assessed": latest_submitted(open_case, seen_by=request.actor),
        "final": None,
        "now": timezone.now(),
        "found": found,
        "heard": heard.heard_words(found.ref, found.question, open_case, seen_by=request.actor),
        **more,
    }
    status = status_of(form)
    if status == 200 and context["incomplete"]:  # noqa: PLR2004 - the code of an answer
        status = UNPROCESSABLE
    return render(request, "review/decide_change.html", context, status=status)


@needs(Permission.CASE_READ)
@afresh()
@CaseAct(MEASURES, later("What was decided is not carried out."))
def give_up(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Give up a decided change, with the reasons that the person reads."""
    open_case = opened_case(request, code)
    found = called(request, open_case, ref)
    if not ending.may_decide(found.row.kind, open_case, seen_by=request.actor):
        raise Http404
    if not found.takes_away and request.method != "POST":
        return redirect("review:change", open_case.code, ref)
    files = request.FILES if request.method == "POST" else None
    form = change_forms.GiveUpForm(sent(request), files)
    more: dict[str, Any] = {}
    if form.is_valid() and form.complete(form.given):
        at = timezone.now()
        made = tried(
            form,
            lambda: services.give_up(open_case, ref, form.given, by=request.actor, at=at),
        )
        if made:
            return redirect("measures:resolution", open_case.code, made.ref)
        more = _given_up_meanwhile(request, open_case, ref, form)
    context = {
        "open_case": open_case,
        "form": form,
        "title": wording.GIVES_UP,
        "assessed": latest_submitted(open_case, seen_by=request.actor),
        "now": timezone.now(),
        "found": found,
        "heard": heard.heard_words(found.ref, found.question, open_case, seen_by=request.actor),
        **more,
    }
    return render(request, "review/give_up.html", context, status=status_of(form))


# --- inside ---


def _given_up_meanwhile(
    request: StaffRequest, open_case: OpenCase, ref: str, form: change_forms.GiveUpForm
) -> dict[str, Any]:
    """Return another member's resolution beside the typed text; empty where there is none."""
    now = called(request, open_case, ref).given_up
    paper = now and paper_called(open_case.folder, now.decision.paper_ref, seen_by=request.actor)
    if not paper:
        return {}
    return theirs_beside(open_case, paper, form, (), request.POST, seen_by=request.actor)


def _theirs(
    request: StaffRequest,
    open_case: OpenCase,
    ref: str,
    form: change_forms.DecideChangeForm,
    outcome: change_forms.ChangedOutcomeForm | None,
) -> dict[str, Any]:
    """Return what another member did meanwhile beside the typed text; empty where nothing
    differs."""
    now, outcomes = called(request, open_case, ref), [outcome] if outcome else []
    paper = now.issued.decision.paper_ref if now.issued else now.shown.measure.paper_ref
    newer = paper_called(open_case.folder, paper, seen_by=request.actor)
    if newer is None:
        return {}
    beside = theirs_beside(open_case, newer, form, outcomes, request.POST, seen_by=request.actor)
    return beside if now.issued or beside["differences"] else {}


def _handed_in(
    open_case: OpenCase,
    form: change_forms.DecideChangeForm,
    outcome: change_forms.ChangedOutcomeForm | None,
) -> Resolution | None:
    """Return the resolution as typed, or None if a part of it is incomplete."""
    if not form.is_valid() or (outcome and not outcome.is_valid()):
        return None
    if outcome:
        outcome.why = form.cleaned_data["grounds"]
    goes_on = [outcome] if outcome and form.accepted else []
    found = form.resolution([one.answer for one in goes_on])
    day = found.day(load_protocol(open_case.folder.filing.protocol), timezone.now())
    complete = [form.complete(found), *(one.complete(day) for one in goes_on)]
    return found if all(complete) else None
