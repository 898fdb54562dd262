"""By whose account something may have got out is none of the two on whom it rests that files are
erased, or that something is kept from the person."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures.states import Hindered
from amparo.casework.retention import services
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.events import MemberReinstated, MemberSuspended
from amparo.foundations.accounts.membership.suspension_services import reinstate, suspend
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.services import deactivate
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.erasure import schedule_adoption as adopting
from amparo.foundations.erasure.models import Erasure, LegalHold
from amparo.foundations.erasure.queries import adopted, adoption
from amparo.foundations.erasure.retention_schedule import digest
from amparo.foundations.erasure.services import CannotErase
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.ledger.services import record
from tests import plans
from tests.erasing import ASKED, LATER, asks, heard, held
from tests.forging import Forger
from tests.leaking import lifted, under_suspicion
from tests.unit.retention.test_silence import TASK, Silent, betos, read, silent, told, waits

__all__ = ["betos", "silent"]

SAID = "Es posible que se haya filtrado información desde su cuenta"


@pytest.fixture
def wari(enrolled: Callable[..., Actor]) -> Actor:
    return enrolled("Wari Condori", "supervisor")


@pytest.fixture
def put_forward() -> str:
    adopting.adopt_schedule(by=SYSTEM, at=ASKED)
    return digest()


def agree(*who: Actor) -> None:
    for one in who:
        adopting.agree_to_schedule(digest(), by=one, at=ASKED)


def test_she_is_not_the_second_by_whom_closed_files_are_erased(
    put_forward: str, delia: Actor, saul: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    agree(saul)
    hers = signed_in(delia)
    under_suspicion(delia.member, by=saul)
    with pytest.raises(CannotErase, match="held_back"):
        agree(delia)
    form = {"act": "agree", "digest": put_forward}
    answer = hers.post(reverse("desk:kept"), form)
    assert answer.status_code == 409
    assert SAID in answer.content.decode()
    assert not adopted(seen_by=SYSTEM)


def test_nor_by_a_word_from_before_that_counts_again_once_it_is_lifted(
    put_forward: str, delia: Actor, saul: Actor, wari: Actor
) -> None:
    agree(saul, delia)
    leak = under_suspicion(delia.member, by=saul)
    assert not adopted(seen_by=SYSTEM)
    agree(wari)
    assert adopted(seen_by=SYSTEM) == put_forward
    lifted(leak, at=ASKED)
    found = adoption(seen_by=SYSTEM)
    assert found is not None
    assert found.agreed == tuple(one.signature for one in (saul, delia, wari))


def test_nor_is_an_account_that_is_no_longer_active(
    put_forward: str, delia: Actor, saul: Actor, wari: Actor
) -> None:
    agree(saul)
    suspend(saul.member, by=SYSTEM, at=ASKED)
    agree(delia)
    assert not adopted(seen_by=SYSTEM)
    agree(wari)
    assert adopted(seen_by=SYSTEM) == put_forward


def test_she_stops_a_schedule(put_forward: str, delia: Actor, saul: Actor) -> None:
    under_suspicion(delia.member, by=saul)
    adopting.stop_schedule(put_forward, by=delia, at=ASKED)
    assert adoption(seen_by=SYSTEM) is None


def test_she_is_not_the_second_who_keeps_an_order_from_the_person(
    silent: Silent, betos: OpenCase, beto: Actor, saul: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    his = signed_in(beto)
    under_suspicion(beto.member, by=saul)
    with pytest.raises(Hindered, match="held_back"):
        read(betos, silent, beto)
    there = reverse("retention:silence", args=[betos.code, silent.ref])
    answer = his.post(there, {"outcome": "forbids", "words": "me lo mostró"})
    assert answer.status_code == 409
    assert SAID in answer.content.decode()
    assert told(4) == 1


def test_that_it_does_not_forbid_anything_she_says(
    silent: Silent, betos: OpenCase, beto: Actor, saul: Actor
) -> None:
    under_suspicion(beto.member, by=saul)
    read(betos, silent, beto, forbids=False)
    assert betos.folder.filing.papers.filter(ref=silent.paper_ref, for_person=True).exists()


DAYS = timedelta(days=10)


def test_once_the_account_of_one_of_the_two_is_suspended_another_reads_it_within_three_days(
    silent: Silent, betos: OpenCase, beto: Actor
) -> None:
    read(betos, silent, beto)
    suspend(beto.member, by=SYSTEM, at=timezone.now() + DAYS)
    assert TASK in waits()
    assert told(13) == 0
    assert told(14) == 1


def test_whoever_reads_it_then_is_one_of_the_two(
    silent: Silent, betos: OpenCase, beto: Actor, delia: Actor
) -> None:
    read(betos, silent, beto)
    later = plans.seated(betos, delia, beto)
    with pytest.raises(Hindered, match="nothing_open"):
        read(later, silent, delia)
    suspend(beto.member, by=SYSTEM, at=timezone.now() + DAYS)
    read(later, silent, delia)
    assert TASK not in waits()
    assert told(39) == 0
    assert told(41) == 1


def test_so_is_it_of_whoever_wrote_it_down(
    silent: Silent, betos: OpenCase, ana: Actor, beto: Actor
) -> None:
    read(betos, silent, beto)
    suspend(ana.member, by=SYSTEM, at=timezone.now() + DAYS)
    assert told(14) == 1


def test_given_back_it_counts_again(silent: Silent, betos: OpenCase, beto: Actor) -> None:
    read(betos, silent, beto)
    suspend(beto.member, by=SYSTEM, at=timezone.now() + DAYS)
    reinstate(beto.member, asked=0, by=SYSTEM, at=timezone.now() + DAYS)
    assert told(39) == 0


def test_what_was_read_by_whoever_left_or_is_held_back_counts_on(
    silent: Silent, betos: OpenCase, ana: Actor, beto: Actor, saul: Actor
) -> None:
    """By one person's word the person would read too early what nobody can take back."""
    read(betos, silent, beto)
    under_suspicion(ana.member, by=saul)
    deactivate(beto.member, by=saul, at=timezone.now())
    assert told(39) == 0


