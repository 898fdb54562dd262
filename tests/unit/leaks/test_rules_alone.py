"""By her own word alone nobody rules alone: neither one who supervises, nor the operator. And
nobody is shut out by it for good: there is always a second person."""

from argparse import ArgumentParser
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from amparo.casework.leaks.models import Leak
from amparo.casework.leaks.suspicion import services as suspecting
from amparo.casework.measures.states import Hindered
from amparo.cli.command_errors import Mistake
from amparo.cli.commands.accounts import member
from amparo.cli.commands.site import init
from amparo.cli.walk.demo_site import INVITED
from amparo.crypto import one_time_codes as codes
from amparo.foundations.accounts import services as accounts
from amparo.foundations.accounts.actors import SYSTEM, Actor, Refused
from amparo.foundations.accounts.credentials.keyholders import Holder, hold_shares
from amparo.foundations.accounts.membership.suspension_services import stand_down
from amparo.foundations.accounts.models import GroupKey, Invitation, Member, OutgoingMail
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.institutions.models import Unit
from tests.leaking import AT, noted
from tests.people import PASSWORD, unlocked
from tests.unit.leaks.test_pages import run
from tests.unit.leaks.test_second_persons import active, names

type SignedIn = Callable[[Actor], Client]
type Enrolled = Callable[..., Actor]

NEXT: dict[str, Any] = {"name": "Uno Mas", "sign_in_name": "uno", "roles": ["reception"]}


def standing(leak: Leak) -> Leak:
    return Leak.objects.select_related("suspect").get(pk=leak.pk)


def invites(by: Actor, site: dict[str, Unit]) -> None:
    accounts.invite(**NEXT, unit=site["dgdh"], by=by, at=AT)


def ends(whom: Actor, by: Actor) -> None:
    accounts.deactivate(whom.member, by=by, at=AT)


# --- one who supervises ---


def test_who_named_all_others_lets_nobody_in_and_ends_no_account_until_a_second_says_so_too(
    saul: Actor, wari: Actor, beto: Actor, site: dict[str, Unit]
) -> None:
    [leak] = names(wari, by=saul)
    assert not active(wari)
    for act in (lambda: invites(saul, site), lambda: ends(beto, saul)):
        with pytest.raises(Refused, match="second_person_first"):
            act()
    with pytest.raises(Hindered, match="second_person_first"):
        suspecting.suspend_alone(standing(leak), by=saul, at=AT)
    run(["suspend", leak.ref])
    assert standing(leak).suspended_by == SYSTEM.signature
    assert not active(wari)
    invites(saul, site)
    ends(beto, saul)


def test_so_is_it_of_who_is_held_back_and_once_it_is_lifted_it_is_over(
    saul: Actor, wari: Actor, beto: Actor, enrolled: Enrolled, site: dict[str, Unit]
) -> None:
    yana = enrolled("Yana Soto", "supervisor")
    _first, second = names(beto, wari, by=saul)
    assert second.waits_for_another
    invites(saul, site)  # yana is free
    Invitation.objects.all().delete()
    [third] = names(yana, by=saul)
    with pytest.raises(Refused, match="second_person_first"):
        invites(saul, site)
    suspecting.ask_to_lift(third.ref, why="elsewhere", by=saul, at=AT)
    run(["lift", third.ref])
    invites(saul, site)


def test_the_page_says_why_and_keeps_what_was_typed(
    saul: Actor, wari: Actor, beto: Actor, proved: SignedIn
) -> None:
    names(wari, by=saul)
    browser, form = proved(saul), {"act": "invite", "name": "Uno Mas", "sign_in_name": "uno"}
    form |= {"roles": "reception", "unit": "dgdh"}
    sent = browser.post("/desk/team/", form)
    assert sent.status_code == 409
    assert "Solo porque usted lo dijo" in sent.text
    assert "Uno Mas" in sent.text
    leave = {"act": "leave", "member": beto.member.code, "sure": "yes"}
    assert browser.post("/desk/team/", leave).status_code == 409
    assert active(beto)
    assert "Hasta ahora solo consta lo que usted reportó" in browser.get("/desk/leaks/").text


def test_nobody_ends_the_account_of_the_last_other_one(
    saul: Actor, wari: Actor, beto: Actor, enrolled: Enrolled, proved: SignedIn
) -> None:
    with pytest.raises(Refused, match="last_other"):
        ends(wari, saul)
    leave = {"act": "leave", "member": wari.member.code, "sure": "yes"}
    assert proved(saul).post("/desk/team/", leave).status_code == 409
    assert active(wari)
    ends(beto, saul)
    enrolled("Yana Soto", "supervisor")
    accounts.deactivate(wari.member, by=saul, at=AT + timedelta(days=31))
    assert not active(wari)


# --- who is the second ---


