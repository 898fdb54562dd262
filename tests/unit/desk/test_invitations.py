"""Invitations that nobody has used: seen by the team, ended on record; and that somebody joined is
told to whoever manages it."""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from amparo.cli.commands.site.tick import tick
from amparo.crypto import one_time_codes as codes
from amparo.foundations.accounts import services
from amparo.foundations.accounts.actors import SYSTEM, Actor, Refused
from amparo.foundations.accounts.mail import outbox
from amparo.foundations.accounts.member_signatures import for_this_place
from amparo.foundations.accounts.membership.invitations import end_invitation, tell_who_joined
from amparo.foundations.accounts.models import Invitation, Member, OutgoingMail
from amparo.foundations.accounts.services import CannotEnrol, invitation_for
from amparo.foundations.institutions.models import Unit
from amparo.foundations.ledger.models import Entry
from tests.people import MONDAY
from tests.unit.leaks.test_second_persons import names

type SignIn = Callable[[Actor], Client]
type Enrolled = Callable[..., Actor]

TEAM, WORKLIST, JOIN = "/desk/team/", "/desk/", "/desk/join/"
ENGLISH = {"accept-language": "en"}
BUTTON = 'name="act" value="end"'


@pytest.fixture
def wari(enrolled: Enrolled) -> Actor:
    return enrolled("Wari Condori", "supervisor")


def invited(site: dict[str, Unit], by: Actor, name: str = "Nora Diaz", **more: Any) -> str:
    told = {"sign_in_name": name.partition(" ")[0].casefold(), "roles": ["reception"], **more}
    return services.invite(name=name, unit=site["dgdh"], by=by, at=timezone.now(), **told)


def number_of(name: str = "Nora Diaz") -> str:
    return str(Invitation.objects.get(name=name, used_at=None).pk)


def shown(browser: Client, page: str = TEAM) -> str:
    return browser.get(page, headers=ENGLISH).text


def end(browser: Client, number: str, **why: str) -> Any:
    return browser.post(TEAM, {"act": "end", "invitation": number, **why}, headers=ENGLISH)


def test_the_team_sees_who_is_invited_by_whom_and_never_the_word(
    site: dict[str, Unit], saul: Actor, ana: Actor, signed_in: SignIn
) -> None:
    word = invited(site, saul)
    for reader, ends in ((saul, True), (ana, False)):
        page = shown(signed_in(reader))
        assert "Invited, and not here yet" in page
        said = re.sub(r"\s+", " ", page)
        assert "<strong>Nora Diaz</strong>: Reception" in said
        assert "invited by Saul Medina" in said
        assert (BUTTON in page) is ends
        assert word[:12] not in page


def test_what_is_ended_opens_nothing_and_is_on_record(
    site: dict[str, Unit], saul: Actor, wari: Actor, signed_in: SignIn
) -> None:
    word = invited(site, saul)
    made = Entry.objects.filter(event="MemberInvited").latest("sequence")
    assert end(signed_in(wari), number_of(), reason="not_now").status_code == 302
    with pytest.raises(CannotEnrol, match="unknown"):
        invitation_for(word, at=timezone.now())
    assert not Invitation.objects.filter(name="Nora Diaz").exists()
    [entry] = Entry.objects.filter(event="InvitationEnded")
    assert (entry.by, entry.about) == (wari.signature, "dgdh")
    told = {"invited": made.sequence, "roles": "reception", "reason": "not_now"}
    assert told.items() <= json.loads(entry.facts).items()
    assert for_this_place([entry])(entry)
    assert "Nora" not in entry.facts
    assert "Nora Diaz" not in shown(signed_in(saul))


def test_it_asks_for_password_and_code_again(
    site: dict[str, Unit], saul: Actor, signed_in: SignIn
) -> None:
    invited(site, saul)
    browser = signed_in(saul)
    saul.member.sittings.update(proved_at=timezone.now() - timedelta(hours=2))
    assert end(browser, number_of()).status_code == 401
    assert Invitation.objects.filter(name="Nora Diaz").exists()


def test_only_whoever_manages_the_team_ends_one(
    site: dict[str, Unit], saul: Actor, ana: Actor, signed_in: SignIn
) -> None:
    invited(site, saul)
    assert end(signed_in(ana), number_of()).status_code == 404
    assert Invitation.objects.filter(name="Nora Diaz").exists()


@pytest.mark.parametrize("number", ["", "x", "-1", "0", "٣", "9" * 30])
def test_what_was_never_open_is_open_no_more(number: str, saul: Actor, signed_in: SignIn) -> None:
    answer = end(signed_in(saul), number)
    assert answer.status_code == 409
    assert "This invitation is open no more" in answer.text


def test_who_comes_second_is_told_so_whether_it_was_used_or_ended(
    site: dict[str, Unit], saul: Actor, wari: Actor, signed_in: SignIn
) -> None:
    invited(site, saul)
    number = number_of()
    end(signed_in(saul), number)
    assert end(signed_in(wari), number).status_code == 409
    invited(site, saul, "Lena Rios")
    number = number_of("Lena Rios")
    Invitation.objects.filter(pk=number).update(used_at=timezone.now())
    assert end(signed_in(wari), number).status_code == 409
    assert Entry.objects.filter(event="InvitationEnded").count() == 1


