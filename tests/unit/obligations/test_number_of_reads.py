"""What is owed is counted and paged: pages ask as often however much it is."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from amparo.casework.obligations.escalation import queries
from amparo.casework.obligations.escalation.queries import Number, number_late_in_own_cases
from amparo.casework.obligations.escalation.services import take_due_steps
from amparo.casework.obligations.models import Obligation
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.overseer_permission import let_watch
from amparo.foundations.intake.keys.case_keys import STRANGER, Visitor
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.requests.services import Letter, file_request
from amparo.foundations.ledger.models import Entry
from amparo.portal import overseer_page
from tests.clock import Clock
from tests.people import MONDAY

type SignIn = Callable[[Actor], Client]

MOST_OF_A_STEP = 60
"""Statements, of which twenty ask the person whether others may be told."""


@pytest.fixture
def late(forwarded: Obligation, clock: Clock) -> Obligation:
    clock.move(timedelta(days=36))
    return forwarded


def more_of(duty: Obligation, number: int) -> None:
    rows = []
    for one in range(number):
        row = Obligation.objects.get(pk=duty.pk)
        row.pk, row.alias = None, f"AAAA-{one:04}"
        rows.append(row)
    Obligation.objects.bulk_create(rows)


def statements(browser: Client, address: str) -> int:
    assert browser.get(address).status_code == 200  # what is said once is said
    with CaptureQueriesContext(connection) as found:
        browser.get(address)
    return len(found)


@pytest.mark.usefixtures("anas")
def test_pages_ask_as_often_however_much_is_owed(
    late: Obligation,
    ana: Actor,
    carla: Actor,
    nora: Actor,
    saul: Actor,
    flor: Visitor,
    signed_in: SignIn,
) -> None:
    let_watch(flor.folder, nora.member.unit, by=flor, at=timezone.now())
    pages = {
        "/desk/?held=": ana,
        reverse("desk:board"): saul,
        reverse("portal:list"): carla,
        reverse("portal:oversight"): nora,
    }
    browsers = {address: signed_in(member) for address, member in pages.items()}
    few = {address: statements(browser, address) for address, browser in browsers.items()}
    more_of(late, 9)
    assert {one: statements(browser, one) for one, browser in browsers.items()} == few


def test_a_step_of_the_jobs_asks_little(late: Obligation) -> None:
    more_of(late, 4)
    with CaptureQueriesContext(connection) as found:
        taken = take_due_steps(at=timezone.now())
    assert taken >= 5
    assert len(found) <= MOST_OF_A_STEP * taken


def test_the_worklist_counts_so_far_and_says_that_there_are_more(
    late: Obligation, anas: OpenCase, ana: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert anas.case == late.case
    more_of(late, 4)
    assert number_late_in_own_cases(at=timezone.now(), seen_by=ana) == Number(5)
    monkeypatch.setattr(queries, "COUNTED", 3)
    assert number_late_in_own_cases(at=timezone.now(), seen_by=ana) == Number(3, more=True)


def test_of_what_an_overseer_watches_only_the_page_shown_is_on_record(
    late: Obligation,
    nora: Actor,
    flor: Visitor,
    letter: Callable[..., Letter],
    signed_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The case in which an institution is late leads, though it was let in last."""
    monkeypatch.setattr(overseer_page, "CASES", 1)
    asked = let_watch(flor.folder, nora.member.unit, by=flor, at=timezone.now())
    file_request(letter(), by=STRANGER, at=MONDAY)
    other = Filing.objects.exclude(pk=late.case.filing_id).get()
    again = Question.objects.get(pk=asked.pk)
    again.pk, again.ref, again.filing = None, "AAAA-BBBB-CCCC", other
    assert again.answered_at
    again.answered_at -= timedelta(minutes=1)
    again.save(force_insert=True)
    browser = signed_in(nora)
    first = browser.get(reverse("portal:oversight"))
    looks = Entry.objects.filter(event="FileOpened", by=nora.signature)
    assert [one.code for one in first.context["cases"]] == [late.case.code]
    assert [one.about for one in looks] == [late.case.code]
    second = browser.get(first.context["older"])
    assert [one.code for one in second.context["cases"]] == [other.code]
    assert not second.context["older"]
    assert {one.about for one in looks.all()} == {late.case.code, other.code}
