"""What rests on two members is in the own hand of each: whoever took a surface over, or may write
to the record, forges neither. And the person reads by the record, whatever the tables say."""

import json
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone

from amparo.casework.referral.models import AuthorityDemand
from amparo.door.my_case.documents import letter_of
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.events import MemberEnrolled
from amparo.foundations.accounts.member_signatures import for_this_place, in_own_hand, public_hand
from amparo.foundations.accounts.membership.suspension_services import reinstate, suspend
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.role_history import OF_TEAM
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.erasure import events
from amparo.foundations.erasure import schedule_adoption as adopting
from amparo.foundations.erasure import services as erasure
from amparo.foundations.erasure.models import LegalHold
from amparo.foundations.erasure.queries import SITE, adopted
from amparo.foundations.erasure.retention_schedule import digest
from amparo.foundations.intake.documents.services import paper_called, papers_in
from amparo.foundations.intake.events import SilenceRead
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.procedure.court_silence_orders import Silenced
from amparo.foundations.intake.procedure.silence_order_readings import readings_in
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import record
from tests import plans
from tests.erasing import ASKED
from tests.forging import named, odd, with_her_key
from tests.unit.retention.test_silence import UNFOUNDED, betos, read, silent, told

__all__ = ["betos", "silent"]

ORDER = timedelta(days=40)


@dataclass(frozen=True)
class Forger:
    """Whoever may write to the record in anybody's name, and holds nobody's key."""

    signature: str


def in_the_name_of(somebody: Actor) -> Forger:
    return Forger(somebody.signature)


# --- the schedule ---


def put_forward() -> str:
    adopting.adopt_schedule(by=SYSTEM, at=ASKED)
    return bytes(Entry.objects.order_by("-sequence")[0].hash).hex()


def agreed(put: str) -> events.ScheduleAgreed:
    return events.ScheduleAgreed(about=SITE, digest=digest(), put=put)


def test_whoever_may_write_to_the_record_agrees_for_nobody(delia: Actor, saul: Actor) -> None:
    put = put_forward()
    for one in (delia, saul):
        record(agreed(put), by=in_the_name_of(one), at=ASKED)
    assert not adopted(seen_by=SYSTEM)


def test_two_agree_in_their_own_hands(delia: Actor, saul: Actor) -> None:
    put_forward()
    for one in (delia, saul):
        adopting.agree_to_schedule(digest(), by=one, at=ASKED)
    assert adopted(seen_by=SYSTEM) == digest()


def test_nobody_signs_with_another_ones_key(delia: Actor, saul: Actor, ana: Actor) -> None:
    put = put_forward()
    adopting.agree_to_schedule(digest(), by=saul, at=ASKED)
    forged = in_own_hand(agreed(put), by=Actor(delia.member, ana.pair))
    record(forged, by=in_the_name_of(delia), at=ASKED)
    assert not adopted(seen_by=SYSTEM)


def test_nor_by_putting_another_hand_on_record_for_her(
    delia: Actor, saul: Actor, ana: Actor
) -> None:
    put = put_forward()
    adopting.agree_to_schedule(digest(), by=saul, at=ASKED)
    hand = MemberEnrolled(
        about=delia.member.code, roles="x", unit="x", public="x", hand=public_hand(ana.pair)
    )
    record(hand, by=in_the_name_of(delia), at=ASKED)
    forged = in_own_hand(agreed(put), by=Actor(delia.member, ana.pair))
    record(forged, by=in_the_name_of(delia), at=ASKED)
    assert not adopted(seen_by=SYSTEM)


def test_what_two_said_of_a_schedule_is_not_said_again_for_them(delia: Actor, saul: Actor) -> None:
    put = put_forward()
    signed = [in_own_hand(agreed(put), by=one) for one in (delia, saul)]
    for one, said in zip((delia, saul), signed, strict=True):
        record(said, by=one, at=ASKED)
    assert adopted(seen_by=SYSTEM)
    adopting.stop_schedule(digest(), by=saul, at=ASKED)
    put_forward()
    for one, said in zip((delia, saul), signed, strict=True):
        record(said, by=in_the_name_of(one), at=ASKED)
    assert not adopted(seen_by=SYSTEM)


def test_whoever_may_not_agree_does_not_by_writing_it(delia: Actor, ana: Actor) -> None:
    put = put_forward()
    adopting.agree_to_schedule(digest(), by=delia, at=ASKED)
    record(in_own_hand(agreed(put), by=ana), by=ana, at=ASKED)
    assert not adopted(seen_by=SYSTEM)


def test_nor_whoever_was_suspended_when_she_agreed(delia: Actor, saul: Actor) -> None:
    put = put_forward()
    adopting.agree_to_schedule(digest(), by=delia, at=ASKED)
    suspend(saul.member, by=SYSTEM, at=ASKED)
    record(in_own_hand(agreed(put), by=saul), by=saul, at=ASKED)
    reinstate(saul.member, by=SYSTEM, at=ASKED)
    assert not adopted(seen_by=SYSTEM)
    adopting.agree_to_schedule(digest(), by=saul, at=ASKED)
    assert adopted(seen_by=SYSTEM)


def test_a_row_that_stands_open_gives_nobody_her_word_back(delia: Actor, saul: Actor) -> None:
    put_forward()
    for one in (delia, saul):
        adopting.agree_to_schedule(digest(), by=one, at=ASKED)
    suspend(saul.member, by=SYSTEM, at=ASKED)
    Member.objects.filter(pk=saul.member.pk).update(active=True)
    assert not adopted(seen_by=SYSTEM)


