from functools import partial
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.admission import forms, queries, services
from amparo.casework.admission import substitute_consent as instead
from amparo.foundations.accounts.actors import Refused
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases import act_pages as acting
from amparo.foundations.cases.act_pages import opened_case, sent
from amparo.foundations.cases.form_drafts.pages import saves_itself
from amparo.foundations.cases.next_acts import (
    CHOICE_NOTED,
    CONTACT,
    FACTS,
    ON_OWN_PAGE,
    PERSON_ASKED,
    RECORD,
    SUMMARY,
    TEAM_ONLY,
    CaseAct,
)
from amparo.foundations.cases.queries import OpenCase, seats_of
from amparo.foundations.consent.services import CannotConsent
from amparo.foundations.intake.documents.services import ChangedMeanwhile, Document
from amparo.foundations.intake.procedure.legal_effects_of_acts import NotInOrder
from amparo.foundations.web.law.wording import say, say_act
from amparo.law import Deed, load_protocol

TAKE = "take"

act_page = partial(acting.act_page, template="admission/act.html")


@needs(Permission.CASE_WORK)
@CaseAct(CONTACT, later("The receipt is sent."), ON_OWN_PAGE)
def acknowledge(request: StaffRequest, code: str) -> HttpResponse:
    open_case = opened_case(request, code)
    form = forms.AcknowledgeForm(sent(request))
    if form.is_valid():
        text = form.cleaned_data["text"]
        services.acknowledge(open_case, text=text, by=request.actor, at=timezone.now())
        return redirect("desk:case", open_case.code)
    words = {
        "title": _("Acknowledge the request"),
        "why": _("The person reads it on their own page, with their access phrase."),
        "verb": _("Acknowledge"),
    }
    return act_page(request, open_case, form, words)


@needs(Permission.CASE_WORK)
@saves_itself
@CaseAct(
    FACTS,
    later("The note is kept."),
    TEAM_ONLY,
    menu=RECORD,
    label=later("Write a note for the team"),
)
def note(request: StaffRequest, code: str) -> HttpResponse:
    open_case = opened_case(request, code)
    form = forms.NoteForm(sent(request))
    if form.is_valid():
        text = form.cleaned_data["text"]
        services.keep_note(open_case, text=text, by=request.actor, at=timezone.now())
        return redirect("desk:case", open_case.code)
    return act_page(
        request, open_case, form, {"title": _("Write a note"), "verb": _("Keep the note")}
    )


@needs(Permission.CASE_WORK)
@CaseAct(SUMMARY, later("The danger flag is lifted."), TEAM_ONLY)
def lift_flag(request: StaffRequest, code: str) -> HttpResponse:
    open_case = opened_case(request, code)
    form, status = forms.LiftFlagForm(sent(request)), acting.SHOWN
    if form.is_valid():
        text = form.cleaned_data["text"]
        try:
            services.lift_danger_flag(open_case, text=text, by=request.actor, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, _why_not_lifted(str(refusal)))
            status = acting.CONFLICT
        else:
            return redirect("desk:case", open_case.code)
    said = {
        "title": queries.LIFT,
        "why": _(
            "The case is marked as in danger until you lift it. It is marked again when the person"
            " reports danger, or something happens."
        ),
        "verb": queries.LIFT,
    }
    return act_page(request, open_case, form, said, status=status)


