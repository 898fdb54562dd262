"""Pages of a change of a measure, from its opening to the day from which it holds. The decision is
in `change_decisions/views.py`."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_POST

from amparo.casework.admission.forms import SaidForm
from amparo.casework.measures.queries import deciders
from amparo.casework.measures.states import Hindered
from amparo.casework.review import services
from amparo.casework.review.beneficiary_hearings import queries as heard
from amparo.casework.review.change_decisions import services as ending
from amparo.casework.review.changes import forms as change_forms
from amparo.casework.review.changes import queries as changes
from amparo.casework.review.changes.obstacles import why_not_yet
from amparo.casework.review.changes.person_wishes import may_be_dropped
from amparo.casework.review.changes.queries import ChangeState, Kind
from amparo.casework.review.wording import TITLES, why
from amparo.foundations.accounts.actors import Refused
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import CONFLICT, UNPROCESSABLE, act_page, opened_case, sent
from amparo.foundations.cases.next_acts import MEASURES, SAID_NOTED, TEAM_ONLY, TO_DECIDE, CaseAct
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.services import CannotConsent
from amparo.foundations.intake.documents.services import ChangedMeanwhile, paper_called
from amparo.foundations.web.concurrent_edits import beside
from amparo.foundations.web.law.wording import say, source_said
from amparo.law import Opening, load_protocol


@needs(Permission.CASE_PLAN)
@CaseAct(MEASURES, later("The change of the measure is begun."), TEAM_ONLY)
def open_change(request: StaffRequest, code: str) -> HttpResponse:
    open_case = opened_case(request, code)
    law = load_protocol(open_case.folder.filing.protocol)
    found = changes.possible(open_case, seen_by=request.actor)
    kinds = dict.fromkeys(kind for _shown, kinds in found for kind in kinds)
    form = change_forms.OpenChangeForm(
        sent(request),
        measures=[shown for shown, _kinds in found],
        kinds=list(kinds),
        findings=changes.findings_asked(open_case),
        uses=[(one.id, say(law, f"misuses.{one.id}")) for one in law.review.misuse],
    )
    if form.is_valid():
        made = tried(
            form,
            lambda: services.open_change(
                open_case, form.proposal, by=request.actor, at=timezone.now()
            ),
        )
        if made:
            return redirect("review:change", open_case.code, made.ref)
    context = {"open_case": open_case, "form": form, "possible": bool(found)}
    return render(request, "review/open_change.html", context, status=status_of(form))


@needs(Permission.CASE_READ)
def change(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    open_case = opened_case(request, code)
    return _change_page(request, open_case, called(request, open_case, ref))


@needs(Permission.CASE_PLAN)
@CaseAct(MEASURES, later("The report is kept."), TEAM_ONLY)
def report(request: StaffRequest, code: str, ref: str, gate: str) -> HttpResponse:
    """Note one of the reports that the law asks for before the change."""
    open_case = opened_case(request, code)
    found = called(request, open_case, ref)
    asked = next(
        (
            one
            for one in found.gates
            if one.id == gate and one.opened_by == Opening.NOTED_FOR_CHANGE and found.undecided
        ),
        None,
    )
    if asked is None:
        raise Http404
    form = change_forms.ReportForm(sent(request))

    def act() -> None:
        given = form.cleaned_data
        services.gather(open_case, ref, gate, **given, by=request.actor, at=timezone.now())

    words = {"title": asked.name, "verb": _("Put it on record")}
    return _act(request, open_case, form, words, act, ref)


@needs(Permission.CASE_WORK)
@CaseAct(MEASURES, SAID_NOTED)
def word(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Note what the person said about the change in conversation."""
    open_case = opened_case(request, code)
    found = called(request, open_case, ref)
    if found.question is None or not found.open:
        raise Http404
    form = SaidForm(sent(request), agrees=_("Yes to this change"))

    def act() -> None:
        given = form.cleaned_data
        services.note_word(open_case, ref, **given, by=request.actor, at=timezone.now())

    words = {
        "title": _("What the person says of the change"),
        "why": str(found.body.get("what", "")),
        "verb": _("Store it"),
    }
    return _act(request, open_case, form, words, act, ref)


