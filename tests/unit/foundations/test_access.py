"""Accounts: the password opens the keys, the code opens the door, and guesses are slowed down."""

import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Event
from typing import Any

import pytest

from amparo.crypto import one_time_codes as codes
from amparo.crypto import passwords
from amparo.foundations.accounts import decorators as pages
from amparo.foundations.accounts import services
from amparo.foundations.accounts.actors import SYSTEM, Actor, Refused
from amparo.foundations.accounts.models import (
    Credentials,
    GroupKey,
    GroupKeyHolder,
    Member,
    Session,
)
from amparo.foundations.accounts.own_account import account_changes as own_account
from amparo.foundations.accounts.queries import waiting_for_group_key
from amparo.foundations.accounts.sign_in import limits
from amparo.foundations.accounts.sign_in import queue as turns
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.institutions.models import Unit
from tests.architecture.source import modules
from tests.people import CODE_SECRETS, MONDAY, PASSWORD, unlocked

LATER = MONDAY + timedelta(minutes=5)


def code_of(actor: Actor, at=LATER) -> str:
    return codes.code_at(CODE_SECRETS[actor.member.sign_in_name], at)


def signs_in(actor: Actor, *, password: str = PASSWORD, code: str | None = None, at=LATER) -> bytes:
    name = actor.member.sign_in_name
    _, token = services.sign_in(name, password, code or code_of(actor, at), at=at)
    return token


def test_password_and_code_unlock_her_own_key(ana: Actor) -> None:
    opened = sittings.resume("member", signs_in(ana), at=LATER)
    assert opened is not None
    assert opened.content["secret"] == ana.pair.secret.hex()


def test_a_wrong_password_and_a_wrong_code_are_refused_alike(ana: Actor) -> None:
    for changes in ({"password": "wrong"}, {"code": "000000"}):
        with pytest.raises(services.NotSignedIn) as refusal:
            signs_in(ana, **changes)
        assert str(refusal.value) == "wrong"
    with pytest.raises(services.NotSignedIn) as refusal:
        services.sign_in("nobody", PASSWORD, "000000", at=LATER)
    assert str(refusal.value) == "wrong"


@pytest.mark.parametrize("name", ["ana", "nobody"])
@pytest.mark.parametrize("password", [PASSWORD, "wrong"])
def test_signing_in_is_one_slow_run_whoever_asks(
    ana: Actor, monkeypatch: pytest.MonkeyPatch, name: str, password: str
) -> None:
    runs: list[str] = []
    real = passwords.stretch

    def counted(typed: str, *rest: Any) -> passwords.Stretched:
        runs.append(typed)
        return real(typed, *rest)

    monkeypatch.setattr(passwords, "stretch", counted)
    with suppress(services.NotSignedIn):
        services.sign_in(name, password, code_of(ana), at=LATER)
    assert runs == [password]


def test_a_code_is_good_once(ana: Actor) -> None:
    signs_in(ana)
    with pytest.raises(services.NotSignedIn):
        signs_in(ana)


def test_after_ten_failures_even_the_right_words_wait(ana: Actor) -> None:
    for _ in range(services.WRONG_SIGN_INS):
        with pytest.raises(services.NotSignedIn):
            signs_in(ana, password="wrong")
    with pytest.raises(services.NotSignedIn) as refusal:
        signs_in(ana)
    assert refusal.value.wait
    signs_in(ana, at=LATER + limits.WINDOW)


def test_others_are_not_slowed_by_her_failures(ana: Actor, beto: Actor) -> None:
    for _ in range(services.WRONG_SIGN_INS):
        limits.failed("sign-in", "ana", at=LATER)
    signs_in(beto)


def test_the_rows_hold_neither_password_nor_code_secret_nor_key(ana: Actor) -> None:
    account = Credentials.objects.values().get(member=ana.member)
    row = repr([account, Member.objects.values().get(pk=ana.member.pk)])
    stored = b"".join(bytes(account[name]) for name in ("sealed_secret", "sealed_code_secret"))
    assert PASSWORD not in row
    assert ana.pair.secret not in stored
    assert CODE_SECRETS["ana"].encode() not in stored


