"""Officers of an institution get a mail that says only that something waits: when their unit is
asked, and once its day has passed."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from amparo.casework.measures.models import Measure
from amparo.casework.obligations.delivery.mails import tell_officers
from amparo.casework.obligations.follow_up.services import ask_report, contest
from amparo.casework.obligations.models import Obligation
from amparo.casework.obligations.queries import duty_called, duty_on_case
from amparo.casework.obligations.services import forward
from amparo.casework.obligations.unit_answers import answer as say
from amparo.cli.commands.site.tick import tick
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.mail import outbox
from amparo.foundations.accounts.models import Member, OutgoingMail
from amparo.foundations.accounts.services import deactivate
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.services import withdraw
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.keys.case_keys import Visitor
from tests.obligations import WEDNESDAY, MakeMeasure, asked_about, grant
from tests.rights import held_to

THURSDAY = WEDNESDAY + timedelta(days=1)
NEW_DAY = date(2026, 12, 15)


@pytest.fixture(autouse=True)
def addressed(ana: Actor, carla: Actor, mario: Actor) -> None:
    """Of the team, of the unit, and of another unit."""
    for one in (ana, carla, mario):
        address = f"{one.member.sign_in_name}@example.org"
        Member.objects.filter(pk=one.member.pk).update(mail=address)


@pytest.fixture
def late(forwarded: Obligation) -> datetime:
    return forwarded.due_on + timedelta(minutes=1)


def sent(at: datetime) -> list[Any]:
    """What the jobs send, as whoever gets it reads it."""
    before = len(arrived())
    with held_to("jobs"):
        tell_officers(at=at)
        outbox.send_out(at=at)
    return arrived()[before:]


def arrived() -> list[Any]:
    found: list[Any] = mail.outbox
    return found


def test_asked_unit_is_told_by_a_mail_that_says_nothing(
    forwarded: Obligation, carla: Actor
) -> None:
    [one] = sent(THURSDAY)
    assert one.to == ["carla@example.org"]
    assert (one.subject, one.body) == ("Tiene algo pendiente", "Por favor, inicie sesión.")
    whole = one.message().as_string()
    for word in (forwarded.alias, forwarded.case.code, carla.member.name, forwarded.unit.name):
        assert word not in whole


def test_running_again_sends_nothing_twice(forwarded: Obligation, late: datetime) -> None:
    assert len(sent(THURSDAY)) == 1
    assert sent(THURSDAY) == []
    assert sent(THURSDAY + timedelta(days=1)) == []
    assert len(sent(late)) == 1
    for days in (0, 1, 29, 31, 60):
        at = late + timedelta(days=days)
        outbox.forget_sent(at=at)
        assert sent(at) == []
    assert OutgoingMail.objects.count() == 0


def test_a_run_that_comes_late_sends_one_mail(forwarded: Obligation, late: datetime) -> None:
    assert len(sent(late + timedelta(days=2))) == 1


def test_the_jobs_tell_them(forwarded: Obligation, mailoutbox: list[Any]) -> None:
    assert tick(THURSDAY)
    assert [one.to for one in mailoutbox] == [["carla@example.org"]]


@pytest.mark.parametrize("kind", ["reported", "objected"])
def test_answered_obligation_sends_nothing(
    forwarded: Obligation, carla: Actor, late: datetime, kind: str
) -> None:
    sent(THURSDAY)
    told: dict[str, Any] = {"by": carla, "at": THURSDAY}
    say(duty_called(forwarded.alias, seen_by=carla), kind=kind, text="x", **told)
    assert sent(late) == []


def test_taken_on_obligation_is_late_all_the_same(
    forwarded: Obligation, carla: Actor, late: datetime
) -> None:
    sent(THURSDAY)
    told: dict[str, Any] = {"by": carla, "at": THURSDAY}
    say(duty_called(forwarded.alias, seen_by=carla), kind="acknowledged", text="x", **told)
    assert len(sent(late)) == 1


def test_report_that_the_team_asks_for_is_told_and_late_once(
    forwarded: Obligation, anas: OpenCase, ana: Actor, carla: Actor
) -> None:
    told: dict[str, Any] = {"by": carla, "at": THURSDAY}
    say(duty_called(forwarded.alias, seen_by=carla), kind="reported", text="x", **told)
    asked = THURSDAY + timedelta(days=1)
    found = duty_on_case(anas, forwarded.alias, seen_by=ana)
    ask_report(anas, found, text="x", due_on=NEW_DAY, by=ana, at=asked)
    assert len(sent(asked + timedelta(minutes=1))) == 1
    assert sent(asked + timedelta(days=1)) == []
    after = datetime.combine(NEW_DAY, datetime.max.time(), tzinfo=asked.tzinfo)
    assert len(sent(after + timedelta(days=1))) == 1
    assert sent(after + timedelta(days=2)) == []


def test_contested_report_is_told_once(
    forwarded: Obligation, anas: OpenCase, ana: Actor, carla: Actor
) -> None:
    told: dict[str, Any] = {"by": carla, "at": THURSDAY}
    say(duty_called(forwarded.alias, seen_by=carla), kind="reported", text="x", **told)
    assert sent(THURSDAY) == []
    found = duty_on_case(anas, forwarded.alias, seen_by=ana)
    contest(anas, found, text="nadie vino", by=ana, at=THURSDAY + timedelta(hours=1))
    assert len(sent(THURSDAY + timedelta(hours=2))) == 1
    assert sent(THURSDAY + timedelta(hours=3)) == []


def test_what_went_on_paper_mails_no_officer(
    agreed: MakeMeasure, anas: OpenCase, ana: Actor, site: dict[str, Unit]
) -> None:
    measure = grant(agreed(unit=site["pnp"]))
    forward(anas, measure, site["pnp"], fields=["coarse_place"], by=ana, at=WEDNESDAY)
    assert sent(THURSDAY + timedelta(days=60)) == []


# --- in the moment of sending ---


def put(at: datetime) -> None:
    assert tell_officers(at=at) == 1


def test_consent_taken_back_meanwhile_stops_the_mail(
    forwarded: Obligation, granted: Measure, flor: Visitor, mailoutbox: list[Any]
) -> None:
    put(THURSDAY)
    withdraw(flor.folder, asked_about(granted).ref, by=flor, at=THURSDAY)
    outbox.send_out(at=THURSDAY)
    assert mailoutbox == []


def test_account_that_ended_meanwhile_gets_no_mail(
    forwarded: Obligation, carla: Actor, saul: Actor, mailoutbox: list[Any]
) -> None:
    put(THURSDAY)
    deactivate(carla.member, by=saul, at=THURSDAY)
    outbox.send_out(at=THURSDAY)
    assert mailoutbox == []


def test_one_told_while_the_server_was_silent_is_told_of_the_newest_alone(
    forwarded: Obligation, late: datetime, mailoutbox: list[Any]
) -> None:
    put(THURSDAY)
    put(late)
    outbox.send_out(at=late)
    assert len(mailoutbox) == 1
