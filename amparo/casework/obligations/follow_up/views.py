"""Pages of one obligation for the team: what was sent, what was answered, what is asked next."""

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from amparo.casework.measures.queries import final_decision
from amparo.casework.obligations import forms, queries
from amparo.casework.obligations import unit_answers as answers
from amparo.casework.obligations.delivery import unlocked_obligation as opening
from amparo.casework.obligations.delivery.consent_gate import REASONS
from amparo.casework.obligations.delivery.extract_sheet import sheet_of
from amparo.casework.obligations.delivery.sealed_dispatch import MayNotLeave
from amparo.casework.obligations.delivery.unlocked_obligation import OpenDuty
from amparo.casework.obligations.escalation.queries import steps_on_case
from amparo.casework.obligations.follow_up import services as follow_ups
from amparo.casework.obligations.opinion_requests import extensions as more_time
from amparo.casework.obligations.stations.queries import handed_on
from amparo.casework.obligations.titles_and_grounds import grounds_of_time
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases import act_pages as acting
from amparo.foundations.cases.access.custody_chain import file_taken
from amparo.foundations.cases.access.file_download import take_page, taken_for
from amparo.foundations.cases.act_pages import files_sent, opened_case, sent, today
from amparo.foundations.cases.next_acts import (
    MEASURES,
    TASK_DONE,
    TEAM_ONLY,
    TO_INSTITUTION,
    CaseAct,
)
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.files.downloads import download
from amparo.foundations.web.law.wording import due_from
from amparo.law import load_protocol


@needs(Permission.CASE_READ)
def duty(request: StaffRequest, code: str, alias: str) -> HttpResponse:
    open_case, found = found_on_case(request, code, alias)
    return duty_page(request, open_case, found)


@require_POST
@needs(Permission.CASE_WORK)
@afresh(at_once=True)
@CaseAct(
    MEASURES, _lazy("The numbered copy is made."), _lazy("Note when it reached the institution.")
)
def print_sheet(request: StaffRequest, code: str, alias: str) -> HttpResponse:
    """Print a numbered paper copy, for a unit for which no officer signs in."""
    _open_case, found = found_on_case(request, code, alias)
    if not found.extract or not found.duty.by_paper:
        raise Http404
    number = answers.print_copy(found, by=request.actor, at=timezone.now())
    context = {"sheet": sheet_of(found), "number": number, "now": timezone.now()}
    return render(request, "obligations/sheet.html", context)


@needs(Permission.CASE_WORK)
@CaseAct(MEASURES, _lazy("The answer of the institution is written down."))
def answer(request: StaffRequest, code: str, alias: str, kind: str) -> HttpResponse:
    """Note what a unit answered on paper, or a limitation that it told the team."""
    open_case, found = found_on_case(request, code, alias)
    on_paper = found.duty.by_paper
    if kind not in forms.ANSWERS or not (on_paper or kind == "objected"):
        raise Http404
    form = forms.ANSWERS[kind](sent(request), files_sent(request))
    if form.is_valid():
        said = form.cleaned_data
        try:
            told: dict[str, Any] = {"by": request.actor, "at": timezone.now()}
            answers.answer(found, kind=kind, **said, **told)
        except answers.NotOpen:
            return duty_page(request, open_case, found, because=[over()])
        return redirect("obligations:duty", open_case.code, found.duty.alias)
    words = {
        "title": _("The unit answered on paper") if on_paper else _("The unit told the team"),
        "why": opening.SAID[kind],
        "verb": _("Record it"),
    }
    return act_page(request, open_case, form, words)


@needs(Permission.CASE_WORK)
@CaseAct(MEASURES, _lazy("The request for more time is written down."), TEAM_ONLY)
def ask_time(request: StaffRequest, code: str, alias: str) -> HttpResponse:
    """Note a unit's request for more time that came on paper."""
    open_case, found = found_on_case(request, code, alias)
    if not found.duty.by_paper:
        raise Http404
    form = forms.MoreTimeForm(sent(request), grounds=grounds_of_time(found.duty))
    if form.is_valid():
        told: dict[str, Any] = {"by": request.actor, "at": timezone.now()}
        try:
            more_time.ask_more_time(found, **form.cleaned_data, **told)
        except more_time.NoMoreTime as refusal:
            return duty_page(request, open_case, found, because=[why_no_time(refusal)])
        return redirect("obligations:duty", open_case.code, found.duty.alias)
    words = {
        "title": _("The unit asked for more time on paper"),
        "why": _("Once, and only while its term runs: the day that counts is today."),
        "verb": _("Record it"),
    }
    return act_page(request, open_case, form, words)