def test_while_nobody_is_free_whoever_decides_says_the_second_word(
    saul: Actor, wari: Actor, delia: Actor, beto: Actor, proved: SignedIn, site: dict[str, Unit]
) -> None:
    hers = proved(delia)
    assert hers.get("/desk/leaks/").status_code == 404
    [first] = names(beto, by=saul)
    assert hers.get("/desk/leaks/").status_code == 404  # wari is free
    [leak] = names(wari, by=saul)
    assert "/desk/leaks/" in hers.get("/desk/team/").text
    page = hers.get("/desk/leaks/").text
    assert wari.member.name in page
    assert "/desk/leaks/new/" not in page
    assert hers.get("/desk/leaks/new/").status_code == 404
    assert hers.post(f"/desk/leaks/{leak.ref}/suspend/", {}).status_code == 302
    assert (active(wari), standing(leak).suspended_by) == (False, delia.signature)
    assert hers.get("/desk/leaks/").status_code == 404  # saul is free again
    assert hers.post(f"/desk/leaks/{first.ref}/suspend/", {}).status_code == 404
    invites(saul, site)


def test_or_gives_the_account_back_with_another(
    saul: Actor, wari: Actor, delia: Actor, proved: SignedIn
) -> None:
    [leak] = names(wari, by=saul)
    page = f"/desk/leaks/{leak.ref}/lift/"
    assert proved(delia).post(page, {"why": "elsewhere"}).status_code == 302
    run(["lift", leak.ref])
    assert active(wari)


def test_whoever_is_held_back_asks_for_another_and_lifts_nothing(
    saul: Actor, wari: Actor, beto: Actor, enrolled: Enrolled, proved: SignedIn
) -> None:
    yana = enrolled("Yana Soto", "supervisor")
    first, second = names(wari, yana, by=saul)
    assert active(yana)
    with pytest.raises(Hindered, match="nothing_open"):
        suspecting.ask_to_lift(second.ref, why="elsewhere", by=yana, at=AT)
    page = f"/desk/leaks/{first.ref}/lift/"
    browser = proved(yana)
    assert browser.post(page, {"why": "elsewhere"}).status_code == 302
    assert browser.get(f"/desk/leaks/{first.ref}/suspend/").status_code == 404
    for act in (suspecting.lift, suspecting.refuse_to_lift):
        with pytest.raises(Hindered, match="not_permitted"):
            act(first.ref, by=yana, at=AT)
    assert not active(wari)
    run(["lift", first.ref])
    assert active(wari)
    suspecting.ask_to_lift(second.ref, why="elsewhere", by=wari, at=AT)
    run(["lift", second.ref])
    assert not proved(saul).get("/desk/leaks/").context["leaks"][0].row.rests_on_one


def test_whoever_decides_is_woken_then_and_not_before(
    saul: Actor, wari: Actor, delia: Actor, beto: Actor
) -> None:
    Member.objects.filter(pk=delia.member.pk).update(mail="delia@example.org")
    names(beto, by=saul)
    assert not OutgoingMail.objects.exists()
    noted("account", suspect=wari.member, by=saul)
    assert OutgoingMail.objects.get().member == delia.member


# --- the operator ---


def test_the_operators_first_word_counts_at_once_and_the_next_waits(
    saul: Actor, wari: Actor, delia: Actor, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["note", "account", "--data", "who", "--member", "saul"])
    assert not active(saul)
    run(["note", "account", "--data", "who", "--member", "wari"])
    assert "NOT suspended" in capsys.readouterr().out
    leak = Leak.objects.get(suspect=wari.member)
    with pytest.raises(Mistake, match="noted it yourself"):
        run(["suspend", leak.ref])
    assert active(wari)
    suspecting.suspend_alone(leak, by=delia, at=timezone.now())
    assert not active(wari)


def test_the_operator_alone_shuts_no_door(rosa: Actor, saul: Actor) -> None:
    run(["note", "account", "--data", "who", "--member", "rosa"])
    leak = Leak.objects.get()
    with pytest.raises(Mistake, match="noted it yourself"):
        run(["suspend", leak.ref])
    assert active(rosa)
    suspecting.suspend_alone(leak, by=saul, at=AT)
    assert not active(rosa)


def invited(*words: str, capsys: pytest.CaptureFixture[str]) -> str:
    parser = ArgumentParser()
    member.add_arguments(parser)
    capsys.readouterr()
    member.run(parser.parse_args(["invite", *words, "--unit", "dgdh"]))
    return capsys.readouterr().out


OTHER = ("Nelly Ramos", "--role", "supervisor")


