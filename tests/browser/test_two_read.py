"""What rests on two of the team: an order not to tell that a second one reads, and a schedule to
which two agree. In a real browser, with JavaScript and without it."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Look, Noise, Site
from tests.browser.test_desk import sign_in

pytestmark = pytest.mark.browser


def test_a_second_reads_the_order_itself(
    page: Page, look: Look, noise: Noise, served: Site, new_context: Callable[[], BrowserContext]
) -> None:
    noise.expected.append("status of 422")
    case = f"/desk/cases/{json.loads(served.act('one_who_shares'))['code']}/"
    sign_in(page, served, "ana")
    it_is_said_that_a_court_forbids_it(page, case)
    expect(page.get_by_text("otra persona de este caso lee la orden")).to_be_visible()
    second = new_context().new_page()
    sign_in(second, served, "beto")
    second.goto(case)
    second.get_by_role("link", name="Leer la orden", exact=True).focus()
    second.keyboard.press("Enter")
    expect(second.get_by_label("Dónde la leyó")).to_be_visible()
    look("desk-order-read", seen=second)
    second.get_by_label("Dónde la leyó").fill("En el juzgado, en el expediente 77-2026.")
    second.get_by_role("button", name="Dejarlo en constancia").click()
    expect(second.get_by_label("Dónde la leyó")).to_have_value(
        "En el juzgado, en el expediente 77-2026."
    )
    second.get_by_label("La leí, y prohíbe").focus()
    second.keyboard.press("Space")
    second.get_by_role("button", name="Dejarlo en constancia").click()
    expect(second.get_by_role("link", name="Leer la orden", exact=True)).to_be_visible()


def it_is_said_that_a_court_forbids_it(page: Page, case: str) -> None:
    today = timezone.localdate()
    page.goto(f"{case}holds/new/")
    page.get_by_label("¿Para qué se debe conservar?").select_option("court")
    page.get_by_label("Qué orden, reclamo o investigación").fill("Oficio 77-2026, sobre la copia.")
    page.get_by_label("Se vuelve a revisar el").fill((today + timedelta(days=90)).isoformat())
    page.get_by_label("Qué juzgado prohíbe").fill("Juzgado de Río Claro (ficticio)")
    page.get_by_label("Hasta qué día").fill((today + timedelta(days=40)).isoformat())
    page.get_by_role("button", name="Poner la retención").click()


def test_two_agree_to_the_schedule(
    page: Page, look: Look, served: Site, new_context: Callable[[], BrowserContext]
) -> None:
    served.act("put_forward")
    sign_in(page, served, "delia")
    page.goto("/desk/kept/")
    page.get_by_role("button", name="Lo leí, y estoy de acuerdo").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("De acuerdo: Delia Campos")).to_be_visible()
    second = new_context().new_page()
    sign_in(second, served, "saul")
    second.goto("/desk/kept/")
    look("desk-kept", seen=second)
    second.get_by_role("button", name="Lo leí, y estoy de acuerdo").click()
    expect(second.get_by_text("Se borra cada uno")).to_be_visible()
    look("desk-kept-agreed", seen=second)
    second.get_by_role("button", name="Detenerlo").click()
    expect(second.get_by_text("no se borra nada por él")).to_be_visible()
