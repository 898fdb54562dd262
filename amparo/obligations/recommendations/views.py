"""Recommendations of oversight seats: the seat writes and follows, the institution answers."""

from datetime import date, datetime

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from amparo.foundations.accounts.actors import Refused
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.law import load_protocol
from amparo.obligations.recommendations import queries, services
from amparo.obligations.recommendations.forms import RecommendationAnswerForm, RecommendationForm


@needs(Permission.OVERSIGHT)
def seat(request: StaffRequest) -> HttpResponse:
    """List the recommendations of the reader's seat."""
    found = queries.of_seat(seen_by=request.actor, at=timezone.now())
    context = {
        "here": "recommendations",
        "rows": found,
        "not_read": queries.not_read(found, seen_by=request.actor),
        "page": "portal:seat_recommendation",
    }
    return render(request, "recommendations/of_seat.html", context)


@needs(Permission.OVERSIGHT)
def new(request: StaffRequest) -> HttpResponse:
    """Write a recommendation."""
    now = timezone.now()
    form = RecommendationForm(
        request.POST or None,
        to=queries.addressees(seen_by=request.actor),
        today=_today(now),
    )
    if form.is_valid():
        try:
            made = services.recommend(**form.cleaned_data, by=request.actor, at=now)
        except Refused:
            form.add_error("unit", form.fields["unit"].error_messages["required"])
        else:
            return redirect(f"{reverse('portal:seat_recommendation', args=[made.ref])}?sent=1")
    context = {"here": "recommendations", "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "recommendations/new.html", context, status=status)


@needs(Permission.OVERSIGHT)
def made(request: StaffRequest, ref: str) -> HttpResponse:
    """Show a recommendation of the reader's seat with its answers."""
    found = queries.recommended_by(ref, seen_by=request.actor, at=timezone.now())
    context = {"here": "recommendations", "one": found, "sent": request.GET.get("sent")}
    return render(request, "recommendations/made.html", context)


@require_POST
@needs(Permission.OVERSIGHT)
def seal_anew(request: StaffRequest) -> HttpResponse:
    services.seal_anew(by=request.actor, at=timezone.now())
    return redirect("portal:seat_recommendations")


@needs(Permission.PORTAL)
def received(request: StaffRequest, ref: str) -> HttpResponse:
    """Show a recommendation to the reader's institution, and take its answer."""
    now = timezone.now()
    found = queries.recommended_to(ref, seen_by=request.actor, at=now)
    form = RecommendationAnswerForm(request.POST or None)
    if found.key is not None and form.is_valid():
        services.answer(ref, **form.cleaned_data, by=request.actor, at=now)
        return redirect(f"{reverse('portal:recommendation', args=[ref])}?said=1")
    context = {
        "here": "standing",
        "one": found,
        "form": form,
        "confirmed": bool(request.GET.get("said")) and found.last,
    }
    status = 422 if form.is_bound else 200
    return render(request, "recommendations/received.html", context, status=status)


def _today(now: datetime) -> date:
    return now.astimezone(load_protocol(settings.PROTOCOL).zone).date()
