"""Pages for telling others that an institution is overdue, and for the person's consent."""

from functools import partial

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.admission import oral_answers as oral
from amparo.casework.admission.oral_answer_views import NOT_NOW, hear
from amparo.casework.obligations.delivery.sealed_dispatch import MayNotLeave
from amparo.casework.obligations.delivery.unlocked_obligation import OpenDuty
from amparo.casework.obligations.escalation.forms import LetterForm
from amparo.casework.obligations.escalation.queries import Escalation, Step, steps_on_case
from amparo.casework.obligations.escalation.services import ask_who_may_know, note_letter
from amparo.casework.obligations.follow_up.services import NothingToDo
from amparo.casework.obligations.follow_up.views import (
    act_page,
    duty_page,
    found_on_case,
    over,
    stopped,
)
from amparo.casework.obligations.titles_and_grounds import ground_of_duty
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases import act_pages as acting
from amparo.foundations.cases.act_pages import opened_case, sent, today
from amparo.foundations.cases.next_acts import MEASURES, ON_OWN_PAGE, CaseAct
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.overdue_permission import KIND, TEXT, TITLES
from amparo.foundations.consent.services import CannotConsent
from amparo.law import load_protocol


@needs(Permission.CASE_WORK)
@afresh()
@CaseAct(MEASURES, later("The letter is on record."), ON_OWN_PAGE)
def letter(request: StaffRequest, code: str, alias: str, step: str) -> HttpResponse:
    """Show the text of the letter of a step, and note its number once it was signed and sent."""
    open_case, found = found_on_case(request, code, alias)
    escalation, waiting = _step_called(request, open_case, found, step)
    if escalation is None or waiting is None:
        return duty_page(request, open_case, found, because=[over()])
    zone = load_protocol(open_case.folder.filing.protocol).zone
    due = timezone.localtime(found.duty.due_on, zone).date()
    form, status = LetterForm(sent(request), today=today(open_case), due=due), acting.SHOWN
    if form.is_valid():
        told = {**form.cleaned_data, "by": request.actor, "at": timezone.now()}
        try:
            note_letter(open_case, found.duty, waiting.id, **told)
        except NothingToDo:
            return duty_page(request, open_case, found, because=[over()])
        except MayNotLeave as refusal:
            status = stopped(form, refusal)
        else:
            return redirect("obligations:duty", open_case.code, found.duty.alias)
    words = {
        "title": waiting.label,
        "why": _("Sign it and send it where letters are signed. Then write its number here."),
        "verb": _("Record the letter"),
        "found": found,
        "step": waiting,
        "due": due,
        "ground": ground_of_duty(found.duty),
        "answered": escalation.in_words,
    }
    return act_page(request, open_case, form, words, status, template="obligations/letter.html")


@needs(Permission.CASE_WORK)
@CaseAct(MEASURES, later("The question to the person, or the answer, is on record."), ON_OWN_PAGE)
def consent(request: StaffRequest, code: str, subject: str) -> HttpResponse:
    """Ask the person whether these may be told that institutions do not answer, and note what the
    person said in conversation."""
    open_case = opened_case(request, code)
    if subject not in TITLES:
        raise Http404
    title, now = str(TITLES[subject]), timezone.now()
    find = partial(oral.asked_about, open_case, KIND, subject, seen_by=request.actor)
    if find() is None:
        empty = Form(sent(request))
        if empty.is_valid():
            ask_who_may_know(open_case, subject, by=request.actor, at=now)
            return redirect("desk:case", open_case.code)
        words = {"title": title, "why": TEXT, "verb": _("Ask the person")}
        return act_page(request, open_case, empty, words)
    form, status, differences = hear(
        request,
        open_case,
        find,
        partial(
            oral.note_about,
            open_case,
            KIND,
            subject,
            label=title,
            by=request.actor,
            at=now,
        ),
        agrees=_("Yes to this recipient and to these very words"),
        why=lambda code: oral.WHY_NOT_HEARD.get(code, NOT_NOW),
        refusals=(CannotConsent,),
    )
    if status == acting.DONE:
        return redirect("desk:case", open_case.code)
    words = {
        "title": _("Note what the person said"),
        "verb": _("Note the answer"),
        "asked": title,
        "told": "obligations/overdue_words.html",
        "text": TEXT,
        "differences": differences,
    }
    return acting.act_page(request, open_case, form, words, status, template="desk/oral.html")


def _step_called(
    request: StaffRequest, open_case: OpenCase, found: OpenDuty, step_id: str
) -> tuple[Escalation | None, Step | None]:
    """The steps, and the one called, where it waits for the team now. Raises Http404
    for one that the law of the case does not have."""
    law = load_protocol(open_case.folder.filing.protocol)
    if step_id not in {one.id for one in law.obligations.escalation}:
        raise Http404
    escalation = steps_on_case(open_case, found.duty, at=timezone.now(), seen_by=request.actor)
    waiting = escalation.waiting if escalation else None
    return escalation, waiting if waiting and waiting.id == step_id else None
