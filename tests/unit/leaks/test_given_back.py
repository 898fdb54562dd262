"""An account that is suspended is given back by who signs it: whoever took the desk over and writes
its row, and that it was, opens it to nobody."""

import json
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from amparo.casework.leaks.events import LiftAsked, SuspicionLifted
from amparo.casework.leaks.models import Leak, SuspicionLiftRequest
from amparo.casework.leaks.suspicion import services as suspecting
from amparo.casework.leaks.suspicion.lifted_suspicions import (
    as_recorded,
    lifted_among,
    standing_among,
    was_lifted,
)
from amparo.casework.measures.states import Hindered
from amparo.foundations.accounts import events, services
from amparo.foundations.accounts.actors import SYSTEM, Actor, Refused
from amparo.foundations.accounts.member_signatures import for_this_place, record_in_own_hand
from amparo.foundations.accounts.membership.leak_suspension import is_held_back, is_left_alone
from amparo.foundations.accounts.models import Credentials, GroupKeyHolder, Member
from amparo.foundations.accounts.services import NotSignedIn, admit
from amparo.foundations.accounts.sign_in.history import CODE
from amparo.foundations.cases.access.former_member_seats import put_out
from amparo.foundations.cases.emergency_access.services import keep_ready
from amparo.foundations.cases.models import CaseAccess, ConflictOfInterest
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import give_seat, open_case
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.queries import filing_to_open
from amparo.foundations.intake.requests.services import Letter, file_request
from amparo.foundations.ledger.events import Event
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import record
from tests.forging import Forger, verified
from tests.leaking import noted, under_suspicion
from tests.people import PASSWORD
from tests.unit.foundations.test_not_me import ENGLISH, code

SUSPENDED = "An account that is suspended"


@pytest.fixture
def wari(enrolled: Callable[..., Actor]) -> Actor:
    return enrolled("Wari Condori", "supervisor")


@pytest.fixture
def betos(beto: Actor, anas: OpenCase, saul: Actor, wari: Actor) -> Leak:
    """Beto's account is suspended since a leak."""
    leak = noted("account", suspect=beto.member, by=SYSTEM)
    assert not Member.objects.get(pk=beto.member.pk).active
    return leak


def said_for(who: str, event: Event) -> None:
    record(event, by=Forger(who), at=timezone.now())


def forged(beto: Actor, by: str) -> None:
    """By whoever took the desk over."""
    Member.objects.filter(pk=beto.member.pk).update(active=True, on_duty=True)
    said_for(by, events.MemberReinstated(about=beto.member.code))
    said_for(
        by, events.MemberReinstated(about=beto.member.code, hand_1="ab" * 32, hand_2="cd" * 32)
    )
    beto.member.refresh_from_db()


def comes_in(beto: Actor) -> int:
    Credentials.objects.filter(member=beto.member).update(last_code_step=0)
    typed = {"name": beto.member.sign_in_name, "password": PASSWORD, "code": code(beto)}
    return Client().post("/desk/in/", typed).status_code


def test_nobody_gives_an_account_back_without_a_key(
    betos: Leak, beto: Actor, saul: Actor, wari: Actor, ana: Actor, anas: OpenCase
) -> None:
    forged(beto, wari.signature)
    assert comes_in(beto) == 401
    with pytest.raises(NotSignedIn):  # with a passkey, too
        admit(beto.member, beto.pair, factor=CODE, at=timezone.now())
    suspecting.ask_to_lift(betos.ref, why="elsewhere", by=saul, at=timezone.now())
    suspecting.lift(betos.ref, by=wari, at=timezone.now())
    entry = Entry.objects.filter(event="MemberReinstated").latest("sequence")
    assert for_this_place([entry])(entry)
    assert comes_in(beto) == 302


