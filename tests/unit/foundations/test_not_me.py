"""Whoever has a member's password and a code of this moment signs in: she reads of it on her first
page, says that it was somebody else, and whoever manages the team hears of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from amparo.cli.commands.site.tick import tick
from amparo.crypto import one_time_codes as codes
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.events import SignInDisowned
from amparo.foundations.accounts.mail import outbox
from amparo.foundations.accounts.models import Credentials, Member, OutgoingMail, Session
from amparo.foundations.accounts.sign_in.disowned_sign_ins import tell_who_disowned
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import record
from amparo.foundations.web.dates import compact_moment
from tests.laid_out import laid_out
from tests.people import CODE_SECRETS, PASSWORD

type SignIn = Callable[[Actor], Client]

ANOTHER = "nine herons keep a still backwater green"
ENGLISH = {"accept-language": "en"}
ELSEWHERE, BEFORE = "Signed in elsewhere too", "Signed in with your name before:"
FIRST = {"desk": "/desk/", "duties": "/duties/", "oversight": "/duties/oversight/"}


def code(actor: Actor, steps: int = 0) -> str:
    at = timezone.now() + timedelta(seconds=30 * steps)
    return codes.code_at(CODE_SECRETS[actor.member.sign_in_name], at)


def came_in(actor: Actor, surface: str = "desk") -> Client:
    """By the page, with a password and a code that is taken once more."""
    Credentials.objects.filter(member=actor.member).update(last_code_step=0)
    browser = Client()
    typed = {"name": actor.member.sign_in_name, "password": PASSWORD, "code": code(actor)}
    assert browser.post(f"/{surface}/in/", typed).status_code in {200, 302}
    assert browser.cookies["amparo_sitting"].value
    return browser


def first_page(browser: Client, at: str = "/desk/") -> str:
    return browser.get(at, headers=ENGLISH).text


def says_so(browser: Client, typed: str, surface: str = "desk", **more: str) -> Any:
    form = {"now": PASSWORD, "code": typed, "password": ANOTHER, "again": ANOTHER, **more}
    sent = {f"n-{name}": value for name, value in form.items()}
    account = f"/{surface}/account/"
    return browser.post(account, {"act": "not-me", **sent}, headers=ENGLISH)


def test_many_sign_ins_do_not_push_away_what_waits_and_each_is_still_told(ana: Actor) -> None:
    hers = came_in(ana)
    for _time in range(4):
        came_in(ana)
    notice = first_page(hers).split(ELSEWHERE)[1]
    above, folded = notice.split("<summary>")[0], notice.split("<summary>")[1].split("</ul>")[0]
    assert above.count("Wed 25 Nov, 10:00") == 3
    assert "1 more time" in folded
    assert folded.count("<li>") == 1


def test_whoever_is_signed_in_reads_at_once_that_somebody_came_in_besides(ana: Actor) -> None:
    hers = came_in(ana)
    assert ELSEWHERE not in first_page(hers)
    assert BEFORE not in first_page(hers)
    came_in(ana)
    page = first_page(hers)
    assert ELSEWHERE in page
    assert 'href="/desk/account/#not-me"' in page


def test_she_reads_it_too_where_the_other_left_before_she_looked(ana: Actor) -> None:
    hers = came_in(ana)
    came_in(ana).post("/desk/out/")
    assert Session.objects.filter(member=ana.member).count() == 1
    assert ELSEWHERE in first_page(hers)


def test_she_reads_at_her_next_sign_in_when_somebody_came_in_before(ana: Actor) -> None:
    came_in(ana).post("/desk/out/")
    with override("en"):
        stranger = compact_moment(Entry.objects.get(event="SignedIn").at)
    page = first_page(came_in(ana))
    assert ELSEWHERE not in page
    assert f"{BEFORE} {stranger}. " in laid_out(page)
    for _ in range(4):
        came_in(ana).post("/desk/out/")
    said = laid_out(first_page(came_in(ana))).split(BEFORE)[1].split(". <a")[0]
    assert said.count(";") == 2


@pytest.mark.parametrize(("who", "surface"), [("carla", "duties"), ("nora", "oversight")])
def test_officers_and_whoever_watches_read_it_on_theirs(
    who: str, surface: str, saul: Actor, request: pytest.FixtureRequest
) -> None:
    actor: Actor = request.getfixturevalue(who)
    hers = came_in(actor, "duties")
    came_in(actor, "duties")
    page = first_page(hers, FIRST[surface])
    assert ELSEWHERE in page
    assert 'href="/duties/account/#not-me"' in page
    answer = says_so(hers, code(actor, 1), "duties")
    assert "whoever manages the team hears of it. Take away here each passkey" in answer.text
    assert Entry.objects.filter(event="SignInDisowned", about=actor.member.code).count() == 1


def test_where_nobody_else_manages_the_team_the_page_says_that_nobody_is_told(
    saul: Actor, ana: Actor
) -> None:
    hers, told = came_in(saul), "whoever manages the team hears of it"
    page = first_page(hers, "/desk/account/")
    assert "so nobody is told: tell whoever runs this machine yourself" in page
    assert (told in page, "End sessions and tell the team" in page) == (False, False)
    answer = says_so(hers, code(saul, 1)).text
    assert "Nobody else manages the team: tell whoever runs this machine." in answer
    assert told not in answer
    assert told in first_page(came_in(ana), "/desk/account/")


def test_her_word_ends_the_other_takes_another_password_and_is_on_record(ana: Actor) -> None:
    hers, others = came_in(ana), came_in(ana)
    assert says_so(hers, code(ana, 1)).status_code == 200
    assert others.get("/desk/").status_code == 302
    assert hers.get("/desk/").status_code == 200
    assert Entry.objects.filter(event="SignInDisowned", by=ana.signature).count() == 1
    Credentials.objects.filter(member=ana.member).update(last_code_step=0)
    typed = {"name": "ana", "password": PASSWORD, "code": code(ana)}
    assert Client().post("/desk/in/", typed).status_code == 401
    assert Client().post("/desk/in/", {**typed, "password": ANOTHER}).status_code == 302


def test_the_sitting_that_is_asked_about_says_nothing_for_her(ana: Actor) -> None:
    """Whoever was told one code has not the next, and what came in by it stays on her page."""
    hers, others = came_in(ana), came_in(ana)
    for typed in (code(ana), "000000", ""):
        assert says_so(others, typed).status_code == 422
    assert says_so(others, code(ana, 1), now="wrong").status_code == 422
    assert not Entry.objects.filter(event="SignInDisowned").exists()
    assert hers.get("/desk/").status_code == 200
    others.post("/desk/account/", {"act": "end"})
    assert ELSEWHERE in first_page(came_in(ana))


def test_whoever_manages_the_team_hears_of_it_once_and_for_a_week(
    ana: Actor, saul: Actor, olga: Actor, signed_in: SignIn
) -> None:
    Member.objects.update(mail="")
    for one in (saul, olga):
        Member.objects.filter(pk=one.member.pk).update(mail="somebody@example.org")
    now = timezone.now()
    older = SignInDisowned(about=olga.member.code)
    record(older, by=olga, at=now - timedelta(days=8))
    says_so(came_in(ana), code(ana, 1))
    now = timezone.now()
    assert tick(now)
    assert tell_who_disowned(at=now) == 0
    assert [one.member_id for one in OutgoingMail.objects.all()] == [saul.member.pk]
    assert [(one.subject, one.body) for one in mail.outbox] == [
        ("Tiene algo pendiente", "Por favor, inicie sesión.")
    ]
    title = "Somebody else signed in with a member"
    page = first_page(signed_in(saul))
    assert title in page
    assert f"{ana.member.name} says so" in page
    assert "ask whether they removed each passkey that is not theirs" in page
    assert f"{olga.member.name} says so" not in page
    assert title not in first_page(signed_in(olga))
    OutgoingMail.objects.all().delete()
    assert tell_who_disowned(at=now + timedelta(days=8)) == 0


def test_no_mail_of_it_goes_to_herself_nor_to_whoever_manages_no_more(
    saul: Actor, ana: Actor
) -> None:
    Member.objects.update(mail="somebody@example.org", roles=["supervisor"])
    says_so(came_in(saul), code(saul, 1))
    now = timezone.now()
    assert tell_who_disowned(at=now) == 1
    assert OutgoingMail.objects.get().member_id == ana.member.pk
    Member.objects.filter(pk=ana.member.pk).update(roles=["analyst"])
    assert outbox.send_out(at=now) == 0
