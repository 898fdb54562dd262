"""Pages of interpretation."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.admission.oral_answers import asked_about
from amparo.casework.interpreting import forms, interpreters, queries, services
from amparo.casework.interpreting.interpreter_questions import KIND
from amparo.casework.interpreting.interpreters import Hindered, Proposed
from amparo.casework.interpreting.wording import why
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import (
    CONFLICT,
    SHOWN,
    act_page,
    files_sent,
    opened_case,
    sent,
    today,
)
from amparo.foundations.cases.dates_outside_terms import end_of_day
from amparo.foundations.cases.next_acts import CONTACT, SAID_NOTED, TEAM_ONLY, CaseAct
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.institutions.queries import units


@needs(Permission.CASE_WORK)
@CaseAct(CONTACT, later("The need for an interpreter is recorded."))
def need(request: StaffRequest, code: str) -> HttpResponse:
    open_case = opened_case(request, code)
    here = queries.on_case(open_case, seen_by=request.actor, acting=True)
    form = forms.NeedForm(sent(request))

    def note() -> None:
        needed = form.cleaned_data["needed"] == "yes"
        text, at = form.cleaned_data["text"], timezone.now()
        services.note_need(open_case, needed=needed, text=text, by=request.actor, at=at)

    words = {
        "title": _("Is an interpreter needed?"),
        "why": _(
            "Where one is, each interview and each notice to the person gets a dated task, and"
            " nothing is held up by it."
        ),
        "verb": _("Note it"),
        "here": here,
    }
    return page(request, open_case, form, words, note)


@needs(Permission.CASE_WORK)
@CaseAct(CONTACT, later("The interpreter is proposed."))
def name(request: StaffRequest, code: str) -> HttpResponse:
    open_case = opened_case(request, code)
    form = forms.NameForm(sent(request), units=units(seen_by=request.actor))

    def put_forward() -> None:
        said = form.cleaned_data
        words = {one: said[one] for one in ("name", "language", "reach", "to_her")}
        proposed = Proposed(**words, unit=form.units.get(said["unit"]))
        interpreters.name(open_case, proposed, by=request.actor, at=timezone.now())

    words = {
        "title": _("Name an interpreter"),
        "why": _(
            "The person is asked at once, on their page. Somebody looks for ties to the presumed"
            " aggressor, and the interpreter signs. Until all three are there, this one interprets"
            " nothing."
        ),
        "verb": _("Put forward and ask the person"),
    }
    return page(request, open_case, form, words, put_forward)


@needs(Permission.CASE_WORK)
@CaseAct(CONTACT, later("What was noted of the interpreter is kept."))
def interpreter(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Show one interpreter: what is there, what is missing. A POST ends it."""
    open_case, named = named_on(request, code, ref, acting=False)
    if request.method == "POST":
        with suppress(Hindered):  # the page shows one that has ended already
            interpreters.leave(open_case, ref, by=request.actor, at=timezone.now())
        return redirect("interpreting:interpreter", open_case.code, ref)
    context = {"open_case": open_case, "one": named}
    return render(request, "interpreting/interpreter.html", context)


