"""Institutions that the norm does not name are added by name, and are asked like any other."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures.catalogue import catalogue, recipients
from amparo.casework.measures.models import Measure
from amparo.casework.obligations.models import Obligation
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.institutions.models import Unit
from amparo.foundations.ledger.models import Entry

GIVEN = {
    "name": "Municipalidad Distrital de Puca Urco",
    "level": "local",
    "territory": "Loreto",
}
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def sauls(saul: Actor, signed_in: Any) -> Client:
    browser: Client = signed_in(saul)
    return browser


def add(browser: Client, **changed: str) -> Any:
    page = reverse("desk:institutions")
    return browser.post(page, GIVEN | changed, headers=ENGLISH, follow=True)


def test_a_supervisor_adds_a_municipality_by_its_name(sauls: Client):
    text = add(sauls).text
    assert "Added: Municipalidad Distrital de Puca Urco" in text
    assert "the norm does not bind it" in text
    assert "added by hand, not checked against any official text" in text
    made = Unit.objects.get(code="municipalidad-distrital-de-puca-urco")
    assert (made.level, made.territory, made.parent) == ("local", "Loreto", None)
    assert Entry.objects.filter(event="UnitAdded", about=made.code).count() == 1


def test_the_same_name_is_added_once_and_another_gets_a_code_of_its_own(sauls: Client):
    before = Unit.objects.count()
    add(sauls)
    assert add(sauls, name="municipalidad  distrital de PUCA URCO").status_code == 422
    add(sauls, name="Municipalidad Distrital de Puca-Urco (anexo)")
    assert Unit.objects.count() == before + 2
    long = "Municipalidad Distrital de un lugar con un nombre que no acaba nunca, "
    add(sauls, name=f"{long} uno")
    add(sauls, name=f"{long} dos")
    assert Unit.objects.count() == before + 4


@pytest.mark.parametrize("changed", [{"name": ""}, {"name": "…"}, {"level": ""}, {"territory": ""}])
def test_what_is_missing_is_asked_on_the_same_page(sauls: Client, changed: dict[str, str]):
    before = Unit.objects.count()
    assert add(sauls, **changed).status_code == 422
    assert Unit.objects.count() == before


def test_a_measure_can_name_it_and_what_is_asked_of_it_is_never_late(
    sauls: Client, granted: Measure, anas: OpenCase, ana: Actor
):
    entry = catalogue(anas)["pe21_patrol"]
    for level in ("local", "regional"):
        add(sauls, name=f"Entidad {level}", level=level)
        unit = Unit.objects.get(code=f"entidad-{level}")
        assert unit in recipients(anas, entry, seen_by=ana).others
        due = timezone.now() - timedelta(days=30)
        asked = Obligation(
            alias=marks.new_code(), case=granted.case, measure=granted, unit=unit, kind="measure",
            due_on=due, forwarded_at=due,
        )  # fmt: skip
        assert asked.is_requested
        assert not asked.is_late(timezone.now() + timedelta(days=3660))
