"""A unit hands a measure on to a station below it: the station reads it, reports, or cannot."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse

from amparo.casework.measures.models import Measure
from amparo.casework.obligations.delivery.mails import tell_officers
from amparo.casework.obligations.delivery.recall import end
from amparo.casework.obligations.models import Obligation, ObligationAnswer
from amparo.casework.obligations.queries import duty_called, duty_on_case
from amparo.casework.obligations.services import forward
from amparo.casework.obligations.stations.models import HandedOn
from amparo.casework.obligations.stations.queries import handed_called, handed_on
from amparo.casework.obligations.stations.services import (
    MayNotHandOn,
    hand_on,
    limit,
    look_at_stations,
    take_back,
)
from amparo.casework.obligations.unit_answers import NotOpen, answer, renew_unit_key
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.models import Member, OutgoingMail
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.services import withdraw
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.services import add_unit
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.services import exclude, keep_from
from amparo.foundations.ledger.models import Entry
from tests.obligations import PLACE, VALUES, WEDNESDAY
from tests.people import MONDAY

type SignIn = Callable[[Actor], Client]

THURSDAY = WEDNESDAY + timedelta(days=1)
STATION, OTHER = "comisaria-del-rio", "comisaria-alta"


@pytest.fixture
def stations(site: dict[str, Unit]) -> dict[str, Unit]:
    for code in (STATION, OTHER):
        site[code] = add_unit(
            code=code,
            name=code,
            parent=site["pnp-selva"],
            branch="executive",
            level="national",
            by=SYSTEM,
            at=MONDAY,
        )
    return site


@pytest.fixture
def celso(stations: dict[str, Unit], enrolled: Callable[..., Actor]) -> Actor:
    """An officer of the station."""
    return enrolled("Celso Rengifo", "institution_officer", unit=STATION)


@pytest.fixture
def owed(
    celso: Actor, granted: Measure, decided: None, anas: OpenCase, ana: Actor, site: dict[str, Unit]
) -> Obligation:
    given: dict[str, Any] = {"fields": list(PLACE), "by": ana, "at": WEDNESDAY}
    return forward(anas, granted, site["pnp-selva"], **given)


@pytest.fixture
def handed(owed: Obligation, carla: Actor) -> Obligation:
    hand_on(duty_called(owed.alias, seen_by=carla), STATION, by=carla, at=THURSDAY)
    return owed


def test_the_station_reads_what_its_unit_reads_and_reports_in_its_own_name(
    handed: Obligation, celso: Actor, carla: Actor, anas: OpenCase, ana: Actor
) -> None:
    _row, found = handed_called(handed.alias, seen_by=celso)
    assert found.extract["fields"]["coarse_place"] == VALUES["coarse_place"]
    answer(found, kind="reported", text="se patrulla", by=celso, at=THURSDAY)
    handed.refresh_from_db()
    assert handed.state == Obligation.State.REPORTED
    [said] = duty_on_case(anas, handed.alias, seen_by=ana).said
    assert (said.text, said.by_unit) == ("se patrulla", STATION)
    entry = Entry.objects.get(event="DutyHandedOn")
    assert STATION in entry.facts
    assert VALUES["coarse_place"].encode() not in bytes(HandedOn.objects.get().key_for_unit)


def test_nobody_reads_it_before_it_is_handed_on_or_after_it_was_taken_back(
    owed: Obligation, carla: Actor, celso: Actor
) -> None:
    with pytest.raises(Http404):
        handed_called(owed.alias, seen_by=celso)
    with pytest.raises(Http404):
        duty_called(owed.alias, seen_by=celso)
    found = duty_called(owed.alias, seen_by=carla)
    hand_on(found, STATION, by=carla, at=THURSDAY)
    take_back(found, by=carla, at=THURSDAY)
    with pytest.raises(Http404):
        handed_called(owed.alias, seen_by=celso)
    assert not HandedOn.objects.get().key_for_unit


def test_a_station_without_an_officer_or_of_another_unit_gets_nothing(
    owed: Obligation, carla: Actor, mario: Actor
) -> None:
    found = duty_called(owed.alias, seen_by=carla)
    for code in (OTHER, "minam", "pnp", "pnp-selva", ""):
        with pytest.raises(MayNotHandOn):
            hand_on(found, code, by=carla, at=THURSDAY)
    assert not HandedOn.objects.exists()


def test_a_station_of_an_excluded_officer_is_not_told_and_loses_what_it_had(
    handed: Obligation, carla: Actor, celso: Actor, flor: Visitor
) -> None:
    keep_from(flor.folder, [], names="Celso Rengifo", by=flor, at=THURSDAY)
    with pytest.raises(Http404):
        handed_called(handed.alias, seen_by=celso)
    found = duty_called(handed.alias, seen_by=carla)
    with pytest.raises(MayNotHandOn):
        hand_on(found, STATION, by=carla, at=THURSDAY)
    handed.refresh_from_db()
    assert handed.state == Obligation.State.OPEN, "its unit keeps what it owes"


def test_a_station_that_the_person_excludes_takes_it_from_the_whole_command(
    handed: Obligation, celso: Actor, flor: Visitor, stations: dict[str, Unit]
) -> None:
    exclude(flor.folder, stations[STATION], by=flor, at=THURSDAY)
    handed.refresh_from_db()
    assert handed.state == Obligation.State.REVOKED
    assert not HandedOn.objects.get().key_for_unit
    with pytest.raises(Http404):
        handed_called(handed.alias, seen_by=celso)


def test_a_station_that_an_officer_joined_since_waits_until_the_team_looks(
    owed: Obligation,
    carla: Actor,
    anas: OpenCase,
    ana: Actor,
    enrolled: Callable[..., Actor],
) -> None:
    enrolled("Nila Tello", "institution_officer", unit=STATION)
    with pytest.raises(MayNotHandOn):
        hand_on(duty_called(owed.alias, seen_by=carla), STATION, by=carla, at=THURSDAY)
    look_at_stations(anas.case, anas.folder, by=ana, at=THURSDAY)
    hand_on(duty_called(owed.alias, seen_by=carla), STATION, by=carla, at=THURSDAY)
    assert handed_on(owed, seen_by=ana) is not None


def test_consent_withdrawn_or_an_ended_measure_takes_it_from_the_station(
    handed: Obligation, carla: Actor, celso: Actor, flor: Visitor
) -> None:
    _row, found = handed_called(handed.alias, seen_by=celso)
    withdraw(flor.folder, handed.question_ref, by=flor, at=THURSDAY)
    with pytest.raises(Http404):
        handed_called(handed.alias, seen_by=celso)
    with pytest.raises(NotOpen):
        answer(found, kind="reported", text="ya", by=celso, at=THURSDAY)
    assert not HandedOn.objects.get().key_for_unit


def test_a_measure_that_ended_is_erased_at_the_station_too(handed: Obligation, ana: Actor) -> None:
    end(Obligation.objects.get(), reason="term_over", by=ana, at=THURSDAY)
    assert not HandedOn.objects.get().key_for_unit


def test_officers_of_the_station_and_of_its_unit_are_mailed_without_a_word_of_it(
    handed: Obligation, carla: Actor, celso: Actor
) -> None:
    for one in (carla, celso):
        Member.objects.filter(pk=one.member.pk).update(mail=f"{one.member.code}@example.org")

    def told(after: int) -> list[str]:
        OutgoingMail.objects.all().delete()
        tell_officers(at=THURSDAY + timedelta(minutes=after))
        return sorted(OutgoingMail.objects.values_list("member__sign_in_name", flat=True))

    assert told(1) == ["carla", "celso"], "forwarded to the unit, handed on to the station"
    _row, found = handed_called(handed.alias, seen_by=celso)
    limit(found, text="no hay lancha", by=celso, at=THURSDAY + timedelta(minutes=2))
    assert told(3).count("carla") == 2
    take_back(duty_called(handed.alias, seen_by=carla), by=carla, at=THURSDAY)
    assert "celso" not in told(4)


def test_a_renewed_key_of_the_station_opens_it(handed: Obligation, celso: Actor) -> None:
    renew_unit_key(by=celso, at=THURSDAY)
    assert handed_called(handed.alias, seen_by=celso)[1].shown


@pytest.mark.postgresql("roles of the surfaces")
def test_a_limitation_goes_to_the_unit_above_which_confirms_it_or_gives_it_back(
    handed: Obligation, carla: Actor, celso: Actor, anas: OpenCase, ana: Actor, signed_in: SignIn
) -> None:
    station, unit, team = signed_in(celso), signed_in(carla), signed_in(ana)
    there = reverse("portal:handed", args=[handed.alias])
    above = reverse("portal:hand_on", args=[handed.alias])
    assert there in station.get(reverse("portal:list")).text
    assert VALUES["coarse_place"] in station.get(there).text
    limit = {"way": "limit", "limit-text": "no hay lancha"}
    assert station.post(there, limit, follow=True).status_code == 200
    assert not ObligationAnswer.objects.exists(), "the team is not told yet"
    assert above in unit.get(reverse("portal:list")).text
    assert "no hay lancha" in unit.get(above).text
    unit.post(above, {"act": "give_back", "give_back-text": "pídala a la base"})
    assert "pídala a la base" in station.get(there).text
    station.post(there, limit)
    confirmed = {"act": "confirm", "confirm-text": "no hay lancha en toda la zona"}
    assert unit.post(above, confirmed).status_code == 302
    [said] = duty_on_case(anas, handed.alias, seen_by=ana).said
    assert (said.kind, said.by_unit) == ("objected", "pnp-selva")
    assert STATION in team.get(reverse("obligations:duty", args=[anas.code, handed.alias])).text
    assert unit.post(above, confirmed).status_code == 409
    assert unit.post(above, {"act": "hand_on", "hand_on-unit": OTHER}).status_code == 409
    assert unit.post(above, {"act": "take_back"}).status_code == 302
    assert station.get(there).status_code == 404
