"""Pages of demands for what no single case holds. They open no case and need no seat."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from amparo.casework.measures.view_helpers import acted
from amparo.casework.referral.blanket_demands import forms as wide_forms
from amparo.casework.referral.blanket_demands import queries as wide_shown
from amparo.casework.referral.blanket_demands import services as wide
from amparo.casework.referral.blanket_demands.queries import FORBIDS
from amparo.casework.referral.wording import why
from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.cases.act_pages import DONE, sent
from amparo.foundations.intake.procedure.court_silence_orders import day_under


@needs(wide_shown.MAY)
def listed(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    found = wide_shown.demands(seen_by=request.actor, at=now)
    context = {"here": "team", "demands": found, "today": day_under(settings.PROTOCOL, now)}
    return render(request, "referral/wide_listed.html", context)


@needs(wide_shown.MAY)
@afresh()
def note(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    form = wide_forms.WideDemandForm(sent(request), today=day_under(settings.PROTOCOL, now))

    def do() -> None:
        wide.note_wide(form.wanted, by=request.actor, at=now)

    context = {
        "title": _("An authority demands the data of everybody"),
        "verb": _("Put it on record"),
        "why": _(
            "Noting it hands nothing over. Unless a court forbids that, everybody reads at once on"
            " the public pages, and each person on theirs, who demanded what: a court, a minister,"
            " no name. It cannot be taken back."
        ),
    }
    return _act(request, form, do, context)


@needs(wide_shown.MAY)
@afresh()
def answer(request: StaffRequest, ref: str) -> HttpResponse:
    """Show the demand and its earlier answers, and record a new one."""
    found, form = _found(request, ref), wide_forms.WideAnswerForm(sent(request))

    def do() -> None:
        given = form.cleaned_data
        wide.answer_wide(found.row.ref, **given, by=request.actor, at=timezone.now())

    context = {
        "title": found.row.get_what_display(),
        "verb": _("Put it on record"),
        "demand": found,
    }
    return _act(request, form, do, context)


@needs(wide_shown.MAY)
@afresh()
def order(request: StaffRequest, ref: str) -> HttpResponse:
    """Record what the order says. Two members must have read that a court forbids to tell of the
    demand, and then two that it does not."""
    found = _found(request, ref)
    form = wide_forms.WideOrderForm(sent(request), offered=found.may_say)
    if not found.may_say:
        raise Http404

    def do() -> None:
        given = form.cleaned_data
        forbids = given["outcome"] == FORBIDS
        told: dict[str, Any] = {"words": given["words"], "by": request.actor}
        wide.note_order_read(found.row.ref, forbids=forbids, **told, at=timezone.now())

    context = {
        "title": _("Read the order by which a court forbids to tell of it"),
        "verb": _("Put it on record"),
        "why": " ".join(str(one) for one in wide_forms.why_of_order(found)),
        "demand": found,
    }
    return _act(request, form, do, context)


@needs(wide_shown.MAY)
@afresh()
def let_read(request: StaffRequest, ref: str) -> HttpResponse:
    """Give the secret to members who decide or supervise since."""
    found, form = _found(request, ref), Form(sent(request))

    def do() -> None:
        wide.let_read(found.row.ref, by=request.actor, at=timezone.now())

    names = ", ".join(one.name for one in found.without)
    context = {
        "title": _("Let them read it too"),
        "why": names,
        "verb": _("Let them read it"),
        "demand": found,
    }
    return _act(request, form, do, context)


def _found(request: StaffRequest, ref: str) -> wide_shown.Shown:
    found = wide_shown.demand_called(ref, seen_by=request.actor, at=timezone.now())
    if found is None:
        raise Http404
    return found


def _act(
    request: StaffRequest, form: Form, do: Callable[[], None], context: dict[str, Any]
) -> HttpResponse:
    status = acted(form, do, why)
    if status == DONE:
        return redirect("demands:listed")
    body: Mapping[str, Any] = (context["demand"].body if "demand" in context else None) or {}
    purpose = dict(wide_forms.PURPOSES).get(str(body.get("purpose")), "")
    context |= {"here": "team", "form": form, "purpose": purpose}
    return render(request, "referral/wide.html", context, status=status)
