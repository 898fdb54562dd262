"""The worklist: what a member must do next, and by when."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from amparo.casework.referral.blanket_demands.queries import unanswered
from amparo.casework.referral.blanket_demands.silence_orders import orders_to_read, orders_unread
from amparo.casework.referral.emergency_access_review.services import hours_asking
from amparo.desk.worklist.filters import (
    EVERY,
    Chosen,
    chosen_in,
    filters_of,
    group_of,
    group_words,
    windows,
)
from amparo.desk.worklist.late_institutions import number_late
from amparo.desk.worklist.rows import Row, rows_of
from amparo.desk.worklist.supervisor_notices import of_the_house
from amparo.desk.worklist.unopened_requests import box_for
from amparo.foundations.accounts.decorators import StaffRequest, needs, reloads_itself
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.sign_in.history import lately
from amparo.foundations.cases.access.access_log import finds
from amparo.foundations.cases.queries import PAGE, Mark, Window, mark_of
from amparo.foundations.cases.queries import worklist as seats_in_order
from amparo.foundations.cases.worklist_row import Listed
from amparo.law import load_protocol

RELOADED_AFTER = 120
"""Seconds after which the page asks for itself, where the reader receives requests or wants it."""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that stand under one heading."""

    name: str
    word: str
    rows: list[Row]

    @property
    def drawn(self) -> list[str]:
        return [row.html for row in self.rows]


@needs(Permission.DESK)
def worklist(request: StaffRequest) -> HttpResponse:
    now, reader = timezone.now(), request.actor
    if not reader.may(Permission.CASE_READ):  # a monitor works on no case
        return redirect("attacks:listed")
    code = request.GET.get("code", "").strip()
    if code and finds(code, by=reader, at=now):
        return redirect("desk:case", code)
    law = load_protocol(settings.PROTOCOL)
    there = windows(now, law.zone)
    after = Mark.read(request.GET.get("after", ""))
    chosen = chosen_in(request.GET, law, default=_serves(request))
    choice = chosen.choice(there, law.zone)
    seats = seats_in_order(seen_by=reader, chosen=choice, after=after, at=now)
    if not (seats or after or chosen.by_reader):  # carries no case: what may be taken
        chosen = replace(chosen, held=EVERY)
        seats = seats_in_order(seen_by=reader, chosen=chosen.choice(there, law.zone), at=now)
    reloads = not after and not code and _reloads(request)
    rows = rows_of(seats[:PAGE], seen_by=reader, at=now)
    context = {
        "here": "worklist",
        "rows": rows,
        "groups": _groups(seats[:PAGE], rows, there),
        "filters": filters_of(chosen, there, law, seen_by=reader, reloads=reloads),
        "unopened": (box := box_for(reader, at=now)),
        "urgent": box.urgent,
        "chosen": chosen,
        "older": chosen.address(after=str(mark_of(seats[PAGE - 1]))) if seats[PAGE:] else "",
        "newer": chosen.address() if after else "",
        "every": Chosen().address(),
        "not_found": code,
        "lately": lately(seen_by=reader, at=now),
        "asks": hours_asking(seen_by=reader),
        "demanded": unanswered(seen_by=reader),
        "orders": orders_to_read(seen_by=reader, at=now),
        "silent": number_late(reader, at=now),
        "unread": orders_unread(seen_by=reader, at=now),
    } | of_the_house(request, now)
    response = render(request, "desk/worklist.html", context)
    if reloads:
        reloads_itself(response, chosen.address(), after=RELOADED_AFTER)
    return response


def _serves(request: StaffRequest) -> str:
    """Return whose cases are shown first: an analyst's own; to others, all that they can open."""
    return "own" if request.actor.may(Permission.CASE_ASSESS) else EVERY


def _reloads(request: StaffRequest) -> bool:
    """Return whether the page asks for itself: for those who receive requests, and others who
    chose it."""
    return request.GET.get("auto", "1" if request.actor.may(Permission.FILING_OPEN) else "0") != "0"


def _groups(seats: list[Listed], rows: list[Row], there: Mapping[str, Window]) -> list[Group]:
    words, pairs = group_words(), zip(seats, rows, strict=True)
    named = [(group_of(one.danger, one.due_on, there), row) for one, row in pairs]
    return [
        Group(name, words[name], [row for _name, row in found])
        for name, found in groupby(named, key=lambda pair: pair[0])
    ]
