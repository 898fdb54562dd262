"""What a member signs counts where she held the rank for it at that place of the record: whoever
took a desk over has the keys of whoever is signed in, also of who may do little or is suspended."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amparo.foundations.accounts import events, services
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.credentials.public_key_digest import recorded_as
from amparo.foundations.accounts.credentials.recovery_key import who_assented
from amparo.foundations.accounts.member_signatures import public_hand
from amparo.foundations.accounts.membership.account_endings import ask_to_end
from amparo.foundations.accounts.membership.suspension_queries import is_suspended, not_given_back
from amparo.foundations.accounts.membership.suspension_services import reinstate, suspend
from amparo.foundations.accounts.membership.two_supervisor_acts import agreed_by, endings_asked
from amparo.foundations.accounts.membership.two_supervisor_acts import made_by as entry_numbered
from amparo.foundations.accounts.membership.withdrawn_proposals import (
    ended,
    told_of_ends_lately,
    told_of_the_house,
)
from amparo.foundations.accounts.models import Invitation, Member
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.role_history import ranks_of, who_is_free, with_record
from amparo.foundations.accounts.services import NotSignedIn, admit, deactivate
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.recent_entries import of_accounts
from amparo.foundations.ledger.services import record
from tests.forging import Forger, odd, verified, with_her_key
from tests.leaking import asked_back

type SignedIn = Callable[[Actor], Client]


def moment() -> datetime:
    return timezone.now()


@pytest.fixture
def wari(enrolled: Callable[..., Actor]) -> Actor:
    return enrolled("Wari Condori", "supervisor")


@pytest.fixture
def yana(enrolled: Callable[..., Actor]) -> Actor:
    return enrolled("Yana Soto", "supervisor")


def out(who: Actor, by: Any = SYSTEM) -> None:
    suspend(who.member, by=by, at=moment())


def suspends(who: Actor, whom: Actor) -> Entry:
    return with_her_key(who, events.MemberSuspended(about=whom.member.code))


def gives_back(who: Actor, whom: Actor, first: Actor) -> Entry:
    """`first`: who asks for it."""
    asked = asked_back(whom.member, by=first, at=moment())
    return with_her_key(who, events.MemberReinstated(about=whom.member.code, asked=asked))


def leaves(who: Actor, whom: Actor) -> Entry:
    return with_her_key(who, events.MemberLeft(about=whom.member.code))


def may(who: Actor, number: int | None = None) -> bool:
    return Permission.TEAM_MANAGE in ranks_of([who.signature]).may_at(who.signature, number)


# --- who suspends, gives back and ends ---


def test_the_key_of_whoever_may_not_suspends_nobody_and_gives_nobody_back(
    saul: Actor, ana: Actor, beto: Actor, carla: Actor, delia: Actor
) -> None:
    for one in (ana, carla):
        suspends(one, beto)
    assert not is_suspended(beto.member)
    out(beto)
    told = [gives_back(one, beto, first=delia) for one in (ana, carla)]
    assert is_suspended(beto.member)
    assert len(not_given_back(told, seen_by=saul)) == len(told)
    gives_back(saul, beto, first=delia)
    assert not is_suspended(beto.member)


def test_nor_does_the_key_of_one_who_is_suspended(saul: Actor, wari: Actor, beto: Actor) -> None:
    out(wari)
    suspends(wari, beto)
    suspends(wari, saul)
    assert not any(map(is_suspended, (beto.member, saul.member)))
    out(beto, by=saul)
    gives_back(wari, beto, first=saul)
    gives_back(wari, wari, first=saul)
    assert is_suspended(beto.member)
    assert is_suspended(wari.member)


def test_what_she_said_before_that_goes_on_counting(saul: Actor, wari: Actor, beto: Actor) -> None:
    suspends(wari, beto)
    out(wari, by=saul)
    assert is_suspended(beto.member)
    reinstate(wari.member, by=SYSTEM, at=moment())
    gives_back(wari, beto, first=saul)
    assert not is_suspended(beto.member)


def test_whoever_decides_on_measures_suspends_too(delia: Actor, beto: Actor) -> None:
    """Where nobody who supervises is free."""
    suspends(delia, beto)
    assert is_suspended(beto.member)


def test_of_two_who_suspend_each_other_the_first_counts(
    saul: Actor, wari: Actor, yana: Actor, beto: Actor
) -> None:
    """And whoever was suspended by one who was suspended by then was not."""
    suspends(wari, saul)
    suspends(saul, wari)
    suspends(saul, yana)
    suspends(yana, beto)
    assert [one.member.name for one in (saul, wari, yana, beto) if is_suspended(one.member)] == [
        saul.member.name,
        beto.member.name,
    ]


def test_whoever_the_operator_let_in_first_counts(saul: Actor, ana: Actor) -> None:
    out(ana, by=saul)
    assert is_suspended(ana.member)


def test_an_account_that_ended_says_nothing_more(
    saul: Actor, wari: Actor, yana: Actor, beto: Actor
) -> None:
    deactivate(saul.member, by=wari, at=moment())
    suspends(saul, beto)
    assert not is_suspended(beto.member)


def test_an_account_ends_by_the_key_of_whoever_may_end_it(
    saul: Actor, wari: Actor, ana: Actor, beto: Actor, delia: Actor
) -> None:
    """Else whoever took a desk over would have a colleague's words count for nothing."""
    for one in (ana, delia, saul):
        leaves(one, saul)
    record(events.MemberLeft(about=saul.member.code), by=Forger(wari.signature), at=moment())
    record(events.MemberLeft(about=saul.member.code), by=SYSTEM, at=moment())
    suspends(saul, beto)
    assert is_suspended(beto.member)
    assert not verified()  # it is named
    leaves(wari, saul)
    gives_back(saul, beto, first=delia)
    assert is_suspended(beto.member)


