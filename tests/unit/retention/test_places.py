"""Where exactly somebody is stands apart, and goes by its day."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from amparo.casework.retention import services
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import take_seat
from amparo.foundations.erasure.exact_locations import erase_old_places, keep_place, places_in
from amparo.foundations.erasure.models import ExactLocation
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.ledger.models import Entry
from tests.erasing import ASKED, held
from tests.people import unfold

WHERE = "la casa azul, al lado del puente"


@pytest.fixture
def written(flor: Visitor) -> ExactLocation:
    return keep_place(flor.folder, kind="safe", text=WHERE, days=3, by=flor, at=ASKED)


def test_it_goes_by_its_day_without_anybodys_key(
    written: ExactLocation, anas: OpenCase, ana: Actor
) -> None:
    assert [one.text for one in places_in(anas.folder, seen_by=ana, at=ASKED)] == [WHERE]
    assert erase_old_places(by=SYSTEM, at=ASKED + timedelta(days=2)) == 0
    assert places_in(anas.folder, seen_by=ana, at=ASKED + timedelta(days=3)) == []
    assert erase_old_places(by=SYSTEM, at=ASKED + timedelta(days=3)) == 1
    assert bytes(ExactLocation.objects.get().sealed) == b""
    assert erase_old_places(by=SYSTEM, at=ASKED + timedelta(days=4)) == 0


def test_no_hold_keeps_it(written: ExactLocation, anas: OpenCase, ana: Actor) -> None:
    services.put_hold(anas, held(), by=ana, at=ASKED)
    assert erase_old_places(by=SYSTEM, at=ASKED + timedelta(days=3)) == 1


def test_never_longer_than_the_schedule_lets_it_stand(flor: Visitor) -> None:
    made = keep_place(flor.folder, kind="now", text=WHERE, days=400, by=flor, at=ASKED)
    assert made.ends_at == ASKED + timedelta(days=14)


def test_nothing_in_the_clear_says_where(written: ExactLocation) -> None:
    row = ExactLocation.objects.values().get()
    assert not any("puente" in str(value) for value in row.values())
    assert not any("puente" in entry.facts for entry in Entry.objects.all())


def test_it_is_read_under_a_new_key(
    beto: Actor, written: ExactLocation, anas: OpenCase, ana: Actor
) -> None:
    take_seat(anas.case, anas.folder, beto.member, reason="left", by=ana, at=ASKED)
    again = opened(anas.code, seen_by=ana)
    assert [one.text for one in places_in(again.folder, seen_by=ana, at=ASKED)] == [WHERE]


def test_the_team_writes_one_and_takes_it_away(
    case: str, ana: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    client = signed_in(ana)
    form = {"kind": "travel", "text": WHERE, "days": "2"}
    assert client.post(reverse("retention:place", args=[case]), form).status_code == 302
    assert WHERE not in client.get(f"/desk/cases/{case}/").text
    assert WHERE in unfold(client, case, "place").get(f"/desk/cases/{case}/").text
    ref = ExactLocation.objects.get().ref
    assert client.post(reverse("retention:end_place", args=[case, ref])).status_code == 302
    assert bytes(ExactLocation.objects.get().sealed) == b""


@pytest.mark.parametrize(
    "typed", [{"days": "90"}, {"days": "0"}, {"text": ""}, {"kind": "x"}, {"days": ""}]
)
def test_what_does_not_fit_is_said_and_kept(
    case: str, ana: Actor, signed_in: Callable[[Actor], Client], typed: dict[str, str]
) -> None:
    form = {"kind": "safe", "text": WHERE, "days": "2"} | typed
    answer = signed_in(ana).post(reverse("retention:place", args=[case]), form)
    assert answer.status_code == 422
    assert typed.get("text", WHERE) in answer.content.decode()
    assert not ExactLocation.objects.exists()


def test_another_teams_place_is_none(
    case: str, written: ExactLocation, olga: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    address = reverse("retention:end_place", args=[case, written.ref])
    assert signed_in(olga).post(address).status_code == 404