@pytest.mark.parametrize("named", ["the only one", "one after another"])
def test_whoever_named_them_invites_only_one_who_supervises_and_everybody_reads_it_first(
    saul: Actor, enrolled: Enrolled, client: Client, capsys: pytest.CaptureFixture[str], named: str
) -> None:
    key = GroupKey.objects.get(kind="recovery", current=True)
    kept = [Holder("Defensoria Uno", "autonomous"), Holder("Casa Dos", "civil_society")]
    hold_shares(key, needed=2, holders=kept, by=SYSTEM, at=AT)
    whom = [saul]
    if named == "one after another":
        whom.append(enrolled("Wari Condori", "supervisor"))
    at = timezone.now()
    names(*whom, by=SYSTEM, at=at)
    with pytest.raises(Mistake, match="--role supervisor alone"):
        invited("Nelly Ramos", "--role", "reception", capsys=capsys)
    said = invited(*OTHER, capsys=capsys)
    assert "Casa Dos (civil_society)" in said
    (word,) = INVITED.findall(said)
    with pytest.raises(accounts.CannotEnrol, match="early"):
        accounts.invitation_for(word, at=at + timedelta(days=2))
    assert accounts.invitation_for(word, at=at + timedelta(days=4)).roles == ["supervisor"]
    with pytest.raises(accounts.CannotEnrol, match="expired"):
        accounts.invitation_for(word, at=at + timedelta(days=6))
    page = client.get("/public/ledger/").text
    assert "invitó a alguien a supervisar" in page
    assert "Nelly" not in page


def test_it_ends_once_somebody_who_supervises_is_free_again(
    saul: Actor, wari: Actor, delia: Actor, capsys: pytest.CaptureFixture[str]
) -> None:
    at = timezone.now()
    first, _second = names(saul, wari, by=SYSTEM, at=at)
    said = invited(*OTHER, capsys=capsys)
    suspecting.ask_to_lift(first.ref, why="elsewhere", by=wari, at=at)
    suspecting.lift(first.ref, by=delia, at=at)  # two of the team, against the operator's word
    assert active(saul)
    (word,) = INVITED.findall(said)
    with pytest.raises(accounts.CannotEnrol, match="expired"):
        accounts.invitation_for(word, at=at + timedelta(days=4))
    with pytest.raises(Mistake, match="There is a supervisor"):
        invited(*OTHER, capsys=capsys)


def test_it_does_not_end_because_one_of_them_is_named_again(
    saul: Actor, wari: Actor, capsys: pytest.CaptureFixture[str]
) -> None:
    at = timezone.now()
    names(saul, wari, by=SYSTEM, at=at)
    (word,) = INVITED.findall(invited(*OTHER, capsys=capsys))
    stand_down(wari.member, by=saul, at=at)
    assert accounts.invitation_for(word, at=at + timedelta(days=4)).roles == ["supervisor"]


def test_where_two_have_said_so_or_all_have_left_it_is_good_at_once(
    saul: Actor, delia: Actor, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    at = timezone.now()
    [leak] = names(saul, by=SYSTEM, at=at)
    suspecting.suspend_alone(standing(leak), by=delia, at=at)
    said = invited("Nelly Ramos", "--role", "reception", capsys=capsys)
    (word,) = INVITED.findall(said)
    assert accounts.invitation_for(word, at=timezone.now()).roles == ["reception"]
    assert "invitó a alguien" not in client.get("/public/ledger/").text


def test_one_alone_who_lost_her_phone_is_invited_anew_by_whom_everybody_read_of(
    saul: Actor, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody else could confirm another phone, and no command does."""
    at = timezone.now()
    with pytest.raises(Mistake, match="There is a supervisor"):
        invited(*OTHER, capsys=capsys)
    names(saul, by=SYSTEM, at=at)
    (word,) = INVITED.findall(invited(*OTHER, capsys=capsys))
    later, secret = at + timedelta(days=4), codes.new_secret()
    opened = codes.code_at(secret, later)
    came = accounts.enrol(word, password=PASSWORD, code_secret=secret, code=opened, at=later)
    nelly = unlocked(came, PASSWORD)
    again: dict[str, Any] = {"name": saul.member.name, "roles": saul.member.roles}
    again |= {"unit": saul.member.unit, "by": nelly, "at": later}
    with pytest.raises(accounts.CannotEnrol, match="name_taken"):
        accounts.invite(sign_in_name=saul.member.sign_in_name, **again)
    hers = accounts.invite(sign_in_name="saul-otra-vez", **again)
    assert accounts.invitation_for(hers, at=later).roles == ["supervisor"]


def test_setting_the_site_up_again_is_no_way_round(
    saul: Actor, capsys: pytest.CaptureFixture[str]
) -> None:
    names(saul, by=SYSTEM)
    init._invite_supervisor("Nelly Ramos", "dgdh")  # noqa: SLF001 - all else of it makes a site
    assert not Invitation.objects.filter(used_at=None).exists()
    assert "There is a supervisor already" in capsys.readouterr().out


def test_a_request_that_waits_is_opened_and_decided_meanwhile(
    saul: Actor, wari: Actor, anas: OpenCase, rosa: Actor, delia: Actor, ana: Actor
) -> None:
    """Whoever works on cases is not asked whether anybody supervises."""
    names(saul, wari, by=SYSTEM)
    for one in (rosa, delia, ana):
        fresh = Actor(Member.objects.select_related("unit").get(pk=one.member.pk), one.pair)
        assert not fresh.is_held_back
        assert fresh.permissions == one.permissions
