"""The unit's key: who holds it, who waits for it, who left and may still know it."""

from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from amparo.casework.obligations import queries
from amparo.casework.obligations import unit_answers as answers
from amparo.foundations.accounts.actors import Refused
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.services import give_group_seat


@needs(Permission.PORTAL)
@afresh("give", "renew")
def unit(request: StaffRequest) -> HttpResponse:
    """Let a holder of the unit's key give it to a colleague of the same unit, or renew it."""
    if request.method == "POST":
        acts = {"give": _give, "renew": _renew}
        act = acts.get(request.POST.get("act", ""))
        if act is None:
            raise Http404
        try:
            return act(request, timezone.now())
        except Refused:
            return _page(request, status=409)
    return _page(request)


def _give(request: StaffRequest, now: datetime) -> HttpResponse:
    code = request.POST.get("member", "")
    waiting = queries.colleagues(seen_by=request.actor).waiting
    member = next((one for one in waiting if one.code == code), None)
    if member is None:
        raise Http404
    own = request.actor.member.unit.code
    give_group_seat(member, kind="unit", ref=own, by=request.actor, at=now)
    return redirect("portal:unit")


def _renew(request: StaffRequest, now: datetime) -> HttpResponse:
    answers.renew_unit_key(by=request.actor, at=now)
    return redirect("portal:unit")


def _page(request: StaffRequest, *, status: int = 200) -> HttpResponse:
    found = queries.colleagues(seen_by=request.actor)
    own = request.actor.member
    context = {
        "here": "unit",
        "colleagues": found,
        "holds": any(one.pk == own.pk for one in found.holders),
    }
    return render(request, "portal/unit.html", context, status=status)
