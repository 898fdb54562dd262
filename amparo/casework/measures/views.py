"""The plan, page by page. What the decision maker does is in `deciding`."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amparo import rules
from amparo.casework.measures import forms, offering, queries, services
from amparo.casework.measures.catalogue import (
    Entry,
    catalogue,
    known_values,
    recipients,
)
from amparo.casework.measures.wording import CHANGED, why
from amparo.foundations.access.actors import Refused
from amparo.foundations.access.pages import StaffRequest, needs
from amparo.foundations.access.permissions import Permission
from amparo.foundations.cases.looking import look_into
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.services import CannotConsent
from amparo.foundations.letterbox.papers import ChangedMeanwhile
from amparo.foundations.letterbox.queries import standing
from amparo.foundations.look.law import say

CONFLICT = 409


@needs(Permission.CASE_PLAN)
def plan(request: StaffRequest, code: str) -> HttpResponse:
    """What is proposed, what she said of it, and what else the norm knows."""
    open_case = _open(request, code)
    entries = list(catalogue(open_case).values())
    context = {
        "open_case": open_case,
        "measures": queries.plan(open_case, seen_by=request.actor),
        "decided": queries.final_decision(open_case, seen_by=request.actor),
        "ordinary": [_named(open_case, one) for one in entries if not one.rule.urgent],
        "urgent": [_named(open_case, one) for one in entries if one.rule.urgent],
    }
    return render(request, "measures/plan.html", context)


@needs(Permission.CASE_PLAN)
def propose(request: StaffRequest, code: str, catalogue_id: str) -> HttpResponse:
    open_case = _open(request, code)
    entry = catalogue(open_case).get(catalogue_id)
    if entry is None:
        raise Http404
    form = _proposal_form(request, open_case, entry, _from_request(open_case, request))
    status = 200
    if form.is_valid():
        try:
            services.propose(open_case, form.proposal, by=request.actor, at=timezone.now())
        except services.Hindered as refusal:
            status = _refused(form, refusal)
        else:
            return redirect("measures:plan", open_case.code)
    return _proposal_page(request, open_case, form, {}, status)


@needs(Permission.CASE_PLAN)
def change(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Other words, another recipient or other data: she is asked anew."""
    open_case, shown = _measure(request, code, ref)
    form = _proposal_form(request, open_case, shown.entry, forms.ProposalForm.initial_of(shown))
    more: dict[str, Any] = {"shown": shown}
    status = 200
    if form.is_valid():
        try:
            services.change(
                open_case,
                ref,
                form.proposal,
                seen=form.cleaned_data["seen"],
                by=request.actor,
                at=timezone.now(),
            )
        except services.Hindered as refusal:
            status = _refused(form, refusal)
        except ChangedMeanwhile:
            status, form, more = _changed_meanwhile(request, open_case, ref)
        else:
            return redirect("measures:plan", open_case.code)
    return _proposal_page(request, open_case, form, more, status)


