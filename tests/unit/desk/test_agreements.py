"""Where two who supervise are free, one of them alone lets nobody in and ends no account after
another: a second agrees in her own hand. Where one is alone it goes on, and is seen."""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from amparo.crypto import one_time_codes as codes
from amparo.foundations.accounts import events, services
from amparo.foundations.accounts.actors import SYSTEM, Actor, Refused
from amparo.foundations.accounts.mail import outbox
from amparo.foundations.accounts.member_signatures import is_in_own_hand
from amparo.foundations.accounts.membership import withdrawn_proposals as came_to_nothing
from amparo.foundations.accounts.membership.account_endings import ask_to_end, drop_ending
from amparo.foundations.accounts.membership.invitations import (
    agree,
    end_invitation,
    open_invitations,
)
from amparo.foundations.accounts.membership.second_supervisor_mail import tell_seconds
from amparo.foundations.accounts.membership.suspension_services import reinstate
from amparo.foundations.accounts.membership.two_supervisor_acts import who_agrees
from amparo.foundations.accounts.membership.withdrawn_proposals import NOBODY, Ended
from amparo.foundations.accounts.models import Invitation, Member, OutgoingMail
from amparo.foundations.accounts.queries import members
from amparo.foundations.accounts.services import CannotEnrol, invitation_for
from amparo.foundations.cases.access.former_member_seats import let_go, put_out
from amparo.foundations.cases.access.who_can_read import alone_with
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.ledger import services as ledger
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import record
from tests.people import PASSWORD, unlocked
from tests.unit.leaks.test_second_persons import names

type SignIn = Callable[[Actor], Client]
type Enrolled = Callable[..., Actor]

TEAM, WORKLIST, JOIN = "/desk/team/", "/desk/", "/desk/join/"
ENGLISH = {"accept-language": "en"}
GIVEN = {"act": "invite", "name": "Nora Diaz", "sign_in_name": "nora", "mail": ""}
GIVEN_HERE: dict[str, Any] = {**GIVEN, "roles": ["supervisor"], "unit": "dgdh"}
NOT_YET = "is not agreed to yet"


def ended_of(who: Actor, *, at: datetime) -> list[Ended]:
    told, here = came_to_nothing.told_of_the_house(at), members(seen_by=who)
    ends = came_to_nothing.told_of_ends_lately(here, at)
    return came_to_nothing.ended_of(told, ends, here, seen_by=who, at=at)


@pytest.fixture
def wari(enrolled: Enrolled) -> Actor:
    return enrolled("Wari Condori", "supervisor")


@pytest.fixture
def yana(enrolled: Enrolled) -> Actor:
    return enrolled("Yana Soto", "supervisor")


def invited(by: Actor, name: str = "Nora Diaz", before: timedelta = timedelta(0)) -> str:
    told: dict[str, Any] = {"unit": by.member.unit, "by": by, "at": timezone.now() - before}
    sign_in = name.partition(" ")[0].casefold()
    return services.invite(name=name, sign_in_name=sign_in, roles=["supervisor"], **told)


def number_of(name: str = "Nora Diaz") -> str:
    return str(Invitation.objects.get(name=name, used_at=None).pk)


def opens(word: str, after: timedelta = timedelta(0)) -> bool:
    try:
        return bool(invitation_for(word, at=timezone.now() + after))
    except CannotEnrol:
        return False


def joins(word: str) -> Actor:
    secret, now = codes.new_secret(), timezone.now()
    code = codes.code_at(secret, now)
    return unlocked(
        services.enrol(word, password=PASSWORD, code_secret=secret, code=code, at=now), PASSWORD
    )


def how(event: str) -> dict[str, Any]:
    return dict(json.loads(Entry.objects.filter(event=event).latest("sequence").facts))


def sends(browser: Client, act: str, **more: str) -> Any:
    return browser.post(TEAM, {"act": act, **more}, headers=ENGLISH)


def shown(browser: Client, page: str = TEAM) -> str:
    return re.sub(r"\s+", " ", browser.get(page, headers=ENGLISH).text)