@needs(Permission.CASE_WORK)
@afresh()
@CaseAct(MEASURES, _lazy("The request for more time is answered."), TO_INSTITUTION)
def give_time(request: StaffRequest, code: str, alias: str) -> HttpResponse:
    """Decide expressly on more time, by a role that the norm names."""
    open_case, found = found_on_case(request, code, alias)
    asks = found.asks_time
    if asks is None or not more_time.may_decide(found, request.actor):
        told = str(NO_TIME["not_theirs"]) if asks else over()
        return duty_page(request, open_case, found, because=[told])
    form, status = forms.GiveTimeForm(sent(request)), acting.SHOWN
    if form.is_valid():
        decided: dict[str, Any] = {
            "give": form.cleaned_data["give"] == "yes",
            "text": form.cleaned_data["text"],
        }
        decided |= {"by": request.actor, "at": timezone.now()}
        try:
            more_time.answer_more_time(open_case, found, **decided)
        except more_time.NoMoreTime as refusal:
            return duty_page(request, open_case, found, because=[why_no_time(refusal)])
        except MayNotLeave as refusal:
            status = stopped(form, refusal)
        else:
            return redirect("obligations:duty", open_case.code, found.duty.alias)
    words = {
        "title": _("More time for %(unit)s") % {"unit": found.duty.unit.name},
        "why": f"{asks.word_label}. {asks.text}",
        "verb": _("Decide"),
    }
    return act_page(request, open_case, form, words, status)


@needs(Permission.CASE_WORK)
@afresh()
@CaseAct(
    MEASURES,
    _lazy("The report is contested. The measure is still owed, by the day that was set."),
    TO_INSTITUTION,
)
def contest(request: StaffRequest, code: str, alias: str) -> HttpResponse:
    """Contest what the unit reported: it was not carried out."""
    open_case, found = found_on_case(request, code, alias)
    form, status = forms.ContestForm(sent(request)), acting.SHOWN
    if not found.may_be_contested:
        return duty_page(request, open_case, found, because=[over()])
    if form.is_valid():
        told: dict[str, Any] = {**form.cleaned_data, "by": request.actor, "at": timezone.now()}
        try:
            follow_ups.contest(open_case, found, **told)
        except follow_ups.NothingToDo:
            return duty_page(request, open_case, found, because=[over()])
        except MayNotLeave as refusal:
            status = stopped(form, refusal)
        else:
            return redirect("obligations:duty", open_case.code, found.duty.alias)
    words = {
        "title": _("It was not carried out: contest the report"),
        "why": _(
            "The institution reads this on its page, and it is told by a mail that something waits"
            " there. It still owes the measure, since the first day: no new day is set."
        ),
        "verb": _("Contest the report"),
    }
    return act_page(request, open_case, form, words, status)


@needs(Permission.CASE_WORK)
@afresh()
@CaseAct(MEASURES, _lazy("The report is asked for."), TO_INSTITUTION)
def ask_report(request: StaffRequest, code: str, alias: str) -> HttpResponse:
    open_case, found = found_on_case(request, code, alias)
    form, status = forms.DueForm(sent(request), today=today(open_case)), acting.SHOWN
    if form.is_valid():
        try:
            follow_ups.ask_report(
                open_case, found, **form.cleaned_data, by=request.actor, at=timezone.now()
            )
        except follow_ups.NothingToDo:
            return duty_page(request, open_case, found, because=[over()])
        except MayNotLeave as refusal:
            status = stopped(form, refusal)
        else:
            return redirect("obligations:duty", open_case.code, found.duty.alias)
    words = {"title": _("Ask for a report"), "why": found.title, "verb": _("Ask for it")}
    return act_page(request, open_case, form, words, status)


