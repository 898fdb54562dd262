"""Pages of the plan and of an issued resolution. The decision maker's pages are in `deciding`."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.measures import concurrent_edits as compared
from amparo.casework.measures import forms, queries, services
from amparo.casework.measures import possible_acts as offering
from amparo.casework.measures.catalogue import Entry, catalogue, known_values, recipients
from amparo.casework.measures.other_remedies import never_grounds
from amparo.casework.measures.own_measures.forms import OwnProposalForm
from amparo.casework.measures.relocated_adults import surname_queries as doubted
from amparo.casework.measures.view_helpers import act_page, on_case, refused
from amparo.foundations.accounts.actors import Refused
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import CONFLICT, GO_ON, opened_case, sent, today
from amparo.foundations.cases.fields import folded_among
from amparo.foundations.cases.form_drafts.pages import saves_itself
from amparo.foundations.cases.next_acts import MEASURES, PERSON_ASKED, TO_DECIDE, CaseAct
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.services import ChangedMeanwhile
from amparo.foundations.intake.queries import standing
from amparo.foundations.web.both_languages import in_others
from amparo.foundations.web.law.institution_names import body_named
from amparo.law import load_protocol
from amparo.law.measures import Consent


@needs(Permission.CASE_PLAN)
def plan(request: StaffRequest, code: str) -> HttpResponse:
    """Show the proposed measures with the person's answers, and the rest of the catalogue."""
    open_case = opened_case(request, code)
    entries = list(catalogue(open_case).values())
    context = {
        "open_case": open_case,
        "measures": queries.plan(open_case, seen_by=request.actor),
        "decided": queries.final_decision(open_case, seen_by=request.actor),
        "usual": [_named(open_case, one) for one in entries if not one.rule.urgent],
        "urgent": [_named(open_case, one) for one in entries if one.rule.urgent],
        "beside": bool(never_grounds(open_case, seen_by=request.actor)),
        "alike": doubted.said_in(open_case, seen_by=request.actor),
    }
    return render(request, "measures/plan.html", context)


@needs(Permission.CASE_PLAN)
@saves_itself
@CaseAct(MEASURES, later("The measure is proposed."), PERSON_ASKED)
def propose(request: StaffRequest, code: str, catalogue_id: str) -> HttpResponse:
    open_case = opened_case(request, code)
    entry = catalogue(open_case).get(catalogue_id)
    if entry is None:
        raise Http404
    known = known_values(open_case, seen_by=request.actor)
    initial = {forms.TOLD + name: value for name, value in known.items()}
    form = _proposal_form(request, open_case, entry, initial, told=known)
    status = 200
    if form.is_valid():
        try:
            made = services.propose(open_case, form.proposal, by=request.actor, at=timezone.now())
        except services.Hindered as refusal:
            status = refused(form, refusal)
        else:
            if GO_ON in request.POST:
                return redirect("measures:answer", open_case.code, made.ref)
            return redirect("measures:plan", open_case.code)
    return _proposal_page(request, open_case, form, {}, status)


