"""The worklist: what a member must do next, and by when."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from amparo.casework.referral.blanket_demands.queries import unanswered
from amparo.casework.referral.blanket_demands.silence_orders import orders_to_read, orders_unread
from amparo.casework.referral.emergency_access_review.services import hours_asking
from amparo.desk.worklist.rows import rows_of
from amparo.desk.worklist.supervisor_notices import of_the_house
from amparo.desk.worklist.unopened_requests import box_for
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.sign_in.history import lately
from amparo.foundations.cases.access.access_log import finds
from amparo.foundations.cases.queries import (
    COUNTED_TO,
    PAGE,
    Mark,
    counts,
    mark_of,
)
from amparo.foundations.cases.queries import worklist as seats_in_order
from amparo.foundations.web.cached_addresses import address_of
from amparo.foundations.web.law.wording import say
from amparo.law import Protocol, load_protocol


@dataclass(frozen=True, slots=True)
class Chosen:
    """The chosen filters; unknown values in the address are ignored."""

    held: str
    which: str
    stage: str

    def __bool__(self) -> bool:
        return bool(self.held or self.which or self.stage)

    def address(self, **changes: str) -> str:
        """Return the address of the first page of the list with another choice."""
        chosen = {"held": self.held, "which": self.which, "stage": self.stage} | changes
        kept = {name: value for name, value in chosen.items() if value}
        address = address_of("desk:worklist")
        return f"{address}?{urlencode(kept)}" if kept else address


@dataclass(frozen=True, slots=True)
class Filter:
    """One group of choices: each with its address, its label, and whether it is chosen."""

    title: str
    choices: list[tuple[str, str, bool]]


@needs(Permission.DESK)
def worklist(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    code = request.GET.get("code", "").strip()
    if code and finds(code, by=request.actor, at=now):
        return redirect("desk:case", code)
    law = load_protocol(settings.PROTOCOL)
    chosen = _chosen(request, law)
    after = Mark.read(request.GET.get("after", ""))
    seats = seats_in_order(
        seen_by=request.actor,
        held=chosen.held,
        after=after,
        in_danger=chosen.which == "danger",
        due_before=now if chosen.which == "late" else None,
        stage=chosen.stage,
    )
    rows = rows_of(seats[:PAGE], seen_by=request.actor, at=now)
    context = {
        "here": "worklist",
        "rows": rows,
        "drawn": [row.html for row in rows],
        "counts": counts(seen_by=request.actor, at=now),
        "counted_to": COUNTED_TO,
        "unopened": box_for(request.actor, at=now),
        "chosen": chosen,
        "filters": filters_of(chosen, law),
        "older": chosen.address(after=str(mark_of(seats[PAGE - 1]))) if seats[PAGE:] else "",
        "newer": chosen.address() if after else "",
        "not_found": code,
        "lately": lately(seen_by=request.actor, at=now),
        "asks": hours_asking(seen_by=request.actor),
        "demanded": unanswered(seen_by=request.actor),
        "orders": orders_to_read(seen_by=request.actor, at=now),
        "unread": orders_unread(seen_by=request.actor, at=now),
    } | of_the_house(request, now)
    return render(request, "desk/worklist.html", context)


def _chosen(request: StaffRequest, law: Protocol) -> Chosen:
    known = {
        "held": {"own", "nobody"},
        "which": {"danger", "late"},
        "stage": {stage.id for stage in law.procedure.stage},
    }
    asked = {name: request.GET.get(name, "") for name in known}
    return Chosen(**{name: asked[name] if asked[name] in known[name] else "" for name in known})


def filters_of(chosen: Chosen, law: Protocol) -> list[Filter]:
    stages = [(stage.id, say(law, f"stages.{stage.id}")) for stage in law.procedure.stage]
    groups = (
        (
            "held",
            _("In whose hands"),
            [("", _("Everybody's")), ("own", _("Mine")), ("nobody", _("Nobody's"))],
        ),
        (
            "which",
            _("Which"),
            [("", _("All")), ("danger", _("In danger")), ("late", _("Past their date"))],
        ),
        ("stage", _("Stage"), [("", _("Every stage")), *stages]),
    )
    return [
        Filter(
            title,
            [
                (chosen.address(**{name: value}), word, getattr(chosen, name) == value)
                for value, word in choices
            ],
        )
        for name, title, choices in (groups[:2] if settings.ORGANISATION else groups)
    ]
