"""Somebody with power demands the file: on record, and the person's to read."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures.life import Hindered
from amparo.casework.referral import demands
from amparo.casework.referral.demands import Demanded, note_demand, tell_what_is_due
from amparo.casework.referral.models import Demand
from amparo.door.letters import letters_of
from amparo.foundations.access.actors import SYSTEM, Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.ledger.models import Entry
from amparo.foundations.letterbox.folders import Visitor
from amparo.foundations.letterbox.papers import papers_in, read_by_person

NAME = "Juzgado de la Cordillera, oficio siete"

type Make = Callable[..., Demand]


@pytest.fixture
def noted(anas: OpenCase, ana: Actor) -> Make:
    def make(**changes: Any) -> Demand:
        given: dict[str, Any] = {
            "kind": "court",
            "name": NAME,
            "on": today(),
            "what": "copia de todo el expediente",
            "ground": "un artículo que citan",
            "answered": "que lo pidan por escrito",
            "forbidden_by": "",
            "silent_until": None,
        }
        return note_demand(anas, Demanded(**{**given, **changes}), by=ana, at=timezone.now())

    return make


def today() -> date:
    return timezone.localdate()


def read(flor: Visitor) -> str:
    """All that she can open, opened."""
    for paper in papers_in(flor.folder, seen_by=flor):
        if not paper.read_at:
            read_by_person(flor.folder, paper, by=flor, at=timezone.now())
    return " ".join(part for one in letters_of(flor) for _name, part in one.parts)


def silent(days: int) -> dict[str, Any]:
    return {"forbidden_by": "Juzgado Uno", "silent_until": today() + timedelta(days=days)}


def test_the_person_reads_who_demanded_it_of_what_and_on_which_ground(
    noted: Make, ana: Actor, flor: Visitor
) -> None:
    noted()
    read(flor)
    [letter] = [one for one in letters_of(flor) if str(one.title) == "Alguien exigió su expediente"]
    said = " ".join(part for _name, part in letter.parts)
    for words in (NAME, "copia de todo", "un artículo", "por escrito"):
        assert words in said
    assert Entry.objects.get(event="FileDemanded").by == ana.signature


def test_what_a_court_forbids_to_tell_is_told_by_itself_once_its_day_is_over(
    noted: Make, flor: Visitor
) -> None:
    noted(**silent(3))
    assert NAME not in read(flor)
    now = timezone.now()
    assert tell_what_is_due(by=SYSTEM, at=now + timedelta(days=3)) == 0
    assert NAME not in read(flor)
    assert tell_what_is_due(by=SYSTEM, at=now + timedelta(days=4)) == 1
    assert NAME in read(flor)
    assert tell_what_is_due(by=SYSTEM, at=now + timedelta(days=5)) == 0
    assert Entry.objects.filter(event="DemandTold").count() == 1


def test_nothing_in_the_clear_says_who_demanded_what(noted: Make) -> None:
    noted(**silent(3))
    row = Demand.objects.values().get()
    entry = Entry.objects.get(event="FileDemanded")
    for words in (NAME, "Juzgado", "expediente", "artículo"):
        assert not any(words in str(value) for value in row.values())
        assert words not in entry.facts


def test_the_team_sees_it_and_that_a_court_keeps_it_silent(
    case: str, noted: Make, ana: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    noted(**silent(3))
    page = signed_in(ana).get(f"/desk/cases/{case}/").content.decode()
    assert NAME in page
    assert "Un juzgado prohíbe decírselo a la persona" in page


def test_only_who_works_on_the_case_notes_one(noted: Make, anas: OpenCase, delia: Actor) -> None:
    demanded = Demanded(
        kind="court", name=NAME, on=today(), what="x", ground="x", answered="", forbidden_by="",
        silent_until=None,
    )  # fmt: skip
    with pytest.raises(Hindered):
        demands.note_demand(anas, demanded, by=delia, at=timezone.now())


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (lambda: {"kind": "authority", **silent(3)}, "Solo un juzgado"),
        (lambda: {"kind": "court", "forbidden_by": "Juzgado Uno"}, "último día"),
        (lambda: {"kind": "court", "silent_until": today()}, "qué juzgado"),
        (lambda: {"kind": "court", **silent(-1)}, "ya pasó"),
        (lambda: {"kind": "court", **silent(400)}, "Un año como máximo"),
        (lambda: {"kind": "court", "name": ""}, "obligatorio"),
        (lambda: {"kind": "court", "on": today() + timedelta(days=1)}, "todavía no llega"),
    ],
    ids=["no court", "no day", "no court named", "over", "for ever", "nobody", "to come"],
)
def test_silence_needs_a_court_and_a_day(
    case: str,
    ana: Actor,
    signed_in: Callable[[Actor], Client],
    typed: Callable[[], dict[str, Any]],
    told: str,
) -> None:
    form = {"name": NAME, "on": today(), "what": "todo", "ground": "oficio"} | typed()
    address = reverse("referral:demanded", args=[case])
    answer = signed_in(ana).post(address, _sent(form))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert told in page
    assert "oficio" in page
    assert not Demand.objects.exists()


def test_the_page_puts_it_on_record(
    case: str, ana: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    form = {
        "kind": "court",
        "name": NAME,
        "on": today(),
        "what": "todo",
        "ground": "x",
        **silent(9),
    }
    address = reverse("referral:demanded", args=[case])
    answer = signed_in(ana).post(address, _sent(form))
    assert answer.status_code == 302, answer.context["form"].errors
    row = Demand.objects.get()
    assert row.order_until == today() + timedelta(days=9)
    assert row.silent_until == today() + timedelta(days=3)  # until a second has read the order


def _sent(form: dict[str, Any]) -> dict[str, str]:
    return {name: one.isoformat() if isinstance(one, date) else one for name, one in form.items()}