def test_a_sitting_ends_by_idleness_and_when_she_leaves(ana: Actor, saul: Actor) -> None:
    token = signs_in(ana)
    idle = LATER + sittings.IDLE[Session.Kind.MEMBER] + timedelta(seconds=1)
    assert sittings.resume("member", token, at=LATER + timedelta(minutes=30)) is not None
    assert sittings.resume("member", token, at=idle + timedelta(hours=1)) is None
    services.deactivate(ana.member, by=saul, at=LATER)
    assert sittings.resume("member", token, at=LATER) is None


@pytest.mark.parametrize(
    ("kind", "hours"), [("member", 10), ("visit", 6), ("join", 1), ("phone", 1)]
)
def test_a_sitting_that_is_kept_alive_ends_by_its_hours(ana: Actor, kind: str, hours: int) -> None:
    member = ana.member if kind == "member" else None
    token = sittings.begin(kind, {"kept": "alive"}, at=LATER, member=member)
    end = LATER + timedelta(hours=hours)
    for minutes in range(0, hours * 60, 30):
        at = LATER + timedelta(minutes=minutes)
        assert sittings.resume(kind, token, at=at) is not None
    assert sittings.resume(kind, token, at=end - timedelta(seconds=1)) is not None
    assert sittings.resume(kind, token, at=end) is None


def test_nobodys_roles_change_while_the_account_lives():
    """Whoever gets another role is invited anew: so no sitting goes on under an older one. Whatever
    comes to change roles must end her sittings (`sittings.end_all_of`), and be named here."""
    writes = re.compile(r"\.roles\s*=[^=]|update\([^)]*\broles=|update_fields=\[[^]]*\"roles\"")
    assert [one.place for one in modules() if writes.search(one.text)] == []


def test_a_sittings_row_opens_nothing_without_the_browsers_token(ana: Actor) -> None:
    token = signs_in(ana)
    row = Session.objects.get(member=ana.member)
    assert ana.pair.secret not in bytes(row.sealed)
    assert token not in bytes(row.id_hash) + bytes(row.sealed)
    assert sittings.resume("visit", token, at=LATER) is None


def test_nobody_deactivates_herself(saul: Actor) -> None:
    with pytest.raises(Refused):
        services.deactivate(saul.member, by=saul, at=LATER)


def test_an_invitation_is_good_once_and_for_two_days(site: dict[str, Unit]) -> None:
    word = services.invite(
        name="Nina Cruz",
        sign_in_name="nina",
        roles=["analyst"],
        unit=site["dgdh"],
        by=SYSTEM,
        at=MONDAY,
    )
    secret = codes.new_secret()
    given = {"password": PASSWORD, "code_secret": secret, "code": codes.code_at(secret, MONDAY)}
    with pytest.raises(services.CannotEnrol, match="weak_password"):
        services.enrol(word, **{**given, "password": "password1"}, at=MONDAY)
    with pytest.raises(services.CannotEnrol, match="wrong_code"):
        services.enrol(word, **{**given, "code": "12"}, at=MONDAY)
    with pytest.raises(services.CannotEnrol, match="expired"):
        services.invitation_for(word, at=MONDAY + services.INVITATION_LASTS)
    member = services.enrol(word, **given, at=MONDAY)
    assert unlocked(member, PASSWORD).pair.public == bytes(member.public)
    with pytest.raises(services.CannotEnrol, match="used"):
        services.enrol(word, **given, at=MONDAY)
    with pytest.raises(services.CannotEnrol, match="name_taken"):
        services.invite(
            name="N", sign_in_name="nina", roles=[], unit=site["dgdh"], by=SYSTEM, at=MONDAY
        )


@pytest.mark.parametrize("code", ["", "zz", "00" * 32, "ñ", "0000-0000-0000-0000"])
def test_a_code_of_no_invitation_is_unknown(site: dict[str, Unit], code: str) -> None:
    with pytest.raises(services.CannotEnrol, match="unknown"):
        services.invitation_for(code, at=MONDAY)


def test_the_second_receptionist_waits_for_the_first_to_give_the_key(
    rosa: Actor, enrolled: Callable[..., Actor]
) -> None:
    second = enrolled("Rita Flores", "reception")
    assert [row[0] for row in waiting_for_group_key(seen_by=rosa)] == [second.member]
    with pytest.raises(Refused):
        second.group_pair("reception")
    services.give_group_seat(second.member, kind="reception", by=rosa, at=LATER)
    assert second.group_pair("reception") == rosa.group_pair("reception")


def test_who_holds_no_seat_cannot_give_one(rosa: Actor, ana: Actor) -> None:
    with pytest.raises(Refused):
        services.give_group_seat(ana.member, kind="reception", by=ana, at=LATER)


