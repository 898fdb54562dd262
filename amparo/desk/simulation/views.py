"""Simulate a year under a law, with numbers that any member may try. No case is read."""

from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from amparo.casework.figures.queries import totals
from amparo.desk.simulation.assumptions import number
from amparo.desk.simulation.form import LawsForm, YearForm
from amparo.desk.simulation.picture import picture_of
from amparo.desk.simulation.results import Told, told_of
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.queries import duty_pool
from amparo.foundations.cases.queries import COUNTED_TO, counted
from amparo.foundations.web.law.wording import say
from amparo.law import Protocol, Refused, known_protocols, load_protocol
from amparo.simulation import play_apart

AT_ONCE = 500_000
"""Limit of simulated work items and staff days for each law of one request: a few seconds."""
SECONDS = 20
"""Processor seconds for all laws of one request."""
ONE_AT_A_TIME = Lock()
"""Allows one simulation at a time per server process."""


@dataclass(frozen=True, slots=True)
class Shown:
    told: tuple[Told, ...]
    picture: SafeString


@needs(Permission.DESK)
def year(request: StaffRequest) -> HttpResponse:
    """Show the form and its result. The laws are in the address; the numbers are sent in the body
    and not stored."""
    asked = request.GET if "law" in request.GET else None
    chosen = LawsForm(asked, names=_names(), initial={"law": settings.PROTOCOL})
    right = chosen.is_valid() or not chosen.is_bound
    laws = _laws(chosen) if right else [load_protocol(settings.PROTOCOL)]
    typed = request.POST if request.method == "POST" else None
    form = YearForm(typed, laws=laws, year=timezone.localdate().year)
    shown, status = None, 200 if right else 422
    if form.is_bound:
        shown, status = _played(form)
    context = {
        "here": "team",
        "chosen": chosen,
        "laws": [say(law, "protocol.name") for law in laws],
        "form": form,
        "shown": shown,
        "busy": status == 503,  # noqa: PLR2004 - the code of an answer
        **_caseload(request),
    }
    return render(request, "desk/year.html", context, status=status)


def _names() -> dict[str, str]:
    """Return the laws that can be chosen; a fictional one only where the site runs by it."""
    laws = [load_protocol(name) for name in known_protocols()]
    return {
        law.id: say(law, "protocol.name")
        for law in laws
        if law.id == settings.PROTOCOL or not law.procedure.fictional
    }


def _laws(chosen: LawsForm) -> list[Protocol]:
    said = chosen.cleaned_data if chosen.is_bound else {}
    names = [said.get("law") or settings.PROTOCOL, said.get("other")]
    return [load_protocol(name) for name in dict.fromkeys(filter(None, names))]


def _played(form: YearForm) -> tuple[Shown | None, int]:
    """Return the result and the HTTP status."""
    if not form.is_valid():
        return None, 422
    if not ONE_AT_A_TIME.acquire(blocking=False):
        return None, 503
    try:
        return _shown(form), 200
    except Refused as refused:
        form.add_reason(refused, get_language() or "")
        return None, 422
    finally:
        ONE_AT_A_TIME.release()


def _shown(form: YearForm) -> Shown:
    played = play_apart(list(form.scenarios), AT_ONCE, SECONDS)
    told = tuple(told_of(outcome, needed) for outcome, needed in played)
    return Shown(told, picture_of([outcome for outcome, _needed in played]))


def _caseload(request: StaffRequest) -> dict[str, Any]:
    """Return the real figures for comparison: what is public, the number of officers, and the
    reader's own cases."""
    own = counted(seen_by=request.actor)
    officers = len(duty_pool(seen_by=request.actor))
    published = totals(seen_by=request.actor)
    waiting = _undecided(published.content) if published else None
    return {
        "own": own if own <= COUNTED_TO else f"> {COUNTED_TO}",
        "officers": officers,
        "published": published,
        "waiting": waiting,
        "each": number(waiting / officers) if waiting is not None and officers else "",
    }


def _undecided(content: dict[str, Any]) -> int:
    figures = [law["figures"] for law in content["laws"]]
    return sum(one["requests"] - one["decided"] for one in figures)
