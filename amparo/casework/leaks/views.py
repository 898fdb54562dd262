"""Pages of a leak in one case. Leaks of the whole site: `leak_views`."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.leaks import case_response as handling
from amparo.casework.leaks import forms, queries, services
from amparo.casework.leaks import ongoing_sharing as still_sent
from amparo.casework.leaks.notices import ask_about_named_people as asking_about
from amparo.casework.leaks.notices import forms as telling_forms
from amparo.casework.leaks.notices import services as telling
from amparo.casework.leaks.wording import why
from amparo.casework.measures import view_helpers as acting
from amparo.casework.referral.direct_notices.forms import PutOffForm
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import opened_case, sent, today
from amparo.foundations.cases.next_acts import CHOICE_NOTED, CONTACT, PEOPLE, TASK_DONE, CaseAct
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.contact.may_contact import said_by_her
from amparo.law import load_protocol

act = partial(acting.act, why=why, template="leaks/act.html")


@needs(Permission.CASE_READ)
def incident(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """One leak in this case: what is known, which steps are due by when, which were done."""
    open_case = opened_case(request, code)
    found = queries.incident_called(open_case, ref, seen_by=request.actor)
    if found is None:
        raise Http404
    context = {"open_case": open_case, "found": found, "now": timezone.now()}
    still = still_sent.sent_called(open_case, found.row.leak.ref, seen_by=request.actor)
    hers = still and still_sent.may_decide(open_case, still.leak, reader=request.actor)
    context |= {"still": still, "decides": bool(hers)}
    return render(request, "leaks/incident.html", context)


@needs(Permission.CASE_WORK)
@CaseAct(PEOPLE, later("The incident is on record."))
def here(request: StaffRequest, code: str) -> HttpResponse:
    """Note a leak in this case."""
    open_case, now = opened_case(request, code), timezone.now()
    form = forms.HereForm(sent(request), now=now, initial={"moment": now})

    def do() -> None:
        given = form.cleaned_data
        services.note_here(
            open_case,
            data=given["kinds"],
            known_at=given["moment"],
            text=given["text"],
            by=request.actor,
            at=timezone.now(),
        )

    words = {
        "title": _("Report a security incident (leak)"),
        "why": _(
            "From now on every hour counts. This opens what must be done, at the top of the"
            " worklist of everybody of this case. Nobody outside is told by this."
        ),
        "verb": _("Put it on record"),
    }
    return act(request, open_case, form, do, words)


@needs(Permission.CASE_WORK)
@afresh()
@CaseAct(PEOPLE, later("Whether this case is touched is on record."))
def settle(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Settle whether the case is touched by the leak."""
    open_case = opened_case(request, code)
    found = queries.incident_called(open_case, ref, seen_by=request.actor)
    if found is None:
        raise Http404
    form = forms.SettleForm(sent(request))

    def do() -> None:
        leaked, text = form.cleaned_data["leaked"] == "yes", form.cleaned_data["text"]
        told: dict[str, Any] = {"by": request.actor, "at": timezone.now()}
        handling.settle(open_case, found.row.ref, leaked=leaked, text=text, **told)

    words = {
        "title": _("Did something of this case get out?"),
        "why": _("Until somebody says no with a reason it counts as if it did."),
        "verb": _("Put it on record"),
        "incident": found,
    }
    return act(request, open_case, form, do, words, back=("leaks:incident", found.row.ref))


