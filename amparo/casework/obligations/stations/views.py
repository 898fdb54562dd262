"""Pages of institutions: hand a measure on to a station, and what was handed on to one's own."""

from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.casework.obligations import queries as owed
from amparo.casework.obligations import unit_answers as answers
from amparo.casework.obligations.delivery.extract_sheet import sheet_of
from amparo.casework.obligations.delivery.unlocked_obligation import OpenDuty
from amparo.casework.obligations.forms import ANSWERS
from amparo.casework.obligations.stations import forms, queries, services
from amparo.foundations.accounts.actors import Refused
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission

STATION = ("reported", "incident")
"""What a station answers to the team itself; a limitation goes to the unit above it."""
LIMIT = "limit"
DONE: dict[str, Promise] = {
    "hand_on": gettext_lazy("Handed on. The unit reads it now and reports what it carries out."),
    "take_back": gettext_lazy("Taken back. The unit reads nothing of it any more."),
    "confirm": gettext_lazy("The team reads the limitation now. You still owe the measure."),
    "give_back": gettext_lazy("Given back. The unit reads why and carries the measure out."),
    "reported": gettext_lazy(
        "Stored. The team and the unit above you see it. It counts as protection when the person"
        " says that it arrived."
    ),
    "incident": gettext_lazy("Stored. The team was told and assesses the danger again."),
    LIMIT: gettext_lazy("Stored. The unit above you decides whether the team is told."),
}
"""What each act did, and what happens next."""


@needs(Permission.PORTAL)
def hand_on(request: StaffRequest, alias: str) -> HttpResponse:
    """Hand a measure on to a station, take it back, and decide on the station's limitation."""
    try:
        found = owed.duty_called(alias, seen_by=request.actor)
    except Refused:
        return _without_key(request)
    row = queries.handed_on(found.duty, seen_by=request.actor)
    if not found.shown or found.duty.only_asked:
        raise Http404
    shown = _forms(request, found, row)
    if request.method == "POST":
        return _act(request, found, row, shown)
    return _hand_on_page(request, found, row, shown)


def _act(
    request: StaffRequest, found: OpenDuty, row: Any, shown: dict[str, django_forms.Form]
) -> HttpResponse:
    act = request.POST.get("act", "")
    form = shown.get(act)
    if form is not None and not form.is_valid():
        return _hand_on_page(request, found, row, shown, status=422)
    if form is None:
        return _hand_on_page(request, found, row, shown, status=409, told=_over())
    try:
        _do(request, found, act, form)
    except services.MayNotHandOn:
        told = _(
            "It cannot be handed on to this unit now. Choose another, or carry it out yourselves."
        )
        return _hand_on_page(request, found, row, shown, status=409, told=told)
    except answers.NotOpen:
        return _hand_on_page(request, found, row, shown, status=409, told=_over())
    return redirect(f"{reverse('portal:hand_on', args=[found.duty.alias])}?done={act}")


@needs(Permission.PORTAL)
def handed(request: StaffRequest, alias: str) -> HttpResponse:
    """Show a station what was handed on to it, and accept its reports and its limitation."""
    try:
        row, found = queries.handed_called(alias, seen_by=request.actor)
    except Refused:
        return _without_key(request)
    takes = [kind for kind in STATION if answers.takes(found.duty, kind)]
    shown: dict[str, Any] = {kind: ANSWERS[kind](prefix=kind) for kind in takes}
    shown[LIMIT] = forms.LimitForm(prefix=LIMIT)
    if request.method == "POST":
        return _answer(request, row, found, shown)
    answers.note_reading(found, by=request.actor, at=timezone.now())
    return _handed_page(request, row, found, shown)


def _answer(
    request: StaffRequest, row: Any, found: OpenDuty, shown: dict[str, Any]
) -> HttpResponse:
    way = request.POST.get("way", "")
    if way not in shown:
        raise Http404
    made = forms.LimitForm if way == LIMIT else ANSWERS[way]
    shown[way] = form = made(request.POST, request.FILES, prefix=way)
    if not form.is_valid():
        return _handed_page(request, row, found, shown, status=422)
    told = {**form.cleaned_data, "by": request.actor, "at": timezone.now()}
    try:
        if way == LIMIT:
            services.limit(found, **told)
        else:
            answers.answer(found, kind=way, **told)
    except answers.NotOpen:
        return _handed_page(request, row, found, shown, status=409, told=_over())
    return redirect(f"{reverse('portal:handed', args=[found.duty.alias])}?done={way}")


def _do(request: StaffRequest, found: OpenDuty, act: str, form: django_forms.Form) -> None:
    who: dict[str, Any] = {"by": request.actor, "at": timezone.now()}
    match act:
        case "hand_on":
            services.hand_on(found, form.cleaned_data["unit"], **who)
        case "take_back":
            services.take_back(found, **who)
        case "confirm":
            services.confirm_limit(found, text=form.cleaned_data["text"], **who)
        case _:
            services.give_back(found, text=form.cleaned_data["text"], **who)


def _forms(request: StaffRequest, found: OpenDuty, row: Any) -> dict[str, django_forms.Form]:
    """Return the forms of the acts that are possible now; the one that was sent is filled in."""
    sent = request.POST if request.method == "POST" else None
    act = request.POST.get("act", "")

    def of(name: str, made: type[django_forms.Form], **about: Any) -> django_forms.Form:
        return made(sent if act == name else None, prefix=name, **about)

    if not answers.takes(found.duty, "reported"):
        return {}
    below = queries.stations_below(found.duty.unit, seen_by=request.actor)
    stations = [one for one in below if row is None or one.pk != row.unit_id]
    shown: dict[str, django_forms.Form] = {}
    if stations:
        shown["hand_on"] = of("hand_on", forms.HandOnForm, stations=stations)
    if row is not None:
        shown["take_back"] = of("take_back", django_forms.Form)
    if row is not None and row.is_limited:
        limitation, _reply = queries.words_of(row, found)
        initial = {"text": limitation}
        shown["confirm"] = of("confirm", forms.ConfirmLimitForm, initial=initial)
        shown["give_back"] = of("give_back", forms.GiveBackForm)
    return shown


def _hand_on_page(
    request: StaffRequest,
    found: OpenDuty,
    row: Any,
    shown: dict[str, django_forms.Form],
    *,
    status: int = 200,
    told: str = "",
) -> HttpResponse:
    limitation, reply = queries.words_of(row, found) if row else ("", "")
    context = {
        "found": found,
        "row": row,
        "forms": shown,
        "told": told,
        "done": DONE.get(request.GET.get("done", ""), ""),
        "limitation": limitation,
        "reply": reply,
    }
    return render(request, "portal/hand_on.html", context, status=status)


def _handed_page(
    request: StaffRequest,
    row: Any,
    found: OpenDuty,
    shown: dict[str, Any],
    *,
    status: int = 200,
    told: str = "",
) -> HttpResponse:
    limitation, reply = queries.words_of(row, found)
    context = {
        "found": found,
        "row": row,
        "sheet": sheet_of(found),
        "forms": shown,
        "told": told,
        "done": DONE.get(request.GET.get("done", ""), ""),
        "limitation": limitation,
        "reply": reply,
        "unit": row.unit.name,
        "who": request.actor.member.code,
        "now": timezone.now(),
    }
    return render(request, "portal/handed.html", context, status=status)


def _without_key(request: StaffRequest) -> HttpResponse:
    if request.method == "POST":
        raise Http404
    return redirect("portal:unit")


def _over() -> str:
    return _("This changed meanwhile, so nothing was stored. What you wrote is still here.")