def test_nobody_gives_back_an_account_that_ended_while_it_was_suspended(
    saul: Actor, wari: Actor, yana: Actor, beto: Actor, delia: Actor
) -> None:
    out(saul, by=wari)
    deactivate(saul.member, by=wari, at=moment())
    asked = asked_back(saul.member, by=delia, at=moment())
    reinstate(saul.member, asked=asked, by=wari, at=moment())
    saul.member.refresh_from_db()
    assert not saul.member.active
    gives_back(wari, saul, first=delia)  # as a page would that does not look
    assert not may(saul)
    suspends(saul, beto)
    assert not is_suspended(beto.member)


def test_nobody_has_more_roles_than_those_with_which_she_came(saul: Actor, ana: Actor) -> None:
    told = {"roles": "supervisor", "unit": "dgdh", "public": "x", "hand": public_hand(ana.pair)}
    record(events.MemberEnrolled(about=ana.member.code, **told), by=ana, at=moment())
    suspends(ana, saul)
    assert not is_suspended(saul.member)


def test_nobody_held_a_rank_before_she_came(saul: Actor) -> None:
    [came] = Entry.objects.filter(event="MemberEnrolled", about=saul.member.code)
    assert not may(saul, came.sequence)
    assert may(saul, came.sequence + 1)
    assert may(saul)


@pytest.mark.parametrize("facts", [[], "x", {"number": "x"}, {"hand_1": 7}, {}])
def test_an_odd_entry_turns_nothing(facts: Any, saul: Actor, wari: Actor) -> None:
    for event in ("MemberSuspended", "MemberLeft", "MemberEnrolled"):
        odd(event, saul.member.code, wari.signature, facts)
        odd(event, saul.member.code, saul.signature, facts)
    assert may(saul)


def test_it_is_one_statement_for_many(saul: Actor, ana: Actor, beto: Actor, rosa: Actor) -> None:
    with CaptureQueriesContext(connection) as asked:
        ranks_of(one.signature for one in (saul, ana, beto, rosa))
    assert len(asked) == 1
    with CaptureQueriesContext(connection) as asked:
        assert who_is_free() == [saul.member]
    assert len(asked) == 2  # the second: whether he is held back
    with CaptureQueriesContext(connection) as asked:
        ranks_of([])
    assert not asked


@pytest.mark.postgresql("the plan of a query")
def test_it_goes_along_an_index_of_its_own(saul: Actor) -> None:
    if connection.vendor == "sqlite":  # PostgreSQL reads so few rows as they lie
        plan = of_accounts().filter(about__in=[saul.member.code]).explain()
        assert "ledger_of_accounts" in plan
        plan = with_record(Member.objects.all()).explain()
        assert plan.count("ledger_of_accounts") == 2


# --- two who let in and end ---


def invitation(by: Actor) -> Entry:
    services.invite(
        name="Nora Diaz", sign_in_name="nora", roles=["analyst"], unit=by.member.unit,
        by=by, at=moment(),
    )  # fmt: skip
    made = entry_numbered(Invitation.objects.get(sign_in_name="nora").entry)
    assert made
    return made


