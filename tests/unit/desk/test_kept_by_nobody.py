"""That the end of an account was called back, or an invitation ended, is in the hand of whoever
says so: whoever took the desk over and writes into the record keeps no account, and is named."""

import json
from typing import Any

import pytest
from django.utils import timezone

from amparo.foundations.accounts import events
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.member_signatures import for_this_place, record_in_own_hand
from amparo.foundations.accounts.membership.account_endings import ask_to_end, drop_ending
from amparo.foundations.accounts.membership.invitations import end_invitation
from amparo.foundations.accounts.membership.second_supervisor_mail import tell_seconds
from amparo.foundations.accounts.membership.two_supervisor_acts import endings_asked
from amparo.foundations.accounts.models import Invitation, Member
from amparo.foundations.ledger.events import Event
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import record
from tests.forging import Forger, named, odd, verified
from tests.unit.desk.test_agreements import (
    TEAM,
    WORKLIST,
    SignIn,
    ended_of,
    ends,
    invited,
    number_of,
    shown,
    wari,
    yana,
)

__all__ = ["wari", "yana"]

NOT_SIGNED = "and it is not signed with their key"


@pytest.fixture
def asked(saul: Actor, wari: Actor, ana: Actor, beto: Actor) -> int:
    """That the account of ana end, by saul."""
    ends(beto, saul)
    ask_to_end(ana.member, by=saul, at=timezone.now())
    return Entry.objects.get(event="EndingAsked").sequence


def said_for(who: Actor, event: Event) -> Entry:
    return record(event, by=Forger(who.signature), at=timezone.now())


def dropped(ana: Actor, asked: int, **facts: Any) -> events.EndingDropped:
    told = {"asked": asked, "reason": "not_so", **facts}
    return events.EndingDropped(about=ana.member.code, **told)


def is_asked(ana: Actor) -> bool:
    return ana.member.code in endings_asked([ana.member], at=timezone.now())


def test_nobody_calls_it_back_for_her(
    asked: int, saul: Actor, wari: Actor, ana: Actor, signed_in: SignIn
) -> None:
    said_for(saul, dropped(ana, asked, reason="called_back"))
    said_for(wari, dropped(ana, asked, number=asked + 2, hand_1="ab" * 32, hand_2="cd" * 32))
    assert is_asked(ana)
    assert "asks that the account of Ana Huaman end" in shown(signed_in(wari), WORKLIST)
    ends(ana, wari)
    left = json.loads(Entry.objects.filter(event="MemberLeft").latest("sequence").facts)
    assert left["asked"] == asked


def test_who_asked_reads_that_it_is_said_and_not_signed_and_gets_the_mail(
    asked: int, saul: Actor, wari: Actor, ana: Actor, signed_in: SignIn
) -> None:
    Member.objects.filter(pk=saul.member.pk).update(mail="x@example.org")
    said_for(saul, dropped(ana, asked, reason="called_back"))
    said_for(wari, dropped(ana, asked))
    assert [one.hers for one in ended_of(saul, at=timezone.now())] == [False, False]
    for page in (TEAM, WORKLIST):
        said = shown(signed_in(saul), page)
        assert (
            "in the name of Saul Medina it is said that the account of Ana Huaman goes on" in said
        )
        assert "in the name of Wari Condori it is said that the account of Ana Huaman" in said
        assert NOT_SIGNED in said
        assert "Wari Condori does not agree" not in said
    assert tell_seconds(at=timezone.now()) == 2


def test_what_was_said_of_one_request_ends_no_other(
    asked: int, saul: Actor, wari: Actor, ana: Actor
) -> None:
    drop_ending(ana.member, reason="not_so", by=wari, at=timezone.now())
    assert not is_asked(ana)
    [once] = Entry.objects.filter(event="EndingDropped")
    assert for_this_place([once])(once)
    ask_to_end(ana.member, by=saul, at=timezone.now())
    facts = json.loads(once.facts)
    said_for(wari, events.EndingDropped(about=ana.member.code, **facts))
    facts["asked"] = Entry.objects.filter(event="EndingAsked").latest("sequence").sequence
    said_for(wari, events.EndingDropped(about=ana.member.code, **facts))
    signed = dropped(ana, asked)  # by her, of the one before
    record_in_own_hand(signed, by=wari, at=timezone.now())
    assert is_asked(ana)


