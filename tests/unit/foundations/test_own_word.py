"""What silences an alarm, or speaks for a member who is not signed in, is in her own hand: whoever
took a surface over and writes into the record silences nothing, and is named."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.events import SignedIn, SignInDisowned, TriesRead
from amparo.foundations.accounts.member_signatures import (
    for_this_place,
    not_in_own_hand,
    record_in_own_hand,
)
from amparo.foundations.accounts.sign_in.history import read_tries, unread
from amparo.foundations.ledger.daily_publication import publish
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import record
from tests.forging import Forger, verified
from tests.unit.foundations.test_not_me import came_in

NOT_HERS = "it is not signed with your key"
ENGLISH = {"accept-language": "en"}

type SignIn = Callable[[Actor], Client]


def guessed_at(who: Actor, tries: int = 5) -> None:
    signed_in = SignedIn(about=who.member.code, factor="code", tries=tries)
    record(signed_in, by=who, at=timezone.now())


def said_for(who: Actor, **facts: str | int) -> None:
    said = TriesRead(about=who.member.code, **facts)  # type: ignore[arg-type]
    record(said, by=Forger(who.signature), at=timezone.now())


def account(browser: Client) -> str:
    return browser.get("/desk/account/", headers=ENGLISH).text


def test_nobody_says_for_her_that_she_read_of_wrong_tries(ana: Actor, saul: Actor) -> None:
    guessed_at(ana)
    number = Entry.objects.count() + 1
    said_for(ana)
    said_for(ana, number=number + 1, hand_1="ab" * 32, hand_2="cd" * 32)
    signed_by_another = Actor(ana.member, saul.pair)
    record_in_own_hand(TriesRead(about=ana.member.code), by=signed_by_another, at=timezone.now())
    record_in_own_hand(TriesRead(about=ana.member.code), by=saul, at=timezone.now())
    found = unread(ana.member)
    assert (found.tries, found.not_hers) == (5, 4)


def test_what_she_said_once_is_not_said_again_for_her(ana: Actor) -> None:
    guessed_at(ana)
    read_tries(by=ana, at=timezone.now())
    assert not unread(ana.member)
    facts = json.loads(Entry.objects.get(event="TriesRead").facts)
    guessed_at(ana, 7)
    said_for(ana, **facts)
    found = unread(ana.member)
    assert (found.tries, found.not_hers) == (7, 1)


def test_she_reads_that_somebody_said_so_for_her_until_she_says_that_she_read_it(
    ana: Actor, signed_in: SignIn
) -> None:
    hers = signed_in(ana)
    assert NOT_HERS not in account(hers)
    said_for(ana)
    assert NOT_HERS in account(hers)
    assert "wrong tries with your name." not in account(hers)
    read_tries(by=ana, at=timezone.now())
    assert NOT_HERS not in account(hers)


def test_she_hears_it_as_she_signs_in(ana: Actor) -> None:
    said_for(ana)
    browser = came_in(ana)
    assert 'href="/desk/account/"' in browser.get("/desk/", headers=ENGLISH).text
    assert NOT_HERS in account(browser)


def test_so_many_false_words_only_make_it_be_said_again(ana: Actor) -> None:
    guessed_at(ana)
    read_tries(by=ana, at=timezone.now())
    for _ in range(25):
        said_for(ana)
    assert unread(ana.member).tries == 5


def test_what_a_head_of_long_ago_covers_is_named_and_alone_is_no_alarm(
    ana: Actor, capsys: pytest.CaptureFixture[str]
) -> None:
    said_for(ana)
    assert not verified()
    publish(by=SYSTEM, at=timezone.now() - timedelta(days=40))
    capsys.readouterr()
    assert verified()
    said = capsys.readouterr().out
    assert f"says TriesRead in the name of {ana.signature}" in said
    assert "this alone is no alarm any more" in said


def test_that_somebody_else_signed_in_with_her_name_is_told_as_hers_where_she_signed_it(
    ana: Actor, beto: Actor, saul: Actor, signed_in: SignIn
) -> None:
    now = timezone.now()
    record_in_own_hand(SignInDisowned(about=ana.member.code), by=ana, at=now)
    record(SignInDisowned(about=beto.member.code), by=Forger(beto.signature), at=now)
    page = signed_in(saul).get("/desk/", headers=ENGLISH).text
    assert f"{ana.member.name} says so" in page
    assert f"{beto.member.name} says so" not in page
    assert f"In the name of {beto.member.name} it is said so" in page
    assert "not signed with their key" in page


def test_whose_hand_is_whose_is_asked_once_however_much_is_signed(
    ana: Actor, saul: Actor, beto: Actor, django_assert_num_queries: Any
) -> None:
    for _ in range(3):
        for one in (ana, saul):
            read_tries(by=one, at=timezone.now())
        said_for(ana, number=Entry.objects.count() + 1, hand_1="ab" * 32, hand_2="cd" * 32)
    said_for(beto)
    entries = list(Entry.objects.filter(event="TriesRead").order_by("sequence"))
    with django_assert_num_queries(1):
        hers = for_this_place(entries)
        assert [hers(one) for one in entries] == [True, True, False] * 3 + [False]
    with django_assert_num_queries(0):
        assert not for_this_place([])(entries[0])  # of what was not asked about nothing is known
    with django_assert_num_queries(1 + len({one.by for one in entries[:-1]})):
        assert len(list(not_in_own_hand(seen_by=ana))) == 4


def test_a_moment_of_then_makes_nothing_older(ana: Actor) -> None:
    guessed_at(ana)
    said = TriesRead(about=ana.member.code)
    record(said, by=Forger(ana.signature), at=timezone.now() - timedelta(days=400))
    assert unread(ana.member).not_hers == 1
