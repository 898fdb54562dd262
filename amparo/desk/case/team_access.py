"""The team of a case: giving and removing access, and new access phrases for the person."""

from typing import Any, Literal

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from amparo.desk.forms import SeatForm, WordsForm
from amparo.desk.history.states_from_record import WHY_SEATED
from amparo.foundations.accounts.actors import Refused
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission, permissions_of
from amparo.foundations.accounts.queries import members
from amparo.foundations.accounts.wording import roles_in_words
from amparo.foundations.cases.access.access_log import look_into
from amparo.foundations.cases.access.surname_conflicts import tell_apart
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.emergency_access.prepared_keys import ready_of
from amparo.foundations.cases.emergency_access.services import REASON, end_ready, keep_ready, lend
from amparo.foundations.cases.next_acts import PEOPLE, RESERVED, SUMMARY, CaseAct
from amparo.foundations.cases.queries import OpenCase, seats_of
from amparo.foundations.cases.services import claim as claim_case
from amparo.foundations.cases.services import give_seat, take_seat
from amparo.foundations.cases.team_given_phrases import NotNow, give_words, may_be_given
from amparo.foundations.intake.exclusions import feared_by_surname

ASKED_WHY = ("decides", "supervises", "works", "covers", "speaks_the_language", REASON)


@needs(Permission.CASE_WORK)
@afresh("", "give", "ready")
@CaseAct(
    PEOPLE,
    later("Who may open the case has changed."),
    menu=RESERVED,
    label=later("Give or end access to the case"),
)
def seats(request: StaffRequest, code: str) -> HttpResponse:
    open_case = look_into(code, seen_by=request.actor, at=timezone.now())
    # A member with temporary access, or who is held back, cannot change the team.
    if open_case.seat.ends_at or request.actor.is_held_back:
        raise Http404
    acts = {"take": _take, "ready": _ready, "not_ready": _not_ready}
    asked = request.POST.get("act", "")
    if act := acts.get(asked):
        return act(request, open_case)
    if asked not in {"", "give"}:  # access is given only by a confirmed act
        raise Http404
    form = _form(request, open_case, bound=request.method == "POST")
    if not form.is_valid():
        return _page(request, open_case, form, status=422 if form.is_bound else 200)
    return _give(request, open_case, form)


def _give(request: StaffRequest, open_case: OpenCase, form: SeatForm) -> HttpResponse:
    found = {one.code: one for one in members(seen_by=request.actor)}
    now, given = timezone.now(), form.cleaned_data
    member, why = found[given["member"]], given["reason"]
    told: dict[str, Any] = {"by": request.actor, "at": now}
    try:
        if given.get("apart"):
            tell_apart(open_case, member, text=given["apart"], reason=why, **told)
        elif why == REASON:
            lend(open_case.case, open_case.folder, member, text=given["danger"], **told)
        else:
            give_seat(open_case.case, open_case.folder, member, reason=why, **told)
    except Refused as refusal:
        form.add_error("member", _refusal(str(refusal)))
        return _page(request, open_case, form, status=409)
    refresh(open_case.case, at=now)
    return redirect("desk:seats", open_case.code)


def _take(request: StaffRequest, open_case: OpenCase) -> HttpResponse:
    """Remove a member's access. The case is sealed anew, so that a retained key opens nothing."""
    given = {
        seat.member.code: seat.member for seat in seats_of(open_case.case, seen_by=request.actor)
    }
    member = given.get(request.POST.get("member", ""))
    if member is None:
        raise Http404
    now = timezone.now()
    try:
        take_seat(
            open_case.case,
            open_case.folder,
            member,
            reason="leaves_the_team",
            by=request.actor,
            at=now,
        )
    except Refused as refusal:
        form = _form(request, open_case, bound=False)
        told = _refusal(str(refusal))
        return _page(request, open_case, form, status=409, told=told)
    refresh(open_case.case, at=now)
    if member.pk == request.actor.member.pk:
        return redirect("desk:worklist")
    return redirect("desk:seats", open_case.code)


def _ready(request: StaffRequest, open_case: OpenCase) -> HttpResponse:
    """Prepare emergency access to the case for a colleague without access."""
    found = {one.code: one for one in members(seen_by=request.actor)}
    member = found.get(request.POST.get("member", ""))
    if member is None:
        form = _form(request, open_case, bound=False)
        return _page(request, open_case, form, status=422, told=_("Choose somebody."))
    now = timezone.now()
    try:
        keep_ready(open_case.case, open_case.folder, member, by=request.actor, at=now)
    except Refused as refusal:
        form = _form(request, open_case, bound=False)
        return _page(request, open_case, form, status=409, told=_refusal(str(refusal)))
    return redirect("desk:seats", open_case.code)


