"""Pages of the desk: what is contested is written down, read and ruled on."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from amparo.casework.measures.models import Decision, State
from amparo.casework.review.models import Recourse
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.services import withdraw_procedure
from tests.unit.review.conftest import read


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def local(moment):
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def recourse(denied, contests):
    contests(denied, at=timezone.now())
    return Recourse.objects.get()


def test_reception_writes_down_what_she_says(signed_in, rosa, denied, flor):
    read(flor, denied, at=timezone.now())
    browser = signed_in(rosa)
    address = reverse("review:contest", args=[denied.case.code])
    assert "Nunca se rechaza" in text_of(browser.get(address))
    said = {
        "against": denied.paper_ref,
        "way": "telephone",
        "asked_at": local(timezone.now()),
        "words": "no le preguntaron",
    }
    assert browser.post(address, said).status_code == 302
    assert Recourse.objects.get().how == "oral"
    case_page = text_of(browser.get(reverse("desk:case", args=[denied.case.code]) + "?tab=all"))
    assert "Se impugna una decisión" in case_page


def test_what_was_asked_tomorrow_is_refused_and_kept(signed_in, rosa, denied):
    address = reverse("review:contest", args=[denied.case.code])
    said = {
        "against": denied.paper_ref,
        "way": "telephone",
        "asked_at": "2031-01-01T10:00",
        "words": "estas palabras quedan",
    }
    answer = signed_in(rosa).post(address, said)
    assert answer.status_code == 422
    assert "estas palabras quedan" in answer.content.decode()
    assert not Recourse.objects.exists()


def test_both_terms_to_rule_stand_on_the_page(signed_in, delia, recourse):
    address = reverse("review:recourse", args=[recourse.case.code, recourse.ref])
    said = text_of(signed_in(delia).get(address))
    assert "nadie me preguntó por el camino" in said
    assert "LPAG" in said
    assert "anexo, art. 23" in said
    assert "Resolver la impugnación" in said


def test_who_may_not_rule_finds_no_such_page(signed_in, ana, recourse):
    address = reverse("review:rule", args=[recourse.case.code, recourse.ref])
    assert signed_in(ana).get(address).status_code == 404
    assert signed_in(ana).post(address, {"result": "not_upheld"}).status_code == 404


def test_a_ruling_without_reasons_is_not_issued_and_nothing_typed_is_lost(
    signed_in, delia, recourse
):
    address = reverse("review:rule", args=[recourse.case.code, recourse.ref])
    answer = signed_in(delia).post(address, {"result": "not_upheld", "grounds": ""})
    assert answer.status_code == 422
    assert 'value="not_upheld" ' in answer.content.decode() or "checked" in answer.content.decode()
    assert not Decision.objects.filter(kind="not_upheld").exists()


def test_who_left_while_it_was_written_is_ruled_on_no_more_and_nothing_typed_is_lost(
    signed_in, delia, recourse, flor, patrol
):
    browser = signed_in(delia)
    address = reverse("review:rule", args=[recourse.case.code, recourse.ref])
    seen = re.search(rf'name="{patrol.ref}-seen" value="([^"]*)"', browser.get(address).text)
    withdraw_procedure(flor, at=timezone.now())
    said = {"result": "not_upheld", "grounds": "lo escrito queda"}
    of_it = {f"{patrol.ref}-seen": seen[1], f"{patrol.ref}-outcome": "stays"}
    told = browser.post(address, said | of_it)
    assert told.status_code == 409
    assert "La persona se desistió del procedimiento." in told.text
    assert "lo escrito queda" in told.text
    assert not Decision.objects.filter(kind="not_upheld").exists()


def test_a_ruling_grants_what_was_denied(signed_in, delia, recourse, patrol):
    patrol.refresh_from_db()
    address = reverse("review:rule", args=[recourse.case.code, recourse.ref])
    browser = signed_in(delia)
    seen = re.search(
        rf'name="{patrol.ref}-seen" value="([^"]*)"', browser.get(address).content.decode()
    )
    today = timezone.localdate()
    one = {
        "seen": seen[1],
        "outcome": "granted",
        "reasons": "la nota nombra la casa",
        "places": "el puente",
        "duration_days": "30",
        "first_report_on": today.isoformat(),
        "next_review_on": today.isoformat(),
        "activity_plan": "dos rondas",
    }
    said = {"result": "upheld", "grounds": "tenía razón"}
    said |= {f"{patrol.ref}-{name}": value for name, value in one.items()}
    assert browser.post(address, said).status_code == 302
    patrol.refresh_from_db()
    assert patrol.state == State.GRANTED


def test_the_case_offers_the_ruling_to_who_may_rule_and_to_nobody_else(
    signed_in, delia, ana, recourse
):
    link = reverse("review:rule", args=[recourse.case.code, recourse.ref])
    page = reverse("desk:case", args=[recourse.case.code])
    assert link in signed_in(delia).get(page).content.decode()
    assert link not in signed_in(ana).get(page).content.decode()


def test_another_teams_recourse_does_not_exist(signed_in, olga, recourse):
    for name in ("recourse", "rule", "waiting"):
        address = reverse(f"review:{name}", args=[recourse.case.code, recourse.ref])
        assert signed_in(olga).get(address).status_code == 404
    assert Document.objects.filter(kind="recourse").count() == 1
