"""Somebody of the team tells the person that their file is kept from being erased: whether they
have a page, or look at it, or not. Nothing while a court forbids it."""

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.referral.direct_notices.services import ask_what_nobody_told
from amparo.casework.referral.models import ReferralTask
from amparo.casework.retention import services
from amparo.casework.retention.dated_tasks import show_what_is_kept
from amparo.casework.retention.silence_orders import note_read
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.cases.dates_outside_terms import waiting_in
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.queries import OpenCase, opened, worklist
from amparo.foundations.cases.services import close_case
from amparo.foundations.erasure import services as erasure
from amparo.foundations.erasure.models import LegalHold
from amparo.foundations.intake.contact.safe_way import SafeWay, agree_on_way
from amparo.foundations.intake.documents.services import papers_in, read_by_person
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import DIED, Filing
from tests import plans
from tests.erasing import held

TELL = "dated.tell_hold"
WORDS = "Juzgado de la Cordillera, oficio siete"


def put(anas: OpenCase, ana: Actor, *, days: int = 90, silent: int = 0) -> LegalHold:
    """`silent`: for how many days a court is said to forbid that she is told."""
    today = timezone.localdate()
    told: dict[str, Any] = {"look_again_on": today + timedelta(days=days), "words": WORDS}
    if silent:
        until = today + timedelta(days=silent)
        told |= {"forbidden_by": "Juzgado Uno", "silent_until": until}
    services.put_hold(anas, held(**told), by=ana, at=timezone.now())
    return LegalHold.objects.latest("pk")


def waiting() -> list[ReferralTask]:
    return list(ReferralTask.objects.filter(kind="tell_hold", done_at=None))


def ended() -> list[str]:
    found = ReferralTask.objects.filter(kind="tell_hold", done_at__isnull=False)
    return list(found.values_list("outcome", flat=True))


def waits() -> set[str]:
    return {one.task for one in waiting_in(Case.objects.get())}


def agreed(anas: OpenCase, ana: Actor) -> None:
    way = SafeWay(ways=("telephone",), how="heard", begins=time(0), ends=time(0), text="la seña")
    agree_on_way(anas.folder, way, by=ana, at=timezone.now() - timedelta(hours=1))


@pytest.fixture
def tell(case: str, ana: Actor, signed_in: Callable[[Actor], Client]) -> Callable[..., Any]:
    """What ana sends from the page of the task."""
    browser = signed_in(ana)

    def send(row: LegalHold, **typed: str) -> Any:
        moment = timezone.localtime().replace(tzinfo=None, second=0, microsecond=0)
        given = {"outcome": "told", "way": "telephone", "tried_at": moment.isoformat(), "said": "x"}
        return browser.post(reverse("referral:tell", args=[case, row.paper_ref]), given | typed)

    return send


def test_a_hold_that_no_order_keeps_silent_is_told_within_a_day(
    case: str, anas: OpenCase, ana: Actor, signed_in: Callable[[Actor], Client],
    tell: Callable[..., Any],
) -> None:  # fmt: skip
    agreed(anas, ana)
    row = put(anas, ana)
    [task] = waiting()
    assert (task.about, task.due_on - row.put_at) == (row.paper_ref, timedelta(days=1))
    assert TELL in waits()
    there = reverse("referral:task", args=[case, task.ref])
    browser = signed_in(ana)
    assert there in browser.get(f"/desk/cases/{case}/").content.decode()
    page = browser.get(there, follow=True)
    assert page.redirect_chain[-1][0].endswith(f"/to-tell/{row.paper_ref}/")
    assert WORDS in page.content.decode()
    assert tell(row, said="").status_code == 422
    assert tell(row).status_code == 302
    assert (waiting(), ended()) == ([], ["told"])
    assert tell(row).status_code == 409


def test_nobody_is_asked_to_tell_what_a_court_forbids_until_its_days_are_over(
    anas: OpenCase, ana: Actor, tell: Callable[..., Any]
) -> None:
    row, now = put(anas, ana, silent=3), timezone.now()
    assert (waiting(), tell(row).status_code) == ([], 404)
    erasure.tell_holds(by=SYSTEM, at=now + timedelta(days=3))
    ask_what_nobody_told(by=SYSTEM, at=now + timedelta(days=3))
    assert waiting() == []
    erasure.tell_holds(by=SYSTEM, at=now + timedelta(days=4))
    assert [one.about for one in waiting()] == [row.paper_ref]
    assert TELL in waits()