@needs(Permission.CASE_WORK)
@CaseAct(PEOPLE, TASK_DONE)
def step(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Note that a step was done, with its result."""
    open_case, found = _step(request, code, ref)
    form = forms.StepForm(sent(request))

    def do() -> None:
        text = form.cleaned_data["text"]
        handling.do_step(open_case, ref, text=text, by=request.actor, at=timezone.now())

    words = {"title": found.label, "verb": _("It is done"), "todo": found}
    words |= {"why": _HOW.get(found.row.kind, lambda: "")()}
    words |= {"sent": queries.sent_out(open_case, found, seen_by=request.actor)}
    return act(request, open_case, form, do, words, back=_back(found))


@needs(Permission.CASE_WORK)
@afresh()
@CaseAct(PEOPLE, later("Whether that person is told is on record."))
def named(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Note whether a related person named on the person's page is told too."""
    open_case, found = _step(request, code, ref)
    form = forms.NamedForm(sent(request))

    def do() -> None:
        told, text = form.cleaned_data["told"] == "yes", form.cleaned_data["text"]
        acts: dict[str, Any] = {"by": request.actor, "at": timezone.now()}
        asking_about.say_of_named(open_case, ref, told=told, text=text, **acts)

    words = {
        "title": found.label,
        "why": _(
            "Ask the person by a way that is safe, before anything is said to this one: the name"
            " was written on a page that somebody else may open."
        ),
        "verb": _("Put it on record"),
        "todo": found,
    }
    return act(request, open_case, form, do, words, back=_back(found))


@needs(Permission.CASE_READ)
@afresh()
@CaseAct(PEOPLE, CHOICE_NOTED)
def sending(request: StaffRequest, code: str, leak: str) -> HttpResponse:
    """Decide that documents of this case go on being sent to an institution where a leak occurred.
    Without that decision nothing more is sent. Members who work on cases decide; where none of them
    is left, another reader of the case."""
    open_case, reader = opened_case(request, code), request.actor
    found = still_sent.sent_called(open_case, leak, seen_by=reader)
    if found is None or not still_sent.may_decide(open_case, found.leak, reader=reader):
        raise Http404
    form = forms.GoesOnForm(sent(request))

    def do() -> None:
        text = form.cleaned_data["text"]
        still_sent.let_go_on(open_case, leak, text=text, by=request.actor, at=timezone.now())

    words = {
        "title": _("Keep sending to an institution that had a leak"),
        "why": _(
            "Until somebody decides it nothing more of this case goes there. Think first of another"
            " institution, of saying less, and of what the person wants."
        ),
        "verb": _("Keep sending"),
        "still": found,
    }
    return act(request, open_case, form, do, words)


@needs(Permission.CASE_WORK)
@CaseAct(CONTACT, later("The way that is safe now is kept."))
def way(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Agree on how the person or a related person can be reached now."""
    open_case, found = _step(request, code, ref)
    said = said_by_her(open_case.folder, seen_by=request.actor)
    begun = {"seen": "" if found.row.about else said.mark}
    form = telling_forms.WayForm(sent(request), **_days(open_case), initial=begun)

    def do() -> None:
        told: dict[str, Any] = {"by": request.actor, "at": timezone.now()}
        if form.is_done:
            told["seen"] = form.cleaned_data["seen"]
            telling.agree(open_case, ref, form.way, **told)
        else:
            _put_off(open_case, ref, form, told)

    words = {
        "title": _("Agree on a way that is safe now"),
        "why": _(
            "Reach them by a way that cannot have leaked: in person, or through somebody they"
            " trust. Say no name and nothing of the matter before you know who hears you."
        ),
        "verb": _("Put it on record"),
        "todo": found,
        "limits": () if found.row.about else said.limits,
    }
    return act(request, open_case, form, do, words, back=_back(found))


@needs(Permission.CASE_WORK)
@afresh()
@CaseAct(PEOPLE, later("It is noted that the person was told."))
def tell(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Note that the person or a related person was told, or cannot be told now."""
    open_case, found = _step(request, code, ref)
    begun = {"kinds": found.row.incident.leak.data, "moment": timezone.now()}
    form = telling_forms.TellForm(sent(request), **_days(open_case), initial=begun)

    def do() -> None:
        told: dict[str, Any] = {"by": request.actor, "at": timezone.now()}
        if form.is_done:
            telling.tell(open_case, ref, form.said, **told)
        else:
            _put_off(open_case, ref, form, told)

    told_now: dict[str, Any] = {"seen_by": request.actor, "at": timezone.now()}
    words = {
        "title": found.label,
        "why": _("In plain words: what got out, what is being done, what they can do."),
        "verb": _("Put it on record"),
        "todo": found,
        "agreed": queries.agreed_way(open_case, found.row, seen_by=request.actor),
        "stop": [why(one) for one in telling.stops_now(open_case, found.row, **told_now)],
        "telling": True,
    }
    return act(request, open_case, form, do, words, back=_back(found))


def _put_off(open_case: OpenCase, ref: str, form: PutOffForm, told: dict[str, Any]) -> None:
    again_on = form.again_on
    telling.put_off(open_case, ref, text=form.cleaned_data["text"], again_on=again_on, **told)


def _days(open_case: OpenCase) -> dict[str, Any]:
    zone = load_protocol(open_case.folder.filing.protocol).zone
    return {"zone": zone, "today": today(open_case)}


def _step(request: StaffRequest, code: str, ref: str) -> tuple[OpenCase, queries.Todo]:
    open_case = opened_case(request, code)
    found = queries.step_called(open_case, ref, seen_by=request.actor)
    if found is None:
        raise Http404
    return open_case, found


def _back(found: queries.Todo) -> tuple[str, str]:
    return "leaks:incident", found.row.incident.ref


_HOW: dict[str, Callable[[], str]] = {
    "access": lambda: _(
        "Look at who has access, and take away what nobody needs. Sending this encrypts the"
        " case anew: a key that somebody kept opens nothing that is stored here."
    ),
    "place": lambda: _(
        "With the person: where it got known, whether they, their family or somebody else must be"
        " elsewhere tonight. An immediate action or a provisional measure has a page of its own."
    ),
    "risk": lambda: _(
        "Weigh the danger anew with what got out: an assessment closes this by itself. Note here"
        " only where none is made."
    ),
    "recipients": lambda: _(
        "Who was sent something, who could open it, who may have it now: ask each to give it back"
        " or destroy it, and write down what they say."
    ),
}