def test_that_she_asks_for_an_end_is_said_once_and_not_again_by_a_copy(
    asked: int, saul: Actor, wari: Actor, ana: Actor
) -> None:
    once = Entry.objects.get(sequence=asked)
    assert for_this_place([once])(once)
    drop_ending(ana.member, reason="called_back", by=saul, at=timezone.now())
    odd(once.event, once.about, once.by, json.loads(once.facts))
    assert not is_asked(ana)
    assert named() == [Entry.objects.latest("sequence").sequence]


def test_whose_key_says_nothing_of_who_works_here_keeps_no_account(
    asked: int, saul: Actor, ana: Actor, delia: Actor, wari: Actor
) -> None:
    """The desk that was taken over has the keys of whoever is signed in."""
    for who in (delia, ana):
        record_in_own_hand(dropped(ana, asked), by=who, at=timezone.now())
    assert is_asked(ana)
    ask_to_end(wari.member, by=saul, at=timezone.now())
    own = events.EndingDropped(
        about=wari.member.code,
        asked=Entry.objects.filter(event="EndingAsked").latest("sequence").sequence,
        reason="not_so",
    )
    record_in_own_hand(own, by=wari, at=timezone.now())
    assert is_asked(wari)


@pytest.mark.parametrize(
    "event", [events.EndingAsked, events.MemberSuspended, events.MemberReinstated]
)
def test_no_other_word_that_nobody_signed_ends_it(
    event: type[Event], asked: int, wari: Actor, ana: Actor
) -> None:
    said_for(wari, event(about=ana.member.code))
    found = endings_asked([ana.member], at=timezone.now())
    assert {code: one.sequence for code, one in found.items()} == {ana.member.code: asked}


def test_nor_that_she_left_who_did_not(asked: int, wari: Actor, ana: Actor) -> None:
    said_for(wari, events.MemberLeft(about=ana.member.code))
    assert is_asked(ana)


def test_an_invitation_is_ended_by_who_signs_it_and_else_who_made_it_reads_that(
    saul: Actor, wari: Actor, signed_in: SignIn
) -> None:
    invited(saul)
    made = Entry.objects.filter(event="MemberInvited").latest("sequence").sequence
    for who, reason in ((saul, "called_back"), (wari, "not_known")):
        told: dict[str, Any] = {"invited": made, "roles": "supervisor", "reason": reason}
        said_for(who, events.InvitationEnded(about="dgdh", **told))
    Invitation.objects.filter(pk=int(number_of())).delete()
    said = shown(signed_in(saul), WORKLIST)
    assert "in the name of Saul Medina it is said that your invitation" in said
    assert "in the name of Wari Condori it is said that your invitation" in said
    assert "Wari Condori ended your invitation" not in said
    invited(saul, "Lena Rios")
    end_invitation(number_of("Lena Rios"), reason="not_known", by=wari, at=timezone.now())
    entry = Entry.objects.filter(event="InvitationEnded").latest("sequence")
    assert for_this_place([entry])(entry)
    assert "Wari Condori ended your invitation" in shown(signed_in(saul), WORKLIST)


def test_an_odd_entry_breaks_nobodys_first_page(
    saul: Actor, wari: Actor, signed_in: SignIn
) -> None:
    invited(saul)
    made = Entry.objects.filter(event="MemberInvited").latest("sequence").sequence
    odd("InvitationEnded", "dgdh", wari.signature, {"invited": made, "roles": 5, "reason": []})
    assert "it is said that your invitation" in shown(signed_in(saul), WORKLIST)


@pytest.mark.parametrize("event", ["EndingDropped", "InvitationEnded"])
def test_the_operator_reads_which_entry_nobody_signed(
    event: str, asked: int, wari: Actor, ana: Actor, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verified()
    if event == "EndingDropped":
        said_for(wari, dropped(ana, asked))
    else:
        said_for(wari, events.InvitationEnded(about="dgdh", invited=1, roles="supervisor"))
    assert not verified()
    assert f"says {event} in the name of {wari.signature}" in capsys.readouterr().out
