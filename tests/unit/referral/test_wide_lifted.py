"""That the order of a court forbids nothing after all: said alone while it rests on the word of
one, and by two once two have read that it forbids to tell of a demand for everything."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures.states import Hindered
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
from amparo.casework.referral.blanket_demands.silence_periods import keeps_any
from amparo.casework.referral.models import BlanketDemand
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.mail import outbox
from amparo.foundations.accounts.membership.suspension_services import suspend
from amparo.foundations.accounts.models import Member, OutgoingMail
from amparo.foundations.intake.events import SilenceRead
from amparo.foundations.intake.models import PublishedBlanketDemand
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import record
from tests.elsewhere import wide_demand
from tests.forging import odd

pytestmark = pytest.mark.django_db

type SignedIn = Callable[[Actor], Client]

DOUBTED = "Una persona del equipo leyó que la orden no prohíbe nada"


def later(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


def told() -> bool:
    return PublishedBlanketDemand.objects.exists()


def read(
    row: BlanketDemand, by: Actor, *, forbids: bool = True, at: datetime | None = None
) -> None:
    note_order_read(row.ref, forbids=forbids, words="x", by=by, at=at or timezone.now())


@pytest.fixture
def dora(enrolled: Callable[..., Actor]) -> Actor:
    return enrolled("Dora Salas", "supervisor")


@pytest.fixture
def teo(enrolled: Callable[..., Actor]) -> Actor:
    return enrolled("Teo Luna", "decision_maker")


@pytest.fixture
def row(saul: Actor, delia: Actor, dora: Actor, teo: Actor) -> BlanketDemand:
    """Saul noted it with an order of sixty days, and Delia has read that order."""
    row = wide_demand(by=saul, at=timezone.now(), silent=60)
    read(row, delia)
    return row


def test_one_who_did_not_note_it_does_not_end_the_silence_of_two(
    row: BlanketDemand, dora: Actor, teo: Actor
) -> None:
    read(row, dora, forbids=False)
    assert not told()
    assert tell_everybody(by=SYSTEM, at=later(30)) == 0
    with pytest.raises(Hindered, match="another_says"):
        read(row, dora, forbids=False)
    assert not told()
    read(row, teo, forbids=False)
    assert told()
    assert orders_unread(seen_by=teo, at=timezone.now()) == []


def test_nor_does_the_second_who_had_read_that_it_forbids(
    row: BlanketDemand, delia: Actor, dora: Actor
) -> None:
    read(row, delia, forbids=False)
    assert not told()
    read(row, dora, forbids=False)
    assert told()


def test_whoever_noted_it_takes_that_back_alone(row: BlanketDemand, saul: Actor) -> None:
    with pytest.raises(Hindered, match="nothing_open"):
        read(row, saul)
    read(row, saul, forbids=False)
    assert told()


def test_also_while_it_rests_on_that_word_alone(saul: Actor, delia: Actor) -> None:
    row = wide_demand(by=saul, at=timezone.now(), silent=60)
    with pytest.raises(Hindered, match="another_reads"):
        read(row, saul)
    read(row, saul, forbids=False)
    assert told()


def test_where_nobody_else_says_so_its_day_ends_it_all_the_same(
    row: BlanketDemand, dora: Actor
) -> None:
    read(row, dora, forbids=False)
    assert tell_everybody(by=SYSTEM, at=later(60)) == 0
    assert tell_everybody(by=SYSTEM, at=later(61)) == 1


def test_whoever_said_that_it_forbids_nothing_may_find_that_it_does(
    row: BlanketDemand, dora: Actor, teo: Actor, signed_in: SignedIn
) -> None:
    read(row, dora, forbids=False)
    read(row, dora)
    assert DOUBTED not in signed_in(teo).get("/desk/").text
    read(row, teo, forbids=False)
    assert not told()  # the last word of each counts


def test_what_nobody_said_in_her_own_hand_is_no_word(
    row: BlanketDemand, dora: Actor, teo: Actor
) -> None:
    record(SilenceRead(about=row.ref, of=row.ref, until=""), by=teo, at=timezone.now())
    read(row, dora, forbids=False)
    assert not told()


def test_nor_is_what_she_took_back_said_again_by_a_copy_of_it(
    row: BlanketDemand, dora: Actor, teo: Actor
) -> None:
    read(row, dora, forbids=False)
    [once] = Entry.objects.filter(event="SilenceRead", by=dora.signature)
    read(row, dora)  # it does forbid it
    odd(once.event, once.about, once.by, json.loads(once.facts))
    read(row, teo, forbids=False)
    assert not told()


def test_nor_what_was_said_by_one_whose_account_is_suspended(
    row: BlanketDemand, delia: Actor, dora: Actor, teo: Actor
) -> None:
    read(row, dora, forbids=False)
    suspend(dora.member, by=SYSTEM, at=timezone.now())
    read(row, teo, forbids=False)
    assert not told()
    read(row, delia, forbids=False)
    assert told()


def test_what_two_have_said_stays_when_one_of_them_is_suspended_later(
    row: BlanketDemand, delia: Actor, dora: Actor, teo: Actor
) -> None:
    for one in (dora, teo):
        read(row, one, forbids=False)
    suspend(teo.member, by=SYSTEM, at=later(1))
    assert orders_unread(seen_by=delia, at=later(1)) == []


def test_whoever_is_held_back_is_none_of_the_two(
    row: BlanketDemand, dora: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held_back(by: Actor) -> None:
        raise Hindered("held_back")

    monkeypatch.setattr(
        "amparo.casework.referral.blanket_demands.services.must_be_one_of_two", held_back
    )
    with pytest.raises(Hindered, match="held_back"):
        read(row, dora, forbids=False)


def test_once_it_is_lifted_it_keeps_nothing_also_where_a_mistake_was_none(
    row: BlanketDemand, saul: Actor
) -> None:
    answer_wide(row.ref, outcome="mistake", words="x", by=saul, at=timezone.now())
    assert keeps_any(at=timezone.now())
    read(row, saul, forbids=False)
    assert not told()  # a mistake is not published
    assert not keeps_any(at=timezone.now())
    answer_wide(row.ref, outcome="refused", words="x", by=saul, at=timezone.now())
    assert tell_everybody(by=SYSTEM, at=timezone.now()) == 1


# --- what the pages say ---


def test_the_others_are_asked_by_their_worklist_and_by_mail_until_it_ends(
    row: BlanketDemand, saul: Actor, delia: Actor, dora: Actor, teo: Actor, signed_in: SignedIn
) -> None:
    page = reverse("demands:order", args=[row.ref])
    assert orders_to_read(seen_by=teo, at=timezone.now()) == []
    read(row, dora, forbids=False)
    for actor in (saul, delia, teo):
        assert DOUBTED in (text := signed_in(actor).get("/desk/").text)
        assert page in text
    assert DOUBTED in (hers := signed_in(dora).get("/desk/").text)
    assert page not in hers
    four = {one.member.pk: one for one in (saul, delia, dora, teo)}
    for pk in four:
        Member.objects.filter(pk=pk).update(mail=f"{pk}@example.org")
    for sent in (3, 0):
        before = OutgoingMail.objects.count()
        remind_of_orders(at=timezone.now())
        outbox.send_out(at=timezone.now())
        assert OutgoingMail.objects.count() - before == sent
    assert set(OutgoingMail.objects.values_list("member", flat=True)) == {*four} - {dora.member.pk}
    read(row, teo, forbids=False)
    assert DOUBTED not in signed_in(saul).get("/desk/").text


def test_the_page_of_the_order_says_whose_word_it_takes_and_until_when(
    row: BlanketDemand, saul: Actor, dora: Actor, teo: Actor, signed_in: SignedIn
) -> None:
    page, listed = reverse("demands:order", args=[row.ref]), reverse("demands:listed")
    assert "dura hasta el último día de la orden, y no más" in (
        text := signed_in(dora).get(page).text
    )
    assert 'value="nothing"' in text
    assert 'value="forbids"' not in text  # two have said so already
    assert "La orden no lo prohíbe" in signed_in(dora).get(listed).text
    assert "retirar que un juzgado lo prohíbe" in signed_in(saul).get(listed).text
    assert "Puede retirarlo por su cuenta" in signed_in(saul).get(page).text
    sent = signed_in(dora).post(page, {"outcome": "nothing", "words": "en el juzgado"})
    assert sent.status_code == 302
    assert not told()
    assert "Una persona del equipo ya dijo que no" in signed_in(teo).get(page).text
    for actor in (saul, dora, teo):
        assert DOUBTED in signed_in(actor).get(listed).text
    again = signed_in(dora).post(page, {"outcome": "nothing", "words": "en el juzgado"})
    assert again.status_code == 409
    assert "Ya lo dijo usted" in again.text
    assert "en el juzgado" in again.text
    assert signed_in(saul).post(page, {"outcome": "nothing", "words": "x"}).status_code == 302
    assert told()
    assert signed_in(teo).get(page).status_code == 404