# --- letting in ---


def test_what_one_of_two_makes_opens_nothing_before_the_other_agreed(
    saul: Actor, wari: Actor
) -> None:
    word = invited(saul)
    assert how("MemberInvited")["second"] == "awaited"
    with pytest.raises(CannotEnrol, match="awaited"):
        invitation_for(word, at=timezone.now())
    agree(number_of(), by=wari, at=timezone.now())
    [agreed] = Entry.objects.filter(event="InvitationAgreed")
    assert (agreed.by, is_in_own_hand(agreed)) == (wari.signature, True)
    assert "Nora" not in agreed.facts
    assert joins(word).member.name == "Nora Diaz"


def test_she_who_alone_supervises_invites_as_before_and_it_is_on_record(saul: Actor) -> None:
    assert opens(invited(saul))
    assert how("MemberInvited")["second"] == "alone"


def test_its_two_days_begin_with_the_second(saul: Actor, wari: Actor) -> None:
    word, now = invited(saul), timezone.now()
    agree(number_of(), by=wari, at=now + timedelta(days=2))
    assert opens(word, timedelta(days=3))
    assert not opens(word, timedelta(days=4, minutes=1))


def test_a_second_who_says_nothing_for_three_days_keeps_nobody_out_and_it_is_seen(
    saul: Actor, wari: Actor, signed_in: SignIn
) -> None:
    word, now = invited(saul), timezone.now()
    waits, over = timedelta(days=3) - timedelta(minutes=1), timedelta(days=3, minutes=1)
    assert not opens(word, waits)
    assert opens(word, over)
    assert opens(word, timedelta(days=5) - timedelta(minutes=1))
    assert not opens(word, timedelta(days=5, minutes=1))
    [before] = open_invitations(seen_by=saul, at=now + waits)
    [after] = open_invitations(seen_by=saul, at=now + over)
    assert (before.awaited, before.unanswered, before.agreed) == (True, False, "")
    assert (after.awaited, after.unanswered, after.alone) == (False, True, False)
    with pytest.raises(Refused, match="over"):
        agree(number_of(), by=wari, at=now + over)
    end_invitation(number_of(), by=wari, at=now + over, reason="not_known")
    assert not opens(word, over)
    older = invited(saul, "Lena Rios", before=timedelta(days=4))
    assert "said anything for three days" in shown(signed_in(wari))
    assert opens(older)


def test_whom_nobody_said_anything_of_is_no_second_for_who_invited_her(
    saul: Actor, wari: Actor
) -> None:
    nora = joins(invited(saul, before=timedelta(days=4)))
    Member.objects.filter(pk=wari.member.pk).update(active=False)
    assert not who_agrees(saul.member, at=timezone.now())
    assert not who_agrees(nora.member, at=timezone.now())


def test_with_one_whom_she_alone_let_in_she_ends_no_account_of_who_let_her_in(
    saul: Actor,
) -> None:
    nora = joins(invited(saul))
    lena = joins(invited(nora, "Lena Rios"))
    with pytest.raises(Refused, match="last_other"):
        services.deactivate(saul.member, by=nora, at=timezone.now())
    with pytest.raises(Refused, match="last_other"):
        services.deactivate(saul.member, by=lena, at=timezone.now())
    services.deactivate(nora.member, by=saul, at=timezone.now())
    assert not Member.objects.get(pk=nora.member.pk).active


def test_nobody_else_is_the_second(
    saul: Actor, wari: Actor, ana: Actor, delia: Actor, signed_in: SignIn
) -> None:
    word = invited(saul)
    with pytest.raises(Refused, match="not_second"):
        agree(number_of(), by=saul, at=timezone.now())
    assert sends(signed_in(saul), "agree", invitation=number_of()).status_code == 409
    for other in (ana, delia):
        assert sends(signed_in(other), "agree", invitation=number_of()).status_code == 404
        with pytest.raises(Refused, match="not_second"):
            agree(number_of(), by=other, at=timezone.now())
    assert not opens(word)


