"""Pages of requests to outside authorities: of one case, and of all the reader's cases."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_POST

from amparo.casework.external_cases import forms, queries, services
from amparo.casework.external_cases.authority_terms.queries import as_csv, lines_of, listing
from amparo.casework.external_cases.wording import why
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import CONFLICT, act_page, files_sent, opened_case, sent
from amparo.foundations.cases.next_acts import (
    MEASURES,
    PERSON_ASKED,
    QUESTION_SENT,
    SAID_NOTED,
    CaseAct,
)
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.services import CannotConsent
from amparo.foundations.intake.files.downloads import download
from amparo.foundations.web.law.wording import language_of
from amparo.law import load_protocol


@needs(Permission.CASE_WORK)
@CaseAct(MEASURES, later("The person is asked about the request to the authority."), PERSON_ASKED)
def open_record(request: StaffRequest, code: str) -> HttpResponse:
    """Plan to ask an authority, or follow what was asked; the person is asked first."""
    open_case = opened_case(request, code)
    laws = [load_protocol(name) for name in settings.FOLLOWS]
    law = laws[0]
    form = forms.OpenForm(
        sent(request),
        laws=[(one.id, one.procedure.source) for one in laws],
        units={one.code: one for one in queries.authorities(open_case, seen_by=request.actor)},
        names=[(name, capfirst(word)) for name, word in law.texts[language_of(law)].fields.items()],
        initial={"unit": law.obligations.run_by},
    )
    if form.is_valid():
        try:
            made = services.open_record(open_case, form.plan, by=request.actor, at=timezone.now())
        except services.NotPossible as refusal:
            return _refused(request, open_case, form, refusal, _opening())
        return redirect("external_cases:record", open_case.code, made.ref)
    return act_page(request, open_case, form, _opening())


@needs(Permission.CASE_READ)
def record(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Show the state there: what is owed by whom and when, what happened, what may be done."""
    open_case = opened_case(request, code).for_one_page()
    found = _called(request, open_case, ref)
    now = timezone.now()
    one = queries.standing_of(found, open_case, at=now, seen_by=request.actor)
    context = {
        "open_case": open_case,
        "one": one,
        "law": one.clock.law.procedure.source,
        "steps": queries.steps_of(found, open_case, seen_by=request.actor),
        "may_complain": [each for each in one.awaited if each.remedy],
    }
    return render(request, "external_cases/record.html", context)


