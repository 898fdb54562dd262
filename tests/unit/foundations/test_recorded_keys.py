"""A key that begins as a recorded one is not the recorded one. Only what stood in the record before
keys were recorded whole is still read by its beginning."""

import json
from datetime import timedelta
from typing import Any

import pytest

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto.keys import new_pair
from amparo.foundations.accounts import services
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.credentials.keyholders import Holder, assent_to_key, propose_key
from amparo.foundations.accounts.credentials.public_key_digest import recorded_as
from amparo.foundations.accounts.credentials.recovery_key import counts_as_recovery
from amparo.foundations.accounts.events import GroupKeyMade, KeyAssented
from amparo.foundations.accounts.member_signatures import in_own_hand
from amparo.foundations.accounts.models import GroupKey, Member, ProposedKey
from amparo.foundations.accounts.queries import (
    KeyExchanged,
    door_keys,
    keys_not_on_record,
    lacks_two,
)
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import record
from tests.people import MONDAY

LATER = MONDAY + timedelta(hours=2)
HOLDERS = [Holder("Defensoria", "autonomous"), Holder("Coordinadora", "civil_society")]


def begins_alike(public: Any) -> bytes:
    """As whoever made some 2^80 keys would find one."""
    other = bytes(public)[:10] + b"o" * 22
    assert marks.fingerprint(other) == marks.fingerprint(bytes(public))
    return other


def recovery() -> Any:
    return GroupKey.objects.filter(kind="recovery", current=True)


def test_the_record_says_a_hash_of_all_of_it_and_no_short_form(rosa: Actor) -> None:
    made = Entry.objects.get(event="MemberEnrolled", about=rosa.member.code)
    public = bytes(Member.objects.get(pk=rosa.member.pk).public)
    assert json.loads(made.facts)["public"] == marks.masked("key", public).hex()
    for one in Entry.objects.filter(event="GroupKeyMade"):
        assert len(json.loads(one.facts)["public"]) == 64


def test_keys_that_begin_alike_are_named(rosa: Actor, ana: Actor) -> None:
    assert keys_not_on_record(seen_by=SYSTEM) == []
    Member.objects.filter(pk=rosa.member.pk).update(public=begins_alike(rosa.member.public))
    recovery().update(public=begins_alike(recovery().get().public))
    assert keys_not_on_record(seen_by=SYSTEM) == ["recovery", rosa.member.code]


def test_nothing_is_sealed_to_a_recovery_key_that_begins_alike(rosa: Actor) -> None:
    recovery().update(public=begins_alike(recovery().get().public))
    assert lacks_two(seen_by=SYSTEM)
    with pytest.raises(KeyExchanged):
        door_keys(seen_by=STRANGER)


def test_what_two_signed_for_holds_of_no_key_that_begins_alike(
    rosa: Actor, delia: Actor, saul: Actor
) -> None:
    public = new_pair().public
    heard = marks.fingerprint(public)
    propose_key(public, needed=2, holders=HOLDERS, by=SYSTEM, at=LATER)
    assert assent_to_key(heard, by=saul, at=LATER) is None
    proposed = ProposedKey.objects.all()
    proposed.update(public=begins_alike(public))
    assert assent_to_key(heard, by=delia, at=LATER) is None  # what he signed is of another key
    assert not counts_as_recovery(begins_alike(public))
    proposed.update(public=public)
    assert assent_to_key(heard, by=delia, at=LATER)
    assert counts_as_recovery(public)
    services.make_group("recovery", "", public=begins_alike(public), by=SYSTEM, at=LATER)
    assert not counts_as_recovery(begins_alike(public))


def test_from_then_on_nobody_records_a_key_by_its_beginning(
    rosa: Actor, ana: Actor, saul: Actor
) -> None:
    """A surface that was taken over writes such a line, and such assents with the keys of two."""
    theirs = new_pair().public
    short = marks.fingerprint(theirs)
    GroupKey.objects.create(kind="backup", number=1, public=theirs)
    record(GroupKeyMade(about="backup", number=1, public=short), by=SYSTEM, at=LATER)
    assert keys_not_on_record(seen_by=SYSTEM) == ["backup"]
    record(
        GroupKeyMade(about="recovery", number=7, public=recorded_as(theirs)), by=SYSTEM, at=LATER
    )
    for one in (ana, saul):
        said = KeyAssented(about="recovery", public=short)
        record(in_own_hand(said, by=one), by=one, at=LATER)
    assert not counts_as_recovery(theirs)


def test_what_was_signed_for_a_key_counts_where_that_very_key_is_proposed_again(
    rosa: Actor, saul: Actor, delia: Actor
) -> None:
    """As after the days for which it starts a desk."""
    public = new_pair().public
    heard = marks.fingerprint(public)
    propose_key(public, needed=2, holders=HOLDERS, by=SYSTEM, at=LATER)
    assert assent_to_key(heard, by=saul, at=LATER) is None
    propose_key(public, needed=2, holders=HOLDERS, by=SYSTEM, at=LATER)
    assert assent_to_key(heard, by=delia, at=LATER) is not None
