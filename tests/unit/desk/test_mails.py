"""Whether mails leave, for whoever manages the team: of nobody, and of no case."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.mail.outbox import BEGUN, delivery, stuck_since
from amparo.foundations.accounts.models import Member, OutgoingMail

type SignIn = Callable[[Actor], Client]

PAGE = "/desk/mails/"
ENGLISH = {"accept-language": "en"}


def queued(member: Member, at: datetime, **more: object) -> OutgoingMail:
    number = OutgoingMail.objects.count()
    row = {"member": member, "why": bytes([number]) * 32, "put_at": at, "next_at": at}
    return OutgoingMail.objects.create(**{**row, **more})


@pytest.fixture
def yesterday() -> datetime:
    return timezone.now() - timedelta(days=1, hours=1)


def shown(browser: Client) -> str:
    return browser.get(PAGE, headers=ENGLISH).content.decode()


def test_what_could_not_be_sent_stands_there_with_its_day_and_the_error(
    saul: Actor, rosa: Actor, yesterday: datetime, signed_in: SignIn
) -> None:
    browser = signed_in(saul)
    assert "No mail waits that could not be sent." in shown(browser)
    queued(rosa.member, yesterday, tries=3, trouble="ConnectionRefusedError")
    page = shown(browser)
    assert "Nothing could be sent for a day" in page
    assert "ConnectionRefusedError" in page
    assert rosa.member.name not in page


def test_what_waits_since_an_hour_is_no_alarm_yet(
    saul: Actor, rosa: Actor, signed_in: SignIn
) -> None:
    queued(rosa.member, timezone.now() - timedelta(hours=1), tries=1, trouble="TimeoutError")
    page = shown(signed_in(saul))
    assert "Mails wait that could not be sent" in page
    assert "Nothing could be sent for a day" not in page


def test_what_nobody_tried_to_send_since_yesterday_is_an_alarm_too(
    saul: Actor, rosa: Actor, yesterday: datetime, signed_in: SignIn
) -> None:
    """The jobs stand still: nothing was tried, and nothing failed."""
    browser = signed_in(saul)
    queued(rosa.member, timezone.now())
    assert "No mail waits that could not be sent." in shown(browser)
    queued(rosa.member, yesterday)
    page = shown(browser)
    assert "Nothing could be sent for a day" in page
    assert "nobody has tried to send" in page
    assert stuck_since(at=timezone.now()) == yesterday


def test_one_that_is_just_being_sent_is_no_trouble(saul: Actor, rosa: Actor) -> None:
    queued(rosa.member, timezone.now(), tries=1, trouble=BEGUN)
    assert delivery(until=timezone.now()).since is None


def test_of_today_and_of_the_reason_nothing_is_told(
    saul: Actor, rosa: Actor, ana: Actor, yesterday: datetime, signed_in: SignIn
) -> None:
    """Whoever must not know of a case would learn by the minute that one of her mails stayed."""
    now, browser = timezone.now(), signed_in(saul)
    before = browser.get(PAGE).context["found"]
    queued(rosa.member, now, sent_at=now)
    queued(saul.member, now, dropped_at=now, trouble="over")
    queued(saul.member, yesterday, dropped_at=now, trouble="over")
    assert browser.get(PAGE).context["found"] == before
    queued(rosa.member, yesterday, sent_at=yesterday)
    for member, why in ((saul.member, "over"), (ana.member, "left"), (rosa.member, "no_address")):
        queued(member, yesterday, dropped_at=yesterday, trouble=why)
    found = browser.get(PAGE).context["found"]
    assert (found.went, found.stayed, found.unaddressed, found.last) == (1, 3, 1, yesterday)


def test_it_is_for_whoever_manages_the_team(
    saul: Actor, ana: Actor, rosa: Actor, delia: Actor, signed_in: SignIn
) -> None:
    for one in (ana, rosa, delia):
        assert signed_in(one).get(PAGE).status_code == 404
    assert PAGE in signed_in(saul).get("/desk/team/").content.decode()
