"""The public pages in a real browser, with JavaScript and without it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import Look, Noise, Site
from tests.browser.test_desk import sign_in

pytestmark = pytest.mark.browser
PLAYED = 90_000  # milliseconds: a year takes seconds of a core, and the core may be another's


def test_whoever_comes_finds_the_door_and_the_pages_that_tell(page: Page, look: Look) -> None:
    page.goto("/public/")
    look("site-front")
    page.get_by_role("link", name=re.compile("Cómo funciona")).last.click()
    look("site-how")
    expect(page.get_by_role("heading", name="1. Evaluación preliminar")).to_be_visible()
    page.get_by_role("link", name="Evaluación del riesgo y decisión").first.click()
    assert page.url.endswith("#evaluation")
    page.get_by_role("link", name="Pedir protección").click()
    expect(page.get_by_role("link", name=re.compile("Estoy en peligro"))).to_be_visible()


def test_what_changed_in_a_law_stands_side_by_side(page: Page, look: Look) -> None:
    page.goto("/public/")
    page.get_by_role("link", name=re.compile("Las normas, lado a lado")).click()
    look("site-laws")
    page.get_by_role("link", name="Qué cambió el viernes 15 de abril de 2022").click()
    expect(page.get_by_text("no dicen lo mismo").first).to_be_visible()
    look("site-compare")
    unfolded = page.locator("main details[id]").filter(visible=True)
    assert page.locator("main details[id][open]").count() == 1
    last = unfolded.last
    last.locator("summary").first.click()
    expect(last.locator(".opened").first).to_be_visible()
    look()
    page.get_by_role("link", name="Normas").first.click()
    page.get_by_role("link", name="Contar hasta cuándo deben responder").first.click()
    expect(page.get_by_role("button", name="Contar los días")).to_be_visible()


def test_until_when_they_must_answer_is_counted_and_forgotten(
    page: Page, look: Look, noise: Noise
) -> None:
    noise.expected.append("status of 400")
    page.goto("/public/until-when/")
    look("site-until-when")
    page.get_by_role("button", name="Contar los días").click()
    expect(page.get_by_text("Escriba el día en que presentó su solicitud").first).to_be_visible()
    asked = timezone.localdate() - timedelta(days=30)
    page.get_by_label("¿Qué día presentó su solicitud?").fill(asked.isoformat())
    page.get_by_text("Hay peligro inminente para la vida").click()
    page.get_by_role("button", name="Contar los días").click()
    expect(page.get_by_role("heading", name="Trámite extraordinario")).to_be_visible()
    expect(page.get_by_text("Presentar queja por defectos de tramitación")).to_be_visible()
    page.get_by_text("Por qué ese día").first.click()
    expect(page.get_by_text("día 15", exact=True)).to_be_visible()
    look("site-until-when-answer")
    assert page.url.endswith("/public/until-when/")
    assert page.get_by_label("¿Qué día presentó su solicitud?").input_value() == asked.isoformat()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Extraordinary track")).to_be_visible()
    assert page.get_by_label("On which day did you ask?").input_value() == asked.isoformat()
    page.get_by_label("On which day did you ask?").press("Enter")
    expect(page.get_by_role("heading", name="Extraordinary track")).to_be_visible()


def test_the_figures_say_a_sentence_first(page: Page, look: Look, served: Site) -> None:
    page.goto("/public/figures/")
    if page.get_by_text("Todavía no se publicaron cifras").count():
        look("site-figures-none")
        served.act("figures")
        served.act("traits")
        page.reload()
    expect(page.get_by_text("Solicitudes recibidas hasta el")).to_be_visible()
    expect(page.get_by_text("oculto", exact=True).first).to_be_visible()
    look("site-figures")
    page.get_by_text("Todas las definiciones").click()
    expect(page.get_by_text("Solo esto cuenta como protección")).to_be_visible()


def test_what_was_counted_is_drawn_for_whoever_counts(page: Page, look: Look, served: Site) -> None:
    page.goto("/public/figures/")
    if page.get_by_text("Todavía no se publicaron cifras").count():
        served.act("figures")
        served.act("traits")
    sign_in(page, served, "ana")
    page.goto("/desk/figures/")
    expect(page.get_by_role("img", name="¿Con qué género se identifica?")).to_be_visible()
    look("desk-figures")


def test_a_year_is_played_under_two_laws(
    page: Page, look: Look, noise: Noise, served: Site
) -> None:
    noise.expected.append("status of 422")
    sign_in(page, served, "ana")
    page.goto("/desk/team/")
    page.get_by_role("link", name="Simular un año con la norma").click()
    look("desk-year")
    page.get_by_label("Al lado").select_option("mx-2012")
    page.get_by_role("button", name="Usar estas").click()
    page.get_by_label("Dirección General de Derechos Humanos").first.fill("0")
    page.get_by_role("button", name="Simular el año").click(timeout=PLAYED)
    expect(page.get_by_text("Alguien tiene que hacerlo: 1 o más.").first).to_be_visible()
    page.get_by_label("Dirección General de Derechos Humanos").first.fill("4")
    page.get_by_text("Quiénes están bajo protección y quién les da seguimiento").click()
    page.get_by_label("Personas bajo protección al comienzo").fill("90")
    page.get_by_label("Personas que les dan seguimiento").fill("2")
    page.get_by_role("button", name="Simular el año").click(timeout=PLAYED)
    expect(page.get_by_role("img", name="Un año, simulado")).to_be_visible()
    expect(page.get_by_text("por más personas que trabajen").first).to_be_visible()
    expect(page.get_by_text("Por cada persona que da seguimiento").first).to_be_visible()
    look("desk-year-played")


def test_every_public_page_fits_and_leaves(page: Page, look: Look) -> None:
    for path in ("/public/", "/public/how/", "/public/until-when/", "/public/figures/", "/check/"):
        page.goto(path)
        expect(page.get_by_role("link", name="Salir ya")).to_be_visible()
        look()
