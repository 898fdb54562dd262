"""Unopened requests: the box above the worklist, and a page that lists all of them."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from amparo.desk.worklist.unopened_request_rows import Unopened, unopened_of
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.intake.requests.unopened_requests import (
    AT_A_GLANCE,
    Count,
    Place,
    how_many,
    waiting,
)

PAGE = 25
SHOWN = 8
SHOWN_NEWEST = 4
"""Rows of the box: the oldest, and where there are more, also the newest."""


@dataclass(frozen=True, slots=True)
class Box:
    """`count`: of all, where there are more than are shown."""

    oldest: list[Unopened]
    newest: list[Unopened]
    count: Count | None = None

    @property
    def urgent(self) -> str:
        """Return the number of urgent requests that wait, as a browser's tab shows it: `8+` where
        all that are shown are urgent and more wait."""
        number = sum(one.urgent for one in self.oldest)
        more = self.count is not None and number == len(self.oldest)
        return f"{number}+" if more else str(number or "")


def box_for(reader: Actor, *, at: datetime) -> Box:
    found = waiting(seen_by=reader, most=SHOWN + 1)
    oldest = found[:SHOWN]
    if len(found) <= SHOWN:
        return Box(unopened_of(oldest, seen_by=reader, at=at), [])
    here = {one.pk for one in oldest}
    newest = waiting(seen_by=reader, most=SHOWN_NEWEST, newest=True)
    more = unopened_of((one for one in newest if one.pk not in here), seen_by=reader, at=at)
    count = how_many(seen_by=reader, most=AT_A_GLANCE)
    return Box(unopened_of(oldest, seen_by=reader, at=at), more, count)


@needs(Permission.DESK)
def unopened(request: StaffRequest) -> HttpResponse:
    now, reader = timezone.now(), request.actor
    newest = request.GET.get("order") == "newest"
    after = Place.read(request.GET.get("after", ""))
    found = waiting(seen_by=reader, most=PAGE + 1, newest=newest, after=after)
    last = str(Place.of(found[PAGE - 1])) if found[PAGE:] else ""
    context = {
        "here": "worklist",
        "rows": unopened_of(found[:PAGE], seen_by=reader, at=now),
        "count": how_many(seen_by=reader),
        "newest": newest,
        "older": _address(newest=newest, after=last) if last else "",
        "newer": _address(newest=newest) if after else "",
        "other_order": _address(newest=not newest),
    }
    return render(request, "desk/unopened.html", context)


def _address(*, newest: bool, after: str = "") -> str:
    asked = {"order": "newest" if newest else "", "after": after}
    kept = {name: value for name, value in asked.items() if value}
    address = reverse("desk:unopened")
    return f"{address}?{urlencode(kept)}" if kept else address
