"""What nobody expects of institutions, their days and their laws: every page holds, and says it."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.obligations.escalation.queries import Stands, letters_due, steps_on_case
from amparo.casework.obligations.escalation.services import take_due_steps
from amparo.casework.obligations.models import Obligation, ObligationAnswer
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.law import load_protocol

type SignIn = Callable[[Actor], Client]

FAR = datetime.fromisoformat("2060-03-01T23:59:59-05:00")
"""No calendar knows that year."""


def pages_hold(duty: Obligation, case: OpenCase, desk: Client, portal: Client) -> None:
    shown = [
        (desk, reverse("obligations:duty", args=[case.code, duty.alias])),
        (desk, reverse("desk:case", args=[case.code])),
        (desk, reverse("desk:case", args=[case.code]) + "?tab=measures"),
        (desk, reverse("desk:worklist")),
        (desk, reverse("desk:late_institutions")),
        (portal, reverse("portal:list")),
        (portal, reverse("portal:duty", args=[duty.alias])),
    ]
    assert [address for client, address in shown if client.get(address).status_code != 200] == []


def test_a_day_that_the_calendar_does_not_know_is_said_and_breaks_no_page(
    forwarded: Obligation, anas: OpenCase, ana: Actor, carla: Actor, signed_in: SignIn
) -> None:
    Obligation.objects.update(due_on=FAR)
    now = timezone.now()
    assert take_due_steps(at=now) == 0
    found = steps_on_case(anas, forwarded, at=FAR + timedelta(days=90), seen_by=ana)
    assert found is not None
    by_itself = {one.id: one.stands for one in found.steps if one.by_itself}
    assert by_itself["reminder"] == Stands.UNKNOWN
    assert letters_due(anas.case) == []
    pages_hold(forwarded, anas, signed_in(ana), signed_in(carla))


def test_a_unit_that_was_abolished_still_owes_and_the_team_reads_it(
    forwarded: Obligation, anas: OpenCase, ana: Actor, carla: Actor, signed_in: SignIn
) -> None:
    forwarded.unit.active = False
    forwarded.unit.save()
    desk = signed_in(ana)
    pages_hold(forwarded, anas, desk, signed_in(carla))
    assert take_due_steps(at=forwarded.due_on + timedelta(days=1)) == 2
    page = desk.get(reverse("obligations:duty", args=[anas.code, forwarded.alias]))
    assert "ya no existe" in page.text


@pytest.mark.usefixtures("no_steps")
def test_where_the_law_says_no_steps_none_follow(
    forwarded: Obligation,
    anas: OpenCase,
    ana: Actor,
    carla: Actor,
    signed_in: SignIn,
    no_steps: None,
) -> None:
    late = forwarded.due_on + timedelta(days=30)
    assert take_due_steps(at=late) == 0
    found = steps_on_case(anas, forwarded, at=late, seen_by=ana)
    assert found is not None
    assert (found.steps, found.waiting) == ([], None)
    assert letters_due(anas.case) == []
    pages_hold(forwarded, anas, signed_in(ana), signed_in(carla))


@pytest.fixture
def no_steps(forwarded: Obligation) -> Iterator[None]:
    """The law of the case has no `[[escalation]]`."""
    obligations = load_protocol(forwarded.case.filing.protocol).obligations
    steps = obligations.escalation
    object.__setattr__(obligations, "escalation", ())
    yield
    object.__setattr__(obligations, "escalation", steps)


def test_an_answer_after_it_ended_is_refused_and_said(
    forwarded: Obligation, carla: Actor, signed_in: SignIn
) -> None:
    Obligation.objects.update(state=Obligation.State.ENDED, extract=b"", key_for_unit=b"")
    answered = signed_in(carla).post(
        reverse("portal:duty", args=[forwarded.alias]), {"way": "reported", "reported-text": "ya"}
    )
    assert answered.status_code == 409
    assert "no se guardó" in answered.text
    assert not ObligationAnswer.objects.exists()


def test_two_officers_who_report_at_once_are_both_kept(
    forwarded: Obligation, carla: Actor, signed_in: SignIn
) -> None:
    address = reverse("portal:duty", args=[forwarded.alias])
    first, second = signed_in(carla), signed_in(carla)
    for browser, way in ((first, "reported"), (second, "objected")):
        said = browser.post(address, {"way": way, f"{way}-text": "lo mío"})
        assert said.status_code == 302
    assert ObligationAnswer.objects.count() == 2
