"""The page of a decision begins with whom its measures are for, and never with who is kept out."""

import pytest
from django.urls import reverse

from amparo.casework.measures import queries
from amparo.casework.measures.decisions.beneficiaries import whom_it_protects
from amparo.casework.measures.relocated_adults import services as adults
from amparo.foundations.cases.queries import opened
from amparo.foundations.consent.accompanying_adults import Whom
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.services import shut_out
from amparo.foundations.related_people.questions_put_alone import note_death
from amparo.foundations.related_people.services import name_other
from tests.plans import TUESDAY, proposed, put, says


@pytest.fixture
def patrol(anas, ana, site, flor):
    named = {"chosen_name": "Flor"}
    write_paper(anas.folder, kind="request", body=named, by=flor, at=TUESDAY, for_person=True)
    measure = proposed(anas, site["pnp-selva"], ana)
    says(flor, measure, "agreed")
    return measure


@pytest.fixture
def named(anas, ana, patrol):
    def make(*names, **more):
        adults.name(anas, patrol.ref, names=names, by=ana, at=TUESDAY, **more)

    return make


@pytest.fixture
def whom(anas, ana):
    def read():
        case = opened(anas.code, seen_by=ana)
        return whom_it_protects(case, queries.plan(case, seen_by=ana), seen_by=ana).splitlines()

    return read


def keep_from(anas, ana, names):
    write_paper(anas.folder, kind="exclusions", body={"names": names}, by=ana, at=TUESDAY)
    shut_out(anas.folder, by=ana, at=TUESDAY)


def test_the_person_first_by_the_name_that_she_chose(patrol, whom):
    assert whom() == ["Flor"]


def test_then_each_other_once(named, whom):
    named("Tomás Rivas", "Inés")
    assert whom() == ["Flor", "Tomás Rivas", "Inés"]


def test_without_her_where_it_is_not_for_her(named, whom):
    named("Tomás Rivas", hers=False)
    assert whom() == ["Tomás Rivas"]


@pytest.mark.parametrize("names", ["Tomás Rivas", "mi primo Rivas", "Ramón Rivas"])
def test_never_who_must_not_know_be_it_by_a_surname_that_nobody_told_apart(
    named, whom, anas, ana, names
):
    named("Tomás Rivas", "Inés")
    keep_from(anas, ana, names)
    assert whom() == ["Flor", "Inés"]


def test_never_who_is_said_to_be_behind_the_danger(named, whom, anas, ana):
    named("Tomás Rivas", "Inés")
    name_other(anas.folder, name="Rivas", relation="aggressor", by=ana, at=TUESDAY)
    assert whom() == ["Flor", "Inés"]


def test_a_child_who_bears_the_surname_is_among_them(patrol, anas, ana, whom):
    child = name_other(
        anas.folder, name="Wayra Rivas", relation="family", child=True, by=ana, at=TUESDAY
    )
    listed = [Whom("Wayra Rivas", "", child.ref)]
    adults.name(anas, patrol.ref, listed=listed, by=ana, at=TUESDAY)
    keep_from(anas, ana, "Ramón Rivas")
    assert whom() == ["Flor", "Wayra Rivas"]


def test_the_dead_are_not_among_them(patrol, anas, ana, whom):
    tomas = name_other(anas.folder, name="Tomás", relation="family", by=ana, at=TUESDAY)
    adults.name(anas, patrol.ref, listed=[Whom("Tomás", tomas.ref)], by=ana, at=TUESDAY)
    note_death(anas.folder, tomas.ref, died=True, by=ana, at=TUESDAY)
    assert whom() == ["Flor"]
    Filing.objects.update(impediment="died")
    assert whom() == []


@pytest.mark.parametrize("page", ["decide", "provisional"])
def test_the_page_begins_with_it_and_keeps_what_was_typed(
    patrol, anas, ana, delia, signed_in, page
):
    delias = put(anas, ana, delia)
    address = reverse(f"measures:{page}", args=[delias.code])
    browser = signed_in(delia)
    assert ">\nFlor</textarea>" in browser.get(address).text
    again = browser.post(address, {"beneficiaries": "Flor y su hermana"})
    assert again.status_code == 422
    assert ">\nFlor y su hermana</textarea>" in again.text
