"""Pages of keeping and erasing, for the team."""

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_POST

from amparo.casework.measures import view_helpers as acting
from amparo.casework.retention import forms, queries, services
from amparo.casework.retention import silence_orders as silences
from amparo.casework.retention.dated_tasks import TASKS
from amparo.casework.retention.erasure_obstacles import is_of_many
from amparo.casework.retention.wording import why, why_of_silence
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.queries import names_of
from amparo.foundations.cases.act_pages import opened_case, sent, today
from amparo.foundations.cases.next_acts import CHOICE_NOTED, PEOPLE, CaseAct
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.erasure.queries import erasure_going_on
from amparo.foundations.erasure.retention_schedule import schedule
from amparo.foundations.intake.contact.may_contact import rule_of
from amparo.foundations.intake.contact.safe_way import WAYS

TEMPLATE = "retention/act.html"

act = partial(acting.act, why=why, template=TEMPLATE)


@needs(Permission.CASE_WORK)
@CaseAct(PEOPLE, later("The request to erase is on record."))
def asked(request: StaffRequest, code: str) -> HttpResponse:
    """Note a request made at the desk or by telephone; it counts as the person's own."""
    open_case = opened_case(request, code)
    form = forms.AskedForm(sent(request))

    def do() -> None:
        given = form.cleaned_data
        services.ask_orally(open_case, **given, by=request.actor, at=timezone.now())

    words = {
        "title": _("The person asks to have it erased"),
        "why": _(
            "Say first what it means: what is erased comes back to nobody; what institutions have"
            " read stays with them; measures that run need the file; dates, codes and the record"
            " stay. A colleague hears from the person by the safe way that it is they who ask,"
            " and another one decides."
        ),
        "verb": _("Put it on record"),
    }
    return act(request, open_case, form, do, words)


@needs(Permission.CASE_WORK)
@CaseAct(PEOPLE, later("It is noted that the person was heard."))
def heard(request: StaffRequest, code: str) -> HttpResponse:
    """Note whether the person confirms the request. Another person with their telephone may have
    asked, so they are asked by another way."""
    open_case = opened_case(request, code)
    rule = rule_of(open_case.folder, seen_by=request.actor)
    board = is_of_many(open_case.case)
    form = forms.HeardForm(sent(request), board=board, today=today(open_case))

    def do() -> None:
        services.note_heard(open_case, **form.told, by=request.actor, at=timezone.now())

    words = {
        "title": TASKS["hear"],
        "why": _(
            "Not by their page, nor by the number from which it was asked: by the safe way"
            " they gave, with the agreed word. If it is not they who ask, nothing is erased,"
            " their page says no more than that it is over, and you give them a new access"
            " phrase."
        ),
        "verb": _("Note it"),
        "hears": True,
        "limits": rule.limits,
        "agreed": rule.agreed,
        "ways": [WAYS[one] for one in rule.ways],
    }
    return act(request, open_case, form, do, words | _about(request, open_case))


@needs(Permission.CASE_DECIDE)
@afresh()
@CaseAct(PEOPLE, CHOICE_NOTED)
def decide(request: StaffRequest, code: str) -> HttpResponse:
    open_case = opened_case(request, code)
    form = forms.DecideForm(sent(request))

    def do() -> None:
        given = form.cleaned_data
        services.decide(open_case, **given, by=request.actor, at=timezone.now())

    words = {
        "title": TASKS["decide"],
        "why": _(
            "What is granted is erased by itself once nothing stands against it, with every key:"
            " nobody brings it back. What was done and when stays, and so does what was late."
        ),
        "verb": _("Decide"),
        "demands": queries.demands_told(open_case, seen_by=request.actor),
    }
    return act(request, open_case, form, do, words | _about(request, open_case))


@needs(Permission.CASE_WORK)
@CaseAct(PEOPLE, later("The file is on legal hold."))
def hold(request: StaffRequest, code: str) -> HttpResponse:
    open_case = opened_case(request, code)
    form = forms.HoldForm(sent(request), today=today(open_case))

    def do() -> None:
        services.put_hold(open_case, form.held, by=request.actor, at=timezone.now())

    words = {
        "title": _("Keep the file from being erased"),
        "why": _(
            "As long as it stands, neither the person's request nor the schedule erases this file."
            " Places written apart go by their day even so."
        ),
        "verb": _("Keep this file"),
    }
    return act(request, open_case, form, do, words)


@needs(Permission.CASE_WORK)
@afresh()
@CaseAct(PEOPLE, later("The legal hold is lifted: the file may be erased on its date."))
def lift(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    open_case = opened_case(request, code)
    found = queries.hold_called(open_case, ref, seen_by=request.actor)
    if found is None:
        raise Http404
    form = forms.LiftForm(sent(request))

    def do() -> None:
        given = form.cleaned_data
        services.lift_hold(open_case, found.row.ref, **given, by=request.actor, at=timezone.now())

    words = {"title": _("Lift a hold"), "verb": _("Lift it"), "found": found}
    return act(request, open_case, form, do, words)


@needs(Permission.CASE_READ)
@afresh()
@CaseAct(PEOPLE, later("What the order says is on record."))
def silence(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Note what a court's order says. Two members must have read that it forbids telling the
    person; the same holds then for reading that it does not."""
    open_case = opened_case(request, code)
    found = silences.silence_called(open_case, ref, seen_by=request.actor)
    if found is None:
        raise Http404
    signature = request.actor.signature
    form = forms.OrderReadForm(sent(request), enough=found.is_enough(signature))

    def do() -> None:
        given = form.cleaned_data
        told = {"forbids": given["outcome"] == "forbids", "words": given["words"]}
        silences.note_read(open_case, ref, **told, by=request.actor, at=timezone.now())

    words = {
        "title": TASKS["silence"],
        "why": " ".join(str(one) for one in why_of_silence(found, signature)),
        "verb": _("Put it on record"),
        "silence": found,
        "said_by": names_of([found.row.silence_said_by], seen_by=request.actor).values(),
    }
    return act(request, open_case, form, do, words)


@needs(Permission.CASE_WORK)
@CaseAct(PEOPLE, later("The place is kept. It is erased by itself on its day."))
def place(request: StaffRequest, code: str) -> HttpResponse:
    open_case = opened_case(request, code)
    form = forms.PlaceForm(sent(request), longest=schedule().days_of_places)

    def do() -> None:
        given = form.cleaned_data
        services.write_place(open_case, **given, by=request.actor, at=timezone.now())

    words = {
        "title": _("Write where exactly somebody is, for some days"),
        "why": _("The team of this case and the person read it, nobody else, until its day."),
        "verb": _("Keep it until then"),
    }
    return act(request, open_case, form, do, words)


@require_POST
@needs(Permission.CASE_WORK)
@CaseAct(PEOPLE, later("The place is erased."))
def end_place(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Delete a place that is not needed any more."""
    open_case = opened_case(request, code)
    if not services.end_place(open_case, ref, by=request.actor, at=timezone.now()):
        raise Http404
    return redirect("desk:case", open_case.code)


def _about(request: StaffRequest, open_case: OpenCase) -> dict[str, Any]:
    """The erasure, and what stands against it now."""
    found = erasure_going_on(open_case.folder, seen_by=request.actor)
    if found is None:
        return {}
    stands = queries.against_in_words(open_case, found, seen_by=request.actor)
    return {"erasure": found, "against": stands}
