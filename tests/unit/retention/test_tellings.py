"""That the person was told what a court kept from her: who says so signs it, and neither that word
nor a row ends what two have read in an order."""

from datetime import timedelta

import pytest
from django.utils import timezone

from amparo.casework.referral.events import DemandTold
from amparo.casework.referral.models import AuthorityDemand
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.member_signatures import is_here, is_in_own_hand
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.erasure.events import HoldTold
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.models import Document
from amparo.foundations.ledger.events import Event
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import record
from tests.forging import Forger, named, with_her_key
from tests.unit.retention.test_silence import Silent, betos, read, silent, told
from tests.unit.retention.test_silence_lifted import nothing, reads, twos

__all__ = ["betos", "silent", "twos"]


def telling(row: Silent, case: OpenCase) -> Event:
    if isinstance(row, AuthorityDemand):
        return DemandTold(about=case.code, demand=row.ref)
    return HoldTold(about=case.code, hold=row.ref)


def test_whoever_says_that_she_was_told_signs_it_for_that_very_place(
    betos: OpenCase, silent: Silent, beto: Actor
) -> None:
    read(betos, silent, beto, forbids=False)
    said = Entry.objects.get(event=silent.TOLD)
    assert (said.by, is_in_own_hand(said), is_here(said)) == (beto.signature, True, True)
    assert named() == []


def test_what_a_job_says_it_signs_not_and_nobody_is_named_for_it(silent: Silent) -> None:
    assert told(4) == 1
    said = Entry.objects.get(event=silent.TOLD)
    assert (said.by, is_in_own_hand(said)) == ("system", False)
    assert named() == []


def test_nobody_ends_the_silence_of_two_by_saying_that_she_was_told(
    twos: OpenCase, silent: Silent, delia: Actor, flor: Visitor
) -> None:
    made_up = record(telling(silent, twos), by=Forger(delia.signature), at=timezone.now())
    with_her_key(delia, telling(silent, twos))
    assert not reads(flor, silent)
    assert told(40) == 0
    assert named() == [made_up.sequence]  # and not what is in her own hand, though it ends nothing


def test_nor_by_a_day_that_is_written_over_in_its_row(
    twos: OpenCase, silent: Silent, flor: Visitor
) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    for day in (yesterday, None):
        type(silent)._default_manager.update(silent_until=day, order_until=day)  # noqa: SLF001 - either of the two
        assert not reads(flor, silent)
        assert told(40) == 0
    assert told(41) == 1


def test_what_one_may_end_alone_she_reads_whatever_the_rows_say_since(
    twos: OpenCase, silent: Silent, ana: Actor, flor: Visitor
) -> None:
    nothing(twos, silent, ana)
    type(silent)._default_manager.update(told_at=None)  # noqa: SLF001 - either of the two
    Document.objects.filter(ref=silent.paper_ref).update(for_person=False)
    assert reads(flor, silent)


@pytest.mark.parametrize("by", ["system", "member:BEFORE"])
def test_that_it_was_told_counts_as_a_job_recorded_it_and_by_no_member_who_did_not_sign(
    twos: OpenCase, silent: Silent, flor: Visitor, by: str
) -> None:
    record(telling(silent, twos), by=Forger(by), at=timezone.now())
    assert reads(flor, silent) == (by == "system")
