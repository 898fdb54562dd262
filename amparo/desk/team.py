"""Who works here: inviting, duty, leaving, and giving the keys that groups hold."""

from collections.abc import Callable
from datetime import datetime
from textwrap import wrap
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from amparo.desk.forms import InviteForm
from amparo.foundations.access import services
from amparo.foundations.access.actors import Refused
from amparo.foundations.access.pages import StaffRequest, needs
from amparo.foundations.access.permissions import Permission, permissions_of
from amparo.foundations.access.queries import member_called, members, waiting_for_group_key
from amparo.foundations.access.words import roles_in_words
from amparo.foundations.institutions.queries import units
from amparo.foundations.letterbox.services import rotate_reception

GROUPS_OF = 4
GIVEN_HERE = {"reception", "statistics"}


@needs(Permission.DESK)
def team(request: StaffRequest) -> HttpResponse:
    if request.method == "POST":
        return _act(request)
    return _page(request, InviteForm(units=units(seen_by=request.actor)))


def _act(request: StaffRequest) -> HttpResponse:
    acts: dict[str, Callable[[StaffRequest, datetime], HttpResponse]] = {
        "invite": _invite,
        "duty": _duty,
        "leave": _leave,
        "give": _give,
        "renew": _renew,
    }
    act = acts.get(request.POST.get("act", ""))
    managing = act not in {None, _give, _renew}
    if act is None or (managing and not request.actor.may(Permission.TEAM_MANAGE)):
        raise Http404
    return act(request, timezone.now())


def _invite(request: StaffRequest, now: datetime) -> HttpResponse:
    form = InviteForm(request.POST, units=units(seen_by=request.actor))
    if form.is_valid():
        try:
            word = services.invite(**form.invitation, by=request.actor, at=now)
        except services.CannotEnrol:
            form.add_error("sign_in_name", _("Somebody has this sign-in name already."))
        else:
            # In groups, as it is read out; spaces do not matter when it is typed.
            grouped = " ".join(wrap(word, GROUPS_OF))
            context = {"word": grouped, "name": form.cleaned_data["name"]}
            return render(request, "desk/invited.html", context)
    return _page(request, form, status=422)


def _duty(request: StaffRequest, now: datetime) -> HttpResponse:
    member = _member(request)
    on_duty = request.POST.get("on") == "yes"
    services.set_on_duty(member, on_duty=on_duty, by=request.actor, at=now)
    return redirect("desk:team")


def _leave(request: StaffRequest, now: datetime) -> HttpResponse:
    member = _member(request)
    form = InviteForm(units=units(seen_by=request.actor))
    if request.POST.get("sure") != "yes":
        return render(request, "desk/leave.html", {"member": member})
    try:
        services.deactivate(member, by=request.actor, at=now)
    except Refused:
        told = _("You cannot end your own account: another supervisor does it.")
        return _page(request, form, status=409, told=told)
    return redirect("desk:team")


def _give(request: StaffRequest, now: datetime) -> HttpResponse:
    """Any holder of a group key may give it on; nobody else can, the supervisor included."""
    member, kind = _member(request), request.POST.get("kind", "")
    wanted = {(one.pk, kind) for one, kind, _ref in waiting_for_group_key(seen_by=request.actor)}
    if kind not in GIVEN_HERE or (member.pk, kind) not in wanted:
        raise Http404
    try:
        services.give_group_seat(member, kind=kind, by=request.actor, at=now)
    except Refused:
        form = InviteForm(units=units(seen_by=request.actor))
        told = _("You do not hold this key, so you cannot give it. Somebody who holds it can.")
        return _page(request, form, status=409, told=told)
    return redirect("desk:team")


def _renew(request: StaffRequest, now: datetime) -> HttpResponse:
    """A new key of the reception, for all who hold the present one and still work here."""
    try:
        rotate_reception(without=None, by=request.actor, at=now)
    except Refused:
        raise Http404 from None
    return redirect("desk:team")


def _member(request: StaffRequest) -> Any:
    member = member_called(request.POST.get("member", ""), seen_by=request.actor)
    if member is None:
        raise Http404
    return member


def _page(
    request: StaffRequest, form: InviteForm, *, status: int = 200, told: str = ""
) -> HttpResponse:
    waiting = waiting_for_group_key(seen_by=request.actor)
    everybody = members(seen_by=request.actor)
    staff = [one for one in everybody if Permission.DESK in permissions_of(one.role_set)]
    context = {
        "here": "team",
        "form": form,
        "told": told,
        "members": [(one, roles_in_words("+".join(one.roles))) for one in staff],
        "officers": [one for one in everybody if one not in staff],
        "waiting": [(one, kind) for one, kind, _ref in waiting if kind in GIVEN_HERE],
        "unit_waiting": [(one, ref) for one, kind, ref in waiting if kind not in GIVEN_HERE],
        "receives": request.actor.may(Permission.FILING_OPEN),
        "manages": request.actor.may(Permission.TEAM_MANAGE),
    }
    return render(request, "desk/team.html", context, status=status)
