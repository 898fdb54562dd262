"""Whom the person names on her page after something got out: asked about, and told by nobody before
she has said so."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from amparo.casework.admission.services import lift_danger_flag
from amparo.casework.leaks import case_response as handling
from amparo.casework.leaks.models import AffectedCase, LeakStep
from amparo.casework.leaks.notices import ask_about_named_people as asking_about
from amparo.casework.leaks.services import note_here
from amparo.casework.leaks.step_deadlines import close_step
from amparo.casework.measures.states import Hindered
from amparo.casework.review.models import ReviewTask
from amparo.cli.commands.site import tick
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.cases.dates_outside_terms import PERHAPS
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.services import keep_from
from amparo.foundations.related_people.models import RelatedPerson
from amparo.foundations.related_people.services import name_other
from tests.leaking import AT, noted

LATER = AT + timedelta(days=10)


@pytest.fixture
def leaked(anas: OpenCase, ana: Actor) -> OpenCase:
    known: dict[str, Any] = {"data": ["contact"], "known_at": AT, "text": "un papel"}
    note_here(anas, **known, by=ana, at=AT)
    for step in LeakStep.objects.filter(done_at=None):
        close_step(step, outcome="done", by=ana, at=AT)
    ReviewTask.objects.update(done_at=AT)  # the danger was looked at anew
    lift_danger_flag(anas, text="está a salvo", by=ana, at=AT)
    return anas


def named(flor: Visitor, at: datetime = LATER, **changes: Any) -> RelatedPerson:
    given: dict[str, Any] = {"name": "Justina Tello", "relation": "witness"}
    return name_other(flor.folder, **{**given, **changes}, by=flor, at=at)


def open_steps() -> list[LeakStep]:
    return list(LeakStep.objects.filter(done_at=None).order_by("pk"))


def say(case: OpenCase, by: Actor, *, told: bool) -> None:
    ref = LeakStep.objects.get(kind="ask_about", done_at=None).ref
    asking_about.say_of_named(case, ref, told=told, text="lo dijo", by=by, at=LATER)


def test_the_team_is_asked_about_whom_she_named(leaked: OpenCase, flor: Visitor) -> None:
    witness = named(flor)
    assert open_steps() == []  # her page reads nothing of a leak, and writes nothing of one
    assert tick.tick(at=LATER)
    [step] = open_steps()
    assert (step.kind, step.about) == ("ask_about", witness.ref)
    assert Case.objects.get(pk=leaked.case.pk).danger == PERHAPS
    assert asking_about.ask_about_the_named(by=SYSTEM, at=LATER) == 0


def test_of_very_many_few_are_named_in_one_question(
    leaked: OpenCase, flor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of more values than a database takes in one the whole job would fail, for everybody."""
    monkeypatch.setattr(asking_about, "PART", 2)
    wanted = {named(flor, name=f"Testigo {letter}").ref for letter in "ABCDE"}
    with CaptureQueriesContext(connection) as asked:
        assert asking_about.ask_about_the_named(by=SYSTEM, at=LATER) == 5
    found = [re.search(r'"about" IN \(([^)]*)\)', one["sql"]) for one in asked.captured_queries]
    assert [one[1].count(",") + 1 for one in found if one] == [2, 2, 1]
    assert {step.about for step in open_steps()} == wanted
    assert asking_about.ask_about_the_named(by=SYSTEM, at=LATER) == 0


def test_once_she_said_yes_they_are_told_by_a_way_of_their_own(
    leaked: OpenCase, flor: Visitor, ana: Actor
) -> None:
    witness = named(flor)
    asking_about.ask_about_the_named(by=SYSTEM, at=LATER)
    say(leaked, ana, told=True)
    [step] = open_steps()
    assert (step.kind, step.about) == ("tell_other", witness.ref)
    assert asking_about.ask_about_the_named(by=SYSTEM, at=LATER) == 0


def test_no_is_the_end_of_it(leaked: OpenCase, flor: Visitor, ana: Actor) -> None:
    named(flor)
    asking_about.ask_about_the_named(by=SYSTEM, at=LATER)
    say(leaked, ana, told=False)
    assert open_steps() == []
    assert asking_about.ask_about_the_named(by=SYSTEM, at=LATER) == 0


def test_whoever_must_not_know_is_told_nothing_however_they_were_named(
    leaked: OpenCase, flor: Visitor, ana: Actor
) -> None:
    named(flor, relation="aggressor", name="Gumersindo Roca")
    named(flor, name="Teodoro Ccahua")
    named(flor)
    asking_about.ask_about_the_named(by=SYSTEM, at=LATER)
    assert len(open_steps()) == 2
    keep_from(flor.folder, [], names="Teodoro Ccahua", by=flor, at=LATER)
    [step] = open_steps()  # nobody is asked about him any more
    LeakStep.objects.filter(pk=step.pk).update(
        about=LeakStep.objects.get(outcome="must_not_know").about
    )
    with pytest.raises(Hindered, match="must_not_know"):
        say(leaked, ana, told=True)


@pytest.mark.parametrize("at", [AT - timedelta(days=1), AT + timedelta(days=91)])
def test_nobody_who_was_named_before_it_or_long_after(
    at: datetime, flor: Visitor, anas: OpenCase, ana: Actor
) -> None:
    named(flor, at=at)
    known: dict[str, Any] = {"data": ["contact"], "known_at": AT, "text": "un papel"}
    note_here(anas, **known, by=ana, at=AT)
    assert asking_about.ask_about_the_named(by=SYSTEM, at=max(at, AT)) == 0


def test_whom_she_named_between_the_noting_and_the_settling_nobody_tells_unasked(
    anas: OpenCase, flor: Visitor, ana: Actor
) -> None:
    before = named(flor, at=AT - timedelta(days=1), name="Hilda Ccori")
    incident = AffectedCase.objects.get(leak=noted(codes=(anas.code,), by=SYSTEM))
    since = named(flor, at=AT + timedelta(hours=1))
    named(flor, at=AT + timedelta(hours=1), name="Gumersindo Roca", relation="aggressor")
    handling.settle(anas, incident.ref, leaked=True, text="x", by=ana, at=LATER)
    about = {one.about: one.kind for one in open_steps() if one.about}
    assert about == {before.ref: "tell_other", since.ref: "ask_about"}
    assert asking_about.ask_about_the_named(by=SYSTEM, at=LATER) == 0


def test_it_has_a_page(
    leaked: OpenCase, flor: Visitor, ana: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    named(flor)
    asking_about.ask_about_the_named(by=SYSTEM, at=LATER)
    [step] = open_steps()
    client, page = signed_in(ana), f"/desk/cases/{leaked.code}/leaks/steps/{step.ref}/named/"
    shown = client.get(page).text
    assert "Justina Tello" in shown
    assert client.post(page, {"told": "yes"}).status_code == 422
    assert client.post(page, {"told": "yes", "text": "es su prima"}).status_code == 302
    assert client.get(page).status_code == 404
    assert [one.kind for one in open_steps()] == ["tell_other"]
