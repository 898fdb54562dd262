"""A limitation may be one of money: the measure is owed all the same, and the board counts it."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from amparo.casework.obligations.forms import WeCannotForm
from amparo.casework.obligations.models import Obligation, ObligationAnswer
from amparo.casework.obligations.possible_acts import before_closing
from amparo.casework.obligations.queries import (
    duty_called,
    duty_on_case,
    owed_by_unit,
    unfunded_by_institution,
)
from amparo.casework.obligations.unit_answers import answer
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.consent.services import confirm
from tests.obligations import WEDNESDAY

SPANISH = {"accept-language": "es"}
NO_BUDGET: dict[str, Any] = {"cause": "no_budget", "amount": Decimal("12500.5")}


def say(duty: Obligation, by: Actor, kind: str = "objected", **details: Any) -> ObligationAnswer:
    found = duty_called(duty.alias, seen_by=by)
    return answer(found, kind=kind, text="no hay combustible", details=details, by=by, at=WEDNESDAY)


def counted(saul: Actor) -> list[tuple[Any, ...]]:
    return [
        (one.unit.code, one.measures, one.count, one.amount, one.without_amount)
        for one in unfunded_by_institution(seen_by=saul)
    ]


def test_what_has_no_budget_is_owed_all_the_same(forwarded, carla, anas):
    due_on = forwarded.due_on
    say(forwarded, carla, **NO_BUDGET)
    forwarded.refresh_from_db()
    assert forwarded.state == Obligation.State.OBJECTED
    assert forwarded.due_on == due_on
    assert [line.duty for line in owed_by_unit(seen_by=carla)] == [forwarded]
    missing = [str(one) for one in before_closing(anas, at=WEDNESDAY)]
    assert "Que ninguna entidad tenga obligaciones pendientes" in missing


def test_the_supervisor_reads_how_many_of_which_institution_and_how_much(forwarded, carla, saul):
    assert counted(saul) == []
    say(forwarded, carla, **NO_BUDGET)
    assert counted(saul) == [("mininter", [("Patrullaje policial", 1)], 1, "S/ 12,500.50", 0)]


def test_an_amount_that_is_not_known_is_counted_apart(forwarded, carla, saul):
    say(forwarded, carla, **NO_BUDGET | {"amount": None})
    assert counted(saul) == [("mininter", [("Patrullaje policial", 1)], 1, "", 1)]


def test_another_limitation_is_not_one_of_money(forwarded, carla, saul):
    say(forwarded, carla)
    assert counted(saul) == []


@pytest.mark.parametrize("kind", ["acknowledged", "reported"])
def test_what_the_unit_takes_on_or_reports_is_funded(forwarded, carla, saul, kind):
    say(forwarded, carla, **NO_BUDGET)
    say(forwarded, carla, kind)
    assert counted(saul) == []


def test_what_the_person_says_arrived_is_funded(forwarded, carla, saul, flor):
    say(forwarded, carla, **NO_BUDGET)
    confirm(flor.folder, measure=forwarded.measure.ref, word="arrived", by=flor, at=WEDNESDAY)
    assert counted(saul) == []


@pytest.mark.parametrize(
    ("sent", "details"),
    [
        ({}, {}),
        ({"no_budget": "on"}, {"cause": "no_budget", "amount": None}),
        ({"no_budget": "on", "amount": "12500.50"}, NO_BUDGET),
    ],
)
def test_the_form_says_the_cause_and_the_amount_where_it_is_known(sent, details):
    form = WeCannotForm({"text": "no hay", **sent})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["details"] == details


@pytest.mark.parametrize(
    "sent", [{"amount": "3"}, {"no_budget": "on", "amount": "-3"}, {"no_budget": "on", "text": ""}]
)
def test_the_form_takes_no_amount_without_the_cause_and_no_cause_without_reason(sent):
    assert not WeCannotForm({"text": "no hay", **sent}).is_valid()


# --- pages ---


def test_the_unit_says_so_on_its_page(forwarded, carla, saul, signed_in):
    page = reverse("portal:duty", args=[forwarded.alias])
    sent = {"way": "objected", "objected-text": "no hay", "objected-no_budget": "on"}
    sent |= {"objected-amount": "800"}
    done = signed_in(carla).post(page, sent, follow=True, headers=SPANISH)
    assert "No hay presupuesto para cumplirla: S/ 800.00" in done.text
    assert counted(saul)[0][3] == "S/ 800.00"


def test_the_team_notes_it_in_its_own_name(forwarded, anas, ana, carla, saul, signed_in):
    browser = signed_in(ana)
    address = reverse("obligations:answer", args=[anas.code, forwarded.alias, "objected"])
    duty = reverse("obligations:duty", args=[anas.code, forwarded.alias])
    assert address in browser.get(duty).text
    browser.post(address, {"text": "lo dijo por oficio", "no_budget": "on", "amount": "90"})
    assert counted(saul)[0][3] == "S/ 90.00"
    said = duty_on_case(anas, forwarded.alias, seen_by=ana).said[-1]
    assert (said.kind, said.of_unit) == ("objected", False)
    page = signed_in(carla).get(reverse("portal:duty", args=[forwarded.alias]), headers=SPANISH)
    assert "No hay presupuesto para cumplirla: S/ 90.00" in page.text


def test_the_team_notes_no_other_answer_of_a_unit_with_a_page(forwarded, anas, ana, signed_in):
    address = reverse("obligations:answer", args=[anas.code, forwarded.alias, "reported"])
    assert signed_in(ana).get(address).status_code == 404


def test_the_board_lists_it(forwarded, carla, saul, signed_in):
    assert "presupuesto" not in signed_in(saul).get("/desk/board/", headers=SPANISH).text
    say(forwarded, carla, **NO_BUDGET)
    page = signed_in(saul).get("/desk/board/", headers=SPANISH).text
    assert "Para qué no tienen presupuesto las entidades" in page
    assert "S/ 12,500.50" in page
    assert forwarded.alias not in page