@needs(Permission.CASE_WORK)
@CaseAct(MEASURES, later("What happened at the authority is noted."))
def note(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Note what happened at the authority."""
    open_case = opened_case(request, code)
    found = _called(request, open_case, ref)
    clock = queries.standing_of(found, open_case, at=timezone.now(), seen_by=request.actor).clock
    reader: dict[str, Any] = {"seen_by": request.actor}
    form = forms.NoteForm(
        sent(request),
        files_sent(request),
        zone=clock.law.zone,
        happened=queries.to_note(found, clock, **reader),
        channels=queries.channels_of(clock.law, **reader),
        findings=queries.findings_of(clock.law, **reader),
    )
    words = {
        "title": _("Note what happened at the authority"),
        "why": _("Nothing is sent to it: you write down what was done there, and on which day."),
        "verb": _("Note it"),
    }
    if form.is_valid():
        try:
            services.note(open_case, ref, form.said, by=request.actor, at=timezone.now())
        except services.NotPossible as refusal:
            return _refused(request, open_case, form, refusal, words)
        return redirect("external_cases:record", open_case.code, ref)
    return act_page(request, open_case, form, words)


@needs(Permission.CASE_WORK)
@CaseAct(MEASURES, SAID_NOTED)
def answer(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Note what the person said in conversation."""
    open_case = opened_case(request, code)
    found = _called(request, open_case, ref)
    asked = queries.agreement_on(found, seen_by=request.actor)
    form = forms.AgreementForm(
        sent(request),
        agrees=_("Yes: it may be filed there, and followed"),
        initial={"until": asked.ends_on if asked else None},
    )
    words = {
        "title": _("Note what the person said of asking the authority"),
        "why": _(
            "Say first what a no means: nothing is filed, nobody outside learns anything, and the"
            " team goes on helping as before."
        ),
        "verb": _("Note the answer"),
    }
    if form.is_valid():
        given = form.cleaned_data
        try:
            services.note_answer(open_case, found.ref, **given, by=request.actor, at=timezone.now())
        except (services.NotPossible, CannotConsent) as refusal:
            return _refused(request, open_case, form, refusal, words)
        return redirect("external_cases:record", open_case.code, ref)
    return act_page(request, open_case, form, words)


@require_POST
@needs(Permission.CASE_WORK)
@CaseAct(MEASURES, QUESTION_SENT, PERSON_ASKED)
def ask(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Ask the person again, in the same words."""
    open_case = opened_case(request, code)
    _called(request, open_case, ref)
    try:
        services.ask_again(open_case, ref, by=request.actor, at=timezone.now())
    except services.NotPossible as refusal:
        return _not_now(request, open_case, refusal)
    return redirect("external_cases:record", open_case.code, ref)


@require_POST
@needs(Permission.CASE_WORK)
@CaseAct(MEASURES, later("The step is marked as an error and no longer counts."))
def set_aside(request: StaffRequest, code: str, ref: str, step: str) -> HttpResponse:
    """Set a step aside that was noted by mistake."""
    open_case = opened_case(request, code)
    _called(request, open_case, ref)
    try:
        services.set_aside(open_case, ref, step, by=request.actor, at=timezone.now())
    except services.NotPossible as refusal:
        return _not_now(request, open_case, refusal)
    return redirect("external_cases:record", open_case.code, ref)


@needs(Permission.CASE_WORK)
@afresh()
@CaseAct(MEASURES, later("The follow-up is ended."))
def end(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    open_case = opened_case(request, code)
    found = _called(request, open_case, ref)
    form = forms.EndForm(sent(request))
    words = {
        "title": _("Follow it no more"),
        "why": _("What was noted stays, and nothing of it is asked for on the worklist any more."),
        "verb": _("Follow it no more"),
    }
    if form.is_valid():
        try:
            services.end(
                open_case, found.ref, **form.cleaned_data, by=request.actor, at=timezone.now()
            )
        except services.NotPossible as refusal:
            return _refused(request, open_case, form, refusal, words)
        return redirect("desk:case", open_case.code)
    return act_page(request, open_case, form, words)


@require_POST
@needs(Permission.CASE_WORK)
@afresh(at_once=True)
@CaseAct(MEASURES, later("The sheet is made."), later("Note when it was filed there."))
def sheet(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Print a sheet to carry to the authority: its number, days and terms, and none of the person's
    story."""
    open_case = opened_case(request, code)
    _called(request, open_case, ref)
    now = timezone.now()
    try:
        found, number = services.printed(open_case, ref, by=request.actor, at=now)
    except services.NotPossible as refusal:
        return _not_now(request, open_case, refusal)
    one = queries.standing_of(found, open_case, at=now, seen_by=request.actor)
    steps = queries.steps_of(found, open_case, seen_by=request.actor)
    live = [each for each in steps if each.step.set_aside_at is None]
    context = {
        "one": one,
        "whose": settings.ORGANISATION,
        "number": number,
        "law": one.clock.law.procedure.source,
        "steps": live,
        "numbers": list(dict.fromkeys(n for each in live if (n := each.body.get("number")))),
        "remedies": list(dict.fromkeys(each.remedy for each in one.late if each.remedy)),
        "now": now,
    }
    return render(request, "external_cases/sheet.html", context)


@needs(Permission.CASE_READ)
def terms(request: StaffRequest) -> HttpResponse:
    """List who is late, by how much, and what may be done about it."""
    now = timezone.now()
    context = {"here": "outside", "found": listing(seen_by=request.actor, at=now), "now": now}
    return render(request, "external_cases/terms.html", context)


@require_POST
@needs(Permission.CASE_READ)
@afresh(at_once=True)
def export(request: StaffRequest) -> HttpResponse:
    """Download the list without names, for the organisation's own report."""
    if request.actor.is_held_back:  # no files for a member held back after a leak
        raise Http404
    now = timezone.now()
    lines, _whole = lines_of(seen_by=request.actor, at=now)
    agreed = [one for one in lines if one.agreed]
    services.exported(lines=len(agreed), by=request.actor, at=now)
    table = as_csv(agreed).encode()
    return download(request, [table], ref="terms", kind="csv", size=len(table))


def _opening() -> dict[str, Any]:
    return {
        "title": _("Ask an authority outside, or follow what was asked"),
        "why": _(
            "The person is asked first, in your words. Nothing is sent to the authority from here:"
            " you file it there yourself, and note it."
        ),
        "verb": _("Ask the person"),
    }


def _called(request: StaffRequest, open_case: OpenCase, ref: str) -> Any:
    found = queries.record_called(open_case, ref, seen_by=request.actor)
    if found is None:
        raise Http404
    return found


def _refused(
    request: StaffRequest, open_case: OpenCase, form: Any, refusal: Exception, words: dict[str, Any]
) -> HttpResponse:
    """Add the reason to the form, and keep what was typed."""
    form.add_error(None, why(str(refusal)))
    return act_page(request, open_case, form, words, CONFLICT)


def _not_now(request: StaffRequest, open_case: OpenCase, refusal: Exception) -> HttpResponse:
    context = {"open_case": open_case, "why": why(str(refusal))}
    return render(request, "external_cases/not_now.html", context, status=CONFLICT)
