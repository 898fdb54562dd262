"""The overseers' page: terms, the signed record, the procedure, and the stage of each case whose
person consented."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from amparo.casework.figures.queries import Published, totals
from amparo.casework.obligations.escalation.queries import LateInCase, late_in_cases
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.sign_in.history import lately
from amparo.foundations.cases.access.overseer_view import Watched, cases_watched
from amparo.foundations.ledger.queries import published_heads
from amparo.foundations.web.cross_surface_addresses import address
from amparo.foundations.web.law.due_dates import Due
from amparo.foundations.web.law.wording import due_from, say
from amparo.law import load_protocol
from amparo.obligations.recommendations.queries import unanswered_since
from amparo.obligations.standing_duties.queries import figures_by_institution
from amparo.portal.access_samples import glass_broken, looks_drawn

HEADS = 7
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
    edition = totals(seen_by=request.actor)
    context = {
        "here": "oversight",
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
        "cases": _cases(request, now),
        "institutions": figures_by_institution(seen_by=request.actor, at=now),
        "recommended": unanswered_since(seen_by=request.actor, at=now),
        "lately": lately(seen_by=request.actor, at=now),
    }
    return render(request, "portal/oversight.html", context)


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


def _cases(request: StaffRequest, now: datetime) -> list[Case]:
    watched = cases_watched(by=request.actor, at=now)
    late = late_in_cases([one.filing for one in watched], at=now, seen_by=request.actor)
    return [_case(one, late.get(one.filing.pk, []), now) for one in watched]


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
