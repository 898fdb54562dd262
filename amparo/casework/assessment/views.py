from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as later

from amparo.casework.assessment import assessment_consent as agreeing
from amparo.casework.assessment import forms, queries, services
from amparo.casework.assessment.methods import Method
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.error_pages import AsksNobody
from amparo.foundations.accounts.form_drafts import fill_in
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.access.access_log import look_into
from amparo.foundations.cases.access.surname_conflicts import must_confirm
from amparo.foundations.cases.form_drafts.pages import drafted, saves_itself
from amparo.foundations.cases.next_acts import FACTS, TEAM_ONLY, CaseAct
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.impediments import nobody_left_at_risk
from amparo.foundations.intake.documents.services import ChangedMeanwhile, Document, papers_in
from amparo.foundations.related_people.forms import NOBODY_LEFT
from amparo.foundations.related_people.services import NotGiven
from amparo.foundations.web.cached_addresses import address_of
from amparo.foundations.web.concurrent_edits import Difference
from amparo.foundations.web.law.wording import norm_calls
from amparo.law import load_protocol

LATER, PART, TAKE, BY = "later", "part", "take", "by"


@needs(Permission.CASE_ASSESS)
@saves_itself
@CaseAct(FACTS, later("The assessment is kept as a draft."), TEAM_ONLY)
def assess(request: StaffRequest, code: str) -> HttpResponse:
    """Show the questions of the method. Answers are saved as a draft; the reasons and the level
    follow on the next page."""
    open_case = _somebodys(request, code)
    draft = queries.draft_of(open_case, seen_by=request.actor)
    unsent = drafted(request, open_case)
    method = _method(request, open_case, draft, begun_by=unsent.get("method", ""))
    if request.method != "POST":
        return _asked(request, open_case, method, draft, unsent)
    typed = _typed_by_another(request, open_case, method)
    if typed:
        return _page(request, open_case, typed, {}, status=409)
    form = forms.AssessmentForm(request.POST, method=method)
    if TAKE in request.POST and draft:
        return _beside(request, open_case, form, draft.paper, take=request.POST[TAKE])
    if not form.is_valid():
        return _page(request, open_case, form, {}, status=422)
    if must_confirm(form, form.cleaned_data["behind"], open_case, seen_by=request.actor):
        return _page(request, open_case, form, {}, status=409)
    return _saved(request, open_case, form)


@needs(Permission.CASE_ASSESS)
@CaseAct(FACTS, later("The assessment of the risk is recorded."))
def review(request: StaffRequest, code: str) -> HttpResponse:
    """Show the reasons, the level that follows and what the person thinks. Only this page records
    it."""
    open_case = _somebodys(request, code)
    draft = queries.draft_of(open_case, seen_by=request.actor)
    if draft is None:
        return redirect("assessment:assess", open_case.code)
    status = _submitted(request, open_case) if request.method == "POST" else 200
    changed = status == 409  # noqa: PLR2004 - the code of an answer
    if changed:
        draft = queries.draft_of(open_case, seen_by=request.actor)
    if status == 302 or draft is None:  # noqa: PLR2004
        return redirect("desk:case", open_case.code)
    method = _method(request, open_case, draft)
    context = {
        "open_case": open_case,
        "assessed": draft,
        "missing": forms.labels_of(method, draft.missing),
        "lowered": queries.lowered_without_a_fact(open_case, draft, seen_by=request.actor),
        "compared": queries.compared(open_case, draft, seen_by=request.actor),
        "changed": changed,
        "differences": _since_read(request, open_case, draft) if changed else [],
        "since": True,
    }
    return render(request, "assessment/review.html", context, status=status)