def test_whoever_only_writes_to_the_record_suspends_nobody(
    silent: Silent, betos: OpenCase, beto: Actor
) -> None:
    read(betos, silent, beto)
    said = MemberSuspended(about=beto.member.code)
    record(said, by=Forger(beto.signature), at=timezone.now())
    assert told(39) == 0


def test_whoever_only_writes_to_the_rows_gives_nobody_back(
    silent: Silent, betos: OpenCase, beto: Actor
) -> None:
    """Nor whoever says so in the record besides, and signs it with no key."""
    read(betos, silent, beto)
    at = timezone.now() + DAYS
    suspend(beto.member, by=SYSTEM, at=at)
    Member.objects.filter(pk=beto.member.pk).update(active=True)
    record(MemberReinstated(about=beto.member.code), by=Forger(beto.signature), at=at)
    assert told(13) == 0
    assert told(14) == 1


def test_she_hears_no_yes_to_an_erasure_and_takes_a_no(
    anas: OpenCase, flor: Visitor, ana: Actor, saul: Actor
) -> None:
    asks(flor, "recordings")
    under_suspicion(ana.member, by=saul)
    with pytest.raises(Hindered, match="held_back"):
        heard(anas, ana)
    assert Erasure.objects.get().heard_at is None
    heard(anas, ana, hers=False)
    assert Erasure.objects.get().ended_at


def test_she_lifts_no_hold(
    anas: OpenCase, betos: OpenCase, ana: Actor, beto: Actor, saul: Actor
) -> None:
    look_again = timezone.localdate() + timedelta(days=90)
    services.put_hold(anas, held(look_again_on=look_again), by=ana, at=ASKED)
    leak, row = under_suspicion(beto.member, by=saul), LegalHold.objects.get()
    with pytest.raises(Hindered, match="held_back"):
        services.lift_hold(betos, row.ref, words="x", by=beto, at=LATER)
    lifted(leak, at=LATER)
    services.lift_hold(betos, row.ref, words="x", by=beto, at=LATER)


def test_she_refuses_an_erasure_and_grants_none(
    anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor, saul: Actor
) -> None:
    asks(flor, "recordings")
    heard(anas, ana)
    hers = plans.seated(anas, delia, ana)
    under_suspicion(delia.member, by=saul)
    said: dict[str, Any] = {"reason": "", "words": "razones", "by": delia, "at": LATER}
    with pytest.raises(Hindered, match="held_back"):
        services.decide(hers, answer="granted", **said)
    services.decide(hers, answer="refused", **said)
    assert Erasure.objects.get().ended_at