def test_nothing_is_opened_to_it_meanwhile(
    betos: Leak, beto: Actor, wari: Actor, ana: Actor, rosa: Actor, anas: OpenCase
) -> None:
    suspecting.ask_to_lift(betos.ref, why="elsewhere", by=wari, at=timezone.now())
    Leak.objects.filter(pk=betos.pk).update(lifted_at=timezone.now())  # she is held back by none
    ConflictOfInterest.objects.update(ended_at=timezone.now())  # nor kept apart
    forged(beto, wari.signature)
    anas = opened(anas.code, seen_by=ana)
    with pytest.raises(Refused, match="held_back"):
        give_seat(anas.case, anas.folder, beto.member, reason="works", by=ana, at=timezone.now())
    with pytest.raises(Refused, match="held_back"):
        keep_ready(anas.case, anas.folder, beto.member, by=ana, at=timezone.now())
    Member.objects.filter(pk=beto.member.pk).update(roles=["analyst", "reception"])
    beto.member.refresh_from_db()
    with pytest.raises(Refused, match="not_her_group"):
        services.give_group_seat(beto.member, kind="reception", by=rosa, at=timezone.now())
    held = GroupKeyHolder.objects.get(group__kind="reception", member=rosa.member)
    GroupKeyHolder.objects.create(group=held.group, member=beto.member, sealed=b"x")
    services.rotate_group("reception", "", without=None, by=rosa, at=timezone.now())
    now = GroupKeyHolder.objects.filter(group__kind="reception", group__current=True)
    assert rosa.member.pk in now.values_list("member_id", flat=True)
    assert beto.member.pk not in now.values_list("member_id", flat=True)


def test_it_is_seated_on_no_new_case(
    betos: Leak, beto: Actor, wari: Actor, ana: Actor, rosa: Actor, letter: Callable[..., Letter]
) -> None:
    Leak.objects.filter(pk=betos.pk).update(lifted_at=timezone.now())  # held back by none
    forged(beto, wari.signature)
    code = file_request(letter(), by=STRANGER, at=timezone.now()).folder.code
    folder = filing_to_open(code, seen_by=rosa)
    assert folder
    case = open_case(folder, by=rosa, at=timezone.now())
    seated = CaseAccess.objects.filter(case=case).values_list("member_id", flat=True)
    assert ana.member.pk in seated
    assert beto.member.pk not in seated


def test_whoever_supervises_and_the_operator_read_it(
    betos: Leak,
    beto: Actor,
    saul: Actor,
    wari: Actor,
    signed_in: Callable[[Actor], Client],
    capsys: pytest.CaptureFixture[str],
) -> None:
    browser = signed_in(saul)
    assert verified()
    for page in ("/desk/", "/desk/team/"):
        assert SUSPENDED not in browser.get(page, headers=ENGLISH).text
    forged(beto, wari.signature)
    first = browser.get("/desk/", headers=ENGLISH).text
    assert "In the name of Wari Condori it is said" in first
    assert f"the account of {beto.member.name} is suspended no more" in first
    team = browser.get("/desk/team/", headers=ENGLISH).text
    assert f"The account of {beto.member.name} is suspended and stands in the tables" in team
    assert not verified()
    said = capsys.readouterr().out
    assert f"says MemberReinstated in the name of {wari.signature}" in said
    assert f"The account {beto.member.code} is suspended and stands in the tables" in said


def test_nobody_suspends_an_account_without_a_key(ana: Actor, wari: Actor) -> None:
    said_for(wari.signature, events.MemberSuspended(about=ana.member.code))
    assert comes_in(ana) == 302
    assert not verified()


def test_what_was_signed_once_gives_it_back_no_second_time(
    betos: Leak, beto: Actor, saul: Actor, wari: Actor, anas: OpenCase
) -> None:
    suspecting.ask_to_lift(betos.ref, why="elsewhere", by=saul, at=timezone.now())
    suspecting.lift(betos.ref, by=wari, at=timezone.now())
    [once] = Entry.objects.filter(event="MemberReinstated")
    put_out(beto.member, by=SYSTEM, at=timezone.now())
    Member.objects.filter(pk=beto.member.pk).update(active=True)
    said_for(once.by, events.MemberReinstated(about=once.about, **json.loads(once.facts)))
    assert comes_in(beto) == 401