@needs(Permission.CASE_PLAN)
@saves_itself
@CaseAct(MEASURES, later("The proposal is changed."), PERSON_ASKED)
def change(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Change words, recipient or data of a proposal; the person is asked again."""
    open_case, shown = on_case(request, code, ref)
    before = dict(shown.body.get("values", {}))
    made = OwnProposalForm if shown.entry.own else forms.ProposalForm
    initial = made.initial_of(shown)
    form = _proposal_form(request, open_case, shown.entry, initial, told=before, before=before)
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
            status = refused(form, refusal)
        except ChangedMeanwhile:
            status, form, more = _changed_meanwhile(request, open_case, ref)
        else:
            return redirect("measures:plan", open_case.code)
    return _proposal_page(request, open_case, form, more, status)


@needs(Permission.CASE_PLAN)
@CaseAct(MEASURES, later("The case is submitted for decision."), TO_DECIDE)
def put(request: StaffRequest, code: str) -> HttpResponse:
    """Put the case to the decision makers."""
    open_case = opened_case(request, code)
    state = standing(open_case.folder.filing, at=timezone.now())
    purposes = offering.purposes(open_case, state, seen_by=request.actor)
    deciders = queries.deciders(open_case, seen_by=request.actor)
    form = forms.PutForm(sent(request), purposes=purposes, deciders=deciders)
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
            status = refused(form, refusal)
        except Refused as refusal:
            status = refused(form, services.Hindered(str(refusal)))
        else:
            return redirect("desk:case", open_case.code)
    missing = [(forms.PURPOSES[name], needs) for name, needs in purposes.items() if needs]
    words = {
        "title": _("Put to decision"),
        "why": _(
            "Whoever decides gets access to this case, and with it to the plan and the risk report."
        ),
        "verb": _("Put to decision"),
        "missing": missing,
        "nobody": not deciders,
    }
    return act_page(request, open_case, form, words, status, template="measures/put.html")


def _named(open_case: OpenCase, entry: Entry) -> dict[str, Any]:
    law = load_protocol(open_case.folder.filing.protocol)
    names = (*entry.text.through, *entry.text.implemented_by)
    told = [body_named(law, one, entry.text.only_if) for one in names]
    return {"entry": entry, "names": told}


def _proposal_form(
    request: StaffRequest,
    open_case: OpenCase,
    entry: Entry,
    initial: dict[str, Any],
    *,
    told: Mapping[str, str],
    before: Mapping[str, str] | None = None,
) -> forms.ProposalForm | OwnProposalForm:
    """`told`: what is on file about the person for this measure; folded values are left empty."""
    if entry.own:
        return OwnProposalForm(sent(request), entry=entry, today=today(open_case), initial=initial)
    law = load_protocol(open_case.folder.filing.protocol)
    parts: dict[str, Any] = {
        "units": recipients(open_case, entry, seen_by=request.actor),
        "folded": folded_among(open_case, told, seen_by=request.actor),
        "before": before,
    }
    return forms.ProposalForm(sent(request), law=law, entry=entry, initial=initial, **parts)


def _proposal_page(
    request: StaffRequest,
    open_case: OpenCase,
    form: forms.ProposalForm | OwnProposalForm,
    more: dict[str, Any],
    status: int,
) -> HttpResponse:
    words = {"title": form.entry.label, "verb": _("Propose it to the person"), **more}
    if not more and form.entry.rule.consent is not Consent.EACH_ADULT:
        words["verb_on"] = _("Propose it and note the person's answer")
    template = "measures/propose_own.html" if form.entry.own else "measures/propose.html"
    return act_page(request, open_case, form, words, status, template=template)


def _changed_meanwhile(
    request: StaffRequest, open_case: OpenCase, ref: str
) -> tuple[int, forms.ProposalForm | OwnProposalForm, dict[str, Any]]:
    """Return the parts of the page with the present proposal beside what was typed, which stays in
    the form with the newer version."""
    theirs = queries.measure_called(open_case, ref, seen_by=request.actor)
    if theirs is None:
        raise Http404
    data = request.POST.copy()
    data["seen"] = theirs.seen
    law = load_protocol(open_case.folder.filing.protocol)
    before = dict(theirs.body.get("values", {}))
    parts: dict[str, Any] = {
        "units": recipients(open_case, theirs.entry, seen_by=request.actor),
        "folded": folded_among(open_case, before, seen_by=request.actor),
        "before": before,
    }
    again: forms.ProposalForm | OwnProposalForm
    if theirs.entry.own:
        again = OwnProposalForm(data, entry=theirs.entry, today=today(open_case))
    else:
        again = forms.ProposalForm(data, law=law, entry=theirs.entry, **parts)
    more = {"shown": theirs, "theirs": theirs, "differences": compared.proposals(again, theirs)}
    return CONFLICT, again, more


@needs(Permission.CASE_READ)
def resolution(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    open_case = opened_case(request, code)
    found = queries.decision_called(open_case, ref, seen_by=request.actor)
    if found is None:
        raise Http404
    law = load_protocol(open_case.folder.filing.protocol)
    said = partial(found.as_read, law)
    others = in_others(request, law, "measures/resolution_said.html", said)
    context = {"open_case": open_case, "others": others, **said()}
    return render(request, "measures/resolution.html", context)