def test_where_a_second_finds_no_such_order_the_team_tells_at_once(
    anas: OpenCase, ana: Actor, beto: Actor
) -> None:
    row = put(anas, ana, silent=40)
    his = plans.seated(anas, beto, ana)
    note_read(his, row.ref, forbids=False, words="x", by=beto, at=timezone.now())
    assert [one.about for one in waiting()] == [row.paper_ref]


def test_it_ends_once_she_opened_it_on_her_page(anas: OpenCase, ana: Actor, flor: Visitor) -> None:
    put(anas, ana)
    for paper in papers_in(flor.folder, seen_by=flor):
        read_by_person(flor.folder, paper, by=flor, at=timezone.now())
    assert (waiting(), ended()) == ([], ["read"])
    assert TELL not in waits()


def test_of_one_that_was_lifted_she_is_told_that_too(
    case: str, anas: OpenCase, ana: Actor, beto: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    row = put(anas, ana)
    his = plans.seated(anas, beto, ana)
    services.lift_hold(his, row.ref, words="x", by=beto, at=timezone.now())
    assert TELL in waits()
    page = signed_in(ana).get(
        reverse("referral:tell", args=[case, row.paper_ref]), headers={"accept-language": "en"}
    )
    for words in ("Lifted on", "was kept from being erased", "that this is over"):
        assert words in page.content.decode()
    assert "who can lift that" not in page.content.decode()
    assert "is kept from being erased" not in page.content.decode()


def test_a_closed_case_stays_closed_and_stands_on_the_worklist_until_then(
    anas: OpenCase, ana: Actor, tell: Callable[..., Any]
) -> None:
    agreed(anas, ana)
    close_case(anas.case, reason="ended", by=ana, at=timezone.now())
    row = put(anas, ana)
    case = Case.objects.get()
    assert (case.closed_at is not None, case.due_term) == (True, TELL)
    assert [one.due_term for one in worklist(seen_by=ana)] == [TELL]
    assert tell(row).status_code == 302
    assert Case.objects.get().closed_at
    assert not CaseAccess.objects.filter(open=True).exists()


def test_after_a_death_nobody_is_told(anas: OpenCase, ana: Actor) -> None:
    put(anas, ana)
    Filing.objects.update(impediment=DIED)
    assert TELL not in waits()


def test_what_was_put_before_the_team_told_of_any_is_told_too(
    anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    put(anas, ana)
    put(anas, ana, silent=3)
    ReferralTask.objects.all().delete()
    assert ask_what_nobody_told(by=SYSTEM, at=timezone.now()) == 1
    assert ask_what_nobody_told(by=SYSTEM, at=timezone.now()) == 0
    assert len(waiting()) == 1


def test_nobody_is_rung_up_about_what_was_lifted_before_the_team_told_of_any(
    anas: OpenCase, ana: Actor, beto: Actor
) -> None:
    row = put(anas, ana)
    his = plans.seated(anas, beto, ana)
    services.lift_hold(his, row.ref, words="x", by=beto, at=timezone.now())
    ReferralTask.objects.all().delete()
    assert ask_what_nobody_told(by=SYSTEM, at=timezone.now()) == 0
    assert waiting() == []


def test_what_comes_first_in_a_closed_case_is_put_on_the_worklist_once(
    anas: OpenCase, ana: Actor
) -> None:
    """She is to be told, and the hold is near its day."""
    put(anas, ana, days=3)
    hers = opened(anas.code, seen_by=ana)
    close_case(hers.case, reason="ended", by=ana, at=timezone.now())
    before = Case.objects.get()
    assert before.due_term == TELL
    for _minute in range(2):
        assert show_what_is_kept(at=timezone.now()) == 0
    assert Case.objects.get().changed_at == before.changed_at
    Case.objects.update(due_on=None, due_term="")
    assert show_what_is_kept(at=timezone.now()) == 1
    assert Case.objects.get().due_term == TELL