@needs(Permission.CASE_WORK)
@saves_itself
@CaseAct(FACTS, later("The note is changed; what it said before is kept."), TEAM_ONLY)
def change_note(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    open_case = opened_case(request, code)
    found = queries.note_called(open_case, ref, seen_by=request.actor)
    if found is None:
        raise Http404
    said = {"text": found.words.get("text", ""), "seen": found.paper.version}
    form = forms.ChangeNoteForm(sent(request), initial=said)
    if TAKE in request.POST:
        return _beside(request, open_case, found.paper, form, status=200)
    if form.is_valid():
        try:
            services.change_note(
                open_case, found.paper, **form.cleaned_data, by=request.actor, at=timezone.now()
            )
        except ChangedMeanwhile as told:
            return _beside(request, open_case, told.newer, form, status=409)
        return redirect("desk:case", open_case.code)
    return act_page(
        request, open_case, form, {"title": _("Change the note"), "verb": _("Keep the note")}
    )


@needs(Permission.CASE_WORK)
@CaseAct(FACTS, later("The immediate action is open."), PERSON_ASKED)
def open_action(request: StaffRequest, code: str) -> HttpResponse:
    open_case = opened_case(request, code)
    law = load_protocol(open_case.folder.filing.protocol)
    kinds = [
        (one, f"{say(law, f'immediate_actions.{one.id}')} ({_hours(one.target_hours)})")
        for one in law.measures.immediate_action
    ]
    team = [seat.member for seat in seats_of(open_case.case, seen_by=request.actor)]
    form = forms.ActionForm(
        sent(request), kinds=kinds, team=team, initial={"owner": request.actor.member.code}
    )
    if form.is_valid():
        made = services.open_action(
            open_case,
            kind=form.cleaned_data["kind"],
            owner=form.owner_chosen,
            text=form.cleaned_data["text"],
            by=request.actor,
            at=timezone.now(),
        )
        if form.cleaned_data["consent"] == "oral":
            return redirect("admission:action_said", open_case.code, made.ref)
        return redirect("desk:case", open_case.code)
    words = {
        "title": _("Open an immediate action"),
        "why": _(
            "Help that cannot wait for the plan. No norm sets its hours: they are this service's"
            " own target. Nothing is done without the person's agreement."
        )
        if settings.ORGANISATION
        else _(
            "Help that cannot wait for a decision. No norm sets its hours: they are this service's"
            " own target. Nothing is done without the person's agreement."
        ),
        "verb": _("Open it"),
    }
    return act_page(request, open_case, form, words)


@needs(Permission.CASE_WORK)
@CaseAct(FACTS, later("The result of the immediate action is recorded."))
def action(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    open_case = opened_case(request, code)
    found = queries.action_called(open_case, ref, seen_by=request.actor)
    if found is None:
        raise Http404
    form = forms.ActionNewsForm(sent(request), consent=found.consent)
    status = 200
    if form.is_valid():
        try:
            services.end_action(
                open_case,
                found.row,
                done=form.cleaned_data["what"] == "done",
                text=form.cleaned_data["text"],
                by=request.actor,
                at=timezone.now(),
            )
        except services.AlreadyEnded:
            form.add_error(None, _("Somebody ended this action a moment ago. Nothing was changed."))
            status = 409
        except services.NotAgreed:
            form.add_error("what", _("The person has not agreed to it, or took it back just now."))
            status = 409
        else:
            return redirect("desk:case", open_case.code)
    words = {"title": found.name, "verb": _("Record it"), "action": found}
    return act_page(request, open_case, form, words, status=status)


@needs(Permission.CASE_SUPERVISE)
@CaseAct(FACTS, CHOICE_NOTED, ON_OWN_PAGE)
def decide_instead(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Decide with reasons on this one action while the person cannot be asked."""
    open_case = opened_case(request, code)
    found = queries.action_called(open_case, ref, seen_by=request.actor)
    if found is None:
        raise Http404
    form = forms.InsteadForm(sent(request))
    status = 200
    if form.is_valid():
        try:
            instead.decide_instead(
                open_case, found.row, reasons=form.cleaned_data, by=request.actor, at=timezone.now()
            )
        except CannotConsent as refusal:
            form.add_error(None, _why_not_instead(str(refusal)))
            status = 409
        else:
            return redirect("admission:action", open_case.code, ref)
    words = {
        "title": _("Decide while the person cannot be asked"),
        "why": _("A reasoned decision, on record, that the person will read and can undo."),
        "verb": _("Decide so"),
        "action": found,
    }
    return act_page(request, open_case, form, words, status=status)


@needs(Permission.CASE_WORK)
@saves_itself
@CaseAct(FACTS, later("The preliminary report is issued."), ON_OWN_PAGE)
def report(request: StaffRequest, code: str) -> HttpResponse:
    open_case = opened_case(request, code)
    law = load_protocol(open_case.folder.filing.protocol)
    form = forms.ReportForm(sent(request), law=law)
    status = 200
    if form.is_valid():
        try:
            services.issue_report(
                open_case,
                text=form.cleaned_data["text"],
                found=form.found,
                why=form.why,
                by=request.actor,
                at=timezone.now(),
            )
        except NotInOrder as refusal:
            form.add_error(None, _not_now(open_case, str(refusal)))
            status = 409
        else:
            return redirect("desk:case", open_case.code)
    words = {
        "title": say_act(law, Deed.LOOK_FIRST) or _("Preliminary report"),
        "why": _(
            "It finds what the danger is, and the track follows from it. Each finding is recorded"
            " with its reason, and the person may read it."
        ),
        "verb": _("Issue the report"),
        "verb_on": _("Issue it and assess the risk"),
    }
    return act_page(request, open_case, form, words, status=status)


def _why_not_lifted(reason: str) -> str:
    reasons = {
        "not_flagged": _("The danger flag is lifted already. Nothing was changed."),
        "happened_since": _(
            "Something happened that nobody has looked at yet. Do that first. Nothing was changed."
        ),
    }
    return reasons.get(reason, _("This cannot be done now. Nothing was changed."))


def _why_not_instead(reason: str) -> str:
    reasons = {
        "no_impediment": _(
            "Nothing on record prevents the person from being asked, or they answered."
        ),
        "answered_herself": _("The person has spoken on this: nobody's reason stands above that."),
    }
    return reasons.get(reason, _("This cannot be done now. Nothing was changed."))


def _not_now(open_case: OpenCase, refusal: str) -> str:
    if refusal in open_case.folder.filing.happened:
        return _("The report is issued already. What you wrote is still here; nothing was changed.")
    return _("The protocol does not allow this act now. Nothing was changed.")


def _hours(amount: int) -> str:
    return _("target: %(count)d h") % {"count": amount}


def _beside(
    request: StaffRequest, open_case: OpenCase, newer: Document, form: Any, *, status: int
) -> HttpResponse:
    """Show both texts side by side; the form holds what was typed, with the newer version. On
    request the form holds the saved text and what was typed is shown beside it."""
    theirs = open_case.folder.words(newer).get("text", "")
    data = form.data.copy()
    own, taken = data.get("text", ""), TAKE in data
    data["seen"] = newer.version
    if taken:
        data["text"] = theirs
    context = {
        "open_case": open_case,
        "theirs": theirs,
        "own": own,
        "taken": taken,
        "changed_at": newer.written_at,
        "form": forms.ChangeNoteForm(data),
        "title": _("Somebody else changed this note"),
        "verb": _("Keep what is in the form"),
    }
    return render(request, "admission/changed_meanwhile.html", context, status=status)
