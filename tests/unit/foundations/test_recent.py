"""The end of the record: what is asked for lately is looked for there, and nothing is missed."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from amparo.foundations.access.actors import SYSTEM
from amparo.foundations.access.events import TriesRead
from amparo.foundations.ledger.models import Entry, PublishedHead
from amparo.foundations.ledger.recent import recorded_since
from amparo.foundations.ledger.services import record

pytestmark = pytest.mark.django_db


def entry(at: datetime) -> int:
    return record(TriesRead(about="K7Q2"), by=SYSTEM, at=at).sequence


def head(day: date, size: int) -> None:
    kept = dict.fromkeys(("root", "begins", "key", "signature"), b"")
    PublishedHead.objects.create(size=size, day=day, after=0, path="", **kept)


def test_nobody_walks_through_what_a_head_from_before_covers() -> None:
    now = timezone.now()
    covered = entry(now)  # as a clock that was wrong for a moment writes it: it is not looked at
    old = [entry(now - timedelta(days=400)) for _ in range(3)]
    head(timezone.localdate(now) - timedelta(days=399), old[-1])
    new = [entry(now - timedelta(days=days)) for days in (3, 2)]
    head(timezone.localdate(now), new[-1])
    new.append(entry(now))
    found = recorded_since(now - timedelta(days=90))
    assert [one.sequence for one in found.order_by("sequence")] == new
    assert f'"sequence" > {old[-1]}' in str(found.query)
    assert Entry.objects.get(sequence=covered).at == now


def test_without_a_head_all_is_looked_through() -> None:
    now = timezone.now()
    entry(now - timedelta(days=400))
    new = entry(now)
    assert [one.sequence for one in recorded_since(now - timedelta(days=90))] == [new]


def test_a_head_of_the_day_itself_or_of_the_one_before_covers_nothing_of_it() -> None:
    now = timezone.now()
    since = now - timedelta(days=90)
    new = entry(since + timedelta(hours=1))
    for days in (0, 1):
        head(timezone.localdate(since) - timedelta(days=days), new + days)
    assert [one.sequence for one in recorded_since(since)] == [new]
