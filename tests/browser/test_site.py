"""What anybody finds without signing in: how it works, the laws, until when, the figures."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import Look, Noise, Site, walked
from tests.browser.steps import ask_in_a_hurry

pytestmark = pytest.mark.browser


def reads_the_laws(page: Page, look: Look) -> None:
    page.goto("/public/")
    look("site-front")
    page.get_by_role("link", name=re.compile("Cómo funciona")).last.click()
    expect(page.get_by_role("heading", name="1. Evaluación preliminar")).to_be_visible()
    page.get_by_role("link", name="Evaluación del riesgo y decisión").first.click()
    expect(page).to_have_url(re.compile("#evaluation$"))
    page.goto("/public/laws/")
    page.get_by_role("link", name="Qué cambió el viernes 15 de abril de 2022").click()
    expect(page.get_by_text("no dicen lo mismo").first).to_be_visible()
    expect(page.locator("main details[id][open]")).to_have_count(1)
    last = page.locator("main details[id]").filter(visible=True).last
    last.locator("summary").first.click()
    expect(last.locator(".opened").first).to_be_visible()
    look()


def counts_the_days(page: Page, look: Look) -> None:
    page.goto("/public/until-when/")
    page.get_by_role("button", name="Contar los días").click()
    expect(page.get_by_text("Escriba el día en que presentó su solicitud").first).to_be_visible()
    asked = (timezone.localdate() - timedelta(days=30)).isoformat()
    page.get_by_label("¿Qué día presentó su solicitud?").fill(asked)
    page.get_by_text("Hay peligro inminente para la vida").click()
    page.get_by_role("button", name="Contar los días").click()
    expect(page.get_by_role("heading", name="Trámite extraordinario")).to_be_visible()
    page.get_by_text("Por qué ese día").first.click()
    expect(page.get_by_text("día 15", exact=True)).to_be_visible()
    look()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Extraordinary track")).to_be_visible()
    expect(page.get_by_label("On which day did you ask?")).to_have_value(asked)
    page.get_by_label("On which day did you ask?").press("Enter")
    expect(page.get_by_role("heading", name="Extraordinary track")).to_be_visible()
    page.get_by_role("button", name="Español").click()


def checks_a_proof(page: Page, look: Look) -> None:
    ask_in_a_hurry(page)
    number, fingerprint = page.locator("dd.code").all_inner_texts()
    page.goto("/check/")
    page.get_by_label("Número").fill(number.lower())
    page.get_by_label("Huella").fill(fingerprint)
    page.get_by_role("button", name="Comprobar").click()
    expect(page.get_by_text("Algo con esta huella se presentó el")).to_be_visible()
    look()


@pytest.fixture(scope="module")
def figures(served: Site) -> None:
    """A year is counted and published; once for both walks."""
    served.act("figures")
    served.act("traits")


@walked
@pytest.mark.usefixtures("figures")
def test_laws_terms_and_figures_are_read(page: Page, look: Look, noise: Noise) -> None:
    noise.expected.append("status of 400")
    reads_the_laws(page, look)
    counts_the_days(page, look)
    checks_a_proof(page, look)
    page.goto("/public/figures/")
    expect(page.get_by_text("Solicitudes recibidas hasta el")).to_be_visible()
    expect(page.get_by_text("no se publica", exact=True).first).to_be_visible()
    look()
    expect(page.get_by_role("link", name="Salir ya")).to_be_visible()
