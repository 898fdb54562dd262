"""Wishes to give a measure up that waited: until she can be asked again; or because another change
of it was on its way when she said them, as earlier versions let them wait. Services, by noun:
wishes that waited."""

import json
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from amparo.casework.review.changing import let_go
from amparo.casework.review.models import LIVE, Change
from amparo.casework.review.renouncing import renounce
from amparo.foundations.cases.queries import case_of_filing
from amparo.foundations.consent.events import ImpedimentBegan, ImpedimentEnded
from amparo.foundations.consent.models import Question
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import Signs
from amparo.foundations.letterbox.events import GivingUpAsked
from amparo.foundations.letterbox.models import Filing

Kind, State = Change.Kind, Change.State


def begin_what_waited(*, by: Signs, at: datetime) -> int:
    """Each once, unless she said something else of the measure since. Who has left, has died or
    cannot be asked has nothing begun. Returns how many began."""
    return sum(_begins(*wish, by=by, at=at) for wish in _wishes())


@transaction.atomic
def ask_anew(code: str, *, by: Signs, at: datetime) -> None:
    """She can be asked again: what another may have said on her page, and what was set aside
    meanwhile, is explained to her and asked of her anew."""
    case = case_of_filing(code)
    if case is None or case.closed_at or case.filing.withdrawn_at:
        return
    rows = Change.objects.select_related("case__filing", "measure").filter(case=case)
    wishes = rows.filter(kind=Kind.RENOUNCE)
    yes = Question.objects.filter(filing=case.filing, answer=Question.Answer.AGREED, how="page")
    anothers = wishes.filter(state__in=LIVE, ref__in=yes.values("subject"))
    aside = wishes.filter(state=State.DROPPED, changed_at__gte=_impeded_from(code, case.filing))
    found = [*anothers, *aside.order_by("-pk")]
    for row in found:
        if row.state in LIVE:
            let_go(row, by=by, at=at)
        renounce(code, row.measure.ref, paper_ref=row.paper_ref, by=by, at=at)


# --- inside ---


def _impeded_from(code: str, filing: Filing) -> datetime:
    """From when on she could not be asked, the last time; it has ended now."""
    turns = Entry.objects.filter(about=code).order_by("sequence")
    began = turns.filter(event=ImpedimentBegan.__name__)
    ended = list(turns.filter(event=ImpedimentEnded.__name__))
    if len(ended) > 1:
        began = began.filter(sequence__gt=ended[-2].sequence)
    first = began.first()
    return first.at if first else filing.filed_at


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
