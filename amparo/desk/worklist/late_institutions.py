"""Institutions that are overdue in the reader's own cases: codes, days, and what they answered."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise

from amparo.casework.obligations.escalation.queries import (
    Number,
    late_in_own_cases,
    number_late_in_own_cases,
)
from amparo.casework.obligations.escalation.what_was_answered import IN_WORDS, answered_about
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.decorators import StaffRequest, needs
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.web.cached_addresses import address_of
from amparo.foundations.web.law.wording import ahead
from amparo.law import load_protocol


@dataclass(frozen=True, slots=True)
class LateAnswer:
    """One answer that is late, with the page on which the team follows it."""

    institution: str
    code: str
    address: str
    day: date
    distance: str
    answered: Promise


@needs(Permission.CASE_READ)
def late_institutions(request: StaffRequest) -> HttpResponse:
    if settings.ORGANISATION:
        raise Http404
    rows = _late_answers(request.actor, at=timezone.now())
    return render(request, "desk/late_institutions.html", {"here": "worklist", "rows": rows})


def number_late(reader: Actor, *, at: datetime) -> Number:
    """Return how many answers of institutions are late in the reader's own cases."""
    if settings.ORGANISATION or not reader.may(Permission.CASE_READ):
        return Number(0)
    return number_late_in_own_cases(at=at, seen_by=reader)


def _late_answers(reader: Actor, *, at: datetime) -> list[LateAnswer]:
    found = []
    late = late_in_own_cases(at=at, seen_by=reader)
    answered = answered_about({one.pk: one.state for one in late})
    for duty in late:
        filing = duty.case.filing
        law = load_protocol(filing.protocol)
        day, today = duty.due_on.astimezone(law.zone).date(), at.astimezone(law.zone).date()
        far = ahead(law, day, today=today, every_day=True)  # as the list says it
        page = address_of("obligations:duty", filing.code, duty.alias)
        why = IN_WORDS[answered[duty.pk]]
        found.append(LateAnswer(duty.unit.name, filing.code, page, day, far, why))
    return found
