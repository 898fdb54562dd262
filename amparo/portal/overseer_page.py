"""The overseers' page: terms, the signed record, the procedure, and the stage of each case whose
person consented."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from amparo.casework.figures.queries import Published, totals
from amparo.casework.obligations.escalation.queries import (
    LateInCase,
    late_in_cases,
    with_steps_told,
)
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.sign_in.history import lately
from amparo.foundations.cases.access.overseer_view import Watched, cases_watched
from amparo.foundations.intake.queries import Filing
from amparo.foundations.ledger.queries import published_heads
from amparo.foundations.web.cross_surface_addresses import address
from amparo.foundations.web.law.due_dates import Due
from amparo.foundations.web.law.wording import due_from, say
from amparo.law import load_protocol
from amparo.obligations.recommendations.queries import unanswered_since
from amparo.obligations.standing_duties.queries import figures_by_institution
from amparo.portal.access_samples import glass_broken, looks_drawn

HEADS = 7
CASES = 5
"""On one page."""
LONGEST_NUMBER = 6
SITE = {"procedure": "site:how", "figures": "site:figures", "ledger": "site:ledger"}


@dataclass(frozen=True, slots=True)
class TermKept:
    """One term of the law over all requests, as last published."""

    what: str
    in_time: int
    late: int
    past: int


@dataclass(frozen=True, slots=True)
class Case:
    code: str
    stage: str
    since: Any
    received: date | None
    dates: list[tuple[str, str, Due]]
    late: list[LateInCase]


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Measures ordered, and those of which an institution let the day pass, as last published."""

    ordered: int
    overdue: int


@needs(Permission.OVERSIGHT)
def oversight(request: StaffRequest) -> HttpResponse:
    """Show figures and terms of the last edition, the heads of the record, and the cases let in."""
    now = timezone.now()
    asked = request.GET.get("from", "")
    first = int(asked) if asked.isdecimal() and len(asked) <= LONGEST_NUMBER else 0
    cases, many = _cases(request, now, first)
    context = {"here": "oversight", "cases": cases, **_pages(first, len(cases), many)}
    if not first:
        context |= _figures(request, now)
    return render(request, "portal/oversight.html", context)


def _figures(request: StaffRequest, now: datetime) -> dict[str, Any]:
    """Return what is no single case: on the first page alone."""
    edition = totals(seen_by=request.actor)
    return {
        "edition": edition,
        "terms": _terms(edition) if edition else [],
        "unanswered": _unanswered(edition) if edition else None,
        "heads": [
            (date.fromisoformat(one.day), one, one.is_signed)
            for one in reversed(published_heads(newest=HEADS, seen_by=request.actor))
        ],
        "law": say(load_protocol(settings.PROTOCOL), "protocol.name"),
        "public": _public(),
        "broken": glass_broken(by=request.actor, at=now),
        "looks": looks_drawn(by=request.actor, at=now),
        "institutions": figures_by_institution(seen_by=request.actor, at=now),
        "recommended": unanswered_since(seen_by=request.actor, at=now),
        "lately": lately(seen_by=request.actor, at=now),
    }


def _terms(edition: Published) -> list[TermKept]:
    return [
        TermKept(
            say(load_protocol(law["protocol"]), f"terms.{term['id']}", otherwise=term["id"]),
            term["in_time"],
            term["late"],
            term["past"],
        )
        for law in edition.content["laws"]
        for term in law["terms"]
    ]


def _unanswered(edition: Published) -> Unanswered | None:
    """Return None of an edition that was made before these were counted."""
    found = [law["figures"] for law in edition.content["laws"]]
    if any("measures_overdue" not in one for one in found):
        return None
    return Unanswered(
        sum(one["measures_ordered"] for one in found), sum(one["measures_overdue"] for one in found)
    )


def _cases(request: StaffRequest, now: datetime, first: int) -> tuple[list[Case], int]:
    """Return a page of the cases, those first in which an institution is late, longest; and how
    many there are. What is not shown is not read, and not recorded as seen."""
    late: dict[int, list[LateInCase]] = {}
    every: list[Filing] = []

    def shown(filings: list[Filing]) -> list[Filing]:
        late.update(late_in_cases(filings, at=now, seen_by=request.actor))
        since = {filing: some[0].due_on for filing, some in late.items()}
        every.extend(sorted(filings, key=lambda one: since.get(one.pk, now)))
        return every[first : first + CASES]

    watched = cases_watched(by=request.actor, at=now, shown=shown)
    there = [one for case in watched for one in late.get(case.filing.pk, [])]
    told = {one.duty: one for one in with_steps_told(there, seen_by=request.actor)}
    cases = [
        _case(one, [told[each.duty] for each in late.get(one.filing.pk, [])], now)
        for one in watched
    ]
    return cases, len(every)


def _pages(first: int, shown: int, many: int) -> dict[str, Any]:
    """Return where in the list of cases the page is, and the addresses of its neighbours."""
    here, last = reverse("portal:oversight"), first + shown
    return {
        "first": first + 1,
        "last": last,
        "many": many,
        "older": f"{here}?from={last}" if last < many else "",
        "newer": f"{here}?from={max(first - CASES, 0)}" if first else "",
    }


def _case(watched: Watched, late: list[LateInCase], now: Any) -> Case:
    law = watched.law
    dates = [
        (say(law, f"terms.{term.term}"), say(law, f"roles.{term.owed_by}"), due)
        for term in watched.state.terms
        if (due := due_from(term, law, at=now))
    ]
    stage = say(law, f"stages.{watched.state.stage}")
    return Case(watched.code, stage, watched.since, watched.received, dates, late)


def _public() -> dict[str, str]:
    """Return the addresses of public pages that this site has."""
    found = {name: address(view) for name, view in SITE.items()}
    return {name: where for name, where in found.items() if where}
