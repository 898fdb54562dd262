"""Pages of tasks after a decision: note an incident, answer a disagreement, review a measure."""

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.assessment.queries import latest_submitted
from amparo.casework.assessment.result_display import Step
from amparo.casework.measures.queries import measure_called
from amparo.casework.measures.view_helpers import acted
from amparo.casework.review import services
from amparo.casework.review.changes.queries import RUNS
from amparo.casework.review.dated_tasks import Kind, tasks_in
from amparo.casework.review.reassessment import forms as reassess_forms
from amparo.casework.review.reassessment import services as reassessing
from amparo.casework.review.wording import why
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.access.surname_conflicts import must_confirm
from amparo.foundations.cases.act_pages import CONFLICT, DONE, act_page, opened_case, sent, today
from amparo.foundations.cases.form_drafts.pages import saves_itself
from amparo.foundations.cases.next_acts import FACTS, MEASURES, ON_OWN_PAGE, CaseAct
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.contact.follow_up_reports import tell_incident
from amparo.foundations.intake.documents.services import paper_called
from amparo.foundations.related_people.forms import NOBODY_LEFT
from amparo.foundations.related_people.services import NotGiven, name_behind


@needs(Permission.CASE_WORK)
@saves_itself
@CaseAct(
    FACTS,
    later("What happened is recorded. The case leads the list until the risk is assessed again."),
)
def incident(request: StaffRequest, code: str) -> HttpResponse:
    """Note an incident that the team learned of."""
    open_case = opened_case(request, code)
    form = reassess_forms.IncidentForm(sent(request))
    status = 422 if form.errors else 200
    if form.is_valid() and must_confirm(
        form, form.cleaned_data["behind"], open_case, seen_by=request.actor
    ):
        status = CONFLICT
    elif form.is_valid():
        try:
            _tell(open_case, form, by=request.actor)
        except NotGiven:
            form.add_error("behind", NOBODY_LEFT)
            status = CONFLICT
        else:
            return redirect("desk:case", open_case.code)
    words = {
        "title": _("Something happened"),
        "why": _("Each incident asks for a new look at the risk, even where it seems small."),
        "verb": _("Record it"),
    }
    return act_page(request, open_case, form, words, status)


@transaction.atomic
def _tell(open_case: OpenCase, form: reassess_forms.IncidentForm, *, by: Actor) -> None:
    """Store what happened, and who is said to be behind it."""
    said, folder, at = form.cleaned_data, open_case.folder, timezone.now()
    tell_incident(folder, words=said["text"], when=said["when"], by=by, at=at)
    name_behind(folder, said["behind"], by=by, at=at)


@needs(Permission.CASE_WORK)
@CaseAct(FACTS, later("The answer to the person is sent."), ON_OWN_PAGE)
def answer_otherwise(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Answer a person who disagrees with the assessed danger."""
    open_case = opened_case(request, code)
    task = next((one for one in tasks_in(open_case) if one.ref == ref), None)
    if task is None or task.kind != Kind.ANSWER_DISAGREEMENT:
        raise Http404
    form = reassess_forms.AnswerForm(sent(request))

    def do() -> None:
        text = form.cleaned_data["text"]
        services.answer_disagreement(open_case, ref, text=text, by=request.actor, at=timezone.now())

    status = acted(form, do, why)
    if status == DONE:
        return redirect("desk:case", open_case.code)
    words = {
        "title": _("Answer the person, who disagrees with the assessed risk"),
        "verb": _("Send the answer"),
        "said": _said(open_case, task.about, request),
        "steps": steps_of(open_case, request),
    }
    return act_page(request, open_case, form, words, status, "review/otherwise.html")


@needs(Permission.CASE_PLAN)
@CaseAct(MEASURES, later("The review of the measure is on record."))
def look_again(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Review a measure on its day: it stays as it is, or a change of it is opened."""
    open_case, now = opened_case(request, code), timezone.now()
    shown = measure_called(open_case, ref, seen_by=request.actor)
    if shown is None or shown.measure.state not in RUNS:
        raise Http404
    form = reassess_forms.ReviewForm(sent(request), today=today(open_case))

    def do() -> None:
        services.review(open_case, ref, **form.cleaned_data, by=request.actor, at=now)

    status = acted(form, do, why)
    if status == DONE:
        return redirect("desk:case", open_case.code)
    words = {
        "shown": shown,
        "anew": reassessing.may_be_reviewed(open_case, shown.measure, seen_by=request.actor),
        "steps": steps_of(open_case, request),
    }
    return act_page(request, open_case, form, words, status, "review/look_again.html")


def steps_of(open_case: OpenCase, request: StaffRequest) -> tuple[Step, ...]:
    """Return what would change the level of risk, in the protocol's words."""
    newest = latest_submitted(open_case, seen_by=request.actor)
    return newest.weighed.steps if newest and newest.weighed else ()


def _said(open_case: OpenCase, about: str, request: StaffRequest) -> str:
    """Return the person's disagreement, from their page or from the assessment."""
    paper = paper_called(open_case.folder, about, seen_by=request.actor)
    if paper:
        return str(open_case.folder.words(paper).get("text", ""))
    newest = latest_submitted(open_case, seen_by=request.actor)
    return str(newest.body.get("disagreement", "")) if newest else ""
