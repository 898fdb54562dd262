"""What stops and what goes on where the person withdraws an authorization or leaves: the page, the
cards and the record say the same. And a word on a measure is shown as that word."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures.models import Measure, State
from amparo.casework.obligations.follow_up.history import earlier_of
from amparo.casework.obligations.models import Obligation
from amparo.casework.obligations.queries import duty_called, duty_on_case
from amparo.casework.obligations.unit_answers import answer as say
from amparo.foundations.accounts.sign_in.sessions import begin
from amparo.foundations.consent.models import Confirmation, Question
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.queries import visit_by_phrase
from tests.obligations import WEDNESDAY

SPANISH = {"accept-language": "es"}
GOES_ON = "La medida sigue hasta que el equipo haya hablado con usted"
NOBODY = "ahora ninguna debe cumplirla"
NO_GOOD = re.compile(r"no (sirve|funciona)", re.IGNORECASE)


@pytest.fixture
def her(filed) -> Client:
    visitor, pair = visit_by_phrase(" ".join(filed.words), seen_by=STRANGER)
    content = {"way": visitor.way.pk, "secret": pair.secret.hex()}
    browser = Client(headers=SPANISH)
    browser.cookies["amparo_visit"] = begin("visit", content, at=timezone.now()).hex()
    return browser


def taken_on(duty: Obligation, officer) -> None:
    found = duty_called(duty.alias, seen_by=officer)
    say(found, kind="acknowledged", text="", by=officer, at=WEDNESDAY)


# --- leaving ---


def test_before_leaving_the_page_names_what_goes_on_and_what_stops(her, forwarded, carla):
    page = her.get("/mine/leave/").text
    stops, goes_on = page.split("Qué se detiene hoy")[1].split("Qué sigue")
    assert "Patrullaje" in stops
    assert "Patrullaje" not in goes_on
    taken_on(forwarded, carla)
    page = her.get("/mine/leave/").text
    stops, goes_on = page.split("Qué se detiene hoy")[1].split("Qué sigue")
    assert "Patrullaje" not in stops
    assert "Patrullaje" in goes_on
    assert "Dejar el procedimiento (puedo volver a pedirlo)" in page


def test_what_runs_goes_on_in_page_card_and_record_alike(her, forwarded, carla, anas, ana):
    taken_on(forwarded, carla)
    her.post("/mine/leave/")
    page = her.get("/mine/").text
    assert GOES_ON in page
    assert NOBODY not in page
    assert Obligation.objects.get().state == Obligation.State.ENDING
    found = duty_on_case(anas, forwarded.alias, seen_by=ana)
    stood = [one.state for one in earlier_of(found, seen_by=ana) if one.state]
    assert stood[-1] == Obligation.State.ENDING.label
    allowed = her.get("/mine/allowed/").text
    assert "En este momento no autoriza nada a ninguna entidad." in allowed
    assert "Retirar mi autorización" not in allowed


def test_what_nobody_had_taken_on_stops_in_page_card_and_record_alike(her, forwarded, anas, ana):
    her.post("/mine/leave/")
    page = her.get("/mine/").text
    assert GOES_ON not in page
    assert NOBODY in page
    found = duty_on_case(anas, forwarded.alias, seen_by=ana)
    stood = [one.state for one in earlier_of(found, seen_by=ana) if one.state]
    assert stood[-1] == Obligation.State.REVOKED.label


# --- withdrawing ---


def withdraw_page(question: Question) -> str:
    return reverse("door:withdraw", args=[question.ref])


def test_withdrawing_asks_first_and_says_what_stops(her, forwarded, carla):
    taken_on(forwarded, carla)
    question = Question.objects.get(ref=forwarded.question_ref)
    assert withdraw_page(question) in her.get("/mine/allowed/").text
    page = her.get(withdraw_page(question)).text
    assert "Retirar mi autorización" in page
    assert "Desde este momento esta entidad ya no debe cumplirla" in page
    assert Obligation.objects.get().state == Obligation.State.ACKNOWLEDGED
    her.post(withdraw_page(question))
    assert Obligation.objects.get().state == Obligation.State.REVOKED
    assert NOBODY in her.get("/mine/").text


def test_withdrawing_all_names_each_measure_that_stops(her, forwarded, carla):
    taken_on(forwarded, carla)
    page = her.get(reverse("door:withdraw_all")).text
    assert "Nadie sigue cumpliendo estas medidas" in page
    assert "Patrullaje" in page
    assert Obligation.objects.get().state == Obligation.State.ACKNOWLEDGED
    her.post(reverse("door:withdraw_all"))
    assert Obligation.objects.get().state == Obligation.State.REVOKED


# --- the person's word ---


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("arrived", "Usted dijo que ya empezó"),
        ("works", "Usted dijo que le protege"),
        ("not_enough", "Usted dijo que empezó, pero no le protege"),
        ("stopped", "Usted dijo que se interrumpió"),
        ("did_not_arrive", "Usted dijo que no ha llegado"),
    ],
)
def test_each_word_is_shown_as_that_word(her, forwarded, word, said):
    address = reverse("door:confirm_measure", args=[forwarded.measure.ref])
    her.post(address, {"word": word})
    assert Confirmation.objects.get().word == word
    page = her.get("/mine/").text
    assert said in page
    assert not NO_GOOD.search(page)


@pytest.mark.parametrize("word", ["not_enough", "stopped", "did_not_arrive"])
def test_what_stopped_is_not_called_useless_on_the_desk(her, forwarded, signed_in, ana, word):
    her.post(reverse("door:confirm_measure", args=[forwarded.measure.ref]), {"word": word})
    assert Measure.objects.get().state == State.INEFFECTIVE
    page = signed_in(ana).get(f"/desk/cases/{forwarded.case.code}/?tab=all", headers=SPANISH).text
    assert "No ha llegado, se interrumpió o no protege" in page
    assert not NO_GOOD.search(page)
