"""That the order of a court forbids nothing after all, of one file: said alone while it rests on
the word of one, and by two once two have read that it forbids to tell the person."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from amparo.casework.measures.states import Hindered
from amparo.casework.retention.silence_orders import silence_called
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.membership.suspension_services import suspend
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.events import SilenceRead
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import record
from tests import plans
from tests.forging import odd
from tests.unit.retention.test_silence import (
    TASK,
    Silent,
    address,
    betos,
    closed,
    listed,
    read,
    silent,
    told,
    waits,
)

__all__ = ["betos", "silent"]

type SignedIn = Callable[[Actor], Client]

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def twos(betos: OpenCase, silent: Silent, beto: Actor, delia: Actor, saul: Actor) -> OpenCase:
    """Ana wrote the order down, and beto has read it; delia and saul are of the team."""
    read(betos, silent, beto)
    plans.seated(betos, delia, beto)
    return plans.seated(opened(betos.code, seen_by=beto), saul, beto)


def nothing(case: OpenCase, row: Silent, by: Actor) -> None:
    read(opened(case.code, seen_by=by), row, by, forbids=False)


def reads(flor: Visitor, row: Silent) -> bool:
    """By her own page, whatever any row says."""
    return any(one.ref == row.paper_ref for one in papers_in(flor.folder, seen_by=flor))


def test_one_who_did_not_write_it_down_does_not_end_the_silence_of_two(
    twos: OpenCase, silent: Silent, delia: Actor, saul: Actor, flor: Visitor
) -> None:
    nothing(twos, silent, delia)
    assert told(40) == 0
    with pytest.raises(Hindered, match="another_says"):
        nothing(twos, silent, delia)
    assert not reads(flor, silent)
    nothing(twos, silent, saul)
    assert reads(flor, silent)
    assert told(400) == 0


def test_nor_does_the_second_who_had_read_that_it_forbids(
    twos: OpenCase, silent: Silent, beto: Actor, delia: Actor, flor: Visitor
) -> None:
    nothing(twos, silent, beto)
    assert not reads(flor, silent)
    nothing(twos, silent, delia)
    assert reads(flor, silent)


def test_whoever_wrote_it_down_takes_that_back_alone(
    twos: OpenCase, silent: Silent, ana: Actor, flor: Visitor
) -> None:
    nothing(twos, silent, ana)
    assert reads(flor, silent)


def test_also_while_it_rests_on_that_word_alone(
    anas: OpenCase, silent: Silent, ana: Actor, flor: Visitor
) -> None:
    nothing(anas, silent, ana)
    assert reads(flor, silent)


def test_where_nobody_else_says_so_its_day_ends_it_all_the_same(
    twos: OpenCase, silent: Silent, delia: Actor
) -> None:
    nothing(twos, silent, delia)
    assert told(40) == 0
    assert told(41) == 1


def test_whoever_said_that_it_forbids_nothing_may_find_that_it_does(
    twos: OpenCase, silent: Silent, delia: Actor, saul: Actor, flor: Visitor
) -> None:
    nothing(twos, silent, delia)
    read(opened(twos.code, seen_by=delia), silent, delia)
    nothing(twos, silent, saul)
    assert not reads(flor, silent)  # the last word of each counts


def test_what_nobody_signed_or_signed_for_another_place_is_no_word(
    twos: OpenCase, silent: Silent, delia: Actor, saul: Actor, flor: Visitor
) -> None:
    nothing(twos, silent, delia)
    [once] = Entry.objects.filter(event="SilenceRead", by=delia.signature)
    read(opened(twos.code, seen_by=delia), silent, delia)
    odd(once.event, once.about, once.by, json.loads(once.facts))
    said = SilenceRead(about=twos.code, of=silent.ref, until="")
    record(said, by=SYSTEM, at=timezone.now())
    nothing(twos, silent, saul)
    assert not reads(flor, silent)


def test_nor_what_was_said_by_one_whose_account_is_suspended(
    twos: OpenCase, silent: Silent, beto: Actor, delia: Actor, saul: Actor, flor: Visitor
) -> None:
    nothing(twos, silent, delia)
    suspend(delia.member, by=SYSTEM, at=timezone.now())
    nothing(twos, silent, saul)
    assert not reads(flor, silent)
    nothing(twos, silent, beto)
    assert reads(flor, silent)


def test_the_page_says_by_the_same_rule_whether_one_word_is_enough(
    twos: OpenCase, silent: Silent, ana: Actor, delia: Actor, saul: Actor
) -> None:
    def enough(who: Actor) -> bool:
        found = silence_called(opened(twos.code, seen_by=who), silent.ref, seen_by=who)
        return found is not None and found.is_enough(who.signature)

    assert (enough(ana), enough(delia)) == (True, False)
    nothing(twos, silent, delia)
    assert (enough(delia), enough(saul)) == (False, True)
    suspend(delia.member, by=SYSTEM, at=timezone.now())
    assert not enough(saul)


def test_whoever_is_held_back_is_none_of_the_two(
    twos: OpenCase, silent: Silent, delia: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held_back(by: Actor) -> None:
        raise Hindered("held_back")

    monkeypatch.setattr("amparo.casework.retention.silence_orders.must_be_one_of_two", held_back)
    with pytest.raises(Hindered, match="held_back"):
        nothing(twos, silent, delia)


def test_she_reads_it_by_the_record_where_nobody_tells_her(
    twos: OpenCase, silent: Silent, ana: Actor, flor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("amparo.casework.retention.silence_orders._tell", lambda *_, **__: None)
    nothing(twos, silent, ana)
    assert reads(flor, silent)
    assert told(0) == 1


# --- what the pages say ---


def test_the_others_are_asked_within_three_days_in_a_closed_case_too(
    twos: OpenCase, silent: Silent, ana: Actor, beto: Actor, delia: Actor, saul: Actor
) -> None:
    assert TASK not in waits()
    nothing(twos, silent, delia)
    assert TASK in waits()
    found = {
        one.signature: silence_called(opened(twos.code, seen_by=one), silent.ref, seen_by=one)
        for one in (ana, beto, delia, saul)
    }
    asked = {signature for signature, one in found.items() if one and one.asks(signature)}
    assert asked == {one.signature for one in (ana, beto, saul)}
    until = {one.until for one in found.values() if one}
    assert until == {timezone.localdate() + timedelta(days=3)}
    closed(twos)
    assert TASK in listed(saul)


def test_the_page_says_whose_word_it_takes(
    twos: OpenCase, silent: Silent, ana: Actor, delia: Actor, saul: Actor, signed_in: SignedIn
) -> None:
    there = address(twos, silent)
    hers = signed_in(ana).get(there, headers=ENGLISH).text
    assert "You can take that back alone" in hers
    assert "the person reads it now" in hers
    page = signed_in(delia).get(there, headers=ENGLISH).text
    assert "Two of this case have read that the order forbids to tell the person" in page
    assert "once another says so too" in page
    form = {"outcome": "does_not", "words": "la secretaria no sabe de ninguna"}
    assert signed_in(delia).post(there, form).status_code == 302
    refused = signed_in(delia).post(there, form, headers=ENGLISH)
    assert refused.status_code == 409
    assert "You have said so already" in refused.text
    page = signed_in(saul).get(there, headers=ENGLISH).text
    assert "One of you has already said that it does not." in page
    assert "the person reads it now" in page
    assert signed_in(saul).post(there, form).status_code == 302
    assert signed_in(saul).get(there).status_code == 404
