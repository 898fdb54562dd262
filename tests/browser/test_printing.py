"""What is on paper: what is needed, and nothing that says where it comes from."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Look, Site
from tests.browser.steps import next_code, sign_in, words_on

pytestmark = pytest.mark.browser


def test_recovery_codes_are_printed_alone(page: Page, look: Look, served: Site) -> None:
    sign_in(page, served, "saul")
    page.goto("/desk/account/")
    page.get_by_text("Crear códigos de recuperación").click()
    form = page.locator("form", has=page.locator('input[name="act"][value="recovery"]'))
    form.get_by_label("Contraseña").fill(served.people["saul"]["password"])
    form.get_by_label("Código de un solo uso").fill(next_code(served, "saul"))
    form.get_by_role("button", name="Mostrarme ocho códigos").click()
    expect(page.locator("ol.codes > li")).to_have_count(8)
    look()
    page.emulate_media(media="print")
    expect(page.locator("ol.codes > li").first).to_be_visible()
    for said in ("Amparo", "Sus códigos de recuperación", "Los tengo en papel"):
        expect(page.get_by_text(said).first).to_be_hidden()


def test_a_slip_says_only_the_words(page: Page) -> None:
    page.goto("/urgent/")
    page.get_by_label("¿Qué está pasando?").fill("Están en la puerta.")
    page.get_by_role("button", name="Enviar ahora").click()
    words = words_on(page)
    page.get_by_role("link", name="Imprimir una hoja").click()
    page.emulate_media(media="print")
    on_paper = page.locator("body").inner_text()
    assert [word for word in words if word not in on_paper] == []
    assert "Amparo" not in on_paper
    assert "protección" not in on_paper