# --- an order not to tell ---


def written_over(row: Silenced, by: Actor) -> None:
    """As whoever took the desk over writes it: somebody else has read the order."""
    same = type(row)._default_manager.filter(pk=row.pk)  # noqa: SLF001 - a hold, or a demand
    same.update(silent_until=row.order_until, silence_seen_by=by.signature)


def test_a_row_that_was_written_over_keeps_nothing_for_longer(
    silent: LegalHold | AuthorityDemand, beto: Actor
) -> None:
    written_over(silent, beto)
    assert told(3) == 0
    assert told(4) == 1


def test_nor_with_a_reading_that_nobody_signed(
    silent: LegalHold | AuthorityDemand, anas: OpenCase, beto: Actor
) -> None:
    written_over(silent, beto)
    until = silent.order_until.isoformat() if silent.order_until else ""
    said = SilenceRead(about=anas.code, of=silent.ref, until=until)
    record(said, by=in_the_name_of(beto), at=timezone.now())
    assert told(4) == 1


def test_what_she_read_in_an_order_is_worth_nothing_when_it_is_copied(
    silent: LegalHold | AuthorityDemand, betos: OpenCase, beto: Actor
) -> None:
    read(betos, silent, beto)
    [once] = Entry.objects.filter(event=SilenceRead.__name__)
    assert for_this_place([once])(once)
    facts = json.loads(once.facts)
    odd(once.event, once.about, once.by, facts)
    odd(once.event, once.about, once.by, {**facts, "number": once.sequence + 2})
    copies = Entry.objects.filter(event=SilenceRead.__name__, sequence__gt=once.sequence)
    assert readings_in(copies, by_whom=OF_TEAM) == []
    assert named() == [one.sequence for one in copies]


def test_nor_what_she_reads_while_her_account_is_suspended(
    silent: LegalHold | AuthorityDemand, anas: OpenCase, beto: Actor, carla: Actor
) -> None:
    """Nor what an officer of an institution does, who reads no order."""
    written_over(silent, beto)
    until = silent.order_until.isoformat() if silent.order_until else ""
    suspend(beto.member, by=SYSTEM, at=timezone.now())
    for one in (beto, carla):
        with_her_key(one, SilenceRead(about=anas.code, of=silent.ref, until=until))
    reinstate(beto.member, by=SYSTEM, at=timezone.now())
    assert told(4) == 1


def test_one_who_has_the_desk_is_not_two(anas: OpenCase, ana: Actor, beto: Actor) -> None:
    """What he notes in her name, and then reads himself, rests on his word alone."""
    at, today = timezone.now(), timezone.localdate()
    row = erasure.put_hold(
        anas.folder, ground="court", words="x", look_again_on=today + timedelta(days=90),
        forbidden_by="x", silent_until=today + ORDER, by=SYSTEM, at=at,
    )  # fmt: skip
    read(plans.seated(anas, beto, ana), row, beto)
    assert erasure.tell_holds(by=SYSTEM, at=at + timedelta(days=5)) == 1


@pytest.fixture
def long_ago(anas: OpenCase, ana: Actor) -> LegalHold:
    """An order that one member wrote down five days ago, and nobody else has read."""
    at = timezone.now() - timedelta(days=5)
    today = timezone.localdate()
    return erasure.put_hold(
        anas.folder, ground="court", words="x", look_again_on=today + timedelta(days=90),
        forbidden_by="x", silent_until=today + ORDER, by=ana, at=at,
    )  # fmt: skip


def reads(flor: Visitor, row: LegalHold) -> list[Document]:
    return [one for one in papers_in(flor.folder, seen_by=flor) if one.ref == row.paper_ref]


def test_the_person_reads_by_the_record_before_any_job_has_run(
    long_ago: LegalHold, flor: Visitor, beto: Actor
) -> None:
    written_over(long_ago, beto)
    [paper] = reads(flor, long_ago)
    assert not paper.for_person
    assert paper_called(flor.folder, paper.ref, seen_by=flor) == paper
    words = " ".join(said for _name, said in letter_of(paper, flor, opened=True).parts)
    assert UNFOUNDED in words


def test_what_was_told_is_not_taken_back_by_writing_over_its_paper(
    long_ago: LegalHold, flor: Visitor
) -> None:
    told(0)
    Document.objects.filter(ref=long_ago.paper_ref).update(for_person=False)
    assert reads(flor, long_ago)
    LegalHold.objects.filter(pk=long_ago.pk).update(told_at=None)
    assert reads(flor, long_ago)


def test_what_runs_still_the_person_does_not_read(
    silent: LegalHold | AuthorityDemand, flor: Visitor, anas: OpenCase
) -> None:
    assert not [one for one in papers_in(flor.folder, seen_by=flor) if one.ref == silent.paper_ref]
    assert paper_called(flor.folder, silent.paper_ref, seen_by=flor) is None


def test_a_moment_that_has_not_come_yet_keeps_nothing(
    anas: OpenCase, ana: Actor, flor: Visitor, beto: Actor
) -> None:
    at = timezone.now() + timedelta(days=300)
    today = timezone.localdate()
    row = erasure.put_hold(
        anas.folder, ground="court", words="x", look_again_on=today + timedelta(days=90),
        forbidden_by="x", silent_until=today + timedelta(days=350), by=ana, at=at,
    )  # fmt: skip
    written_over(row, beto)
    assert reads(flor, row)
