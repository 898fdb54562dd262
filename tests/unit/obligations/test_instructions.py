"""What a unit reads of the resolution: its number, its authority, and the activity plan."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures.decisions.services import decide
from amparo.casework.measures.models import Measure
from amparo.casework.obligations.models import Obligation
from amparo.casework.obligations.queries import duty_called
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.services import exclude
from tests.plans import TUESDAY, WEDNESDAY, outcome, proposed, put, resolution, says

type SignIn = Callable[[Actor], Client]
SIGNED = {"elsewhere": True, "number": "RM-014-2026", "sha256": "ab" * 32}


@pytest.fixture
def patrol(anas: OpenCase, ana: Actor, site: dict[str, Unit], flor: Visitor) -> Measure:
    measure = proposed(anas, site["pnp-selva"], ana)
    says(flor, measure, "agreed")
    return measure


@pytest.fixture
def delias(patrol: Measure, anas: OpenCase, ana: Actor, delia: Actor) -> OpenCase:
    return put(anas, ana, delia)


@pytest.fixture
def signed(delias: OpenCase, delia: Actor, patrol: Measure, carla: Actor) -> Measure:
    """Granted by a resolution that was numbered and signed in another system."""
    given = resolution(outcome(delias, patrol, delia), signed_on=WEDNESDAY.date(), **SIGNED)
    decide(delias, given, by=delia, at=WEDNESDAY)
    patrol.refresh_from_db()
    return patrol


def forward_page(case: OpenCase, measure: Measure) -> str:
    return reverse("obligations:forward_one", args=[case.code, measure.ref, "pnp-selva"])


def test_the_team_chooses_what_goes_of_the_resolution(
    signed: Measure, anas: OpenCase, ana: Actor, carla: Actor, signed_in: SignIn
) -> None:
    browser, address = signed_in(ana), forward_page(anas, signed)
    form = browser.get(address).context["form"]
    assert form["of_resolution"].value() == ["resolution", "activity_plan"]
    assert browser.post(address, {"of_resolution": ["resolution"]}).status_code == 302
    extract = duty_called(Obligation.objects.get().alias, seen_by=carla).extract
    assert extract["resolution"] == "RM-014-2026"
    assert extract["authority"]
    assert "activity_plan" not in extract


def test_number_authority_and_plan_stand_on_the_page_and_on_paper(
    signed: Measure, anas: OpenCase, ana: Actor, carla: Actor, signed_in: SignIn
) -> None:
    parts = {"of_resolution": ["resolution", "activity_plan"]}
    signed_in(ana).post(forward_page(anas, signed), parts)
    duty, carlas = Obligation.objects.get(), signed_in(carla)
    shown = carlas.get(reverse("portal:duty", args=[duty.alias])).text
    printed = carlas.post(reverse("portal:print_sheet", args=[duty.alias])).text
    for text in (shown, printed):
        assert "RM-014-2026" in text
        assert "Autoridad que resuelve" in text
        assert "dos rondas por noche" in text
        assert "los hechos son creíbles" not in text
        assert anas.code not in text


def test_a_resolution_without_a_number_offers_none(
    delias: OpenCase, delia: Actor, patrol: Measure, anas: OpenCase, ana: Actor, signed_in: SignIn
) -> None:
    decide(delias, resolution(outcome(delias, patrol, delia)), by=delia, at=WEDNESDAY)
    form = signed_in(ana).get(forward_page(anas, patrol)).context["form"]
    assert form["of_resolution"].value() == ["activity_plan"]


def test_nothing_of_the_resolution_goes_where_the_person_forbids_it(
    signed: Measure, anas: OpenCase, ana: Actor, site: dict[str, Unit], signed_in: SignIn
) -> None:
    exclude(anas.folder, site["pnp-selva"], by=ana, at=TUESDAY)
    parts = {"of_resolution": ["resolution", "activity_plan"]}
    refused = signed_in(ana).post(forward_page(anas, signed), parts)
    assert refused.status_code == 409
    assert not Obligation.objects.exists()


@pytest.mark.parametrize("late", [{"start_by": "2020-01-01"}, {"travel_hours": "0"}])
def test_what_cannot_be_is_refused(
    late: dict[str, str], signed: Measure, anas: OpenCase, ana: Actor, signed_in: SignIn
) -> None:
    assert signed_in(ana).post(forward_page(anas, signed), late).status_code == 422
    assert not Obligation.objects.exists()


def test_what_the_team_enters_reaches_the_unit(
    signed: Measure, anas: OpenCase, ana: Actor, carla: Actor, signed_in: SignIn
) -> None:
    day = timezone.localdate() + timedelta(days=3)
    given = {"start_by": day.isoformat(), "travel_hours": "9", "liaison_phone": "01 555 0199"}
    assert signed_in(ana).post(forward_page(anas, signed), given).status_code == 302
    extract = duty_called(Obligation.objects.get().alias, seen_by=carla).extract
    assert (extract["start_by"], extract["travel_hours"]) == (day.isoformat(), 9)
    assert extract["liaison_phone"] == "01 555 0199"
    assert "liaison" not in extract