def agrees(who: Actor, made: Entry) -> None:
    said = events.InvitationAgreed(about=made.about, invited=made.sequence, roles="analyst")
    with_her_key(who, said)


def test_who_agrees_that_somebody_is_let_in_supervised_then(
    saul: Actor, wari: Actor, yana: Actor, ana: Actor, delia: Actor
) -> None:
    made = invitation(saul)
    out(yana)
    for one in (ana, delia, yana):
        agrees(one, made)
    assert not agreed_by(made)
    agrees(wari, made)
    out(wari)
    assert agreed_by(made) == wari.signature


def is_asked(ana: Actor) -> bool:
    return ana.member.code in endings_asked([ana.member], at=moment())


def test_so_did_who_asks_for_the_end_of_an_account(
    saul: Actor, wari: Actor, ana: Actor, beto: Actor
) -> None:
    with_her_key(beto, events.EndingAsked(about=ana.member.code))
    out(wari)
    with_her_key(wari, events.EndingAsked(about=ana.member.code))
    reinstate(wari.member, by=SYSTEM, at=moment())
    assert not is_asked(ana)
    with_her_key(saul, events.EndingAsked(about=ana.member.code))
    assert is_asked(ana)


def test_and_who_says_that_it_goes_on(
    saul: Actor, wari: Actor, yana: Actor, ana: Actor, beto: Actor
) -> None:
    ask_to_end(ana.member, by=saul, at=moment())
    [asked] = Entry.objects.filter(event="EndingAsked")
    dropped = events.EndingDropped(about=ana.member.code, asked=asked.sequence, reason="not_so")
    out(yana)
    for one in (beto, yana):
        with_her_key(one, dropped)
        gives_back(one, ana, first=saul)
    assert is_asked(ana)
    now, here = moment(), [one.member for one in (saul, wari, ana, beto)]
    told = ended(told_of_the_house(now), told_of_ends_lately(here, now), here, now)
    assert [one.hers for one in told] == [False, False]
    with_her_key(wari, dropped)
    out(wari)
    assert not is_asked(ana)


def test_and_who_says_that_the_keyholders_have_another_key(
    saul: Actor, delia: Actor, ana: Actor, beto: Actor, wari: Actor
) -> None:
    out(wari)
    for one in (ana, beto, wari):
        with_her_key(one, events.KeyAssented(about="recovery", public=recorded_as(b"x" * 32)))
    assert not who_assented(b"x" * 32)
    for one in (saul, delia):
        with_her_key(one, events.KeyAssented(about="recovery", public=recorded_as(b"x" * 32)))
    out(saul)
    assert who_assented(b"x" * 32) == {saul.signature, delia.signature}


# --- rows that somebody wrote over ---


def written_over(who: Actor, *roles: str, active: bool = True) -> None:
    Member.objects.filter(pk=who.member.pk).update(active=active, roles=list(roles))
    who.member.refresh_from_db()


def test_a_row_makes_nobody_one_who_supervises(saul: Actor, wari: Actor, ana: Actor) -> None:
    written_over(ana, "supervisor")
    assert who_is_free() == [saul.member, wari.member]
    out(wari)
    written_over(wari, "supervisor")
    assert who_is_free() == [saul.member]
    deactivate(wari.member, by=saul, at=moment())
    written_over(wari, "supervisor")
    assert who_is_free() == [saul.member]


def test_nor_is_any_page_shown_to_her_by_it(saul: Actor, ana: Actor, signed_in: SignedIn) -> None:
    written_over(ana, "analyst", "supervisor", "decision_maker")
    browser = signed_in(ana)
    assert browser.get("/desk/").status_code == 200
    assert browser.get("/desk/leaks/").status_code == 404
    assert signed_in(saul).get("/desk/leaks/").status_code == 200


def test_no_sitting_goes_on_whose_account_is_suspended_or_ended_by_the_record(
    saul: Actor, wari: Actor, ana: Actor, signed_in: SignedIn
) -> None:
    def comes(who: Actor) -> int:
        written_over(who, *who.member.roles)
        return signed_in(who).get("/desk/").status_code

    out(ana)
    assert comes(ana) == 302
    reinstate(ana.member, by=SYSTEM, at=moment())
    assert comes(ana) == 200
    deactivate(ana.member, by=saul, at=moment())
    assert comes(ana) == 302
    with pytest.raises(NotSignedIn):
        admit(ana.member, ana.pair, factor="code", at=moment())
    suspends(ana, wari)  # by whose key nobody is
    assert comes(wari) == 200