def _not_ready(request: StaffRequest, open_case: OpenCase) -> HttpResponse:
    kept = {one.member.code: one.member for one in ready_of(open_case.case.filing)}
    member = kept.get(request.POST.get("member", ""))
    if member is None:
        raise Http404
    now = timezone.now()
    end_ready(open_case.case, open_case.folder, member, by=request.actor, at=now)
    return redirect("desk:seats", open_case.code)


def _form(request: StaffRequest, open_case: OpenCase, *, bound: bool) -> SeatForm:
    seats = seats_of(open_case.case, seen_by=request.actor)
    seated = {seat.member_id for seat in seats if not seat.ends_at}
    choices = [
        (one.code, f"{one.name}, {roles_in_words('+'.join(one.roles))}")
        for one in members(seen_by=request.actor)
        if one.pk not in seated and Permission.CASE_READ in permissions_of(one.role_set)
    ]
    reasons = [(one, str(WHY_SEATED[one])) for one in ASKED_WHY]
    apart = any(
        feared_by_surname(open_case.folder, one, by=request.actor)
        for one in members(seen_by=request.actor)
        if one.pk not in seated
    )
    data = request.POST if bound else None
    return SeatForm(data, members=choices, reasons=reasons, apart=apart)


def _page(
    request: StaffRequest, open_case: OpenCase, form: SeatForm, *, status: int, told: str = ""
) -> HttpResponse:
    team = [
        (seat, roles_in_words("+".join(seat.member.roles)))
        for seat in seats_of(open_case.case, seen_by=request.actor)
    ]
    kept = ready_of(open_case.case.filing)
    away = {one.member.code for one in kept} | {seat.member.code for seat, _roles in team}
    context = {
        "open_case": open_case,
        "form": form,
        "team": team,
        "told": told,
        "kept": [(one, roles_in_words("+".join(one.member.roles))) for one in kept],
        "others": [one for one in form.fields["member"].choices if one[0] not in away],  # type: ignore[attr-defined]
        "hours": settings.GLASS_HOURS,
    }
    return render(request, "desk/seats.html", context, status=status)


def _refusal(reason: str) -> str:
    reasons = {
        "must_not_know": _(
            "The person said that this member, or the institution they belong to, must not"
            " know. Nobody can give them access."
        ),
        "not_of_the_team": _("Only members of the team can have access to a case."),
        "has_a_seat": _("They have access to this case already."),
        "last_member": _(
            "Somebody must be left who can read the case. Give somebody else access first."
        ),
    }
    return reasons.get(reason, _("This cannot be done now. Nothing was changed."))


@needs(Permission.CASE_WORK)
@CaseAct(
    SUMMARY, later("You are now responsible for the case."), later("The team sees it on the list.")
)
def claim(request: StaffRequest, code: str) -> HttpResponse:
    """Take charge of a case. The holder shown on the page must still be the holder, so that another
    member is not replaced unseen."""
    now = timezone.now()
    open_case = look_into(code, seen_by=request.actor, at=now)
    if request.method != "POST":
        return redirect("desk:case", open_case.code)
    holder = open_case.case.holder
    if holder and holder.code not in {request.POST.get("holder"), request.actor.member.code}:
        context = {"open_case": open_case, "holder": holder}
        return render(request, "desk/claimed.html", context, status=409)
    claim_case(open_case.case, by=request.actor, at=now)
    refresh(open_case.case, at=now)
    return redirect("desk:case", open_case.code)


@needs(Permission.CASE_WORK)
@afresh(at_once=True)
@CaseAct(
    PEOPLE,
    later("The new access phrase is made."),
    later("Read it out: it is not shown again."),
    menu=RESERVED,
    label=later("Give the person a new access phrase"),
    label_unasked="",
)
def words(request: StaffRequest, code: str) -> HttpResponse:
    """Give the person a new access phrase, shown once, to be read out or handed over."""
    now = timezone.now()
    open_case = look_into(code, seen_by=request.actor, at=now)
    # With such a phrase a member could return after temporary access or suspension.
    if open_case.seat.ends_at or request.actor.is_held_back:
        raise Http404
    form = WordsForm(request.POST if request.method == "POST" else None)
    not_now = not may_be_given(open_case, seen_by=request.actor)
    context: dict[str, object] = {"open_case": open_case, "form": form, "not_now": not_now}
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "desk/words.html", context, status=status)
    language: Literal["es", "en"] = "en" if get_language() == "en" else "es"
    reason = context["reason"] = form.cleaned_data["reason"]
    told: dict[str, Any] = {"language": language, "by": request.actor, "at": now}
    try:
        context["words"] = give_words(open_case, reason=reason, **told)
    except NotNow:
        return render(request, "desk/words.html", {**context, "not_now": True}, status=409)
    except Refused:  # the member was excluded a moment ago
        raise Http404 from None
    return render(request, "desk/words.html", context)