def test_nobody_gives_her_own_account_back(betos: Leak, beto: Actor) -> None:
    """Whoever has the key for which it was suspended signs with it."""
    Member.objects.filter(pk=beto.member.pk).update(active=True)
    said = events.MemberReinstated(about=beto.member.code)
    record_in_own_hand(said, by=beto, at=timezone.now())
    assert comes_in(beto) == 401


def test_the_operator_suspends_and_gives_back_and_signs_nothing(
    betos: Leak, beto: Actor, saul: Actor
) -> None:
    assert comes_in(beto) == 401
    suspecting.ask_to_lift(betos.ref, why="elsewhere", by=saul, at=timezone.now())
    suspecting.lift(betos.ref, by=SYSTEM, at=timezone.now())
    assert comes_in(beto) == 302
    assert verified()


def test_a_member_signs_that_an_account_is_suspended(
    beto: Actor, anas: OpenCase, saul: Actor
) -> None:
    noted("account", suspect=beto.member, by=saul)
    [entry] = Entry.objects.filter(event="MemberSuspended")
    assert (entry.by, for_this_place([entry])(entry)) == (saul.signature, True)


# --- the first of the two signs as well ---


def asked_by(who: Actor, leak: Leak) -> Entry:
    suspecting.ask_to_lift(leak.ref, why="elsewhere", by=who, at=timezone.now())
    return Entry.objects.filter(event="LiftAsked").latest("sequence")


def given_back(beto: Actor, asked: int, *, by: Actor) -> None:
    """By a desk that was taken over, with the key of whoever is signed in there."""
    Member.objects.filter(pk=beto.member.pk).update(active=True)
    said = events.MemberReinstated(about=beto.member.code, asked=asked)
    record_in_own_hand(said, by=by, at=timezone.now())


def test_with_the_key_of_one_alone_nobody_gives_an_account_back(
    betos: Leak, beto: Actor, saul: Actor, wari: Actor
) -> None:
    held = Entry.objects.get(event="MemberSuspended").sequence
    given_back(beto, 0, by=wari)
    written = LiftAsked(about=betos.ref, why="elsewhere", suspended=held)
    said_for(saul.signature, written)
    given_back(beto, Entry.objects.latest("sequence").sequence, by=wari)
    for who in (wari, beto):
        record_in_own_hand(written, by=who, at=timezone.now())
        given_back(beto, Entry.objects.latest("sequence").sequence, by=wari)
    assert comes_in(beto) == 401
    record_in_own_hand(written, by=saul, at=timezone.now())
    given_back(beto, Entry.objects.latest("sequence").sequence, by=wari)
    assert comes_in(beto) == 302


def test_a_row_that_says_who_asked_is_nobodys_word(betos: Leak, saul: Actor, wari: Actor) -> None:
    now = timezone.now()
    SuspicionLiftRequest.objects.create(
        leak=betos, why="elsewhere", asked_by=saul.signature, asked_at=now
    )
    said_for(saul.signature, LiftAsked(about=betos.ref, why="elsewhere"))
    with pytest.raises(Hindered, match="nothing_open"):
        suspecting.lift(betos.ref, by=wari, at=now)
    entry = asked_by(wari, betos)
    assert for_this_place([entry])(entry)
    suspecting.lift(betos.ref, by=saul, at=now)
    assert not verified()  # what was written in the name of saul is named


def test_what_was_asked_of_one_suspension_gives_back_no_later_one(
    betos: Leak, beto: Actor, saul: Actor, wari: Actor, anas: OpenCase
) -> None:
    asked = asked_by(saul, betos)
    suspecting.lift(betos.ref, by=wari, at=timezone.now())
    assert comes_in(beto) == 302
    put_out(beto.member, by=SYSTEM, at=timezone.now())
    given_back(beto, asked.sequence, by=wari)
    assert comes_in(beto) == 401


