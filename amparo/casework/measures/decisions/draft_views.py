"""Pages of the draft of a resolution: drafting, returning with observations, registering."""

from collections.abc import Callable, Sequence
from functools import partial, wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_POST

from amparo.casework.measures import concurrent_edits as compared
from amparo.casework.measures import queries
from amparo.casework.measures.decisions import draft as drafts
from amparo.casework.measures.decisions import forms
from amparo.casework.measures.decisions.days_off import any_warned
from amparo.casework.measures.decisions.draft_state import KIND, Draft, draft_of, version_of
from amparo.casework.measures.decisions.views import (
    files_of,
    first_words,
    refusal_in_words,
    typed_in,
)
from amparo.casework.measures.forms import PutForm
from amparo.casework.measures.possible_acts import purposes
from amparo.casework.measures.states import Hindered
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import (
    CONFLICT,
    DONE,
    GO_ON,
    UNPROCESSABLE,
    opened_case,
    sent,
    today,
)
from amparo.foundations.cases.next_acts import MEASURES, TO_DECIDE, CaseAct
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.services import ChangedMeanwhile
from amparo.foundations.intake.queries import standing
from amparo.foundations.intake.services import NotInOrder
from amparo.foundations.web.cached_addresses import address_of
from amparo.law import Deed, load_protocol

PUT = "put"
"""Name of the button that stores the draft and puts the measures to decision."""

type View = Callable[[StaffRequest, OpenCase], HttpResponse]


def _undecided(view: View) -> Callable[[StaffRequest, str], HttpResponse]:
    """Open the case for the view, or lead to the resolution where the request was decided. Raises
    Http404 under a law that has no decision."""

    @wraps(view)
    def page(request: StaffRequest, code: str) -> HttpResponse:
        open_case = opened_case(request, code)
        if load_protocol(open_case.folder.filing.protocol).act_that(Deed.DECIDE) is None:
            raise Http404
        final = queries.final_decision(open_case, seen_by=request.actor)
        if final:
            return redirect("measures:resolution", open_case.code, final.decision.ref)
        return view(request, open_case)

    return page


@needs(Permission.CASE_READ)
@_undecided
@CaseAct(MEASURES, later("The case is submitted for decision."), TO_DECIDE)
def draft(request: StaffRequest, open_case: OpenCase) -> HttpResponse:
    """Show how the draft stands. The team drafts it here."""
    found = draft_of(open_case, seen_by=request.actor)
    if request.actor.may(Permission.CASE_PLAN):
        return _drafting(request, open_case, found)
    if request.method == "POST":
        raise Http404
    return _page(request, open_case, found)


def _drafting(request: StaffRequest, open_case: OpenCase, found: Draft | None) -> HttpResponse:
    before = queries.to_decide(open_case, seen_by=request.actor)
    form = forms.DraftForm(sent(request), initial=first_words(request, open_case, found, before))
    typed = found.typed if found else {}
    measures = [forms.DraftOutcomeForm(sent(request), shown=one, drafted=typed) for one in before]
    put = _put_form(request, open_case)
    puts = PUT in request.POST and put is not None
    shown: dict[str, Any] = {"form": form, "measures": measures, "put": put}
    if request.method != "POST":
        return _page(request, open_case, found, **shown)
    law = load_protocol(open_case.folder.filing.protocol)
    valid = all([form.is_valid(), *(one.is_valid() for one in measures)])
    valid = valid and not (puts and put and not put.is_valid())
    if not valid or any_warned(measures, law):
        return _page(request, open_case, found, UNPROCESSABLE, **shown)
    act = partial(drafts.save, typed=typed_in(form, measures))
    if puts and put:
        act = partial(drafts.save_and_put, typed=typed_in(form, measures), members=put.chosen)
    done = _act(request, open_case, found, form, act, **shown)
    if puts and done.status_code == DONE:
        return redirect("desk:case", open_case.code)
    return done


def _put_form(request: StaffRequest, open_case: OpenCase) -> PutForm | None:
    """Who decides on the measures, where these can be put to decision now."""
    state = standing(open_case.folder.filing, at=timezone.now())
    found = purposes(open_case, state, seen_by=request.actor)
    deciders = queries.deciders(open_case, seen_by=request.actor)
    if found.get(drafts.FOR_DECISION) != () or not deciders:
        return None
    data = None
    if PUT in request.POST:
        data = request.POST.copy()
        data["purpose"] = drafts.FOR_DECISION
    return PutForm(data, purposes=found, deciders=deciders)


