"""The end of the record: what is asked for lately is looked for there, and nothing is missed."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amparo.foundations.accounts import events
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.events import TriesRead
from amparo.foundations.accounts.membership import suspension_services as suspending
from amparo.foundations.ledger.models import OF_THE_HOUSE, Entry, PublishedHead
from amparo.foundations.ledger.recent_entries import of_the_house_since, recorded_since
from amparo.foundations.ledger.services import record
from tests.leaking import asked_back

pytestmark = pytest.mark.django_db

FIRST_PAGE = 23
"""Statements, of whoever supervises: four of them count what the team has, each to a limit."""


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


@pytest.mark.postgresql("the plan of a query")
def test_what_is_told_of_the_house_is_asked_along_its_index() -> None:
    """By each of the two databases, whatever else stands in these days."""
    assert all(hasattr(events, name) for name in OF_THE_HOUSE)
    now = timezone.now()
    told = record(events.SignInDisowned(about="K7Q2"), by=SYSTEM, at=now).sequence
    entry(now)
    found = of_the_house_since(now - timedelta(days=7))
    assert [one.sequence for one in found] == [told]
    assert not of_the_house_since(now + timedelta(seconds=1)).exists()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # so few rows would be read through
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert "ledger_of_the_house" in found.explain()


def test_whoever_supervises_asks_the_record_once_for_it_and_through_no_days(
    saul: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    browser = signed_in(saul)
    browser.get("/desk/")
    with CaptureQueriesContext(connection) as asked:
        assert browser.get("/desk/").status_code == 200
    statements = [one["sql"] for one in asked]
    assert sum("SignInDisowned" in one for one in statements) == 1
    assert not [one for one in statements if "ledger_publishedhead" in one]
    assert sum('FROM "accounts_member" INNER JOIN' in one for one in statements) == 1
    assert sum("EndingAsked" in one for one in statements) == 1
    assert len(statements) <= FIRST_PAGE


def test_who_held_which_rank_is_asked_twice_however_many_accounts_were_given_back(
    saul: Actor, enrolled: Callable[..., Actor], signed_in: Callable[[Actor], Client]
) -> None:
    browser, sara = signed_in(saul), enrolled("Sara Luna", "supervisor")
    for name in ("Nora Diaz", "Wari Mamani", "Tania Vega"):
        other, now = enrolled(name, "analyst"), timezone.now()
        suspending.suspend(other.member, by=saul, at=now)
        asked_by = asked_back(other.member, by=saul, at=now)
        suspending.reinstate(other.member, asked=asked_by, by=sara, at=now)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get("/desk/").status_code == 200
    statements = [one["sql"] for one in asked]
    # Of whoever was given back, and who says so, and who had asked it; and of who had suspended
    # them.
    assert sum("""ledger_entry"."event" IN ('MemberEnrolled'""" in one for one in statements) == 2
    assert len(statements) <= FIRST_PAGE + 3
