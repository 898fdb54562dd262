"""What the plan offers where a measure is overdue or is not carried out, and nowhere else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures.models import Measure
from amparo.casework.obligations.escalation.services import take_due_steps
from amparo.casework.obligations.follow_up.services import contest
from amparo.casework.obligations.models import Obligation
from amparo.casework.obligations.queries import duty_called, duty_on_case
from amparo.casework.obligations.services import forward
from amparo.casework.obligations.unit_answers import answer
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.overdue_permission import KIND, who_may_be_told
from amparo.foundations.consent.services import withdraw
from tests.plans import decided, outcome, proposed, put, says

OFFERS = "Si una medida no se cumple, usted puede"
WRITE = "Presentar un escrito al equipo:"
PROCEDURE = "Sirve solo por cómo el Mecanismo tramita su caso"
TOLD = "Decidir a quién más se puede avisar"


def read(browser: Client) -> str:
    return " ".join(browser.get("/mine/").text.split())


@pytest.fixture
def owed(her, anas, ana, site, flor, delia, carla) -> Obligation:
    """A patrol that was granted, of which the person read the decision and the unit was told."""
    patrol = proposed(anas, site["pnp-selva"], ana)
    says(flor, patrol, "agreed")
    delias = put(anas, ana, delia)
    decision = decided(delias, delia, outcome(delias, patrol, delia))
    her.get(reverse("door:paper", args=[decision.paper_ref]))
    unit, now = site["pnp-selva"], timezone.now()
    return forward(anas, Measure.objects.get(), unit, fields=["coarse_place"], by=ana, at=now)


@pytest.fixture
def overdue(owed, clock, came_back, filed) -> Client:
    """The page of the person once the day has passed; the jobs did not run."""
    clock.move(timedelta(days=90))
    browser: Client = came_back(filed)
    return browser


def test_a_measure_within_its_time_offers_nothing(her, owed):
    assert OFFERS not in read(her)


def test_an_overdue_measure_offers_what_fits_and_nothing_without_a_source(overdue):
    page = read(overdue)
    assert OFFERS in page
    assert f"{WRITE} Patrullaje policial" in page
    assert PROCEDURE in page
    assert reverse("door:defect") in page
    assert TOLD in page
    for absent in ("fecha cierta", "inspectoría", "Inspectoría"):
        assert absent not in page


def test_writing_begins_with_the_measure_and_only_with_an_unmet_one(her, owed, overdue):
    write = reverse("door:write")
    begun = "Patrullaje policial, PNP-SELVA: no se cumple."
    assert begun in overdue.get(f"{write}?measure={owed.measure.ref}").text
    assert "no se cumple" not in overdue.get(f"{write}?measure=NONE-NONE-NONE").text
    assert "no se cumple" not in overdue.get(write).text


def test_who_else_may_be_told_is_one_step_away_before_the_jobs_ask(overdue, owed, flor):
    assert not Question.objects.filter(kind=KIND).exists()
    page = read(overdue)
    address = reverse("door:choose_who_is_told", args=["ombudsman"])
    assert address in page
    question = overdue.post(address, follow=True)
    asked = Question.objects.get(kind=KIND)
    assert question.redirect_chain[-1][0] == reverse("door:decision", args=[asked.ref])
    assert not who_may_be_told(owed.case.filing)
    assert overdue.get(address).status_code == 405
    overdue.post(reverse("door:decision", args=[asked.ref]), {"answer": "agree"})
    assert who_may_be_told(owed.case.filing) == {"ombudsman"}
    page = read(overdue)
    assert "Estuvo de acuerdo" in page.split(TOLD)[1]
    assert reverse("door:decision", args=[asked.ref]) in page.split(TOLD)[1]


def test_a_question_that_the_jobs_put_is_not_put_twice(overdue, owed, flor):
    take_due_steps(at=timezone.now())
    asked = Question.objects.get(kind=KIND, subject="ombudsman")
    address = reverse("door:choose_who_is_told", args=["ombudsman"])
    assert overdue.post(address)["Location"] == reverse("door:decision", args=[asked.ref])
    withdraw(flor.folder, asked.ref, by=flor, at=timezone.now())
    assert address in read(overdue)
    overdue.post(address)
    assert Question.objects.filter(kind=KIND, subject="ombudsman").count() == 2


@pytest.mark.parametrize("subject", ["owing", "nobody"])
def test_nobody_else_can_be_chosen(overdue, subject):
    address = reverse("door:choose_who_is_told", args=[subject])
    assert overdue.post(address).status_code == 404


def test_who_left_is_offered_nothing(overdue):
    overdue.post("/mine/leave/")
    assert OFFERS not in read(overdue)
    address = reverse("door:choose_who_is_told", args=["ombudsman"])
    assert overdue.post(address).status_code == 404


def test_a_contested_report_offers_the_same_before_its_day(her, owed, anas, ana, carla):
    now = timezone.now()
    found = duty_called(owed.alias, seen_by=carla)
    answer(found, kind="reported", text="hecho", by=carla, at=now)
    assert OFFERS not in read(her)
    found = duty_on_case(anas, owed.alias, seen_by=ana)
    contest(anas, found, text="nadie vino", by=ana, at=now + timedelta(minutes=1))
    page = read(her)
    assert WRITE in page
    assert "todavía debe cumplirla" in page
    assert TOLD not in page


def test_what_the_person_says_did_not_arrive_is_overdue_again(owed, anas, carla, overdue):
    found = duty_called(owed.alias, seen_by=carla)
    answer(found, kind="reported", text="hecho", by=carla, at=timezone.now())
    assert OFFERS not in read(overdue)
    address = reverse("door:confirm_measure", args=[owed.measure.ref])
    overdue.post(address, {"word": "did_not_arrive"})
    page = read(overdue)
    assert "La entidad debía informar hasta el" in page
    assert TOLD in page
