"""The desk and the portal by the keyboard alone, at four times the size."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage, Site, fits
from tests.browser.steps import ask_in_a_hurry, next_code
from tests.browser.test_door_reach import ZOOMED, fill, press, reach

pytestmark = pytest.mark.browser


@pytest.fixture
def owed(served: Site) -> str:
    """The code of a case whose measures are decided, and nothing of it forwarded."""
    told: dict[str, str] = json.loads(served.act("owe"))
    return told["code"]


def sits_down(page: Page, site: Site, name: str, surface: str) -> None:
    """Signs in without a mouse, on a screen that shows four times as large."""
    page.set_viewport_size(ZOOMED)
    page.goto(f"/{surface}/in/")
    fill(page, page.get_by_label("Nombre de usuario"), name)
    fill(page, page.get_by_label("Contraseña"), site.people[name]["password"])
    fill(page, page.get_by_label("Código de un solo uso"), next_code(site, name))
    press(page, "Entrar", "button")
    page.wait_for_url(f"**/{surface}/")


def forwards(page: Page, code: str) -> str:
    """Returns the alias under which the unit knows the case."""
    page.goto(f"/desk/cases/{code}/forward/")
    press(page, "Patrullaje policial")
    press(page, "Remitir", "button")
    duty = page.locator("table.measures a", has_text="Comisaría de Río Claro").first
    return (duty.get_attribute("href") or "").rstrip("/").rpartition("/")[2]


def test_keys_carry_a_measure_and_its_answer(
    page: Page, served: Site, owed: str, blank: NewPage
) -> None:
    sits_down(page, served, "ana", "desk")
    reach(page, page.locator(f"a[href*='/{owed}/']").first)
    page.keyboard.press("Enter")
    expect(page.locator("h1 .code")).to_have_text(owed)
    reach(page, page.locator(".case-next a").first)
    alias = forwards(page, owed)
    carlas = blank()
    sits_down(carlas, served, "carla", "duties")
    press(carlas, alias)
    reach(carlas, carlas.get_by_label("Responsable: nombre y cargo"))
    carlas.keyboard.type("Jefatura de guardia")
    press(carlas, "Acusar recibo", "button")
    expect(carlas.get_by_role("button", name="Acusar recibo")).to_have_count(0)
    page.goto(f"/desk/cases/{owed}/duties/{alias}/")
    expect(page.get_by_text("Sin respuesta todavía")).to_have_count(0)
    expect(page.get_by_text("Acuse de recibo").first).to_be_visible()


def test_keys_reach_the_whole_decision(page: Page, served: Site, blank: NewPage) -> None:
    code = served.act("put", " ".join(ask_in_a_hurry(blank())))
    sits_down(page, served, "delia", "desk")
    page.goto(f"/desk/cases/{code}/decision/")
    fill(page, page.get_by_label("A quién protege"), "Killa y su hija")
    reach(page, page.get_by_label("Otorgada"))
    page.keyboard.press("Space")
    expect(page.get_by_label("Otorgada")).to_be_checked()
    fill(page, page.get_by_label("Razones"), "Es idónea.")
    reach(page, page.get_by_role("button", name="Expedir la resolución"))
    fits(page, "screen at 400 %")
