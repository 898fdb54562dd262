"""Pages of errands, and of how the person can be reached."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.casework.admission.forms import AttemptForm
from amparo.casework.admission.spoken_messages import queries as errands
from amparo.casework.admission.spoken_messages import services as carrying
from amparo.casework.admission.spoken_messages.forms import (
    CameForm,
    DropForm,
    ErrandForm,
    ReachForm,
    TakeForm,
)
from amparo.casework.admission.spoken_messages.queries import Carried
from amparo.casework.admission.spoken_messages.refusal_reasons import WHY
from amparo.casework.admission.spoken_messages.services import CannotCarry
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.act_pages import (
    CONFLICT,
    SHOWN,
    UNPROCESSABLE,
    act_page,
    opened_case,
    sent,
)
from amparo.foundations.cases.next_acts import COMMUNICATE, CONTACT, TEAM_ONLY, CaseAct
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.contact.may_contact import Rule, rule_of
from amparo.foundations.intake.contact.safe_way import WAYS

TEMPLATE, AGAIN = "admission/errand.html", "again"


@needs(Permission.CASE_WORK)
@CaseAct(
    CONTACT,
    later("The message for the person is on the list."),
    TEAM_ONLY,
    menu=COMMUNICATE,
    label=later("Something to say to the person"),
    label_unasked="",
)
def put(request: StaffRequest, code: str) -> HttpResponse:
    open_case = opened_case(request, code)
    form = ErrandForm(sent(request))
    if form.is_valid():
        text = form.cleaned_data["text"]
        made = carrying.put(open_case, text=text, by=request.actor, at=timezone.now())
        return redirect("admission:errand", open_case.code, made.ref)
    words = {
        "title": _("Something to say to the person"),
        "why": _(
            "It stands on the worklist until somebody has said it. Nothing goes to them by mail,"
            " and whether it may be said is asked again in the moment in which somebody goes."
        ),
        "verb": _("Keep it for whoever goes"),
    }
    return act_page(request, open_case, form, words)


@needs(Permission.CASE_WORK)
@CaseAct(CONTACT, later("The result of the contact is recorded."), TEAM_ONLY)
def errand(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    """Show one errand: whether it may be said now; for the member who took it, the form of the
    result."""
    open_case, now = opened_case(request, code), timezone.now()
    found = _found(open_case, ref, request)
    anew = AGAIN in request.GET
    if errands.is_mine(found.row, seen_by=request.actor) and not anew:
        return _come_back(request, open_case, found)
    rule = rule_of(open_case.folder, seen_by=request.actor)
    form = TakeForm(sent(request), ways=rule.ways)
    status = SHOWN
    if form.is_valid():
        way = form.cleaned_data["way"]

        def take() -> tuple[str, ...]:
            return carrying.take_out(open_case, ref, way=way, by=request.actor, at=now)

        status = _refused(form, take)
        if status == SHOWN:
            return redirect("admission:errand", open_case.code, ref)
    words = {
        "title": _("Say something to the person"),
        "why": _("Choose the way by which you go now. If it may not be now, this says why."),
        "verb": _("I will tell them now"),
        **_shown(found, rule, at=now),
    }
    return act_page(request, open_case, form, words, status, TEMPLATE)


@needs(Permission.CASE_WORK)
@CaseAct(CONTACT, later("The message for the person is off the list."), TEAM_ONLY)
def drop(request: StaffRequest, code: str, ref: str) -> HttpResponse:
    open_case, now = opened_case(request, code), timezone.now()
    found = _found(open_case, ref, request)
    form, status = DropForm(sent(request)), SHOWN
    if form.is_valid():
        text = form.cleaned_data["text"]
        status = _refused(
            form, lambda: carrying.drop(open_case, ref, text=text, by=request.actor, at=now)
        )
        if status == SHOWN:
            return redirect("desk:case", open_case.code)
    words = {
        "title": _("Say it some other way, or not at all"),
        "why": _("It leaves the worklist. The reason stays in the case as a note of the team."),
        "verb": _("Take it from the list"),
        "errand": found,
        "now": now,
    }
    return act_page(request, open_case, form, words, status, TEMPLATE)


@needs(Permission.CASE_WORK)
@CaseAct(
    CONTACT,
    later("The safe ways to reach the person are saved."),
    menu=COMMUNICATE,
    label=later("How the person can be reached safely"),
    label_unasked="",
)
def reach(request: StaffRequest, code: str) -> HttpResponse:
    """Agree how the person can be reached."""
    open_case, now = opened_case(request, code), timezone.now()
    rule = rule_of(open_case.folder, seen_by=request.actor)
    agreed = rule.agreed
    begun: dict[str, Any] = {"seen": rule.said.mark}
    if agreed:  # without the number and the word: only the member who goes reads those
        begun |= {name: getattr(agreed, name) for name in ("ways", "begins", "ends")}
    form, status = ReachForm(sent(request), initial=begun, first=agreed is None), SHOWN
    if form.is_valid():
        told: dict[str, Any] = {"seen": form.cleaned_data["seen"], "by": request.actor, "at": now}
        status = _refused(form, lambda: carrying.agree(open_case, form.way, **told))
        if status == SHOWN:
            return redirect("desk:case", open_case.code)
        rule = rule_of(open_case.folder, seen_by=request.actor)
        kept = request.POST.copy()  # so that it stays beside what is shown now
        kept["seen"] = rule.said.mark
        form.data = kept
    words = {
        "title": _("How the person can be reached safely"),
        "why": _(
            "As it was agreed with them, by whoever spoke with them. It is asked each time before"
            " somebody goes to say something."
        ),
        "verb": _("Note what was agreed"),
        "limits": rule.limits,
    }
    return act_page(request, open_case, form, words, status, TEMPLATE)


@needs(Permission.CASE_WORK)
@CaseAct(
    CONTACT,
    later("The attempt to reach the person is noted."),
    menu=COMMUNICATE,
    label=later("Note an attempt to reach the person"),
    label_unasked="",
)
def attempt(request: StaffRequest, code: str) -> HttpResponse:
    """Note an attempt outside of an errand; against an agreement it needs a reason."""
    open_case, now = opened_case(request, code), timezone.now()
    here = timezone.localtime(now).replace(second=0, microsecond=0, tzinfo=None)
    form, status = AttemptForm(sent(request), now=now, initial={"tried_at": here}), SHOWN
    if form.is_valid():
        told = {**form.cleaned_data, "reached": form.cleaned_data["reached"] == "yes"}

        def note() -> None:
            carrying.note_attempt(open_case, **told, by=request.actor, at=now)

        if _refused(form, note) == SHOWN:
            return redirect("desk:case", open_case.code)
        form.add_error("why", _("Say why it was done so all the same, or correct what is above."))
        status = UNPROCESSABLE
    words = {
        "title": _("Note an attempt to reach the person"),
        "why": _(
            "What was done is recorded as it was. The next time, write down first what is to"
            " be said: then it is checked whether it is safe."
        ),
        "verb": _("Note it"),
        "tried": True,
        **agreed_in_words(rule_of(open_case.folder, seen_by=request.actor), at=now),
    }
    return act_page(request, open_case, form, words, status, TEMPLATE)


# --- inside ---


def _come_back(request: StaffRequest, open_case: OpenCase, found: Carried) -> HttpResponse:
    form, status = CameForm(sent(request)), SHOWN
    now, ref = timezone.now(), found.row.ref
    if form.is_valid():
        told = form.cleaned_data
        status = _refused(
            form, lambda: carrying.come_back(open_case, ref, **told, by=request.actor, at=now)
        )
        if status == SHOWN:
            return redirect("desk:case", open_case.code)
    rule = rule_of(open_case.folder, seen_by=request.actor)
    late = () if errands.is_out(found.row, at=now) else ("too_long",)
    stop = (*late, *rule.against(found.row.way, now))
    words = {
        "title": _("You are telling them now"),
        "why": _("Say no name, and nothing of the matter, before you know who hears you."),
        "verb": _("Put it on record"),
        "out": WAYS.get(found.row.way, ""),
        "stop": [WHY.get(one, one) for one in stop],
        "late": bool(late),
        **_shown(found, rule, at=now),
    }
    return act_page(request, open_case, form, words, status, TEMPLATE)


def _found(open_case: OpenCase, ref: str, request: StaffRequest) -> Carried:
    found = errands.errand_called(open_case, ref, seen_by=request.actor)
    if found is None:
        raise Http404
    return found


def _refused(form: Any, do: Callable[[], tuple[str, ...] | None]) -> int:
    """Add the reason of the refusal to the form and return 409; return 200 if it was done."""
    try:
        against = do() or ()
    except CannotCarry as refusal:
        against = refusal.reasons
    for one in against:
        form.add_error(None, WHY.get(one, one))
    return CONFLICT if against else SHOWN


def _shown(found: Carried, rule: Rule, *, at: datetime) -> dict[str, Any]:
    held = [WHY.get(one, one) for one in found.held]
    return {"errand": found, "now": at, "held": held, **agreed_in_words(rule, at=at)}


def agreed_in_words(rule: Rule, *, at: datetime) -> dict[str, Any]:
    """By which ways the person is reached, and by which now, for a page."""
    agreed = rule.agreed
    return {
        "agreed": agreed,
        "ways": _called(agreed.ways) if agreed else (),
        "may_now": agreed and _called([way for way in agreed.ways if not rule.against(way, at)]),
        "limits": rule.limits,
    }


def _called(ways: Any) -> list[Promise]:
    return [WAYS[one] for one in ways if one in WAYS]
