"""Figures of attacks for the members who document them: free counts, and editions to publish."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from amparo.foundations.accounts.decorators import StaffRequest, afresh, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.observatory.attacks.forms import FilterForm
from amparo.observatory.catalogues.terms import TermList, label
from amparo.observatory.figures import dashboards, queries, services
from amparo.observatory.figures.public_tables import order_of
from amparo.statistics.disclosure import is_installed


@needs(Permission.ATTACK_DOCUMENT)
def dashboard(request: StaffRequest) -> HttpResponse:
    """Show exact counts under any filter, for the team alone."""
    form = FilterForm(request.GET)
    counts = queries.counted(form.wanted, seen_by=request.actor)
    departments = order_of("department", set(counts.by_department))
    context = {
        "here": "attacks",
        "form": form,
        "counts": counts,
        "pictures": dashboards.team_pictures(counts),
        "departments": [
            (label(TermList.DEPARTMENT, one), counts.by_department[one]) for one in departments
        ],
        "kinds": [(label(TermList.KIND, one), number) for one, number in counts.by_kind],
    }
    return render(request, "attack_figures/dashboard.html", context)


@needs(Permission.ATTACK_DOCUMENT)
def editions(request: StaffRequest) -> HttpResponse:
    """List the editions: those that wait for publication first."""
    found = queries.editions(seen_by=request.actor)
    context = {
        "here": "attacks",
        "waiting": [one for one in found if one.published_at is None],
        "published": [one for one in found if one.published_at is not None],
        "installed": is_installed(),
    }
    return render(request, "attack_figures/editions.html", context)


@needs(Permission.ATTACK_DOCUMENT)
@afresh()
def edition(request: StaffRequest, table: str, edition: str) -> HttpResponse:
    """Show an edition as the public would read it, and publish it."""
    row = queries.edition_called(table, edition, seen_by=request.actor)
    if request.method == "POST":
        services.publish(row, by=request.actor, at=timezone.now())
        return redirect(f"{reverse('attack_figures:edition', args=[table, edition])}?published=1")
    context = {
        "here": "attacks",
        "shown": queries.shown_of(row, seen_by=request.actor),
        "done": bool(request.GET.get("published")),
    }
    return render(request, "attack_figures/edition.html", context)


@needs(Permission.ATTACK_DOCUMENT)
def chain(request: StaffRequest, code: str) -> HttpResponse:
    """Show the chain of events in which an attack stands, by codes alone."""
    found = queries.chain_of(code, seen_by=request.actor)
    rows = [
        (
            one,
            [label(TermList.KIND, kind) for kind in one.kinds],
            [(before, label(TermList.EVENT_LINK, kind)) for before, kind in one.follows],
        )
        for one in found
    ]
    picture = dashboards.chain_drawn(found)
    context = {"here": "attacks", "code": code, "rows": rows, "picture": picture}
    return render(request, "attack_figures/chain.html", context)