@require_POST
@needs(Permission.CASE_DECIDE)
@_undecided
def send_back(request: StaffRequest, open_case: OpenCase) -> HttpResponse:
    """Return the draft to the team with observations."""
    form = forms.SendBackForm(request.POST)
    found = draft_of(open_case, seen_by=request.actor)
    if not form.is_valid():
        return _page(request, open_case, found, UNPROCESSABLE, send_back=form)
    act = partial(drafts.send_back, **form.cleaned_data)
    return _act(request, open_case, found, form, act, send_back=form)


@needs(Permission.CASE_PLAN)
@afresh()
@_undecided
@CaseAct(
    MEASURES,
    later("The signed resolution is registered."),
    later("It is to be notified to the person and forwarded to the institutions."),
)
def register(request: StaffRequest, open_case: OpenCase) -> HttpResponse:
    """Register number, day and document of the approved resolution that was signed elsewhere."""
    found = draft_of(open_case, seen_by=request.actor)
    if found is None or not found.approved:
        return redirect("measures:draft", open_case.code)
    form = forms.RegisterForm(sent(request), files_of(request), today=today(open_case))
    if request.method != "POST":
        return _register_page(request, open_case, found, form)
    law = load_protocol(open_case.folder.filing.protocol)
    if not form.is_valid() or any_warned([form], law):
        return _register_page(request, open_case, found, form, UNPROCESSABLE)
    told: dict[str, Any] = {**form.cleaned_data, "seen": drafts.version_seen(request.POST)}
    try:
        issued = drafts.register(open_case, **told, by=request.actor, at=timezone.now())
    except ChangedMeanwhile:
        return _register_page(request, open_case, found, form, CONFLICT, changed=True)
    except (Hindered, NotInOrder) as refusal:
        form.add_error(None, refusal_in_words(open_case, refusal))
        return _register_page(request, open_case, found, form, CONFLICT)
    forwards = f"{address_of('obligations:forward', open_case.code)}?{GO_ON}"
    reads = address_of("measures:resolution", open_case.code, issued.ref)
    return redirect(forwards if GO_ON in request.POST else reads)


# --- inside ---


def _act(
    request: StaffRequest,
    open_case: OpenCase,
    found: Draft | None,
    sent_form: Any,
    act: Callable[..., None],
    **shown: Any,
) -> HttpResponse:
    """Run the act and show how the draft stands then, or why nothing was stored."""
    seen = drafts.version_seen(request.POST)
    try:
        act(open_case, seen=seen, by=request.actor, at=timezone.now())
    except ChangedMeanwhile as told:
        if told.newer.kind != KIND:  # decided meanwhile: the next page is its resolution
            return redirect("measures:draft", open_case.code)
        newer = Draft(told.newer, open_case.folder.words(told.newer))
        shown["differences"] = compared.drafts(sent_form, shown.get("measures", ()), newer.typed)
        return _page(request, open_case, newer, CONFLICT, changed=True, **shown)
    except Hindered as refusal:
        sent_form.add_error(None, refusal_in_words(open_case, refusal))
        return _page(request, open_case, found, CONFLICT, **shown)
    return redirect("measures:draft", open_case.code)


def _page(
    request: StaffRequest,
    open_case: OpenCase,
    found: Draft | None,
    status: int = 200,
    *,
    measures: Sequence[forms.OutcomeForm] = (),
    **more: Any,
) -> HttpResponse:
    context = {
        "open_case": open_case,
        "draft": found,
        "draft_seen": version_of(found),
        "outcomes": measures,
        "send_back": forms.SendBackForm(),
        **more,
    }
    return render(request, "measures/draft.html", context, status=status)


def _register_page(
    request: StaffRequest,
    open_case: OpenCase,
    found: Draft,
    form: forms.RegisterForm,
    status: int = 200,
    *,
    changed: bool = False,
) -> HttpResponse:
    plan = {one.ref: one for one in queries.plan(open_case, seen_by=request.actor)}
    approved = drafts.approved_resolution(found)
    context = {
        "open_case": open_case,
        "draft": found,
        "draft_seen": version_of(found),
        "form": form,
        "approved": approved,
        "outcomes": [(plan[one.ref], one) for one in approved.outcomes if one.ref in plan],
        "changed": changed,
    }
    return render(request, "measures/register.html", context, status=status)
