"""What a case asks of a body that the norm does not bind is requested, and is never late."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.obligations.due_days import PREFIX, REQUESTED, offers_of_late, owed_due
from amparo.casework.obligations.escalation.queries import owed_by_institution, steps_on_case
from amparo.casework.obligations.escalation.services import take_due_steps
from amparo.casework.obligations.models import EscalationNotice, Obligation
from amparo.door.my_case.resolutions import only_asked
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.ledger.models import Entry

LATE_WORDS = ("Vencido", "Vencida", "ya pasó", "venció", "días tarde")


@pytest.fixture
def passed(forwarded: Obligation) -> Obligation:
    """An obligation whose day has passed."""
    due = timezone.now() - timedelta(days=30)
    Obligation.objects.filter(pk=forwarded.pk).update(due_on=due)
    return Obligation.objects.get(pk=forwarded.pk)


@pytest.fixture
def requested(passed: Obligation) -> Obligation:
    """The same, of a unit of a regional government, which the decree does not bind."""
    unit = {"line": passed.unit.code, "parent": None, "level": "regional", "police": False}
    Unit.objects.filter(pk=passed.unit_id).update(**unit)
    return Obligation.objects.get(pk=passed.pk)


def test_a_bound_unit_is_late_once_its_day_has_passed(passed: Obligation, ana: Actor) -> None:
    now = timezone.now()
    assert passed.is_late(now)
    row = next(iter(owed_by_institution(at=now, seen_by=ana)))
    assert (row.late, row.requested) == (1, 0)
    assert owed_due(passed.case)


def test_a_request_to_a_body_that_is_not_bound_is_never_late(
    requested: Obligation, anas: OpenCase, ana: Actor
) -> None:
    now = timezone.now()
    assert requested.is_requested
    assert not requested.is_late(now + timedelta(days=3660))
    row = next(iter(owed_by_institution(at=now, seen_by=ana)))
    assert (row.awaited, row.requested, row.late, row.oldest) == (1, 1, 0, None)
    [asks_again] = owed_due(requested.case)
    assert (asks_again.due_on, asks_again.task) == (requested.due_on, PREFIX + REQUESTED)
    assert offers_of_late(anas, at=now, seen_by=ana) == []


def test_nothing_follows_where_a_body_that_is_not_bound_is_silent(
    requested: Obligation, anas: OpenCase, ana: Actor
) -> None:
    now = timezone.now()
    found = steps_on_case(anas, requested, at=now, seen_by=ana)
    assert found is not None
    assert [one.id for one in found.steps] == ["reminder"]
    take_due_steps(at=now)
    assert not EscalationNotice.objects.exclude(step="reminder").exists()


def test_a_limitation_of_a_body_that_is_not_bound_answers_the_request(
    requested: Obligation, anas: OpenCase, ana: Actor
) -> None:
    Obligation.objects.update(state=Obligation.State.OBJECTED)
    now = timezone.now()
    found = steps_on_case(anas, requested, at=now, seen_by=ana)
    assert found is None or not found.steps
    assert owed_by_institution(at=now, seen_by=ana) == []
    assert take_due_steps(at=now) == 0


def test_the_person_reads_that_it_is_requested(requested: Obligation, flor: Visitor) -> None:
    entries = list(Entry.objects.filter(event="DutyForwarded"))
    assert only_asked(flor, entries) == {requested.measure.ref}


def test_the_person_reads_that_a_bound_unit_owes_it(passed: Obligation, flor: Visitor) -> None:
    assert only_asked(flor, list(Entry.objects.filter(event="DutyForwarded"))) == set()


def test_pages_say_requested_and_not_late(
    requested: Obligation,
    anas: OpenCase,
    ana: Actor,
    carla: Actor,
    signed_in: Callable[[Actor], Client],
) -> None:
    team, unit = signed_in(ana), signed_in(carla)
    duty = team.get(reverse("obligations:duty", args=[anas.code, requested.alias])).text
    assert "La norma no la obliga" in duty
    assert not [one for one in LATE_WORDS if one in duty]
    case = team.get(reverse("desk:case", args=[anas.code]), {"tab": "measures"}).text
    listed = unit.get(reverse("portal:list")).text
    for text in (case, listed):
        assert "Solicitado, sin respuesta" in text
        beside = [re.split("</li>|</tr>", one)[0] for one in text.split(f"/{requested.alias}/")[1:]]
        assert beside
        beside = [one for one in beside if "Ver si la entidad" not in one]  # the task of the team
        assert not [one for one in LATE_WORDS for part in beside if one in part]
