"""She reads which institutions were asked of the danger and whether they answered, and no word of
what they said."""

from typing import Any

import pytest
from django.test import Client

from amparo.casework.measures.models import Measure
from amparo.casework.obligations.models import Obligation
from amparo.casework.obligations.queries import duty_called
from amparo.casework.obligations.services import ask_her_first
from amparo.casework.obligations.unit_answers import answer
from amparo.casework.review import services
from amparo.casework.review.models import MeasureChange
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.consent import services as consent
from amparo.foundations.consent.models import Question
from amparo.foundations.intake.keys.case_keys import Visitor
from tests.changes import FRIDAY, asked_of_danger, may_be_asked, proposal

SECRET = "el vecino vende madera y anda armado"


@pytest.fixture
def change(granted: Any, patrol: Measure, anas: OpenCase, ana: Actor) -> MeasureChange:
    patrol.refresh_from_db()
    case = opened(anas.code, seen_by=ana)
    return services.open_change(case, proposal(patrol), by=ana, at=FRIDAY)


@pytest.fixture
def hers(came_back_as_flor: Client) -> Client:
    return came_back_as_flor


def page(client: Client) -> str:
    return client.get("/mine/", headers={"accept-language": "en"}).text


def test_nothing_is_said_before_anybody_was_asked(
    change: MeasureChange, anas: OpenCase, ana: Actor, flor: Visitor, hers: Client
) -> None:
    may_be_asked(anas, ana, flor, change)
    assert "Who was asked of the danger" not in page(hers)


def test_she_reads_who_was_asked_and_that_it_answered_and_no_word_of_it(
    change: MeasureChange,
    anas: OpenCase,
    ana: Actor,
    carla: Actor,
    flor: Visitor,
    hers: Client,
) -> None:
    duty = asked_of_danger(anas, ana, flor, change)
    told = page(hers)
    assert "Who was asked of the danger" in told
    assert "has not answered yet" in told
    found = duty_called(duty.alias, seen_by=carla)
    answer(found, kind="context", word="weaker", text=SECRET, by=carla, at=FRIDAY)
    told = page(hers)
    assert "It answered on" in told
    assert "vende madera" not in told


def test_what_she_took_back_is_said_to_be_taken_back(
    change: MeasureChange,
    anas: OpenCase,
    ana: Actor,
    carla: Actor,
    flor: Visitor,
    hers: Client,
) -> None:
    asked_of_danger(anas, ana, flor, change)
    ref = Question.objects.get(kind="context", withdrawn_at=None).ref
    consent.withdraw(flor.folder, ref, by=flor, at=FRIDAY)
    assert "it keeps nothing of it here" in page(hers)


def test_what_is_only_asked_looks_like_no_measure_where_she_takes_things_back(
    change: MeasureChange, patrol: Measure, anas: OpenCase, ana: Actor, flor: Visitor, hers: Client
) -> None:
    unit = may_be_asked(anas, ana, flor, change)
    case = opened(anas.code, seen_by=ana)
    ask_her_first(case, patrol, unit, Obligation.Kind.OPINION, fields=[], by=ana, at=FRIDAY)
    asked = Question.objects.get(kind="opinion")
    consent.answer(flor.folder, asked.ref, answer="agreed", by=flor, at=FRIDAY)
    told = hers.get("/mine/allowed/", headers={"accept-language": "en"}).text
    assert "Asking an institution about the danger: Patrullaje policial" in told
    assert "Opinion on: Police patrols" in told
