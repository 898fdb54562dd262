"""A life is in danger and nobody answers: kept ready by the team, and opened for some hours; with
JavaScript and without it."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Look, Noise, Site
from tests.browser.test_desk import sign_in

pytestmark = pytest.mark.browser

WHY = "Llaman de la comunidad: la siguen dos hombres y nadie contesta."


def keep_ready(page: Page, name: str) -> None:
    for_whom = page.get_by_label("Para quién")
    code = for_whom.locator("option", has_text=name).get_attribute("value")
    for_whom.select_option(code)
    page.get_by_role("button", name="Tenerlo listo").click()


def test_a_case_is_kept_ready_and_opened_for_some_hours(
    page: Page, look: Look, noise: Noise, served: Site
) -> None:
    noise.expected.append("status of 422")
    code = json.loads(served.act("one_who_shares"))["code"]
    sign_in(page, served, "ana")
    page.goto(f"/desk/cases/{code}/seats/")
    keep_ready(page, "Saul")
    expect(page.get_by_role("button", name="Ya no tenerlo listo")).to_be_visible()
    look("desk-glass-ready")
    page.get_by_role("button", name="Cerrar la sesión").click()
    sign_in(page, served, "saul")
    page.get_by_role("link", name="Hay una vida en peligro y nadie contesta").click()
    page.get_by_text("Abrirlo ahora").click()
    look("desk-glass")
    page.get_by_label("Qué está pasando, y qué debe saber para ayudar").fill(WHY)
    page.get_by_role("button", name="Abrirlo por 4 horas").click()
    expect(page.get_by_label("Qué está pasando, y qué debe saber para ayudar")).to_have_value(WHY)
    look()
    page.get_by_label("Nadie contesta").check()
    page.get_by_label("Hay una vida en peligro ahora").check()
    page.get_by_role("button", name="Abrirlo por 4 horas").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page).to_have_url(served.url(f"/desk/cases/{code}/"))
    page.goto("/desk/looks/")
    look()
