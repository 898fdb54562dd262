"""What an institution does: it reads what it owes, answers, and proves what it did."""

import json

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import Look, NewPage, Site, walked
from tests.browser.steps import picture, sign_in

pytestmark = pytest.mark.browser


def forward_the_patrol(page: Page, code: str) -> str:
    """Returns the alias under which the unit knows the case."""
    page.goto(f"/desk/cases/{code}/forward/")
    page.get_by_role("link", name="Patrullaje policial").click()
    page.get_by_role("button", name="Remitir").click()
    duty = page.locator("table.measures a", has_text="Comisaría de Río Claro").first
    return (duty.get_attribute("href") or "").rstrip("/").rpartition("/")[2]


def prove(page: Page) -> None:
    done = page.locator("details").filter(has_text="Informar ejecución")
    if done.get_attribute("open") is None:
        done.locator("summary").first.click()
    page.get_by_label("Qué se hizo, dónde y cuándo").fill("Rondas desde el lunes.")
    proof: FilePayload = {"name": "ronda.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    page.locator("input[type=file]").set_input_files(files=[proof])
    page.get_by_role("button", name="Enviar el informe").click()
    expect(page.get_by_text("Rondas desde el lunes.")).to_be_visible()


@walked
def test_a_measure_is_taken_on_and_proven(
    page: Page, look: Look, served: Site, blank: NewPage
) -> None:
    her = json.loads(served.act("owe"))
    anas = blank()
    sign_in(anas, served, "ana")
    alias = forward_the_patrol(anas, her["code"])
    page.goto("/duties/in/")
    look()
    sign_in(page, served, "carla", surface="/duties/in/")
    look()
    page.get_by_role("link", name=alias).click()
    expect(page.get_by_text("Distrito de Río Claro, barrio alto")).to_be_visible()
    expect(page.get_by_text(her["code"])).to_have_count(0)
    look("portal-obligation")
    page.get_by_label("Responsable: nombre y cargo").fill("Jefatura de guardia")
    page.get_by_role("button", name="Acusar recibo").click()
    expect(page.get_by_text("Registrado: Acuse de recibo")).to_be_visible()
    expect(page.get_by_role("button", name="Acusar recibo")).to_have_count(0)
    prove(page)
    look()
    anas.goto(f"/desk/cases/{her['code']}/duties/{alias}/")
    expect(anas.get_by_role("link", name="Descargar la prueba")).to_be_visible()