@needs(Permission.CASE_WORK)
@CaseAct(CONTACT, later("The conflicts of interest of the interpreter are recorded."), TEAM_ONLY)
def vet(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    open_case, named = named_on(request, code, ref)
    form = forms.VetForm(sent(request), today=today(open_case))

    words = {
        "title": _("Look for ties to the presumed aggressor"),
        "why": _("It is on record that you looked, when, and what you found."),
        "verb": _("Note what I found"),
    }
    return act_on(request, (open_case, named), form, interpreters.vet, words)


@needs(Permission.CASE_WORK)
@CaseAct(CONTACT, later("The interpreter's promise of confidentiality is filed."))
def sign(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    open_case, named = named_on(request, code, ref)
    form = forms.SignForm(sent(request), files_sent(request), today=today(open_case))

    words = {
        "title": _("The promise to keep it confidential"),
        "why": _("Signed before the first word is interpreted. The paper names no case."),
        "verb": _("Keep the paper"),
    }
    return act_on(request, (open_case, named), form, interpreters.sign, words)


@needs(Permission.CASE_WORK)
@CaseAct(CONTACT, SAID_NOTED)
def answer(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    open_case, named = named_on(request, code, ref)
    asked = asked_about(open_case, KIND, named.row.ref, seen_by=request.actor)
    until = asked.ends_on if asked else None
    form = forms.AnswerForm(sent(request), of_person=named.row.asks_her, initial={"until": until})
    title = (
        _("What is said of this interpreter, for %(name)s") % {"name": named.whom}
        if named.whom
        else _("What the person says of this interpreter")
    )
    words = {
        "title": title,
        "why": _(
            "The person may answer on their own page too. A no needs no reason and never counts"
            " against them."
        ),
        "verb": _("Note the answer"),
    }
    return act_on(request, (open_case, named), form, interpreters.note_answer, words)


@needs(Permission.CASE_WORK)
@CaseAct(CONTACT, later("The interpreted conversation is planned."))
def interview(request: StaffRequest, code: str) -> HttpResponse:
    """Plan a conversation; it needs an interpreter by its day."""
    open_case, now = opened_case(request, code), timezone.now()
    here = queries.on_case(open_case, seen_by=request.actor, acting=True)
    if not here.needed:
        raise Http404
    form = forms.InterviewForm(sent(request), today=today(open_case))

    def plan() -> None:
        due = end_of_day(open_case.folder.filing, form.cleaned_data["by_day"])
        services.plan_interview(open_case, due_on=due, by=request.actor, at=now)

    words = {
        "title": _("A conversation that needs an interpreter"),
        "why": _("It stands on the case page and on the worklist by its day."),
        "verb": _("Plan it"),
    }
    return page(request, open_case, form, words, plan)


@needs(Permission.CASE_WORK)
@CaseAct(CONTACT, later("The task of the interpreter is noted."))
def task(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Show one interview or notice, and note how it was done and by whom."""
    open_case = opened_case(request, code)
    found = queries.task_called(open_case, ref, seen_by=request.actor)
    if found is None:
        raise Http404
    here = queries.on_case(open_case, seen_by=request.actor, acting=True)
    ready = [(one.row.ref, one.name) for one in here.ready_for(found.other_id)]
    form = forms.TaskForm(sent(request), ready=ready)

    def note() -> None:
        said = form.cleaned_data
        services.done(open_case, ref, **said, by=request.actor, at=timezone.now())

    words = {
        "title": found.get_kind_display(),
        "why": "",
        "verb": _("Note that it was done"),
        "task": found,
        "whom": here.names.get(found.other_id or 0, ""),
        "whom_ref": found.other.ref if found.other else "",
        "notice": queries.to_carry(open_case, found, seen_by=request.actor),
        "here": here,
        "ready": ready,
    }
    return page(request, open_case, form, words, note, template="interpreting/task.html")


# --- shared by the pages ---


def named_on(
    request: StaffRequest, code: str, ref: str, *, acting: bool = True
) -> tuple[OpenCase, queries.Named]:
    open_case = opened_case(request, code)
    found = queries.named_called(open_case, ref, seen_by=request.actor, acting=acting)
    if found is None:
        raise Http404
    return open_case, found


def act_on(
    request: StaffRequest,
    on: tuple[OpenCase, queries.Named],
    form: Any,
    service: Callable[..., object],
    words: dict[str, Any],
) -> HttpResponse:
    """Run one act on one interpreter, and redirect to their page."""
    open_case, named = on

    def note() -> None:
        given = form.cleaned_data
        service(open_case, named.row.ref, **given, by=request.actor, at=timezone.now())

    return page(request, open_case, form, {**words, "one": named}, note, back=named)


def page(
    request: StaffRequest,
    open_case: OpenCase,
    form: Any,
    words: dict[str, Any],
    act: Callable[[], None],
    *,
    back: queries.Named | None = None,
    template: str = "interpreting/act.html",
) -> HttpResponse:
    """Show the form, or run its act and redirect; a refusal is shown above the form."""
    status = SHOWN
    if form.is_valid():
        try:
            act()
        except Hindered as refusal:
            form.add_error(None, why(refusal.reason))
            status = CONFLICT
        else:
            if back:
                return redirect("interpreting:interpreter", open_case.code, back.row.ref)
            return redirect("desk:case", open_case.code)
    return act_page(request, open_case, form, words, status, template)
