"""The worklist: what somebody must do next, and by when."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from amparo.desk.rows import rows_of, unopened_of
from amparo.foundations.access.pages import StaffRequest, needs
from amparo.foundations.access.permissions import Permission
from amparo.foundations.cases.queries import (
    COUNTED_TO,
    PAGE,
    Mark,
    counts,
    mark_of,
    opened,
)
from amparo.foundations.cases.queries import worklist as seats_in_order
from amparo.foundations.letterbox.queries import not_yet_opened

SHOWN_UNOPENED = 8
HELD = {"own", "nobody"}
WHICH = {"danger", "late"}


@needs(Permission.DESK)
def worklist(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    code = request.GET.get("code", "").strip()
    if code and _may_see(code, request):
        return redirect("desk:case", code)
    held = request.GET.get("held", "")
    which = request.GET.get("which", "")
    after = Mark.read(request.GET.get("after", ""))
    seats = seats_in_order(
        seen_by=request.actor,
        held=held if held in HELD else "",
        after=after,
        in_danger=which == "danger",
        due_before=now if which == "late" else None,
    )
    waiting = list(not_yet_opened(seen_by=request.actor)[: SHOWN_UNOPENED + 1])
    context = {
        "here": "worklist",
        "rows": rows_of(seats[:PAGE], seen_by=request.actor, at=now),
        "counts": counts(seen_by=request.actor, at=now),
        "counted_to": COUNTED_TO,
        "unopened": unopened_of(waiting[:SHOWN_UNOPENED], at=now),
        "more_unopened": len(waiting) > SHOWN_UNOPENED,
        "held": held if held in HELD else "",
        "which": which if which in WHICH else "",
        "older": _page_after(request, str(mark_of(seats[PAGE - 1]))) if seats[PAGE:] else "",
        "newer": _page_after(request, "") if after else "",
        "not_found": code,
    }
    return render(request, "desk/worklist.html", context)


def _may_see(code: str, request: StaffRequest) -> bool:
    """Another team's case and a code that was never given are one answer."""
    try:
        opened(code, seen_by=request.actor)
    except Http404:
        return False
    return True


def _page_after(request: StaffRequest, mark: str) -> str:
    kept = {name: request.GET[name] for name in ("held", "which") if request.GET.get(name)}
    asked = {**kept, "after": mark} if mark else kept
    address = reverse("desk:worklist")
    return f"{address}?{urlencode(asked)}" if asked else address