@needs(Permission.CASE_PLAN)
def answer(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """What she said in conversation, with how and in which words."""
    open_case, shown = _measure(request, code, ref)
    form = forms.AnswerForm(_sent(request), initial={"seen": shown.seen})
    status = 200
    if form.is_valid():
        try:
            services.note_answer(
                open_case, ref, **form.cleaned_data, by=request.actor, at=timezone.now()
            )
        except services.Hindered as refusal:
            status = _refused(form, refusal)
        except CannotConsent as refusal:
            status = _refused(form, services.Hindered(str(refusal)))
        except ChangedMeanwhile:
            status, form, shown = _answer_changed(request, open_case, ref)
        else:
            return redirect("desk:case", open_case.code)
    words = {
        "title": _("Note what the person said"),
        "verb": _("Note the answer"),
        "shown": shown,
    }
    return _page(request, open_case, form, words, status)


@require_POST
@needs(Permission.CASE_PLAN)
def ask_again(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    open_case, _shown = _measure(request, code, ref)
    try:
        services.ask_again(open_case, ref, by=request.actor, at=timezone.now())
    except services.Hindered as refusal:
        words = {"title": _("Not asked again"), "words": why(refusal.reasons[0])}
        context = {"open_case": open_case, **words}
        return render(request, "measures/refused.html", context, status=CONFLICT)
    return redirect("measures:plan", open_case.code)


@needs(Permission.CASE_SUPERVISE)
def replace(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """While she cannot be asked: a reasoned decision for this measure and this recipient."""
    open_case, shown = _measure(request, code, ref)
    form = forms.ReasonForm(_sent(request))
    status = 200
    if form.is_valid():
        try:
            services.replace_consent(
                open_case, ref, reasons=form.cleaned_data, by=request.actor, at=timezone.now()
            )
        except services.Hindered as refusal:
            status = _refused(form, refusal)
        except CannotConsent as refusal:
            status = _refused(form, services.Hindered(str(refusal)))
        else:
            return redirect("desk:case", open_case.code)
    words = {
        "title": _("Decide while the person cannot be asked"),
        "why": _("A reasoned decision, on record, that the person will read and can undo."),
        "verb": _("Decide so"),
        "shown": shown,
    }
    return _page(request, open_case, form, words, status)


@needs(Permission.CASE_PLAN)
def put(request: StaffRequest, code: str) -> HttpResponse:
    """Hand the case to who decides."""
    open_case = _open(request, code)
    state = standing(open_case.folder.filing, at=timezone.now())
    purposes = offering.purposes(open_case, state, seen_by=request.actor)
    deciders = queries.deciders(open_case, seen_by=request.actor)
    form = forms.PutForm(_sent(request), purposes=purposes, deciders=deciders)
    status = 200
    if form.is_valid():
        try:
            services.put_to_decision(
                open_case,
                purpose=form.cleaned_data["purpose"],
                members=form.chosen,
                words=form.cleaned_data["words"],
                by=request.actor,
                at=timezone.now(),
            )
        except services.Hindered as refusal:
            status = _refused(form, refusal)
        except Refused as refusal:
            status = _refused(form, services.Hindered(str(refusal)))
        else:
            return redirect("desk:case", open_case.code)
    missing = [(forms.PURPOSES[name], needs) for name, needs in purposes.items() if needs]
    words = {
        "title": _("Put to decision"),
        "why": _("Who decides gets a seat on this case, and with it the plan and the risk report."),
        "verb": _("Put to decision"),
        "missing": missing,
        "nobody": not deciders,
    }
    return _page(request, open_case, form, words, status, template="measures/put.html")


def _open(request: StaffRequest, code: str) -> OpenCase:
    return look_into(code, seen_by=request.actor, at=timezone.now())


def _measure(request: StaffRequest, code: str, ref: str) -> tuple[OpenCase, queries.Shown]:
    open_case = _open(request, code)
    shown = queries.measure_called(open_case, ref, seen_by=request.actor)
    if shown is None:
        raise Http404
    return open_case, shown


def _sent(request: StaffRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _refused(form: Any, refusal: services.Hindered) -> int:
    """Say why beside what it is about; nothing was written."""
    code = refusal.reasons[0]
    form.add_error(
        "unit" if code == "recipient_excluded" and "unit" in form.fields else None, why(code)
    )
    return CONFLICT


def _named(open_case: OpenCase, entry: Entry) -> dict[str, Any]:
    law = rules.load(open_case.folder.filing.protocol)
    names = (*entry.text.through, *entry.text.implemented_by)
    told = [say(law, f"institutions.{one}", otherwise=one) for one in names]
    return {"entry": entry, "names": told}


def _from_request(open_case: OpenCase, request: StaffRequest) -> dict[str, str]:
    known = known_values(open_case, seen_by=request.actor)
    return {
        "where": known.get("coarse_place", ""),
        **{forms.TOLD + name: value for name, value in known.items()},
    }


def _proposal_form(
    request: StaffRequest, open_case: OpenCase, entry: Entry, initial: dict[str, Any]
) -> forms.ProposalForm:
    law = rules.load(open_case.folder.filing.protocol)
    units = recipients(open_case, entry, seen_by=request.actor)
    return forms.ProposalForm(_sent(request), law=law, entry=entry, units=units, initial=initial)


def _proposal_page(
    request: StaffRequest,
    open_case: OpenCase,
    form: forms.ProposalForm,
    more: dict[str, Any],
    status: int,
) -> HttpResponse:
    words = {"title": form.entry.label, "verb": _("Propose it to the person"), **more}
    return _page(request, open_case, form, words, status, template="measures/propose.html")


def _changed_meanwhile(
    request: StaffRequest, open_case: OpenCase, ref: str
) -> tuple[int, forms.ProposalForm, dict[str, Any]]:
    """What stands now beside what was typed, which stays in the form upon the newer version."""
    theirs = queries.measure_called(open_case, ref, seen_by=request.actor)
    if theirs is None:
        raise Http404
    data = request.POST.copy()
    data["seen"] = theirs.seen
    law = rules.load(open_case.folder.filing.protocol)
    units = recipients(open_case, theirs.entry, seen_by=request.actor)
    again = forms.ProposalForm(data, law=law, entry=theirs.entry, units=units)
    return CONFLICT, again, {"shown": theirs, "theirs": theirs}


def _answer_changed(
    request: StaffRequest, open_case: OpenCase, ref: str
) -> tuple[int, forms.AnswerForm, queries.Shown]:
    theirs = queries.measure_called(open_case, ref, seen_by=request.actor)
    if theirs is None:
        raise Http404
    data = request.POST.copy()
    data["seen"] = theirs.seen
    form = forms.AnswerForm(data)
    form.add_error(None, str(CHANGED))
    return CONFLICT, form, theirs


def _page(
    request: StaffRequest,
    open_case: OpenCase,
    form: Any,
    words: dict[str, Any],
    status: int,
    template: str = "measures/act.html",
) -> HttpResponse:
    if status == 200 and form.errors:  # noqa: PLR2004 - the code of an answer
        status = 422
    context = {"open_case": open_case, "form": form, **words}
    return render(request, template, context, status=status)
