"""Wishes to give a measure up that began nothing, because another change of it was on its way when
she said them: earlier versions let them wait. Services, by noun: wishes that waited."""

import json
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from amparo.casework.review.models import LIVE, Change
from amparo.casework.review.renouncing import renounce
from amparo.foundations.cases.queries import case_of_filing
from amparo.foundations.consent.models import Question
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import Signs
from amparo.foundations.letterbox.events import GivingUpAsked

Kind = Change.Kind


def begin_what_waited(*, by: Signs, at: datetime) -> int:
    """Each once, unless she said something else of the measure since. Who has left, has died or
    cannot be asked has nothing begun. Returns how many began."""
    return sum(_begins(*wish, by=by, at=at) for wish in _wishes())


# --- inside ---


def _wishes() -> Iterator[tuple[str, str, str, datetime]]:
    """Her last of each measure: code, measure, paper, moment; where there were other changes."""
    beside = Change.objects.exclude(kind=Kind.RENOUNCE).values("case__filing__code")
    asked = Entry.objects.filter(about__in=beside, event=GivingUpAsked.__name__)
    last = {}
    for one in asked.order_by("sequence"):
        facts = json.loads(one.facts)
        last[one.about, facts["measure"]] = (facts["paper"], one.at)
    yield from ((*whose, *said) for whose, said in last.items())


@transaction.atomic
def _begins(
    code: str, measure: str, paper_ref: str, asked_at: datetime, *, by: Signs, at: datetime
) -> bool:
    case = case_of_filing(code)
    if case is None or case.closed_at:
        return False
    filing = case.filing
    if filing.withdrawn_at or filing.asks_nobody or filing.impediment:
        return False
    rows = Change.objects.filter(case=case, measure__ref=measure)
    on_its_way = Q(state__in=LIVE) | Q(changed_at__gte=asked_at)
    beside = rows.filter(on_its_way, opened_at__lte=asked_at)
    hers = rows.filter(kind=Kind.RENOUNCE, changed_at__gte=asked_at)
    if hers.exists() or not beside.exists() or _agreed_since(rows, asked_at):
        return False
    return renounce(code, measure, paper_ref=paper_ref, by=by, at=at) is not None


def _agreed_since(rows: QuerySet[Change], asked_at: datetime) -> bool:
    """Whether she said yes to more of it after that."""
    more = rows.filter(kind=Kind.STRENGTHEN).values("ref")
    said = Question.objects.filter(kind=Question.Kind.CHANGE, subject__in=more)
    return said.filter(answer=Question.Answer.AGREED, answered_at__gte=asked_at).exists()
