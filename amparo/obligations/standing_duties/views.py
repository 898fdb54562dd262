"""Standing duties: an institution's own, with its reports, and all of them for those who follow
whether they are kept."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.obligations.recommendations import queries as recommendations
from amparo.obligations.standing_duties import queries, services
from amparo.obligations.standing_duties.forms import ReportForm


@needs(Permission.PORTAL)
def own(request: StaffRequest) -> HttpResponse:
    found = queries.own_duties(seen_by=request.actor, at=timezone.now())
    recommended = recommendations.to_institution(seen_by=request.actor, at=timezone.now())
    context = {"here": "standing", "duties": found, "recommended": recommended}
    return render(request, "standing_duties/own.html", context)


@needs(Permission.PORTAL)
def duty(request: StaffRequest, name: str) -> HttpResponse:
    """Show one standing duty of the reader's institution with its reports, and take another."""
    now = timezone.now()
    found = queries.duty_called(name, seen_by=request.actor, at=now)
    form = ReportForm(request.POST or None, today=found.today)
    if form.is_valid():
        services.report(name, **form.cleaned_data, by=request.actor, at=now)
        return redirect(f"{reverse('portal:standing_duty', args=[name])}?said=1")
    context = {
        "here": "standing",
        "duty": found,
        "form": form,
        "confirmed": bool(request.GET.get("said")) and found.last,
    }
    status = 422 if form.is_bound else 200
    return render(request, "standing_duties/duty.html", context, status=status)


@needs(Permission.OVERSIGHT)
def overseen(request: StaffRequest) -> HttpResponse:
    """Show every standing duty, with the last report, to those who oversee."""
    found = queries.every_duty(seen_by=request.actor, at=timezone.now())
    context = {"here": "standing", "bodies": found, "base": "portal_page.html"}
    return render(request, "standing_duties/all.html", context)


@needs(Permission.CASE_SUPERVISE)
def followed(request: StaffRequest) -> HttpResponse:
    """Show every standing duty, with the last report, to a supervisor; and how many recommendations
    each institution answered."""
    now = timezone.now()
    context = {
        "here": "worklist",
        "bodies": queries.every_duty(seen_by=request.actor, at=now),
        "counts": recommendations.counted_by_institution(seen_by=request.actor, at=now),
        "base": "desk_page.html",
        "back": True,
    }
    return render(request, "standing_duties/all.html", context)
