"""What a person at risk does: the whole way, and what only a browser shows of it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Look, Site, walked, weight
from tests.browser.steps import (
    WHAT_HAPPENED,
    ask_in_a_hurry,
    come_back,
    keep_the_words,
    words_on,
)

pytestmark = pytest.mark.browser


def in_steps(page: Page, look: Look) -> None:
    """A request, from the first page to its sending."""
    page.goto("/")
    look("door-home")
    page.get_by_role("link", name="Pedir protección").click()
    what_she_says = {
        1: lambda: page.get_by_label("Para mí").check(),
        2: lambda: page.get_by_label("¿Qué nombre quiere que usemos?").fill("Killa"),
        5: lambda: page.get_by_label("¿Qué pasó?").fill(WHAT_HAPPENED),
        11: lambda: page.get_by_label("Ministerio del Ambiente").check(),
        13: lambda: keeps_to_herself(page),
    }
    for number in range(1, 14):
        expect(page.get_by_text(f"Paso {number} de 13")).to_be_visible()
        what_she_says.get(number, lambda: None)()
        page.get_by_role("button", name="Guardar y continuar").click()
    expect(page.get_by_role("heading", name="Revise todo antes de enviarlo")).to_be_visible()
    expect(page.get_by_text("Ministerio del Ambiente")).to_be_visible()
    look()
    page.get_by_role("button", name="Enviar mi solicitud").click()


def keeps_to_herself(page: Page) -> None:
    page.locator("summary", has_text="¿Con qué género").click()
    page.get_by_label("Prefiero no decirlo").first.check()


def with_the_words(page: Page, look: Look) -> list[str]:
    """Ten words: written down, printed, confirmed after a step back."""
    words = words_on(page)
    look()
    page.get_by_role("link", name="Imprimir una hoja").click()
    look()
    page.get_by_role("link", name="Volver").click()
    page.get_by_role("link", name="Ya las anoté").click()
    look()
    page.go_back()
    assert keep_the_words(page) == words
    look()
    return words


def answers(page: Page, look: Look) -> None:
    """Says yes to a measure, reads a message, answers it."""
    page.reload()
    look("door-mine")
    page.get_by_role("link", name="Rondas de la policía").click()
    card = page.get_by_role("article", name="Rondas de la policía")
    expect(card.get_by_text("Barrio Las Lomas, sin la dirección")).to_be_visible()
    card.get_by_role("button", name="Estoy de acuerdo", exact=True).click()
    expect(page.get_by_text("El equipo ya ve su respuesta")).to_be_visible()
    page.get_by_role("link", name="Mensaje").first.click()
    expect(page.get_by_text("con la palabra que usted eligió")).to_be_visible()
    page.get_by_role("link", name="Escribir un mensaje").click()
    page.get_by_label("Su mensaje").fill("Mejor después de las seis.")
    page.get_by_role("button", name="Enviar el mensaje").click()
    expect(page.get_by_text("Su mensaje está guardado")).to_be_visible()


@walked
def test_a_request_in_steps_is_answered(page: Page, look: Look, served: Site) -> None:
    in_steps(page, look)
    words = with_the_words(page, look)
    served.act("plan", " ".join(words))
    page.get_by_role("link", name="Ir a mi página").click()
    answers(page, look)
    page.context.clear_cookies()
    come_back(page, words)
    expect(page.get_by_role("link", name="Mensaje").first).to_be_visible()


def test_english_is_one_press_away(page: Page, look: Look) -> None:
    page.goto("/")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="Threatened for defending rights")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    look()


def test_enter_goes_on_in_the_same_language(page: Page) -> None:
    """Of several buttons of a form, a browser presses the first."""
    page.goto("/request/facts/")
    page.get_by_label("¿Qué pasó?").fill(WHAT_HAPPENED)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_label("What happened?")).to_have_value(WHAT_HAPPENED)
    page.goto("/request/coarse_place/")
    line = page.locator("main input[type=text]").first
    line.fill("Cerca del río")
    line.press("Enter")
    expect(page).to_have_url(re.compile("/request/defended/$"))
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_back_shows_nothing_of_another(page: Page) -> None:
    """What one request holds is not shown again by the browser once another is open."""
    hers, his = "Que vuelvan de noche.", "Preguntaron por mí en el mercado."
    for words in (hers, his):
        page.context.clear_cookies()
        ask_in_a_hurry(page)
        page.goto("/mine/")
        page.get_by_role("button", name="Completar mi solicitud").click()
        page.goto("/request/fear/")
        expect(page.locator("[name=fear]")).to_have_value("")
        page.locator("[name=fear]").fill(words)
        page.get_by_role("button", name="Guardar y continuar").click()
    page.goto("/request/check/")
    expect(page.get_by_text(his)).to_be_visible()
    page.get_by_role("button", name="Agregar a mi solicitud").click()
    expect(page).to_have_url(re.compile("/mine/$"))
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text(hers)).to_have_count(0)
    page.goto("/request/fear/")
    expect(page.locator("[name=fear]")).to_have_value("")


def test_leaving_takes_everything_away(page: Page) -> None:
    ask_in_a_hurry(page)
    page.route(re.compile("wikipedia"), lambda route: route.abort())
    answer = page.request.get("/exit/", max_redirects=0)
    assert "wikipedia.org" in answer.headers["location"]
    assert answer.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    page.goto("/mine/")
    expect(page.get_by_role("heading", name="Escriba sus diez palabras")).to_be_visible()


def test_pages_are_light(page: Page, served: Site) -> None:
    assert weight(page, "/urgent/") < 15 * 1024
    steps = [f"/request/{step}/" for step in ("filed_for", "excluded_institutions", "about_you")]
    served.act("plan", " ".join(ask_in_a_hurry(page)))
    page.get_by_role("link", name="Ir a mi página").click()
    sizes = {path: weight(page, path) for path in ("/", *steps, "/return/", "/check/", "/mine/")}
    assert [path for path, size in sizes.items() if size > 60 * 1024] == []
