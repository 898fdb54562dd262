"""Decided again, changed, given up: in a real browser, with JavaScript and without it."""

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import Look, Noise, Site
from tests.browser.test_desk import sign_in
from tests.browser.test_door import ask_in_a_hurry
from tests.browser.test_letters import voice

pytestmark = pytest.mark.browser


@pytest.fixture
def words(hers: Page) -> str:
    return " ".join(ask_in_a_hurry(hers))


def read(hers: Page) -> None:
    """She opens the decision, and comes back to her page."""
    hers.goto("/mine/")
    hers.get_by_role("link", name="La decisión").click()
    expect(hers.get_by_role("heading", level=1)).to_be_visible()
    hers.goto("/mine/")


def test_a_refusal_is_contested_by_voice_and_decided_again(
    page: Page, hers: Page, words: str, look: Look, served: Site, noise: Noise
) -> None:
    noise.expected.append("status of 422")
    code = served.act("refused", words)
    read(hers)
    expect(hers.get_by_text("Remisión a las entidades")).to_have_count(0)
    look("door-mine-refused", seen=hers)
    hers.get_by_role("link", name="No estoy de acuerdo con esta decisión").click()
    expect(hers.get_by_text("El último día es")).to_be_visible()
    look("door-contest", seen=hers)
    hers.locator("input[type=file]").set_input_files(
        FilePayload(name="voz.wav", mimeType="audio/wav", buffer=voice())
    )
    hers.get_by_role("button", name="Enviar").click()
    expect(hers.get_by_text("en esta etapa: Reconsideración")).to_be_visible()
    look("door-mine-contested", seen=hers)
    sign_in(page, served, "delia")
    page.goto(f"/desk/cases/{code}/")
    page.get_by_role("link", name="Se impugna una decisión").first.click()
    look("desk-contested")
    page.get_by_role("link", name="Resolver").first.click()
    look("desk-ruling")
    page.get_by_role("button", name="Emitir la resolución").click()
    look("desk-ruling-errors")


def test_what_happened_leads_to_more_protection(
    page: Page, hers: Page, words: str, look: Look, served: Site
) -> None:
    case = f"/desk/cases/{served.act('granted', words)}/"
    read(hers)
    hers.goto("/mine/happened/")
    look("door-happened", seen=hers)
    hers.locator("main textarea").fill("Volvieron de noche y golpearon la puerta.")
    hers.get_by_role("button", name="Enviar").click()
    hers.goto("/mine/otherwise/")
    look("door-otherwise", seen=hers)
    sign_in(page, served, "ana")
    page.goto(case)
    look("desk-case-happened")
    page.goto(f"{case}incident/")
    look("desk-incident")
    think_of_more(page, case, look)
    hers.goto("/mine/")
    expect(hers.get_by_text("reforzar esta medida")).to_be_visible()
    expect(hers.get_by_text("Qué sabría quien debe cumplirla")).to_be_visible()
    look("door-change-asked", seen=hers)
    hers.get_by_role("button", name="Estoy de acuerdo", exact=True).first.click()
    expect(hers.get_by_text("Usted aceptó").first).to_be_visible()


def think_of_more(page: Page, case: str, look: Look) -> None:
    page.goto(f"{case}changes/new/")
    look("desk-change-new")
    page.get_by_label("Reforzarla").check()
    page.get_by_label("El peligro cambió").check()
    for field in page.locator("main textarea").all():
        field.fill("Que la ronda llegue hasta la casa.")
    page.get_by_label("Por qué", exact=True).fill("Volvieron de noche y golpearon la puerta.")
    page.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Guardarlo y preguntar a la persona").click()
    look("desk-change")


def test_nobody_gives_protection_up_without_reading_what_that_may_mean(
    page: Page, hers: Page, words: str, look: Look, served: Site
) -> None:
    case = f"/desk/cases/{served.act('granted', words)}/"
    read(hers)
    hers.get_by_role("link", name="Ya no quiero esta medida").first.click()
    look("door-give-up", seen=hers)
    hers.get_by_role("button", name="Quiero renunciar a ella").click()
    sign_in(page, served, "ana")
    page.goto(case)
    page.get_by_role("link", name="Seguir con el cambio de una medida").first.click()
    page.get_by_role("link", name="Explicar").first.click()
    look("desk-explain-risk")
    page.locator("main textarea").fill("Sin rondas nadie pasa de noche por su casa.")
    page.get_by_role("button", name="Enviarlo y preguntar a la persona").click()
    hers.goto("/mine/")
    expect(hers.get_by_text("Sin rondas nadie pasa de noche por su casa.")).to_be_visible()
    look("door-risk-explained", seen=hers)
    hers.get_by_role("button", name="No, la conservo", exact=True).first.click()
    page.goto(case)
    expect(page.get_by_text("Dejado de lado")).to_be_visible()
    expect(page.get_by_text("Otorgada").first).to_be_visible()
