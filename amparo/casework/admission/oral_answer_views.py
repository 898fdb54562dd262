"""Helpers and pages for answers given in conversation or in the person's name: the form, what
another member noted meanwhile, and putting it to the person."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_POST

from amparo.casework.admission import oral_answers as oral
from amparo.casework.admission.forms import OralAnswerForm
from amparo.casework.admission.oral_answers import AnsweredMeanwhile, Heard, stood, written_now
from amparo.casework.admission.queries import action_called
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.access.access_log import look_into
from amparo.foundations.cases.act_pages import CONFLICT, DONE, UNPROCESSABLE, act_page, opened_case
from amparo.foundations.cases.next_acts import (
    CONTACT,
    FACTS,
    ON_OWN_PAGE,
    PERSON_ASKED,
    SAID_NOTED,
    CaseAct,
    Words,
)
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import questions_of
from amparo.foundations.consent.services import CannotConsent
from amparo.foundations.related_people.phrase_validity import who_may_answer
from amparo.foundations.web.concurrent_edits import Difference, beside

ACTION = Question.Kind.ACTION
NOT_NOW = later("The person is asked about this no more, or answered otherwise themselves.")
type Find = Callable[[], Question | None]


@require_POST
@needs(Permission.CASE_WORK)
@CaseAct(CONTACT, later("The person is asked again."), PERSON_ASKED)
def put(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    now = timezone.now()
    open_case = look_into(code, seen_by=request.actor, at=now)
    if not any(one.ref == ref for one in questions_of(open_case.folder, seen_by=request.actor)):
        raise Http404
    try:
        oral.put_to_person(open_case, ref, by=request.actor, at=now)
    except CannotConsent as refusal:
        told = oral.WHY_NOT_HEARD.get(
            str(refusal),
            _("The person has answered this themselves, or is asked about it already."),
        )
        context = {"open_case": open_case, "why": told}
        return render(request, "desk/not_put.html", context, status=CONFLICT)
    return redirect("desk:case", open_case.code)


@needs(Permission.CASE_WORK)
@CaseAct(FACTS, SAID_NOTED, ON_OWN_PAGE)
def action(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Note what was said about immediate help in conversation, how, and in which words."""
    open_case = opened_case(request, code)
    found = action_called(open_case, ref, seen_by=request.actor)
    if found is None:
        raise Http404
    form, status, differences = hear(
        request,
        open_case,
        partial(oral.asked_about, open_case, ACTION, found.row.ref, seen_by=request.actor),
        partial(
            oral.note_about,
            open_case,
            ACTION,
            found.row.ref,
            label=found.name,
            by=request.actor,
            at=timezone.now(),
        ),
        agrees=_("Yes to this help, in these very words"),
        why=lambda code: oral.WHY_NOT_HEARD.get(code, NOT_NOW),
        refusals=(CannotConsent,),
    )
    if status == DONE:
        return redirect("admission:action", open_case.code, found.row.ref)
    context = {
        "open_case": open_case,
        "form": form,
        "title": _("Note what the person said"),
        "verb": _("Note the answer"),
        "asked": found.name,
        "told": "admission/told.html",
        "action": found,
        "differences": differences,
    }
    return render(request, "desk/oral.html", context, status=status)


def hear(
    request: StaffRequest,
    open_case: OpenCase,
    find: Find,
    note: Callable[[Heard], None],
    *,
    agrees: Words,
    why: Callable[[str], Words],
    refusals: tuple[type[Exception], ...],
) -> tuple[OralAnswerForm, int, list[Difference]]:
    """Note what was heard; return the form, 302 if it was noted, and the differences. `find`: the
    question as it stands; `why`: a refusal in words. What was typed stays, beside what another
    member noted since."""
    form = _form(request, open_case, find, agrees, request.POST or None)
    if not form.is_valid():
        return form, UNPROCESSABLE if form.is_bound else 200, []
    try:
        note(form.heard)
    except AnsweredMeanwhile:
        data = request.POST.copy()
        data["seen"] = stood(find())
        again = _form(request, open_case, find, agrees, data)
        again.add_error(
            None,
            _("Another member saved this first: their text stands beside yours. Compare the two."),
        )
        return again, CONFLICT, beside(again, written_now(open_case, find(), seen_by=request.actor))
    except refusals as refusal:
        form.add_error(None, str(why(str(refusal))))
        return form, CONFLICT, []
    return form, DONE, []


def hear_of_leaving(
    request: StaffRequest,
    open_case: OpenCase,
    found: Any,
    note: Callable[[Heard], None],
    *,
    kind: str,
    told: str,
    parts: Any = (),
    why: Callable[[str], Words],
    refusals: tuple[type[Exception], ...],
) -> HttpResponse | None:
    """The page that notes the person's answer on words that would go to one recipient. `found`: has
    its `row` and the recipient's `name`; `told`: the template that shows the words, and `parts`
    where some are hidden from the reader. None once it was noted."""
    form, status, differences = hear(
        request,
        open_case,
        partial(oral.asked_about, open_case, kind, found.row.ref, seen_by=request.actor),
        note,
        agrees=_("Yes to this recipient and to these very words"),
        why=why,
        refusals=refusals,
    )
    if status == DONE:
        return None
    words = {
        "title": _("Note what the person said"),
        "verb": _("Note the answer"),
        "asked": found.name,
        "told": told,
        "found": found,
        "parts": parts,
        "differences": differences,
    }
    return act_page(request, open_case, form, words, status, "desk/oral.html")


def _form(
    request: StaffRequest, open_case: OpenCase, find: Find, agrees: Words, data: Any
) -> OralAnswerForm:
    question = find()
    may = who_may_answer(open_case.folder, question, seen_by=request.actor) if question else []
    before = {"seen": stood(question), "until": question.ends_on if question else None}
    return OralAnswerForm(data, agrees=agrees, speakers=may, initial=before)