@needs(Permission.CASE_READ)
def report(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    open_case = look_into(code, seen_by=request.actor, at=timezone.now())
    found = queries.assessment_called(open_case, ref, seen_by=request.actor)
    if found is None or found.row.submitted_at is None:
        raise Http404
    law = load_protocol(open_case.folder.filing.protocol)
    context = {
        "open_case": open_case,
        "assessed": found,
        "compared": queries.compared(open_case, found, seen_by=request.actor),
        "proposed": [
            {**one, "title": norm_calls(law, one.get("catalogue", ""))}
            for one in found.body.get("measures", [])
        ],
    }
    return render(request, "assessment/report.html", context)


def _method(
    request: StaffRequest,
    open_case: OpenCase,
    draft: queries.Assessed | None,
    *,
    begun_by: str = "",
) -> Method:
    """The method that the draft is pinned to; without a draft, the chosen one, or the one by which
    the member began to answer."""
    pinned = draft.row.method if draft else ""
    method = queries.method_of(open_case, seen_by=request.actor, pinned=pinned)
    if method is None:
        raise Http404
    chosen = request.POST.get("method") or request.GET.get(BY) or begun_by
    first = not draft and not queries.latest_submitted(open_case, seen_by=request.actor)
    others = queries.ways(open_case, seen_by=request.actor) if first else ()
    return next((one for one in others if one.id == chosen), method)


def _typed_by_another(
    request: StaffRequest, open_case: OpenCase, method: Method
) -> forms.AssessmentForm | None:
    """The form with what was typed for another method than the present one: kept on the page, not
    saved."""
    ways = {one.id: one for one in queries.ways(open_case, seen_by=request.actor)}
    other = ways.get(request.POST.get("method", ""))
    if other is None or other.id == method.id:
        return None
    form = forms.AssessmentForm(request.POST, method=other)
    form.full_clean()
    form.add_error(None, forms.BY_ANOTHER_WAY)
    return form


def _somebodys(request: StaffRequest, code: str) -> OpenCase:
    """A case in which a danger can still be assessed. Raises AsksNobody."""
    open_case = look_into(code, seen_by=request.actor, at=timezone.now())
    if nobody_left_at_risk(open_case.case.filing):
        raise AsksNobody
    return open_case


def _since_read(
    request: StaffRequest, open_case: OpenCase, draft: queries.Assessed
) -> list[Difference]:
    """What another member changed since the reasons were read; empty without changes."""
    seen = request.POST.get("seen", "")
    method = queries.method_of(open_case, seen_by=request.actor, pinned=draft.row.method)
    written = papers_in(
        open_case.folder, seen_by=request.actor, kinds=["risk_report"], all_versions=True
    )
    versions = {str(one.version): one for one in written if one.ref == draft.paper.ref}
    if method is None or seen not in versions:
        return []
    now = forms.initial_of(method, draft.body, seen=draft.paper.version)
    read = open_case.folder.words(versions[seen])
    return forms.differences(forms.AssessmentForm(initial=now, method=method), read)


def _saved(request: StaffRequest, open_case: OpenCase, form: forms.AssessmentForm) -> HttpResponse:
    """Save the draft and go on, or say what stands against that."""
    try:
        services.save_draft(
            open_case,
            form.body,
            seen=form.cleaned_data["seen"],
            behind=form.cleaned_data["behind"],
            by=request.actor,
            at=timezone.now(),
        )
    except ChangedMeanwhile as told:
        return _beside(request, open_case, form, told.newer, status=409)
    except NotGiven:
        form.add_error("behind", NOBODY_LEFT)
        return _page(request, open_case, form, {}, status=409)
    return _on_to(request, open_case, form)


def _on_to(request: StaffRequest, open_case: OpenCase, form: forms.AssessmentForm) -> HttpResponse:
    """Redirect after saving: to the next part, to the reasons, or to the case."""
    part = request.POST.get(PART, "")
    if part in {one.name for one in form.parts}:
        address = address_of("assessment:assess", open_case.code)
        return redirect(f"{address}?{PART}={part}#{part}")
    if LATER in request.POST:
        return redirect("desk:case", open_case.code)
    return redirect("assessment:review", open_case.code)


def _submitted(request: StaffRequest, open_case: OpenCase) -> int:
    """Record the draft, and return the status of the response."""
    form = forms.SubmitForm(request.POST)
    if not form.is_valid():
        return 422
    seen = form.cleaned_data["seen"]
    try:
        services.submit(open_case, seen=seen, by=request.actor, at=timezone.now())
    except services.NotComplete:
        return 422
    except ChangedMeanwhile:
        return 409
    return 302


def _asked(
    request: StaffRequest,
    open_case: OpenCase,
    method: Method,
    draft: queries.Assessed | None,
    unsent: QueryDict,
) -> HttpResponse:
    """Show the form: a draft goes on, and a new assessment starts from the last one. `unsent`: what
    the member typed there and did not save for the team."""
    before = None if draft else queries.latest_submitted(open_case, seen_by=request.actor)
    source = draft or before
    seen = draft.paper.version if draft else 0
    initial = forms.initial_of(method, source.body if source else {}, seen=seen)
    form = forms.AssessmentForm(initial=initial, method=method)
    fill_in(form, unsent)
    form.initial["method"] = method.id
    more: dict[str, Any] = {"draft": draft, "before": before}
    if not source:
        ways = queries.ways(open_case, seen_by=request.actor)
        more["others"] = [one for one in ways if one.id != method.id]
    return _page(request, open_case, form, more)


def _page(
    request: StaffRequest,
    open_case: OpenCase,
    form: forms.AssessmentForm,
    more: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    told = queries.told_by_person(open_case, seen_by=request.actor)
    opened = form.open_part(request.GET.get(PART, ""))
    said = agreeing.said_of_it(open_case, seen_by=request.actor)
    context = {
        "open_case": open_case,
        "form": form,
        "told": told,
        "opened": opened,
        "said": said,
        **more,
    }
    return render(request, "assessment/assess.html", context, status=status)


def _beside(
    request: StaffRequest,
    open_case: OpenCase,
    form: forms.AssessmentForm,
    newer: Document,
    *,
    take: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show what another member saved beside what was typed. Typed words stay, with the newer
    version, except the one answer that is taken over. Saves nothing."""
    theirs = open_case.folder.words(newer)
    data = request.POST.copy()
    saved = forms.initial_of(form.way, theirs, seen=0)
    if take in form.fields and take != "seen":
        data[take] = str(saved.get(take, "") or "")
    draft = queries.draft_of(open_case, seen_by=request.actor)
    data["seen"] = str(draft.paper.version if draft else 0)
    again = forms.AssessmentForm(data, method=form.way)
    differences = forms.differences(again, theirs)
    more = {"differences": differences, "changed_at": newer.written_at, "taken": bool(take)}
    return _page(request, open_case, again, more, status=status)
