"""A member's own keys: the fingerprint to read to keyholders, cases recovered for the member, and
cases waiting to be sealed anew."""

from contextlib import suppress
from datetime import datetime
from time import monotonic

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Refused
from amparo.foundations.accounts.credentials.keyholders import proposed_key
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.wording import reason_in_words
from amparo.foundations.cases.access.case_key_renewal import assent, seal_waiting
from amparo.foundations.cases.access.recovered_case_keys import take_recovered
from amparo.foundations.cases.access.who_can_read import waiting_to_be_sealed
from amparo.foundations.intake.keys.recovery import Replaced, recovered_for
from amparo.observatory.consultations import reader_copy_resealing

PATIENCE = 8.0  # seconds that a page may take; the rest is done by the next click


@needs(Permission.DESK)
@afresh("assent", "take")
def keys(request: StaffRequest) -> HttpResponse:
    acts = {"take": _take, "seal": _seal, "assent": _assent}
    done: dict[str, object] = {}
    if request.method == "POST":
        act = acts.get(request.POST.get("act", ""))
        if act is None:
            raise Http404
        done = act(request, timezone.now())
    recovered = recovered_for(request.actor.member)
    context = {
        "here": "team",
        "done": done,
        "fingerprint": marks.fingerprint(bytes(request.actor.member.public)),
        "recovered": [(one, reason_in_words(one.reason)) for one in recovered],
        "proposed": proposed_key(seen_by=request.actor) is not None,
        "waiting": len(waiting_to_be_sealed(seen_by=request.actor)),
        "consultations": len(reader_copy_resealing.waiting_to_be_sealed(seen_by=request.actor)),
    }
    return render(request, "desk/keys.html", context)


def _take(request: StaffRequest, now: datetime) -> dict[str, object]:
    """Take each recovered case separately, so that a failing one does not stop the others. An
    excluded member gets the same answer as for a replaced key, and so does not learn of the
    exclusion."""
    opened: list[str] = []
    closed = 0
    for one in recovered_for(request.actor.member):
        with suppress(Replaced):
            if take_recovered(one, by=request.actor, at=now):
                opened.append(one.filing.code)
                continue
        closed += 1
    return {"opened": opened, "closed": closed}


def _assent(request: StaffRequest, now: datetime) -> dict[str, object]:
    try:
        holds = assent(request.POST.get("fingerprint", ""), by=request.actor, at=now)
    except Refused:
        return {"mistyped": True}
    return {"holds": holds, "assented": True}


def _seal(request: StaffRequest, now: datetime) -> dict[str, object]:
    """Seal cases first, then consultations; what does not fit into the time is left to the next
    click."""
    until, by = monotonic() + PATIENCE, request.actor
    acts = {"sealed": seal_waiting, "consultations": reader_copy_resealing.seal_waiting}
    done = dict.fromkeys(acts, 0)
    for what, act in acts.items():
        for _one in act(by=by, at=now):
            done[what] += 1
            if monotonic() > until:
                return {**done}
    return {**done}
