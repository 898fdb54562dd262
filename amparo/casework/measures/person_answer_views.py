"""Pages for the person's answer to a measure, and for what replaces it while the person cannot be
asked."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_POST

from amparo.casework.admission.oral_answers import AnsweredMeanwhile, stood, written_now
from amparo.casework.admission.queries import on_case as first_days
from amparo.casework.admission.queries import way_it_came
from amparo.casework.measures import forms, queries
from amparo.casework.measures import person_answers as asked
from amparo.casework.measures.states import Hindered
from amparo.casework.measures.view_helpers import act_page, on_case, refused
from amparo.casework.measures.wording import CHANGED, why
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import CONFLICT, GO_ON, opened_case, sent
from amparo.foundations.cases.next_acts import (
    CHOICE_NOTED,
    MEASURES,
    ON_OWN_PAGE,
    PERSON_ASKED,
    QUESTION_SENT,
    SAID_NOTED,
    SUMMARY,
    CaseAct,
)
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.services import CannotConsent
from amparo.foundations.intake.documents.services import ChangedMeanwhile
from amparo.foundations.related_people.phrase_validity import who_may_answer
from amparo.foundations.web.concurrent_edits import Difference, beside
from amparo.foundations.web.law.wording import say
from amparo.law import Deed, load_protocol


@needs(Permission.CASE_PLAN)
@CaseAct(MEASURES, SAID_NOTED, ON_OWN_PAGE)
def answer(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Note what the person said in conversation, how, and in which words."""
    open_case, shown = on_case(request, code, ref)
    form = _answer_form(request, open_case, shown, sent(request))
    status = 200
    differences: list[Difference] = []
    if form.is_valid():
        seen = form.cleaned_data["stands"]
        try:
            asked.note_answer(
                open_case, ref, form.heard, seen=seen, by=request.actor, at=timezone.now()
            )
        except Hindered as refusal:
            status = refused(form, refusal)
        except CannotConsent as refusal:
            status = refused(form, Hindered(str(refusal)))
        except (ChangedMeanwhile, AnsweredMeanwhile):
            status, form, shown, differences = _answer_changed(request, open_case, ref)
        else:
            drafts = GO_ON in request.POST and _is_decided_next(open_case, shown)
            return redirect("measures:draft" if drafts else "desk:case", open_case.code)
    words = {
        "title": _("Note what the person said"),
        "verb": _("Note the answer"),
        "verb_on": _("Note it and draft the resolution")
        if _is_decided_next(open_case, shown)
        else "",
        "asked": shown.entry.label,
        "told": "measures/told.html",
        "shown": shown,
        "differences": differences,
    }
    return act_page(request, open_case, form, words, status, template="desk/oral.html")


def _is_decided_next(open_case: OpenCase, shown: queries.Shown) -> bool:
    """Whether the law of the case has a resolution that answers this measure."""
    law = load_protocol(open_case.folder.filing.protocol)
    return shown.undecided and law.act_that(Deed.DECIDE) is not None


@require_POST
@needs(Permission.CASE_PLAN)
@CaseAct(MEASURES, QUESTION_SENT, PERSON_ASKED)
def ask_again(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    open_case, _shown = on_case(request, code, ref)
    try:
        asked.ask_again(open_case, ref, by=request.actor, at=timezone.now())
    except Hindered as refusal:
        words = {"title": _("Not asked again"), "words": why(refusal.reasons[0])}
        context = {"open_case": open_case, **words}
        return render(request, "measures/refused.html", context, status=CONFLICT)
    return redirect("measures:plan", open_case.code)


@needs(Permission.CASE_SUPERVISE)
@CaseAct(MEASURES, CHOICE_NOTED, ON_OWN_PAGE)
def replace(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Decide with reasons while the person cannot be asked, for this measure and this recipient."""
    open_case, shown = on_case(request, code, ref)
    form = forms.ReasonForm(sent(request))
    status = 200
    if form.is_valid():
        try:
            asked.replace_consent(
                open_case, ref, reasons=form.cleaned_data, by=request.actor, at=timezone.now()
            )
        except Hindered as refusal:
            status = refused(form, refusal)
        except CannotConsent as refusal:
            status = refused(form, Hindered(str(refusal)))
        else:
            return redirect("desk:case", open_case.code)
    words = {
        "title": _("Decide while the person cannot be asked"),
        "why": _("A reasoned decision, on record, that the person will read and can undo."),
        "verb": _("Decide so"),
        "shown": shown,
    }
    return act_page(request, open_case, form, words, status)


@needs(Permission.CASE_WORK)
@CaseAct(SUMMARY, later("The person can be asked again."))
def impediment(request: StaffRequest, code: str) -> HttpResponse:
    """Note that the person can be asked again, and ask what was decided in the person's place."""
    open_case = opened_case(request, code)
    filing, now = open_case.folder.filing, timezone.now()
    over = not filing.impediment or filing.asks_nobody
    if over and request.method != "POST":
        return redirect("desk:case", open_case.code)
    law = load_protocol(filing.protocol)
    today = timezone.localtime(now, law.zone).date()
    form = forms.ImpedimentForm(sent(request), today=today)
    status = 200
    if form.is_valid():
        try:
            asked.end_impediment(open_case, **form.cleaned_data, by=request.actor, at=now)
        except CannotConsent as refusal:
            status = refused(form, Hindered(str(refusal)))
        else:
            return redirect("desk:case", open_case.code)
    days = first_days(open_case, seen_by=request.actor)
    words = {
        "title": _("The person can be asked again"),
        "verb": _("Note it and ask the person"),
        "impediment": say(law, f"impediments.{filing.impediment}", otherwise=filing.impediment),
        "replaced": [one for one in queries.plan(open_case, seen_by=request.actor) if one.replaced],
        "actions": [one for one in days.actions if one.consent == "replaced"],
    }
    return act_page(request, open_case, form, words, status, template="measures/impediment.html")


def _answer_form(
    request: StaffRequest, open_case: OpenCase, shown: queries.Shown, data: Any
) -> forms.AnswerForm:
    question = shown.question
    speakers = who_may_answer(open_case.folder, question, seen_by=request.actor) if question else []
    way = way_it_came(open_case, seen_by=request.actor)
    return forms.AnswerForm(data, shown=shown, speakers=speakers, way=way)


def _answer_changed(
    request: StaffRequest, open_case: OpenCase, ref: str
) -> tuple[int, forms.AnswerForm, queries.Shown, list[Difference]]:
    """Return the page's parts with what is written down now beside what was typed, which stays in
    the form."""
    theirs = queries.measure_called(open_case, ref, seen_by=request.actor)
    if theirs is None:
        raise Http404
    data = request.POST.copy()
    data["seen"], data["stands"] = stood(theirs.question), theirs.seen
    form = _answer_form(request, open_case, theirs, data)
    form.add_error(None, str(CHANGED))
    said = written_now(open_case, theirs.question, seen_by=request.actor)
    return CONFLICT, form, theirs, beside(form, said)
