"""Who may have let it out loses every way in at once, and two persons give it back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404
from django.test import Client

from amparo.casework.leaks import case_response as handling
from amparo.casework.leaks.affected_cases import touched_by
from amparo.casework.leaks.models import AffectedCase, Leak, LeakStep
from amparo.casework.leaks.queries import leaks_to_handle, on_case, unreadable
from amparo.casework.leaks.services import open_what_waits
from amparo.casework.leaks.suspicion import services as suspecting
from amparo.casework.measures.states import Hindered
from amparo.cli.command_errors import Mistake
from amparo.crypto import one_time_codes as codes
from amparo.foundations.accounts import services as accounts
from amparo.foundations.accounts.actors import SYSTEM, Actor, Refused
from amparo.foundations.accounts.mail.outbox import send_out
from amparo.foundations.accounts.models import Credentials, Invitation, Member, OutgoingMail
from amparo.foundations.accounts.queries import (
    DoorShut,
    door_keys,
    keys_known_to_leavers,
    receptionists,
)
from amparo.foundations.cases.access.custody_chain import files_shown
from amparo.foundations.cases.emergency_access.services import break_glass, keep_ready, lend
from amparo.foundations.cases.models import Case, CaseAccess, ConflictOfInterest, EmergencyAccessKey
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import give_seat, take_seat
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.queries import filing_to_open
from amparo.foundations.intake.requests.services import Letter, file_request
from amparo.foundations.intake.services import rotate_reception
from amparo.foundations.ledger.models import Entry
from tests.leaking import AT, found, noted
from tests.people import CODE_SECRETS, PASSWORD
from tests.unit.leaks.test_pages import run

type Enrolled = Callable[..., Actor]
type SignedIn = Callable[[Actor], Client]


@pytest.fixture
def rita(rosa: Actor, enrolled: Enrolled) -> Actor:
    """A second one at the reception, with its key."""
    other = enrolled("Rita Ccori", "reception")
    accounts.give_group_seat(other.member, kind="reception", by=rosa, at=AT)
    return other


def test_one_word_suspends_nobody_who_alone_opens_a_new_request(
    rita: Actor, saul: Actor, letter: Callable[..., Letter]
) -> None:
    """Its person said that nobody else of the reception may know of it."""
    file_request(letter(excluded_names="la señora Quispe"), by=STRANGER, at=AT)
    suspecting.suspend_at_once(rita.member, by=saul, at=AT)
    assert active(rita)
    assert not Member.objects.get(pk=rita.member.pk).on_duty


def active(who: Actor) -> bool:
    return Member.objects.get(pk=who.member.pk).active


# --- suspended at once ---


def test_whose_account_it_is_reads_no_new_request_either(
    anas: OpenCase, rosa: Actor, rita: Actor, letter: Callable[..., Letter]
) -> None:
    noted("account", suspect=rosa.member, by=SYSTEM)
    assert not active(rosa)
    right = codes.code_at(CODE_SECRETS["rosa"], AT)
    with pytest.raises(accounts.NotSignedIn):
        accounts.sign_in("rosa", PASSWORD, right, at=AT)
    assert [one.name for one in receptionists(seen_by=SYSTEM)] == [rita.member.name]
    [known] = [one for one in keys_known_to_leavers(seen_by=rita) if one.kind == "reception"]
    assert (known.names, known.held) == ((rosa.member.name,), True)
    rotate_reception(without=None, by=rita, at=AT)
    filed = file_request(letter(), by=STRANGER, at=AT)
    assert filing_to_open(filed.folder.code, seen_by=rita)
    assert filing_to_open(filed.folder.code, seen_by=rosa) is None


def test_the_account_alone_at_the_reception_is_for_people_to_decide(
    anas: OpenCase, rosa: Actor, saul: Actor, signed_in: SignedIn
) -> None:
    noted("account", suspect=rosa.member, by=SYSTEM)
    assert active(rosa)
    assert not CaseAccess.objects.filter(member=rosa.member).exists()
    assert door_keys(seen_by=SYSTEM).reception
    client, leak = signed_in(saul), Leak.objects.get()
    assert (
        "Esta cuenta todavía abre solicitudes nuevas" in client.get("/desk/leaks/").content.decode()
    )
    saul.member.sittings.update(proved_at=None)
    assert client.get(f"/desk/leaks/{leak.ref}/suspend/").status_code == 401  # password and code
    suspecting.suspend_alone(leak, by=saul, at=AT)
    assert not active(rosa)
    with pytest.raises(DoorShut):
        door_keys(seen_by=SYSTEM)
    with pytest.raises(Hindered, match="nothing_open"):
        suspecting.suspend_alone(leak, by=saul, at=AT)


def test_who_supervised_leaves_no_invitation_behind(
    site: dict[str, Unit], saul: Actor, beto: Actor
) -> None:
    invited: dict[str, Any] = {"name": "Uno Mas", "sign_in_name": "uno", "roles": ["reception"]}
    accounts.invite(**invited, unit=site["dgdh"], mail="", by=saul, at=AT)
    noted("account", suspect=beto.member, by=SYSTEM)
    assert Invitation.objects.filter(used_at=None, expires_at__gt=AT).exists()
    noted("account", suspect=saul.member, by=SYSTEM)
    assert not Invitation.objects.filter(used_at=None, expires_at__gt=AT).exists()


def test_those_are_woken_who_must_do_something_and_never_whom_it_may_concern(
    beto: Actor, anas: OpenCase, saul: Actor, wari: Actor, olga: Actor, mario: Actor
) -> None:
    for one in Member.objects.all():
        Member.objects.filter(pk=one.pk).update(mail=f"{one.sign_in_name}@example.org")
    noted("account", suspect=saul.member, codes=(anas.code,), by=SYSTEM)
    woken = set(OutgoingMail.objects.values_list("member__sign_in_name", flat=True))
    assert woken == {"wari", "ana", "beto", "rosa"}
    CaseAccess.objects.filter(member=beto.member).delete()
    assert send_out(at=AT) == 3  # asked again: he has nothing to do with it any more


def test_what_was_kept_ready_for_an_hour_of_danger_is_gone_and_is_not_kept_again(
    anas: OpenCase, ana: Actor, olga: Actor
) -> None:
    keep_ready(anas.case, anas.folder, olga.member, by=ana, at=AT)
    noted("account", suspect=olga.member, by=SYSTEM)  # which could open it: so it may be touched
    assert AffectedCase.objects.get().how == "could_open"
    assert not EmergencyAccessKey.objects.exists()
    with pytest.raises(Http404):
        break_glass(anas.code, text="x", second="", by=olga, at=AT)
    Member.objects.filter(pk=olga.member.pk).update(active=True)
    olga.member.refresh_from_db()
    fresh = opened(anas.code, seen_by=ana)
    with pytest.raises(Refused, match="must_not_know"):
        keep_ready(fresh.case, fresh.folder, olga.member, by=ana, at=AT)
    with pytest.raises(Refused, match="must_not_know"):
        lend(fresh.case, fresh.folder, olga.member, text="x", by=ana, at=AT)


@pytest.mark.parametrize("when", ["at once", "later"])
def test_nothing_is_kept_ready_for_a_suspended_account_also_where_its_case_is_not_touched(
    anas: OpenCase, ana: Actor, olga: Actor, saul: Actor, when: str
) -> None:
    leak = noted("cases", codes=(), by=SYSTEM)
    keep_ready(anas.case, anas.folder, olga.member, by=ana, at=AT)
    Credentials.objects.filter(member=olga.member).update(sealed_passkeys=b"somebody's")
    if when == "later":
        Leak.objects.filter(pk=leak.pk).update(suspect=olga.member)
        leak.refresh_from_db()
        suspecting.suspend_alone(leak, by=saul, at=AT)
    else:
        suspecting.suspend_at_once(olga.member, by=SYSTEM, at=AT)
    assert not active(olga)
    assert not EmergencyAccessKey.objects.exists()
    assert Case.objects.get().seal_anew
    assert not bytes(Credentials.objects.get(member=olga.member).sealed_passkeys)


# --- lifted by two ---


@pytest.fixture
def betos(beto: Actor, anas: OpenCase) -> Leak:
    return noted("account", suspect=beto.member, by=SYSTEM)


def test_one_asks_and_another_lifts_and_no_seat_comes_back_by_itself(
    betos: Leak, beto: Actor, ana: Actor, saul: Actor, wari: Actor, anas: OpenCase
) -> None:
    with pytest.raises(Hindered, match="nothing_open"):
        suspecting.lift(betos.ref, by=wari, at=AT)  # nobody asked
    suspecting.ask_to_lift(betos.ref, why="elsewhere", by=saul, at=AT)
    with pytest.raises(Hindered, match="second_person"):
        suspecting.lift(betos.ref, by=saul, at=AT)
    assert not active(beto)
    assert ConflictOfInterest.objects.get().ended_at is None
    suspecting.lift(betos.ref, by=wari, at=AT)
    assert active(beto)
    assert ConflictOfInterest.objects.get().ended_at == AT
    assert not CaseAccess.objects.filter(member=beto.member).exists()
    assert Entry.objects.filter(event="LetNear", about=anas.code).count() == 1
    fresh = opened(anas.code, seen_by=ana)
    beto.member.refresh_from_db()
    give_seat(fresh.case, fresh.folder, beto.member, reason="works", by=ana, at=AT)
    assert opened(anas.code, seen_by=beto).code
    with pytest.raises(Hindered, match="nothing_open"):
        suspecting.ask_to_lift(betos.ref, why="nothing", by=saul, at=AT)


def test_whoever_is_meant_lifts_nothing_herself(betos: Leak, anas: OpenCase, saul: Actor) -> None:
    leak = noted("account", suspect=saul.member, codes=(anas.code,), by=SYSTEM)
    with pytest.raises(Hindered, match="nothing_open"):
        suspecting.ask_to_lift(leak.ref, why="elsewhere", by=saul, at=AT)


def test_a_no_leaves_everything_and_it_may_be_asked_again(
    betos: Leak, beto: Actor, saul: Actor, wari: Actor
) -> None:
    suspecting.ask_to_lift(betos.ref, why="elsewhere", by=saul, at=AT)
    suspecting.refuse_to_lift(betos.ref, by=wari, at=AT)
    assert not active(beto)
    suspecting.ask_to_lift(betos.ref, why="nothing", by=wari, at=AT)
    suspecting.lift(betos.ref, by=saul, at=AT)
    assert active(beto)


def test_what_another_leak_says_of_the_same_account_stays(
    betos: Leak, beto: Actor, saul: Actor, anas: OpenCase
) -> None:
    second = noted("account", suspect=beto.member, codes=(anas.code,), by=SYSTEM)
    suspecting.ask_to_lift(betos.ref, why="elsewhere", by=saul, at=AT)
    suspecting.lift(betos.ref, by=SYSTEM, at=AT)
    assert not active(beto)
    assert ConflictOfInterest.objects.get().ended_at is None
    suspecting.ask_to_lift(second.ref, why="elsewhere", by=saul, at=AT)
    suspecting.lift(second.ref, by=SYSTEM, at=AT)
    assert active(beto)
    assert ConflictOfInterest.objects.get().ended_at == AT


def test_who_had_left_before_does_not_come_back_by_it(
    beto: Actor, anas: OpenCase, saul: Actor
) -> None:
    accounts.deactivate(beto.member, by=saul, at=AT)
    leak = noted("account", suspect=beto.member, by=SYSTEM)
    suspecting.ask_to_lift(leak.ref, why="elsewhere", by=saul, at=AT)
    suspecting.lift(leak.ref, by=SYSTEM, at=AT)
    assert not active(beto)


# --- what leaked from a unit ---


@pytest.fixture
def pia(forwarded: Any, anas: OpenCase, ana: Actor, enrolled: Enrolled) -> Actor:
    """Of the team, and she works at the police."""
    other = enrolled("Pia Salas", "analyst", unit="pnp")
    give_seat(anas.case, anas.folder, other.member, reason="works", by=ana, at=AT)
    return other


LATER = AT + timedelta(days=9)


def test_whoever_works_where_it_leaked_is_kept_apart_and_reads_nothing_of_it(
    anas: OpenCase, pia: Actor, ana: Actor, site: dict[str, Unit], enrolled: Enrolled
) -> None:
    assert opened(anas.code, seen_by=pia).code
    noted("unit", unit=site["pnp-selva"], by=SYSTEM, at=LATER)
    with pytest.raises(Http404):
        opened(anas.code, seen_by=pia)
    assert not CaseAccess.objects.filter(member=pia.member).exists()
    fresh = opened(anas.code, seen_by=ana)
    assert len(on_case(fresh, seen_by=ana)) == 1
    assert on_case(fresh, seen_by=pia) == []
    another = enrolled("Hugo Ramos", "analyst", unit="mininter")
    for one in (pia, another):
        with pytest.raises(Refused, match="must_not_know"):
            give_seat(fresh.case, fresh.folder, one.member, reason="works", by=ana, at=LATER)


def test_where_all_who_can_read_work_there_nothing_is_said_in_the_case(
    anas: OpenCase, pia: Actor, ana: Actor, site: dict[str, Unit], saul: Actor
) -> None:
    CaseAccess.objects.filter(case=anas.case).exclude(member__in=[ana.member, pia.member]).delete()
    take_seat(opened(anas.code, seen_by=pia).case, opened(anas.code, seen_by=pia).folder,
              ana.member, reason="x", by=pia, at=AT)  # fmt: skip
    before = Case.objects.get(pk=anas.case.pk).danger
    leak = noted("unit", unit=site["pnp"], by=SYSTEM, at=LATER)
    hers = opened(anas.code, seen_by=pia)
    assert on_case(hers, seen_by=pia) == []
    assert not LeakStep.objects.exists()
    assert not Entry.objects.filter(event="CaseSuspected").exists()
    assert Case.objects.get(pk=anas.case.pk).danger == before
    ref = AffectedCase.objects.get().ref
    with pytest.raises(Hindered, match="nothing_open"):
        handling.settle(hers, ref, leaked=False, text="no", by=pia, at=LATER)
    assert unreadable(leak, seen_by=SYSTEM) == [anas.code]
    [counted] = leaks_to_handle(seen_by=saul)
    assert (counted.unread, counted.waits) == (1, True)
    assert replace(counted, unread=0, notices=[]).waits
    give_seat(hers.case, hers.folder, ana.member, reason="works", by=pia, at=LATER)
    assert LeakStep.objects.get().kind == "confirm"  # asked with the seat
    with pytest.raises(Http404):
        opened(anas.code, seen_by=pia)
    assert open_what_waits(leak, by=SYSTEM, at=LATER) == 0


def test_what_is_thought_of_a_unit_is_lifted_by_two_as_well(
    anas: OpenCase, pia: Actor, ana: Actor, saul: Actor, site: dict[str, Unit]
) -> None:
    leak = noted("unit", unit=site["pnp"], by=SYSTEM, at=LATER)
    suspecting.ask_to_lift(leak.ref, why="elsewhere", by=saul, at=LATER)
    suspecting.lift(leak.ref, by=SYSTEM, at=LATER)
    fresh = opened(anas.code, seen_by=ana)
    give_seat(fresh.case, fresh.folder, pia.member, reason="works", by=ana, at=LATER)
    assert opened(anas.code, seen_by=pia).code


# --- pages and the command ---


def test_it_is_lifted_on_the_page_by_two(
    betos: Leak, beto: Actor, saul: Actor, wari: Actor, proved: SignedIn
) -> None:
    page = f"/desk/leaks/{betos.ref}/lift/"
    first, second = proved(saul), proved(wari)
    assert first.post(page, {}).status_code == 422
    assert first.post(page, {"why": "elsewhere"}).status_code == 302
    own = first.get(page).content.decode()
    assert "Sí, he visto" not in own
    assert first.post(page, {"answer": "lift"}).status_code == 422
    shown = second.get(page).content.decode()
    assert saul.member.name in shown
    assert second.post(page, {"answer": "lift"}).status_code == 302
    assert active(beto)
    assert second.post(page, {"answer": "lift"}).status_code == 409
    assert "Levantado" in second.get("/desk/leaks/").content.decode()


def test_it_is_suspended_on_the_page_where_nobody_else_opens_requests(
    anas: OpenCase, rosa: Actor, saul: Actor, proved: SignedIn
) -> None:
    leak = noted("account", suspect=rosa.member, by=SYSTEM)
    page, client = f"/desk/leaks/{leak.ref}/suspend/", proved(saul)
    assert rosa.member.name in client.get(page).content.decode()
    assert active(rosa)
    assert client.post(page, {}).status_code == 302
    assert not active(rosa)
    assert client.post(page, {}).status_code == 409


def test_no_page_of_it_is_there_for_whoever_is_meant(
    anas: OpenCase, saul: Actor, wari: Actor, proved: SignedIn
) -> None:
    leak = noted(codes=(anas.code,), by=SYSTEM)
    nobody = proved(wari)
    for name in ("lift", "suspend"):
        assert nobody.get(f"/desk/leaks/{leak.ref}/{name}/").status_code == 404
    Leak.objects.update(suspect=saul.member)
    for name in ("lift", "suspend"):
        assert proved(saul).get(f"/desk/leaks/{leak.ref}/{name}/").status_code == 404


def test_the_operator_is_a_second_person_and_never_both(
    betos: Leak, beto: Actor, saul: Actor, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Mistake, match="nobody asked"):
        run(["lift", betos.ref])
    suspecting.ask_to_lift(betos.ref, why="elsewhere", by=saul, at=AT)
    run(["list"])
    assert "suspended, lift asked" in capsys.readouterr().out
    run(["lift", betos.ref])
    assert active(beto)
    run(["list"])
    assert "lifted" in capsys.readouterr().out


def test_the_operator_hears_whose_account_was_not_suspended(
    rosa: Actor, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["note", "account", "--data", "who", "--member", "rosa"])
    assert "NOT suspended" in capsys.readouterr().out
    assert active(rosa)


def test_a_copy_that_was_downloaded_is_something_that_left_and_what_was_seen_here_is_not(
    anas: OpenCase, ana: Actor
) -> None:
    at = AT - timedelta(hours=1)
    files_shown(anas.case, ["x"], "small", by=ana, at=at - timedelta(days=9))
    files_shown(anas.case, ["x"], "whole", by=ana, at=at)
    assert not touched_by(found("export", suspect=ana.member), seen_by=SYSTEM)
    files_shown(anas.case, ["x"], "copy", by=ana, at=at)
    assert touched_by(found("export", suspect=ana.member), seen_by=SYSTEM) == {
        anas.case.pk: {"took_file"}
    }
