"""The obligations of a unit: a list by date, and a page for each with its answers."""

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from amparo.casework.obligations import queries
from amparo.casework.obligations import unit_answers as answers
from amparo.casework.obligations.delivery import unlocked_obligation as opening
from amparo.casework.obligations.delivery.extract_sheet import sheet_of
from amparo.casework.obligations.delivery.unlocked_obligation import OpenDuty
from amparo.casework.obligations.escalation.queries import late_below, steps_of_unit
from amparo.casework.obligations.follow_up.views import why_no_time
from amparo.casework.obligations.forms import ANSWERS, MoreTimeForm
from amparo.casework.obligations.opinion_requests import extensions as more_time
from amparo.casework.obligations.stations.queries import (
    handed_about,
    handed_on,
    stations_below,
)
from amparo.casework.obligations.titles_and_grounds import grounds_of_time
from amparo.foundations.accounts.actors import Refused
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.sign_in.history import lately
from amparo.foundations.web.law.due_dates import DueState
from amparo.foundations.web.law.wording import ahead, due_from, standing_of
from amparo.law import Protocol, load_protocol
from amparo.obligations.recommendations.queries import days_awaited

LONGEST_MARK = 60
MORE_TIME = "more_time"
WEIGHED = gettext_lazy("The team sees it now and weighs it with the rest.")
NEXT = {
    "acknowledged": gettext_lazy(
        "The team sees it now. Next, report what was carried out, by the day that this page says."
    ),
    "objected": gettext_lazy(
        "The team sees it now. It insists or looks for another way, and you read it here. Until a"
        " resolution changes it you still owe it: what follows from its day goes on."
    ),
    "reported": gettext_lazy(
        "The team sees it now. It counts as protection when the person says that it arrived."
    ),
    "opinion": WEIGHED,
    "context": WEIGHED,
    "incident": gettext_lazy(
        "The team was told and assesses the danger again. What your unit must do does not change."
    ),
    MORE_TIME: gettext_lazy(
        "The team decides. Until you read here that it was given, your day is the one on this page."
    ),
}
"""What happens after each answer."""


@needs(Permission.PORTAL)
def owed(request: StaffRequest) -> HttpResponse:
    """List the obligations by date, late ones first. The list contains nothing about a person."""
    now = timezone.now()
    after = _mark(request.GET.get("after", ""))
    found = queries.owed_by_unit(seen_by=request.actor, after=after)
    shown = found[: queries.PAGE]
    context = {
        "here": "list",
        "lines": [_line(one, now) for one in shown],
        "over": [] if after else queries.lately_over(seen_by=request.actor),
        "older": _next(shown[-1]) if len(found) > len(shown) else "",
        "newer": reverse("portal:list") if after else "",
        "holds": queries.holds_seat(seen_by=request.actor),
        "recommended": [] if after else days_awaited(seen_by=request.actor),
        "handed": [] if after else handed_about(seen_by=request.actor),
        "below": [] if after else late_below(seen_by=request.actor),
        "lately": lately(seen_by=request.actor, at=now),
    }
    return render(request, "portal/list.html", context)


@needs(Permission.PORTAL)
def duty(request: StaffRequest, alias: str) -> HttpResponse:
    """Show what the unit may know of one obligation, and accept its answers. Another unit's
    obligation is not found."""
    try:
        found = queries.duty_called(alias, seen_by=request.actor)
    except queries.OlderKey as problem:
        return _locked_out(request, problem)
    except Refused:
        return _without_key(request)
    if not found.shown:
        return _taken_back(request, found, status=409 if request.method == "POST" else 200)
    if request.method == "POST":
        return _answer(request, found)
    answers.note_reading(found, by=request.actor, at=timezone.now())
    return _duty_page(request, found, _forms(found), confirmed=request.GET.get("said", ""))


@require_POST
@needs(Permission.PORTAL)
@afresh(at_once=True)
def print_sheet(request: StaffRequest, alias: str) -> HttpResponse:
    """Print one more paper copy, numbered and marked with its holder."""
    try:
        found = queries.duty_called(alias, seen_by=request.actor)
    except Refused:
        return _without_key(request)
    sheet = sheet_of(found)
    if sheet is None:
        return _taken_back(request, found)
    now = timezone.now()
    number = answers.print_copy(found, by=request.actor, at=now)
    context = {"sheet": sheet, "number": number, "now": now}
    return render(request, "obligations/sheet.html", context)


def _without_key(request: StaffRequest) -> HttpResponse:
    """Redirect to the page where a colleague can give the unit's key. A post gets 404, so that the
    member learns that nothing was stored and keeps the text."""
    if request.method == "POST":
        raise Http404
    return redirect("portal:unit")


def _locked_out(request: StaffRequest, problem: queries.OlderKey) -> HttpResponse:
    """Say that the member holds the unit's key, but all who knew the former key have left. The team
    is notified."""
    if request.method == "POST":
        raise Http404
    answers.note_locked_out(problem.duty, by=request.actor, at=timezone.now())
    return render(request, "portal/locked_out.html", {"duty": problem.duty}, status=409)


def _answer(request: StaffRequest, found: OpenDuty) -> HttpResponse:
    """Store one of the three answers, or the opinion. What was typed is shown again if it is
    refused."""
    kind = request.POST.get("way", "")
    if kind == MORE_TIME:
        return _ask_time(request, found)
    if kind not in ANSWERS:
        raise Http404
    form = ANSWERS[kind](request.POST, request.FILES, prefix=kind)
    shown = _forms(found) | {kind: form}
    if not form.is_valid():
        return _duty_page(request, found, shown, status=422)
    said = form.cleaned_data
    try:
        answers.answer(found, kind=kind, **said, by=request.actor, at=timezone.now())
    except answers.NotOpen:
        again = queries.duty_called(found.duty.alias, seen_by=request.actor)
        if not again.shown:
            return _taken_back(request, again, status=409)
        told = _("This was answered meanwhile, so your answer was not stored. It is still here.")
        return _duty_page(request, again, shown, status=409, told=told)
    return _confirmed(found, kind)