@needs(Permission.CASE_PLAN)
@CaseAct(MEASURES, later("It is noted that it was explained to the person."))
def explain(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Explain to the person in writing, before they answer, what giving the measure up may mean."""
    open_case = opened_case(request, code)
    found = called(request, open_case, ref)
    if found.row.kind != Kind.RENOUNCE or not found.open:
        raise Http404
    paper = paper_called(open_case.folder, found.row.paper_ref, seen_by=request.actor)
    seen = {"seen": paper.version if paper else 0}
    form = change_forms.ExplainForm(sent(request), initial=seen)

    def act() -> None:
        given = form.cleaned_data
        try:
            services.explain_risk(open_case, ref, **given, by=request.actor, at=timezone.now())
        except ChangedMeanwhile as told:
            theirs = open_case.folder.words(told.newer)
            words["differences"] = beside(form, {"text": theirs["what"]})
            form.data = request.POST.copy()
            form.data["seen"] = str(told.newer.version)
            raise

    words: dict[str, Any] = {
        "title": _("Explain the risk of giving a measure up"),
        "why": found.shown.entry.label,
        "verb": _("Send it and ask the person"),
    }
    return _act(request, open_case, form, words, act, ref)


@needs(Permission.CASE_PLAN)
@CaseAct(MEASURES, later("The change is submitted for decision."), TO_DECIDE)
def put(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Put the change to decision with a report, and give the decision makers a seat."""
    open_case = opened_case(request, code)
    found = called(request, open_case, ref)
    if found.row.state != ChangeState.OPEN and request.method != "POST":
        return redirect("review:change", open_case.code, ref)
    facts = found.facts.changed if found.needs_facts else ()
    people = deciders(open_case, seen_by=request.actor)
    form = change_forms.PutChangeForm(sent(request), facts=facts, deciders=people)

    def act() -> None:
        services.put(
            open_case,
            ref,
            reasons=form.reasons,
            words=form.cleaned_data["words"],
            members=form.chosen,
            by=request.actor,
            at=timezone.now(),
        )

    words = {"title": _("Put the change to decision"), "verb": _("Put to decision")}
    return _act(request, open_case, form, words, act, ref)


@require_POST
@needs(Permission.CASE_PLAN)
@afresh(at_once=True)
@CaseAct(MEASURES, later("The change is carried out."))
def carry_out(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    return _done(request, code, ref, services.carry_out)


@require_POST
@needs(Permission.CASE_PLAN)
@CaseAct(MEASURES, later("The change is withdrawn. The measure stays as it is."))
def drop(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    return _done(request, code, ref, services.drop)


def called(request: StaffRequest, open_case: OpenCase, ref: str) -> changes.Changing:
    found = changes.change_called(open_case, ref, seen_by=request.actor)
    if found is None:
        raise Http404
    return found


def tried[T](form: Any, act: Callable[[], T]) -> T | None:
    try:
        return act()
    except Hindered as refusal:
        form.add_error(None, why(refusal.reasons[0]))
    except ChangedMeanwhile:
        form.add_error(None, why("changed_meanwhile"))
    except (CannotConsent, Refused) as refusal:
        form.add_error(None, why(str(refusal)))
    return None


def status_of(form: Any) -> int:
    if not form.errors:
        return 200
    return CONFLICT if form.non_field_errors() else UNPROCESSABLE


# --- inside ---


def _change_page(
    request: StaffRequest, open_case: OpenCase, found: changes.Changing, problem: str = ""
) -> HttpResponse:
    now = timezone.now()
    law = load_protocol(open_case.folder.filing.protocol)
    of_the_dead = found.row.kind == Kind.DEATH
    ground = law.fate.ending if of_the_dead else law.act_that(changes.DEEDS[found.row.kind])
    decided = found.row.state == ChangeState.DECIDED
    not_yet = why_not_yet(found, at=now) if decided else ""
    against = found.undecided and ending.why_not_decided(found)
    context = {
        "open_case": open_case,
        "found": found,
        "title": TITLES[found.row.kind],
        "heard": heard.heard_words(found.ref, found.question, open_case, seen_by=request.actor),
        "source": source_said(ground),
        "use": say(law, f"misuses.{found.row.criterion}"),
        "not_yet": why(not_yet) if not_yet else "",
        "against": why(against) if against else "",
        "may_decide": ending.may_decide(found.row.kind, open_case, seen_by=request.actor),
        "may_be_dropped": may_be_dropped(found),
        "problem": problem,
        "now": now,
    }
    return render(request, "review/change.html", context, status=CONFLICT if problem else 200)


def _act(
    request: StaffRequest,
    open_case: OpenCase,
    form: Any,
    words: dict[str, Any],
    act: Callable[[], Any],
    ref: str,
) -> HttpResponse:
    """Show and handle one form: redirect to the change when done, else show why not."""
    status = 200
    if form.is_valid():
        tried(form, act)
        if not form.errors:
            return redirect("review:change", open_case.code, ref)
        status = CONFLICT
    return act_page(request, open_case, form, words, status)


def _done(request: StaffRequest, code: str, ref: str, act: Callable[..., None]) -> HttpResponse:
    open_case = opened_case(request, code)
    try:
        act(open_case, ref, by=request.actor, at=timezone.now())
    except Hindered as refusal:
        found = called(request, open_case, ref)
        return _change_page(request, open_case, found, problem=why(refusal.reasons[0]))
    return redirect("review:change", open_case.code, ref)