def test_whoever_has_the_second_page_open_makes_no_account_any_more(
    site: dict[str, Unit], saul: Actor, signed_in: SignIn, client: Client
) -> None:
    word = invited(site, saul)
    secret = client.post(JOIN, {"invitation": word}).context["secret"].replace(" ", "")
    read = invitation_for(word, at=timezone.now())
    end(signed_in(saul), number_of())
    said = "un camino largo de piedras"
    given = {"password": said, "again": said, "code": codes.code_at(secret, timezone.now())}
    with patch.object(services, "invitation_for", return_value=read):  # looked before it ended
        page = client.post(JOIN, given)
    assert page.status_code == 409
    assert "Ninguna invitación abierta tiene este código" in page.text
    assert client.post(JOIN, given).status_code == 409
    assert not Member.objects.filter(sign_in_name="nora").exists()


def test_one_that_was_announced_ends_by_itself_alone(
    site: dict[str, Unit], saul: Actor, signed_in: SignIn
) -> None:
    told: dict[str, Any] = {"roles": ["supervisor"], "unit": site["dgdh"], "by": SYSTEM}
    notice, now = timedelta(days=3), timezone.now()
    services.invite_announced(name="Nora Diaz", sign_in_name="nora", notice=notice, at=now, **told)
    page = shown(signed_in(saul))
    assert "in sight of everybody" in page
    assert BUTTON not in page
    assert end(signed_in(saul), number_of()).status_code == 409
    assert Invitation.objects.filter(name="Nora Diaz").exists()


def test_whoever_has_left_herself_alone_keeps_nobody_out(
    site: dict[str, Unit], saul: Actor, wari: Actor
) -> None:
    names(wari, by=saul)
    now = timezone.now()
    told: dict[str, Any] = {"roles": ["supervisor"], "unit": site["dgdh"], "by": SYSTEM}
    services.invite(name="Nora Diaz", sign_in_name="nora", at=now, **told)
    with pytest.raises(Refused, match="second_person_first"):
        end_invitation(number_of(), by=saul, at=now)
    assert Invitation.objects.filter(name="Nora Diaz").exists()


# --- somebody joined ---


def joined(actor: Actor, at: datetime) -> None:
    Invitation.objects.filter(sign_in_name=actor.member.sign_in_name).update(used_at=at)


def mailed(*actors: Actor) -> None:
    for one in actors:
        address = f"{one.member.sign_in_name}@example.org"
        Member.objects.filter(pk=one.member.pk).update(mail=address)


def test_whoever_manages_the_team_gets_the_neutral_mail_once_when_somebody_joined(
    saul: Actor, ana: Actor, rosa: Actor, wari: Actor
) -> None:
    later = MONDAY + timedelta(hours=1)
    joined(ana, later)
    joined(wari, later + timedelta(hours=1))  # who comes after hears nothing of who was there
    mailed(saul, rosa, wari)
    assert tell_who_joined(at=later + timedelta(hours=2)) == 2  # of ana and of wari
    assert tell_who_joined(at=later + timedelta(hours=3)) == 0
    assert {one.member_id for one in OutgoingMail.objects.all()} == {saul.member.pk}
    assert outbox.send_out(at=later + timedelta(hours=3)) == 2
    assert {one.to[0] for one in mail.outbox} == {"saul@example.org"}
    assert not any("ana" in f"{one.subject} {one.body}".casefold().split() for one in mail.outbox)


def test_it_does_not_go_to_whoever_manages_no_more_nor_after_a_week(
    saul: Actor, ana: Actor, wari: Actor
) -> None:
    later = MONDAY + timedelta(hours=1)
    joined(ana, later)
    mailed(saul, wari)
    assert tell_who_joined(at=later) == 2
    Member.objects.filter(pk=wari.member.pk).update(roles=["analyst"])
    assert outbox.send_out(at=later) == 1
    OutgoingMail.objects.all().delete()
    assert tell_who_joined(at=later + timedelta(days=8)) == 0


def test_the_jobs_tell_of_it(saul: Actor, ana: Actor) -> None:
    now = timezone.now()
    joined(ana, now)
    mailed(saul)
    assert tick(now)
    assert OutgoingMail.objects.get().member == saul.member


def test_the_worklist_names_who_is_new_to_whoever_supervises_and_the_team_page_to_all(
    saul: Actor, ana: Actor, rosa: Actor, signed_in: SignIn
) -> None:
    assert "New in the team" not in shown(signed_in(saul), WORKLIST)
    joined(ana, timezone.now())
    page = shown(signed_in(saul), WORKLIST)
    assert "New in the team" in page
    assert "Ana Huaman" in page
    assert "New in the team" not in shown(signed_in(rosa), WORKLIST)
    assert "New in the team" in shown(signed_in(rosa))
    Member.objects.filter(pk=ana.member.pk).update(active=False)
    assert "New in the team" not in shown(signed_in(rosa))


# --- the jobs stand still ---


def test_whoever_supervises_reads_on_the_worklist_that_the_jobs_stand_still(
    saul: Actor, ana: Actor, signed_in: SignIn
) -> None:
    browser, now = signed_in(saul), timezone.now()
    assert "has never gone well" in shown(browser, WORKLIST)
    assert tick(now - timedelta(minutes=12))
    for page in (WORKLIST, TEAM):
        assert "did not go well since" in shown(browser, page)
        assert "The automatic jobs fail" not in shown(signed_in(ana), page)
    assert tick(now - timedelta(minutes=9))
    assert "The automatic jobs fail" not in shown(browser, WORKLIST)


def test_one_job_that_fails_is_no_beat(
    saul: Actor, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*, at: datetime) -> None:
        raise OSError

    monkeypatch.setattr("amparo.cli.commands.site.tick.JOBS", (("broken", broken),))
    assert not tick(timezone.now())
    assert "The automatic jobs fail" in shown(signed_in(saul), WORKLIST)
