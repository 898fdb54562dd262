"""An order of a court that a second has still to read: whoever may is reminded until then, whatever
was answered, and told if nobody did."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.referral.blanket_demands.services import (
    answer_wide,
    note_order_read,
    tell_everybody,
)
from amparo.casework.referral.blanket_demands.silence_orders import (
    orders_to_read,
    orders_unread,
    remind_of_orders,
)
from amparo.casework.referral.models import BlanketDemand
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.mail import outbox
from amparo.foundations.accounts.membership.suspension_services import suspend
from amparo.foundations.accounts.models import Member, OutgoingMail
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.events import SilenceRead
from amparo.foundations.ledger.services import record
from tests.elsewhere import wide_demand

type SignedIn = Callable[[Actor], Client]

TO_READ = "falta leer la orden de un juzgado"
UNREAD = "Nadie más leyó a tiempo la orden"


def later(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


def read(row: BlanketDemand, by: Actor, *, forbids: bool = True) -> None:
    note_order_read(row.ref, forbids=forbids, words="x", by=by, at=timezone.now())


@pytest.fixture
def row(saul: Actor, delia: Actor, ana: Actor) -> BlanketDemand:
    """Noted by saul, with an order of sixty days, and answered."""
    row = wide_demand(by=saul, at=timezone.now(), silent=60)
    answer_wide(row.ref, outcome="given", words="x", by=saul, at=timezone.now())
    return row


@pytest.fixture
def noted_days_ago(saul: Actor, delia: Actor) -> BlanketDemand:
    """So long ago that nobody can read its order any more."""
    row = wide_demand(by=saul, at=later(-4), silent=60)
    answer_wide(row.ref, outcome="given", words="x", by=saul, at=later(-4))
    tell_everybody(by=SYSTEM, at=timezone.now())
    return row


def test_once_it_is_answered_the_order_still_stands_on_the_worklist_until_it_is_read(
    row: BlanketDemand, saul: Actor, delia: Actor, ana: Actor, signed_in: SignedIn
) -> None:
    page = reverse("demands:order", args=[row.ref])
    assert page in (hers := signed_in(delia).get("/desk/").text)
    assert TO_READ in hers
    assert "espera respuesta" not in hers
    assert TO_READ in (own := signed_in(saul).get("/desk/").text)
    assert "Otra persona" in own
    assert page not in own
    assert TO_READ not in signed_in(ana).get("/desk/").text
    assert orders_to_read(seen_by=ana, at=timezone.now()) == []
    read(row, delia)
    for actor in (saul, delia):
        assert TO_READ not in signed_in(actor).get("/desk/").text


def test_a_mistake_asks_nobody_to_read(row: BlanketDemand, saul: Actor, delia: Actor) -> None:
    other = wide_demand(by=saul, at=timezone.now(), silent=60)
    answer_wide(other.ref, outcome="mistake", words="x", by=saul, at=timezone.now())
    found = orders_to_read(seen_by=delia, at=timezone.now())
    assert [one.row.ref for one in found] == [row.ref]


def test_what_ended_on_the_fourth_day_because_nobody_read_is_told(
    noted_days_ago: BlanketDemand, saul: Actor, delia: Actor, ana: Actor, signed_in: SignedIn
) -> None:
    for actor in (saul, delia):
        for page in ("/desk/", reverse("demands:listed")):
            assert UNREAD in signed_in(actor).get(page).text
    assert UNREAD not in signed_in(ana).get("/desk/").text
    assert orders_unread(seen_by=ana, at=timezone.now()) == []
    assert orders_unread(seen_by=delia, at=later(15)) == []
    answer_wide(noted_days_ago.ref, outcome="part", words="x", by=saul, at=later(10))
    assert orders_unread(seen_by=delia, at=later(15)) == []  # what left later is another thing


def test_whatever_ended_in_another_way_is_no_such_thing(
    row: BlanketDemand, saul: Actor, delia: Actor
) -> None:
    read(row, delia, forbids=False)
    wide_demand(by=saul, at=later(-4), silent=2)
    both = wide_demand(by=saul, at=timezone.now(), silent=5)
    read(both, delia)
    wide_demand(by=saul, at=timezone.now())
    tell_everybody(by=SYSTEM, at=later(6))
    assert orders_unread(seen_by=delia, at=later(6)) == []


def test_what_nobody_said_in_her_own_hand_ends_no_order(
    noted_days_ago: BlanketDemand, delia: Actor
) -> None:
    said = SilenceRead(about=noted_days_ago.ref, of=noted_days_ago.ref, until="")
    record(said, by=delia, at=timezone.now())
    assert len(orders_unread(seen_by=delia, at=timezone.now())) == 1


def test_that_two_had_read_and_one_counts_no_more_is_told_so(
    saul: Actor, delia: Actor, signed_in: SignedIn
) -> None:
    row = wide_demand(by=saul, at=later(-10), silent=60)
    note_order_read(row.ref, forbids=True, words="x", by=delia, at=later(-9))
    suspend(delia.member, by=SYSTEM, at=later(-8))
    tell_everybody(by=SYSTEM, at=timezone.now())
    for page in ("/desk/", reverse("demands:listed")):
        assert "Dos personas habían leído la orden" in (text := signed_in(saul).get(page).text)
        assert UNREAD not in text


# --- mails ---


def with_mail(*actors: Actor) -> None:
    for one in actors:
        Member.objects.filter(pk=one.member.pk).update(mail=f"{one.member.code}@example.org")


def mailed(at: datetime) -> list[int]:
    """Whom, now; and it goes."""
    before = set(OutgoingMail.objects.values_list("pk", flat=True))
    remind_of_orders(at=at)
    outbox.send_out(at=at)
    new = OutgoingMail.objects.exclude(pk__in=before)
    assert not new.filter(sent_at=None).exists()
    return sorted(new.values_list("member", flat=True))


def test_whoever_has_to_read_gets_a_mail_at_once_and_on_the_eve_of_the_last_day(
    row: BlanketDemand, saul: Actor, delia: Actor, ana: Actor
) -> None:
    with_mail(saul, delia, ana)
    assert mailed(timezone.now()) == [delia.member.pk]
    assert mailed(timezone.now()) == []
    assert mailed(later(2)) == [delia.member.pk]
    assert mailed(later(3)) == []
    tell_everybody(by=SYSTEM, at=later(4))
    assert mailed(later(4)) == sorted([saul.member.pk, delia.member.pk])
    assert mailed(later(5)) == []


def test_a_mail_about_an_order_that_was_read_meanwhile_stays(
    row: BlanketDemand, delia: Actor
) -> None:
    with_mail(delia)
    remind_of_orders(at=timezone.now())
    read(row, delia)
    assert outbox.send_out(at=timezone.now()) == 0
    assert OutgoingMail.objects.get().trouble == "over"


def test_without_an_address_nobody_is_written_to(row: BlanketDemand, anas: OpenCase) -> None:
    assert remind_of_orders(at=timezone.now()) == 0