def test_an_accomplice_whom_she_alone_let_in_is_not_her_second_for_thirty_days(
    saul: Actor, wari: Actor
) -> None:
    """Wari is kept out for a while; whom saul lets in meanwhile agrees to nothing of hers, nor she
    to hers."""
    put_out(wari.member, by=SYSTEM, at=timezone.now())
    nora = joins(invited(saul))
    reinstate(wari.member, by=SYSTEM, at=timezone.now())
    for first, second, name in ((saul, nora, "Lena Rios"), (nora, saul, "Olmo Tito")):
        word = invited(first, name)
        with pytest.raises(Refused, match="not_second"):
            agree(number_of(name), by=second, at=timezone.now())
        assert not opens(word)
    agree(number_of("Lena Rios"), by=wari, at=timezone.now())
    before = timezone.now() - timedelta(days=31)
    Invitation.objects.filter(sign_in_name="nora").update(used_at=before)
    agree(number_of("Olmo Tito"), by=saul, at=timezone.now())


def test_so_is_it_of_who_was_let_in_before_anybody_was_asked(
    saul: Actor, wari: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record of that time says nothing of a second: nobody else agreed."""
    with monkeypatch.context() as then:
        then.setattr(services, "how_it_holds", lambda _by, **_at: "")
        word = invited(saul)
    assert opens(word)  # it holds as it was made
    nora = joins(word)
    invited(saul, "Lena Rios")
    with pytest.raises(Refused, match="not_second"):
        agree(number_of("Lena Rios"), by=nora, at=timezone.now())


def test_whoever_is_held_back_or_suspended_is_no_second_and_what_waited_is_over(
    saul: Actor, wari: Actor, beto: Actor, yana: Actor
) -> None:
    word = invited(saul)
    names(beto, wari, by=yana)  # wari is held back
    with pytest.raises(Refused, match="held_back"):
        agree(number_of(), by=wari, at=timezone.now())
    assert not opens(word)
    word = invited(saul, "Lena Rios")
    agree(number_of("Lena Rios"), by=yana, at=timezone.now())
    assert opens(word)
    put_out(saul.member, by=SYSTEM, at=timezone.now())
    assert not opens(word)


def test_whoever_named_the_other_lets_nobody_in_by_being_alone_then(
    saul: Actor, wari: Actor
) -> None:
    word = invited(saul)
    names(wari, by=saul)
    assert not opens(word)
    with pytest.raises(Refused, match="second_person_first"):
        invited(saul, "Lena Rios")


def test_an_entry_that_she_did_not_sign_opens_nothing(saul: Actor, wari: Actor) -> None:
    word = invited(saul)
    made = Entry.objects.filter(event="MemberInvited").latest("sequence")
    forged = events.InvitationAgreed(
        about="dgdh", invited=made.sequence, roles="supervisor", hand_1="ab" * 32, hand_2="cd" * 32
    )
    record(forged, by=wari, at=timezone.now())
    assert not opens(word)
    agree(number_of(), by=wari, at=timezone.now())
    assert opens(word)


def test_what_another_was_agreed_to_opens_no_second_one(saul: Actor, wari: Actor) -> None:
    first, second = invited(saul), invited(saul, "Lena Rios")
    agree(number_of(), by=wari, at=timezone.now())
    assert opens(first)
    assert not opens(second)
    with pytest.raises(Refused, match="over"):
        agree(number_of(), by=wari, at=timezone.now())


def test_who_types_it_too_early_reads_so_and_loses_nothing(
    saul: Actor, wari: Actor, client: Client
) -> None:
    word = invited(saul)
    for _ in range(25):
        answer = client.post(JOIN, {"invitation": word}, headers=ENGLISH)
        assert (answer.status_code, NOT_YET in answer.text) == (422, True)
    agree(number_of(), by=wari, at=timezone.now())
    assert client.post(JOIN, {"invitation": word}, headers=ENGLISH).status_code == 200


def test_the_pages_say_whose_word_it_waits_for(
    saul: Actor, wari: Actor, ana: Actor, signed_in: SignIn
) -> None:
    page = signed_in(saul).post(TEAM, GIVEN_HERE, headers=ENGLISH).text
    assert "It opens nothing yet" in page
    for reader in (saul, wari):
        assert "Saul Medina invited Nora Diaz" in shown(signed_in(reader), WORKLIST)
        assert "it opens all the same" in shown(signed_in(reader))
    for reader, agrees in ((saul, False), (wari, True)):
        assert ("Agree or not, on the page" in shown(signed_in(reader), WORKLIST)) is agrees
    assert "Nora Diaz" not in shown(signed_in(ana), WORKLIST)
    button = 'name="act" value="agree"'
    assert button in shown(signed_in(wari))
    assert button not in shown(signed_in(saul))
    assert button not in shown(signed_in(ana))
    assert sends(signed_in(wari), "agree", invitation=number_of()).status_code == 302
    assert "invited by Saul Medina; Wari Condori agreed" in shown(signed_in(ana))
    assert "It waits for a second" not in shown(signed_in(wari), WORKLIST)


def test_to_agree_asks_for_password_and_code_again(
    saul: Actor, wari: Actor, signed_in: SignIn
) -> None:
    invited(saul)
    browser = signed_in(wari)
    wari.member.sittings.update(proved_at=timezone.now() - timedelta(hours=2))
    assert sends(browser, "agree", invitation=number_of()).status_code == 401
    assert not Entry.objects.filter(event="InvitationAgreed").exists()


@pytest.mark.parametrize("number", ["", "x", "-1", "0", "٣", "9" * 30])
def test_to_agree_to_nothing_is_said(number: str, saul: Actor, signed_in: SignIn) -> None:
    assert sends(signed_in(saul), "agree", invitation=number).status_code == 409


def test_the_first_calls_it_back_and_the_second_says_why_not(
    saul: Actor, wari: Actor, signed_in: SignIn
) -> None:
    invited(saul)
    sends(signed_in(saul), "end", invitation=number_of(), reason="not_so")
    assert how("InvitationEnded")["reason"] == "called_back"
    word = invited(saul)
    sends(signed_in(wari), "end", invitation=number_of(), reason="not_known")
    assert how("InvitationEnded")["reason"] == "not_known"
    assert not opens(word)


@pytest.mark.parametrize("reason", ["", "words of a person", "called_back"])
def test_who_ends_what_another_began_chooses_why_or_it_stands(
    reason: str, saul: Actor, wari: Actor, ana: Actor, beto: Actor, signed_in: SignIn
) -> None:
    browser, nothing = signed_in(wari), "Choose why not. Nothing was changed."
    invited(saul)
    assert '<option value="">Choose one</option>' in shown(browser)
    answer = sends(browser, "end", invitation=number_of(), reason=reason)
    assert (answer.status_code, nothing in answer.text) == (422, True)
    ends(beto, saul)
    ask_to_end(ana.member, by=saul, at=timezone.now())
    answer = sends(browser, "keep", member=ana.member.code, reason=reason)
    assert (answer.status_code, nothing in answer.text) == (422, True)
    assert not Entry.objects.filter(event__in=["InvitationEnded", "EndingDropped"]).exists()
    assert number_of()


def test_where_nobody_is_left_who_could_agree_the_page_says_so(
    saul: Actor, wari: Actor, signed_in: SignIn
) -> None:
    invited(saul)
    Member.objects.filter(pk=wari.member.pk).update(active=False)
    [one] = open_invitations(seen_by=saul, at=timezone.now())
    assert (one.awaited, one.nobody, one.agrees) == (True, True, False)
    assert "nobody who could agree is free now" in shown(signed_in(saul))


# --- told ---


def test_whose_invitation_a_colleague_ended_reads_it_a_week_and_gets_the_mail(
    saul: Actor, wari: Actor, signed_in: SignIn
) -> None:
    Member.objects.update(mail="x@example.org")
    invited(saul)
    end_invitation(number_of(), reason="not_known", by=wari, at=timezone.now())
    for page in (TEAM, WORKLIST):
        said = shown(signed_in(saul), page)
        assert "What you began came to nothing" in said
        assert re.search("Wari Condori ended your invitation .*I do not know of it", said)
        assert "came to nothing" not in shown(signed_in(wari), page)
    assert tell_seconds(at=timezone.now()) == 1
    assert OutgoingMail.objects.get().member == saul.member
    assert outbox.send_out(at=timezone.now()) == 1
    assert "Nora" not in mail.outbox[0].body
    assert tell_seconds(at=timezone.now() + timedelta(days=8)) == 0


def test_what_she_ended_herself_is_told_to_nobody(
    saul: Actor, wari: Actor, ana: Actor, beto: Actor
) -> None:
    ends(beto, saul)
    Member.objects.update(mail="x@example.org")
    invited(saul)
    end_invitation(number_of(), by=saul, at=timezone.now())
    ask_to_end(ana.member, by=saul, at=timezone.now())
    drop_ending(ana.member, reason="", by=saul, at=timezone.now())
    assert tell_seconds(at=timezone.now()) == 0
    assert ended_of(saul, at=timezone.now()) == []


def test_whoever_asked_that_an_account_end_is_told_who_did_not_agree_and_why(
    saul: Actor, wari: Actor, ana: Actor, beto: Actor, signed_in: SignIn
) -> None:
    ends(beto, saul)
    ask_to_end(ana.member, by=saul, at=timezone.now())
    drop_ending(ana.member, reason="not_so", by=wari, at=timezone.now())
    Member.objects.update(mail="x@example.org")
    said = "Wari Condori does not agree that the account of Ana Huaman end, and it goes on"
    for page in (TEAM, WORKLIST):
        assert re.search(f"{said}.*Something in it is wrong", shown(signed_in(saul), page))
        assert said not in shown(signed_in(wari), page)
        assert said not in shown(signed_in(ana), page)
    assert tell_seconds(at=timezone.now()) == 1
    assert OutgoingMail.objects.get().member == saul.member
    assert ended_of(saul, at=timezone.now() + timedelta(days=7, minutes=1)) == []
    ends(ana, wari)
    assert said not in shown(signed_in(saul))


def test_what_nobody_agreed_to_in_time_is_told_to_who_began_it(
    saul: Actor, wari: Actor, ana: Actor, beto: Actor
) -> None:
    invited(saul)
    Member.objects.update(mail="x@example.org")
    ends(beto, saul)
    ask_to_end(ana.member, by=saul, at=timezone.now())
    now, minute = timezone.now(), timedelta(minutes=1)
    assert ended_of(saul, at=now) == []
    [one] = ended_of(saul, at=now + timedelta(days=7) + minute)
    assert (one.roles, one.by, one.reason) == ("supervisor", "", "")
    [one] = ended_of(saul, at=now + timedelta(days=30) + minute)
    assert (one.account, one.by, one.reason) == ("Ana Huaman", "", NOBODY)
    assert ended_of(wari, at=now + timedelta(days=30) + minute) == []
    assert tell_seconds(at=now + timedelta(days=30) + minute) == 1
    assert OutgoingMail.objects.get().member == saul.member
    assert ended_of(saul, at=now + timedelta(days=37) + minute) == []


def test_she_reads_on_her_worklist_what_nobody_agreed_to_in_time(
    saul: Actor, wari: Actor, ana: Actor, signed_in: SignIn
) -> None:
    over = timezone.now() - timedelta(minutes=1)
    ask_to_end(ana.member, by=saul, at=over - timedelta(days=30))
    told: dict[str, Any] = {"unit": saul.member.unit, "by": saul, "at": over - timedelta(days=7)}
    services.invite(name="Nora Diaz", sign_in_name="nora", roles=["supervisor"], **told)
    said = shown(signed_in(saul), WORKLIST)
    assert "your invitation (Supervisor) opens nothing any more" in said
    assert "nobody agreed in time that the account of Ana Huaman end, and it goes on" in said


def test_an_invitation_that_ended_when_a_third_went_is_told_to_who_made_it(
    saul: Actor, wari: Actor, yana: Actor, signed_in: SignIn
) -> None:
    word = invited(saul)
    agree(number_of(), by=wari, at=timezone.now())
    Member.objects.update(mail="x@example.org")
    ends(yana, wari)
    assert not opens(word)
    said = "your invitation (Supervisor) opens nothing any more. If it is still needed, make"
    assert said in shown(signed_in(saul), WORKLIST)
    assert said not in shown(signed_in(wari), WORKLIST)
    assert tell_seconds(at=timezone.now()) == 1
    assert OutgoingMail.objects.get().member == saul.member


def test_who_may_agree_gets_the_mail_once_and_none_when_it_is_over(
    saul: Actor, wari: Actor, ana: Actor
) -> None:
    Member.objects.update(mail="x@example.org")
    invited(saul)
    assert tell_seconds(at=timezone.now()) == 1
    assert tell_seconds(at=timezone.now()) == 0
    assert OutgoingMail.objects.get().member == wari.member
    agree(number_of(), by=wari, at=timezone.now())
    assert outbox.send_out(at=timezone.now()) == 0


# --- ending accounts ---


def ends(member: Actor, by: Actor) -> None:
    let_go(member.member, alone=0, by=by, at=timezone.now())


def is_here(one: Actor) -> bool:
    return Member.objects.get(pk=one.member.pk).active


def test_one_alone_ends_one_account_at_once_and_the_next_waits_for_a_second(
    saul: Actor, wari: Actor, ana: Actor, beto: Actor, signed_in: SignIn
) -> None:
    ends(beto, saul)
    assert not is_here(beto)
    with pytest.raises(Refused, match="second_ends"):
        ends(ana, saul)
    leave = {"member": ana.member.code, "sure": "yes"}
    asking = sends(signed_in(saul), "leave", member=leave["member"]).text
    assert "you only ask for it" in asking
    for of_an_end in ("On cases to which they had access", 'name="alone"'):
        assert of_an_end not in asking
    for _ in range(2):
        assert sends(signed_in(saul), "leave", **leave).status_code == 302
    assert is_here(ana)
    [asked] = Entry.objects.filter(event="EndingAsked")
    assert (asked.by, is_in_own_hand(asked)) == (saul.signature, True)
    said = "Saul Medina asks that the account of Ana Huaman end"
    assert said in shown(signed_in(wari), WORKLIST)
    assert said in shown(signed_in(saul), WORKLIST)
    assert "Accounts that are to end" in shown(signed_in(wari))
    assert "Accounts that are to end" not in shown(signed_in(ana))
    second = sends(signed_in(wari), "leave", member=leave["member"]).text
    assert "Saul Medina asks for it, and you are the second" in second
    assert "On cases to which they had access" in second
    assert sends(signed_in(wari), "leave", **leave).status_code == 302
    assert not is_here(ana)
    assert how("MemberLeft")["asked"] == asked.sequence


def test_who_only_asks_types_no_number_of_cases_that_nobody_could_read(
    saul: Actor, wari: Actor, ana: Actor, rosa: Actor, anas: OpenCase, signed_in: SignIn
) -> None:
    ends(rosa, saul)
    assert alone_with(ana.member) == 1
    asking = sends(signed_in(saul), "leave", member=ana.member.code)
    assert 'name="alone"' not in asking.text
    sure = {"member": ana.member.code, "sure": "yes"}
    assert sends(signed_in(saul), "leave", **sure).status_code == 302
    assert Entry.objects.filter(event="EndingAsked", about=ana.member.code).exists()
    assert 'name="alone"' in sends(signed_in(wari), "leave", member=ana.member.code).text
    assert sends(signed_in(wari), "leave", **sure).status_code == 409
    assert is_here(ana)


def test_that_she_agreed_is_no_end_of_her_own(
    saul: Actor, wari: Actor, ana: Actor, beto: Actor, rosa: Actor
) -> None:
    ends(beto, saul)
    ask_to_end(ana.member, by=saul, at=timezone.now())
    ends(ana, wari)
    ends(rosa, wari)
    assert not is_here(rosa)


def test_she_who_alone_supervises_ends_accounts_as_before(
    saul: Actor, ana: Actor, beto: Actor
) -> None:
    ends(beto, saul)
    ends(ana, saul)
    assert not is_here(ana)


def test_after_thirty_days_one_ends_another_alone(
    saul: Actor, wari: Actor, ana: Actor, beto: Actor
) -> None:
    ends(beto, saul)
    let_go(ana.member, alone=0, by=saul, at=timezone.now() + timedelta(days=30, minutes=1))
    assert not is_here(ana)


def test_whose_account_it_is_agrees_to_nothing_and_keeps_nothing(
    saul: Actor, wari: Actor, yana: Actor, beto: Actor, signed_in: SignIn
) -> None:
    ends(beto, saul)
    ask_to_end(wari.member, by=saul, at=timezone.now())
    with pytest.raises(Refused):
        ends(wari, wari)
    with pytest.raises(Refused, match="ended_or_kept"):
        drop_ending(wari.member, reason="not_so", by=wari, at=timezone.now())
    assert "Accounts that are to end" not in shown(signed_in(wari))
    ends(wari, yana)
    assert not is_here(wari)


@pytest.mark.parametrize(("who", "reason"), [("saul", "called_back"), ("wari", "not_so")])
def test_it_is_called_back_or_not_agreed_to(
    who: str, reason: str, saul: Actor, wari: Actor, ana: Actor, beto: Actor, signed_in: SignIn
) -> None:
    ends(beto, saul)
    ask_to_end(ana.member, by=saul, at=timezone.now())
    browser = signed_in({"saul": saul, "wari": wari}[who])
    told = {"member": ana.member.code, "reason": "not_so"}
    assert sends(browser, "keep", **told).status_code == 302
    assert how("EndingDropped")["reason"] == reason
    assert sends(browser, "keep", **told).status_code == 409
    ends(ana, wari)  # her own first one
    assert how("MemberLeft")["asked"] == 0


def test_who_asked_and_is_free_no_more_has_asked_for_nothing(
    saul: Actor, wari: Actor, yana: Actor, ana: Actor, beto: Actor
) -> None:
    ends(beto, saul)
    ask_to_end(ana.member, by=saul, at=timezone.now())
    put_out(saul.member, by=SYSTEM, at=timezone.now())
    ends(ana, wari)
    assert how("MemberLeft")["asked"] == 0


def test_an_unsigned_request_is_none(saul: Actor, wari: Actor, ana: Actor, beto: Actor) -> None:
    ends(beto, wari)
    record(events.EndingAsked(about=ana.member.code), by=saul, at=timezone.now())
    with pytest.raises(Refused, match="second_ends"):
        ends(ana, wari)


def test_who_may_agree_to_an_end_gets_the_mail_and_never_whom_it_concerns(
    saul: Actor, wari: Actor, yana: Actor, beto: Actor
) -> None:
    Member.objects.update(mail="x@example.org")
    ends(beto, saul)
    ask_to_end(wari.member, by=saul, at=timezone.now())
    assert tell_seconds(at=timezone.now()) == 1
    assert OutgoingMail.objects.get().member == yana.member


@pytest.mark.parametrize("event", ["EndingDropped", "InvitationEnded"])
@pytest.mark.parametrize("said", ["x", True, None])
def test_an_entry_that_does_not_say_which_keeps_nobody_from_the_first_page(
    saul: Actor, signed_in: SignIn, event: str, said: object
) -> None:
    facts = {} if said is None else {"asked": said, "invited": said}
    odd: Any = SimpleNamespace(name=event, about="X", facts=lambda: facts)
    ledger._chain(odd, by="member:x", at=timezone.now(), digest=b"")  # noqa: SLF001
    assert signed_in(saul).get(WORKLIST).status_code == 200
    assert ended_of(saul, at=timezone.now()) == []