def test_what_was_asked_before_it_was_suspended_is_asked_anew(
    beto: Actor, anas: OpenCase, saul: Actor, wari: Actor
) -> None:
    leak = under_suspicion(beto.member, by=saul)
    suspecting.ask_to_lift(leak.ref, why="elsewhere", by=wari, at=timezone.now())
    put_out(beto.member, by=SYSTEM, at=timezone.now())
    with pytest.raises(Hindered, match="nothing_open"):
        suspecting.lift(leak.ref, by=saul, at=timezone.now())
    suspecting.ask_to_lift(leak.ref, why="elsewhere", by=wari, at=timezone.now())
    suspecting.lift(leak.ref, by=saul, at=timezone.now())
    assert comes_in(beto) == 302


def test_a_leak_that_only_a_row_calls_lifted_is_lifted_by_two_as_any_other(
    betos: Leak, beto: Actor, saul: Actor, wari: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    Leak.objects.filter(pk=betos.pk).update(lifted_at=timezone.now())
    forged(beto, wari.signature)
    page = signed_in(saul).get("/desk/leaks/", headers=ENGLISH).text
    assert "no two of you signed that: it stands" in page
    there = reverse("leak_register:lift", args=[betos.ref])
    assert there in page
    assert signed_in(saul).post(there, {"why": "elsewhere"}).status_code == 302
    assert signed_in(wari).post(there, {"answer": "lift"}).status_code == 302
    assert comes_in(beto) == 302
    page = signed_in(saul).get("/desk/leaks/", headers=ENGLISH).text
    assert "it stands" not in page
    assert there not in page


def test_whoever_is_held_back_is_so_until_two_have_lifted_it_whatever_its_row_says(
    beto: Actor, anas: OpenCase, saul: Actor, wari: Actor
) -> None:
    leak = under_suspicion(beto.member, by=saul)
    Leak.objects.filter(pk=leak.pk).update(lifted_at=timezone.now())
    assert is_held_back(beto.member)
    record_in_own_hand(SuspicionLifted(about=leak.ref, cases=0), by=wari, at=timezone.now())
    said_for(saul.signature, LiftAsked(about=leak.ref, why="elsewhere"))
    asked = Entry.objects.latest("sequence").sequence
    lifted = SuspicionLifted(about=leak.ref, cases=0, asked=asked)
    record_in_own_hand(lifted, by=wari, at=timezone.now())
    assert is_held_back(beto.member)
    suspecting.ask_to_lift(leak.ref, why="elsewhere", by=wari, at=timezone.now())
    suspecting.lift(leak.ref, by=saul, at=timezone.now())
    assert not is_held_back(beto.member)


def test_what_only_a_row_calls_lifted_makes_nobody_free_whom_one_word_holds_back(
    beto: Actor, anas: OpenCase, saul: Actor, wari: Actor
) -> None:
    leak = under_suspicion(wari.member, by=saul)
    assert is_left_alone(saul.member)  # by that word nobody else who supervises is free
    Leak.objects.filter(pk=leak.pk).update(lifted_at=timezone.now())
    assert is_left_alone(saul.member)
    [stands] = as_recorded([Leak.objects.get()])
    assert (stands.rests_on_one, stands.still_in) == (True, True)


def test_many_leaks_are_asked_of_the_record_once_for_all(
    beto: Actor, anas: OpenCase, saul: Actor
) -> None:
    leaks = [under_suspicion(beto.member, by=saul) for _ in range(3)]
    Leak.objects.update(lifted_at=timezone.now())
    rows = Leak.objects.select_related("suspect")
    with CaptureQueriesContext(connection) as few:
        assert lifted_among(rows[:1]) == frozenset()
    with CaptureQueriesContext(connection) as many:
        assert len(standing_among(rows)) == len(leaks)
    assert len(many) == len(few)


def test_nobodys_word_is_less_because_a_row_calls_what_she_noted_lifted(
    betos: Leak, saul: Actor
) -> None:
    Leak.objects.update(noted_by=saul.signature, lifted_at=timezone.now())
    assert not was_lifted(saul, suspect=betos.suspect)