def test_a_rotated_group_key_leaves_one_out(rosa: Actor, enrolled: Callable[..., Actor]) -> None:
    second = enrolled("Rita Flores", "reception")
    services.give_group_seat(second.member, kind="reception", by=rosa, at=LATER)
    old, new = services.rotate_group("reception", "", without=second.member, by=rosa, at=LATER)
    assert old != new == rosa.group_pair("reception")
    with pytest.raises(Refused):
        second.group_pair("reception")
    assert GroupKey.objects.filter(kind="reception").count() == 2
    assert GroupKeyHolder.objects.filter(group__current=True, member=second.member).count() == 0


def test_the_recovery_key_has_no_holder(rosa: Actor) -> None:
    assert not GroupKeyHolder.objects.filter(group__kind="recovery").exists()
    with pytest.raises(Refused):
        rosa.group_pair("recovery")


@pytest.mark.parametrize("cookie", ["", "zz", "00", "00" * 31, "00" * 33])
def test_a_mangled_cookie_is_no_sitting(rf, cookie: str) -> None:
    request = rf.get("/")
    request.COOKIES[pages.COOKIE] = cookie
    assert pages.token_in(request, pages.COOKIE) is None


def test_who_floods_the_sign_in_waits_and_is_told_so(
    ana: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "LONGEST_WAIT", 0.01)
    with turns.turn(""), pytest.raises(services.NotSignedIn) as refusal:
        signs_in(ana)
    assert refusal.value.busy
    signs_in(ana)


@pytest.mark.parametrize(
    ("crowd", "another"),
    [
        (["flood"] * (turns.PLACES_OF_ONE + 1), "another"),
        # Whoever has a line of the newer kind has as many addresses of it as they like.
        ([f"2001:db8::{n}" for n in range(turns.PLACES_OF_ONE + 1)], "2001:db8:0:1::1"),
    ],
)
def test_a_flood_of_sign_ins_takes_few_threads_and_leaves_a_place_for_others(
    crowd: list[str], another: str
) -> None:
    """While as many wait as may, one more from there is told so at once, and others still wait."""
    runs, *wait, late = crowd

    def sign_in(address: str) -> str:
        with turns.turn(address):
            return address

    with ThreadPoolExecutor() as threads:
        with turns.turn(runs):
            flood = [threads.submit(sign_in, one) for one in wait]
            await_(lambda: turns.waiting() == len(wait))
            with pytest.raises(turns.NoTurn):
                sign_in(late)
            other = threads.submit(sign_in, another)
            await_(lambda: turns.waiting() == len(wait) + 1)
            assert not other.done()
        assert [one.result(timeout=30) for one in (*flood, other)] == [*wait, another]
    assert turns.waiting() == 0


def test_whoever_fills_every_place_at_the_door_keeps_nobody_inside_from_showing_it_again(
    ana: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "LONGEST_WAIT", 0.01)
    opened = sittings.resume("member", signs_in(ana), at=LATER)
    assert opened is not None
    later = LATER + timedelta(seconds=60)
    hers = Actor(ana.member, ana.pair, opened.sitting.pk)
    with turns.turn("192.0.2.1"):
        with pytest.raises(services.NotSignedIn) as refusal:
            signs_in(ana, at=later)
        assert refusal.value.busy
        own_account.prove(hers, PASSWORD, code_of(ana, later), at=later, address="192.0.2.1")
    assert Session.objects.get(pk=hers.sitting_id).proved_at == later


def test_one_sitting_takes_no_place_of_the_next() -> None:
    waiting = turns.PLACES_OF_A_SITTING - 1
    going = Event()

    def prove(sitting: int) -> int:
        with turns.turn("", sitting=sitting):
            going.wait(timeout=30)
            return sitting

    with ThreadPoolExecutor() as threads:
        first = [threads.submit(prove, 1) for _ in range(waiting + 1)]
        await_(lambda: turns.waiting_inside() == waiting)
        with pytest.raises(turns.NoTurn):
            prove(1)
        other = threads.submit(prove, 2)
        await_(lambda: turns.waiting_inside() == waiting + 1)
        assert turns.waiting() == 0
        going.set()
        assert [one.result(timeout=30) for one in (*first, other)] == [1] * (waiting + 1) + [2]


def await_(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not true():
        assert time.monotonic() < until
        time.sleep(0.005)