@needs(Permission.CASE_WORK)
@afresh("insist", named="way")
@CaseAct(MEASURES, TASK_DONE)
def follow_up(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Carry out a dated task: after an objection insist or seek another way; otherwise say what was
    done."""
    open_case = opened_case(request, code)
    act = queries.follow_up_called(open_case, ref, seen_by=request.actor)
    if act.duty and act.kind in {"ask_report", "answer_objection", "seal_anew"}:
        found = queries.duty_on_case(open_case, act.duty.alias, seen_by=request.actor)
        if act.kind != "answer_objection":
            return redirect("obligations:duty", open_case.code, act.duty.alias)
        return _after_objection(request, open_case, act, found)
    if act.kind == "hear_her":
        return _hear_her(request, open_case, act)
    form_class = forms.FetchedForm if act.kind == "fetch_paper" else forms.DoneForm
    form = form_class(sent(request))
    if form.is_valid():
        follow_ups.note_done(
            open_case,
            act,
            text=form.cleaned_data["text"],
            outcome=form.cleaned_data.get("outcome", "fetched"),
            by=request.actor,
            at=timezone.now(),
        )
        return redirect("desk:case", open_case.code)
    words = {"title": act.get_kind_display(), "why": forms.WHY[act.kind], "verb": _("Record it")}
    if act.kind == "contact_before_ending":
        words["running"] = queries.running_on(open_case, seen_by=request.actor)
    return act_page(request, open_case, form, words)


def _hear_her(request: StaffRequest, open_case: OpenCase, act: Any) -> HttpResponse:
    """What was decided in the person's place. The task closes by itself once the person answered
    everything."""
    waiting = queries.waits_for_her_on(open_case, seen_by=request.actor)
    context = {"open_case": open_case, "act": act, "waiting": waiting}
    return render(request, "obligations/hear_her.html", context)


def _after_objection(
    request: StaffRequest, open_case: OpenCase, act: Any, found: OpenDuty
) -> HttpResponse:
    """Two forms for the two ways after an objection; what was typed into either is kept."""
    way = request.POST.get("way", "")
    insist = forms.DueForm(sent(request) if way == "insist" else None, today=today(open_case))
    other = forms.AlternativeForm(sent(request) if way == "alternative" else None, prefix="other")
    told: dict[str, Any] = {"by": request.actor, "at": timezone.now()}
    status = acting.SHOWN
    try:
        if insist.is_valid():
            follow_ups.insist(open_case, act, found, **insist.cleaned_data, **told)
            return redirect("desk:case", open_case.code)
        if other.is_valid():
            follow_ups.seek_alternative(open_case, act, found, **other.cleaned_data, **told)
            return redirect("desk:case", open_case.code)
    except follow_ups.NothingToDo:
        return duty_page(request, open_case, found, because=[over()])
    except MayNotLeave as refusal:
        status = stopped(insist, refusal)
    context = {
        "open_case": open_case,
        "found": found,
        "insist": insist,
        "other": other,
        "decided": final_decision(open_case, seen_by=request.actor) is not None,
    }
    if status == acting.SHOWN and (insist.errors or other.errors):
        status = acting.UNPROCESSABLE
    return render(request, "obligations/objection.html", context, status=status)


def stopped(form: Any, refusal: MayNotLeave) -> int:
    """Add the reasons to the form and return 409. Nothing was sent."""
    for reason in refusal.reasons:
        form.add_error(None, str(REASONS[reason]))
    return acting.CONFLICT


@needs(Permission.CASE_READ)
@afresh(at_once=True)
def proof(request: StaffRequest, code: str, alias: str, ref: str) -> HttpResponse:
    """Download the unit's file as it came; it is never shown in the browser. It may show where the
    person lives, so each download is on record."""
    open_case, found = found_on_case(request, code, alias)
    if request.actor.is_held_back:  # no files for a member whose account may have leaked
        raise Http404
    opened = opening.proof_called(found, ref)
    form = taken_for(request)
    if not form.is_valid():
        why = _("It leaves this site with you, and may show where the person lives.")
        return take_page(request, open_case, form, verb=_("Download the original"), why=why)
    reason, now = form.cleaned_data["reason"], timezone.now()
    file_taken(open_case.case, opened.ref, what_for=reason, by=request.actor, at=now)
    pieces = opened.pieces()
    return download(request, pieces, ref=opened.ref, kind=opened.kind, size=opened.size)


act_page = partial(acting.act_page, template="obligations/act.html")


def found_on_case(request: StaffRequest, code: str, alias: str) -> tuple[OpenCase, OpenDuty]:
    open_case = opened_case(request, code)
    return open_case, queries.duty_on_case(open_case, alias, seen_by=request.actor)


NO_TIME = {
    "over": _lazy(
        "The term has ended, and a term that has ended is not extended. What is late"
        " stays late; it can still be answered."
    ),
    "twice": _lazy("More time was asked for already: it is given once."),
    "answered": _lazy("It was answered meanwhile, or taken back: there is nothing to extend."),
    "no_extension": _lazy("The norm lets nobody extend this term."),
    "not_theirs": _lazy("The norm gives this decision to another role."),
    "not_asked": _lazy("This was decided meanwhile. Nothing was stored."),
}


def why_no_time(refusal: more_time.NoMoreTime) -> str:
    return str(NO_TIME[str(refusal)])


def over() -> str:
    return _("This changed meanwhile: it takes no such step now. Nothing was stored.")


def duty_page(
    request: StaffRequest, open_case: OpenCase, found: OpenDuty, *, because: Any = ()
) -> HttpResponse:
    now = timezone.now()
    term = opening.term_of(found, at=now)
    law = load_protocol(open_case.folder.filing.protocol)
    context = {
        "open_case": open_case,
        "found": found,
        "sheet": sheet_of(found),
        "due": due_from(term, law, at=now) if term else None,
        "now": now,
        "because": because,
        "paper_answers": [
            (kind, opening.SAID[kind]) for kind in forms.ANSWERS if answers.takes(found.duty, kind)
        ],
        "may_note_limitation": not found.duty.by_paper and answers.takes(found.duty, "objected"),
        "may_ask_time": found.duty.by_paper and more_time.may_be_asked(found, at=now),
        "may_give_time": bool(found.asks_time) and more_time.may_decide(found, request.actor),
        "follow_ups": queries.follow_ups_of(open_case, found.duty, seen_by=request.actor),
        "is_locked_out": queries.is_locked_out(open_case, found.duty, seen_by=request.actor),
        "escalation": steps_on_case(open_case, found.duty, at=now, seen_by=request.actor),
        "handed_on": handed_on(found.duty, seen_by=request.actor),
        "has_key": queries.holds_key(found.duty.unit, seen_by=request.actor),
    }
    return render(request, "obligations/duty.html", context, status=409 if because else 200)
