"""What people told about themselves is read by the analysts who work here, and by nobody else."""

import json
from datetime import timedelta

import pytest

from amparo.crypto import public_key_sealing as boxes
from amparo.crypto.errors import Unsealable
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.services import give_group_seat
from amparo.foundations.intake import voluntary_traits as slips
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.models import TraitBatch, TraitSlip
from tests.people import MONDAY

TRAITS = {"gender": "woman"}
LATER = MONDAY + timedelta(hours=1)


@pytest.fixture
def told(rosa, ana):
    """A full batch and one slip that still waits."""
    for _ in range(slips.BATCH + 1):
        slips.drop_later(TRAITS, by=STRANGER)
    assert (TraitBatch.objects.count(), TraitSlip.objects.count()) == (slips.BATCH, 1)


def read_by(pair):
    """What this very key opens of all that was told."""
    found = []
    told: list[TraitBatch | TraitSlip] = [*TraitBatch.objects.all(), *TraitSlip.objects.all()]
    for slip in told:
        try:
            text = boxes.open_with(pair.secret, bytes(slip.sealed), context=slips.CONTEXT)
        except Unsealable:
            continue
        found.append(json.loads(text))
    return found


def test_what_was_told_before_a_renewal_is_read_with_the_new_key_alone(told, ana, beto):
    give_group_seat(beto.member, kind="statistics", by=ana, at=LATER)
    known = beto.group_pair("statistics")
    Member.objects.filter(pk=beto.member.pk).update(active=False)
    assert slips.renew_statistics_key(by=ana, at=LATER) == slips.Renewed(slips.BATCH + 1, 0)
    assert read_by(ana.group_pair("statistics")) == [TRAITS] * (slips.BATCH + 1)
    assert read_by(known) == []


def test_who_joins_afterwards_reads_it_too(told, ana, beto):
    slips.renew_statistics_key(by=ana, at=LATER)
    give_group_seat(beto.member, kind="statistics", by=ana, at=LATER)
    assert len(read_by(beto.group_pair("statistics"))) == slips.BATCH + 1


def test_places_stay_and_every_slip_is_as_long_as_before(told, ana):
    before = set(TraitBatch.objects.values_list("number", "place"))
    sizes = {len(one.sealed) for one in TraitBatch.objects.all()}
    slips.renew_statistics_key(by=ana, at=LATER)
    assert set(TraitBatch.objects.values_list("number", "place")) == before
    assert {len(one.sealed) for one in TraitBatch.objects.all()} == sizes


def test_what_came_while_the_key_changed_is_caught_by_the_next_renewal(told, ana):
    older = ana.group_pair("statistics")
    slips.renew_statistics_key(by=ana, at=LATER)
    slips.drop(TRAITS, older.public)
    assert len(read_by(ana.group_pair("statistics"))) == slips.BATCH + 1
    assert slips.renew_statistics_key(by=ana, at=LATER).left == 0
    assert len(read_by(ana.group_pair("statistics"))) == slips.BATCH + 2


def test_what_only_an_older_holder_opens_waits_for_her(told, ana, beto):
    older = ana.group_pair("statistics")
    slips.renew_statistics_key(by=ana, at=LATER)
    give_group_seat(beto.member, kind="statistics", by=ana, at=LATER)
    slips.drop(TRAITS, older.public)
    assert slips.renew_statistics_key(by=beto, at=LATER).left == 1
    assert slips.renew_statistics_key(by=ana, at=LATER).left == 0


def test_the_page_says_what_could_not_be_sealed_anew(told, ana, beto, signed_in):
    older = ana.group_pair("statistics")
    slips.renew_statistics_key(by=ana, at=LATER)
    give_group_seat(beto.member, kind="statistics", by=ana, at=LATER)
    slips.drop(TRAITS, older.public)
    page = signed_in(beto).post(
        "/desk/team/",
        {"act": "renew", "kind": "statistics"},
        headers={"accept-language": "en"},
    )
    assert "somebody who held it must renew once more" in page.content.decode()
    page = signed_in(ana).post("/desk/team/", {"act": "renew", "kind": "statistics"})
    assert page.status_code == 302