def _ask_time(request: StaffRequest, found: OpenDuty) -> HttpResponse:
    """Ask for more time before the term ends; otherwise show why no more time is given."""
    grounds = grounds_of_time(found.duty)
    form = MoreTimeForm(request.POST, prefix=MORE_TIME, grounds=grounds)
    shown = _forms(found) | {MORE_TIME: form}
    if not form.is_valid():
        return _duty_page(request, found, shown, status=422)
    try:
        more_time.ask_more_time(found, **form.cleaned_data, by=request.actor, at=timezone.now())
    except more_time.NoMoreTime as refusal:
        told = why_no_time(refusal)
        return _duty_page(request, found, shown, status=409, told=told)
    return _confirmed(found, MORE_TIME)


def _confirmed(found: OpenDuty, kind: str) -> HttpResponse:
    address = reverse("portal:duty", args=[found.duty.alias])
    return redirect(f"{address}?said={kind}")


def _confirmation(found: OpenDuty, kind: str) -> dict[str, Any] | None:
    """What was done and what happens next, where the unit's latest answer is of this kind."""
    own = [one for one in found.said if one.of_unit]
    if not own or own[-1].kind != kind:
        return None
    return {"done": _("Stored: %(answer)s") % {"answer": own[-1].label}, "next": NEXT[kind]}


def _forms(found: OpenDuty) -> dict[str, forms.Form]:
    """Return the forms for the answers that are possible now. Of what was reported and is contested
    no receipt is awaited."""
    shown: dict[str, forms.Form] = {
        kind: form_class(prefix=kind)
        for kind, form_class in ANSWERS.items()
        if answers.takes(found.duty, kind) and not (kind == "acknowledged" and found.is_contested)
    }
    if more_time.may_be_asked(found, at=timezone.now()):
        shown[MORE_TIME] = MoreTimeForm(prefix=MORE_TIME, grounds=grounds_of_time(found.duty))
    return shown


def _duty_page(
    request: StaffRequest,
    found: OpenDuty,
    shown: dict[str, forms.Form],
    *,
    status: int = 200,
    told: str = "",
    confirmed: str = "",
) -> HttpResponse:
    now = timezone.now()
    law = load_protocol(found.duty.case.filing.protocol)
    term = opening.term_of(found, at=now)
    day = timezone.localtime(found.duty.due_on, law.zone).date()
    today = timezone.localtime(now, law.zone).date()
    requested = found.duty.is_requested
    late = found.duty.is_late(now)
    state, word = _stands(law, day, today, requested=requested, late=late)
    context = {
        "found": found,
        "sheet": sheet_of(found),
        "forms": shown,
        "answers_now": shown.keys() - {"incident"},
        "due": due_from(term, law, at=now) if term else None,
        "day": day,
        "state": state,
        "state_word": word,
        "distance": "" if requested else ahead(law, day, today=today),
        "waits": found.duty.state in {"open", "acknowledged"} or found.asked,
        "steps": steps_of_unit(found.duty, at=now, seen_by=request.actor),
        "unit": found.duty.unit.name,
        "handed_on": handed_on(found.duty, seen_by=request.actor),
        "has_stations": bool(stations_below(found.duty.unit, seen_by=request.actor)),
        "who": request.actor.member.code,
        "now": now,
        "told": told,
        "confirmed": _confirmation(found, confirmed),
    }
    return render(request, "portal/obligation.html", context, status=status)


def _taken_back(request: StaffRequest, found: OpenDuty, *, status: int = 200) -> HttpResponse:
    """Show the obligation without content: the unit must delete what it was told."""
    context = {"duty": found.duty, "refused": request.method == "POST"}
    return render(request, "portal/taken_back.html", context, status=status)


def _line(one: queries.Line, now: datetime) -> dict[str, Any]:
    law = load_protocol(one.duty.case.filing.protocol)
    day = timezone.localtime(one.duty.due_on, law.zone).date()
    today = timezone.localtime(now, law.zone).date()
    requested = one.duty.is_requested
    late = one.duty.is_late(now)
    state, word = _stands(law, day, today, requested=requested, late=late)
    return {
        "line": one,
        "day": day,
        "distance": ahead(law, day, today=today) if one.waits and not requested else "",
        "chip": state.value if one.waits else one.duty.chip,
        "word": word if one.waits else str(one.duty.State(one.duty.state).label),
    }


def _stands(
    law: Protocol, day: date, today: date, *, requested: bool, late: bool
) -> tuple[DueState, str]:
    """Return the chip of an obligation that waits for its unit. What a norm asks of a unit that it
    does not bind is requested, and never late."""
    if requested:
        return DueState.OPEN, _("Requested, not answered")
    return standing_of(law, day, today=today, late=late)


def _mark(text: str) -> queries.Mark | None:
    """Parse a position in the list from the query string; None if it is invalid."""
    try:
        answered, moment, number = text[:LONGEST_MARK].split("~")
        due_on = datetime.fromisoformat(moment)
        mark = int(answered), due_on.astimezone(UTC), int(number)
    except (ValueError, OverflowError):
        return None
    fits = mark[0] in {0, 1} and due_on.tzinfo and 0 <= mark[2] < 2**62
    return mark if fits else None


def _next(last: queries.Line) -> str:
    duty = last.duty
    mark = f"{0 if last.waits else 1}~{duty.due_on.isoformat()}~{duty.pk}".replace("+", "%2B")
    return f"{reverse('portal:list')}?after={mark}"
