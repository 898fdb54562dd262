"""What a person at risk does, in a real browser, with JavaScript and without it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Look, Noise, Site, weight

pytestmark = pytest.mark.browser

WHAT_HAPPENED = "Dos hombres dejaron una nota bajo la puerta: que deje de hablar del río."


def words_on(page: Page) -> list[str]:
    expect(page.locator("ol.words > li")).to_have_count(10)
    return page.locator("ol.words > li").all_inner_texts()


def keep_the_words(page: Page) -> list[str]:
    """From the page with the words, through saying three of them, to the proof."""
    words = words_on(page)
    page.get_by_role("link", name="Ya las anoté").click()
    expect(page.get_by_role("heading", name="Díganos tres de ellas")).to_be_visible()
    for field in page.locator("main input[type=text]").all():
        place = int((field.get_attribute("name") or "").removeprefix("word"))
        field.fill(words[place - 1].upper())
    page.get_by_role("button", name="Comprobar").click()
    expect(page.get_by_role("heading", name="Recibimos su pedido")).to_be_visible()
    return words


def ask_in_a_hurry(page: Page) -> list[str]:
    page.goto("/urgent/")
    page.get_by_label("¿Qué está pasando?").fill(WHAT_HAPPENED)
    page.get_by_label("¿Dónde, más o menos?").fill("Distrito de Ñusta Alta")
    page.get_by_role("button", name="Enviar ahora").click()
    return keep_the_words(page)


def come_back(page: Page, words: list[str]) -> None:
    page.goto("/return/")
    page.get_by_label("Sus palabras").fill(" ".join(words))
    page.get_by_role("button", name="Entrar").click()


def test_somebody_in_danger_sends_three_lines_and_keeps_ten_words(page: Page, look: Look) -> None:
    page.goto("/")
    look("door-home")
    page.get_by_role("link", name="Estoy en peligro ahora").click()
    look("door-urgent")
    page.get_by_label("¿Qué está pasando?").fill(WHAT_HAPPENED)
    page.get_by_label("¿Dónde, más o menos?").fill("Distrito de Ñusta Alta")
    page.get_by_role("button", name="Enviar ahora").click()
    expect(page.get_by_text("Su pedido está guardado")).to_be_visible()
    look("door-words")
    page.get_by_role("link", name="Imprimir una hoja").click()
    look("door-slip")
    page.get_by_role("link", name="Volver").click()
    page.get_by_role("link", name="Ya las anoté").click()
    look("door-words-back")
    page.go_back()
    keep_the_words(page)
    look("door-received")
    page.get_by_role("link", name="Imprimir la constancia").click()
    look("door-proof-slip")


def test_a_request_is_written_step_by_step_and_sent(page: Page, look: Look) -> None:
    page.goto("/")
    page.get_by_role("link", name="Pedir protección").click()
    look("door-step-who")
    page.get_by_label("Una persona").check()
    page.get_by_label("¿Qué nombre quiere que usemos?").fill("Killa de la Quebrada")
    page.get_by_label("Para otra persona").check()
    page.get_by_label("Sí, está de acuerdo").check()
    for number in range(1, 9):
        expect(page.get_by_text(f"Paso {number} de 8")).to_be_visible()
        if number == 4:
            page.get_by_label("¿Qué pasó?").fill(WHAT_HAPPENED)
            look("door-step-danger")
        if number == 7:
            page.get_by_label("Ministerio del Ambiente").check()
            look("door-step-excluded")
        if number == 8:
            look("door-step-about-you")
            page.locator("summary", has_text="¿Con qué género").click()
            page.get_by_label("Prefiero no decirlo").first.check()
        page.get_by_role("button", name="Guardar y continuar").click()
    expect(page.get_by_role("heading", name="Mírelo antes de enviar")).to_be_visible()
    expect(page.get_by_text("Ministerio del Ambiente")).to_be_visible()
    look("door-check")
    page.get_by_role("button", name="Enviar mi pedido").click()
    keep_the_words(page)


def test_what_was_written_is_there_after_a_step_back(page: Page) -> None:
    page.goto("/request/danger/")
    page.get_by_label("¿Qué pasó?").fill(WHAT_HAPPENED)
    page.get_by_role("button", name="Guardar y continuar").click()
    expect(page.get_by_text("Guardado a las")).to_be_visible()
    page.get_by_role("button", name="Volver", exact=True).click()
    expect(page.get_by_label("¿Qué pasó?")).to_have_value(WHAT_HAPPENED)


def test_her_own_page_shows_what_waits_for_her_and_her_answer_holds(
    page: Page, look: Look, served: Site
) -> None:
    words = ask_in_a_hurry(page)
    page.get_by_role("link", name="Ir a mi página").click()
    look("door-mine-before")
    served.act("plan", " ".join(words))
    page.reload()
    look("door-mine")
    card = page.get_by_role("article", name="Rondas de la policía")
    expect(card.get_by_text("Barrio Las Lomas, sin la dirección")).to_be_visible()
    card.get_by_role("button", name="Estoy de acuerdo", exact=True).click()
    expect(page.get_by_text("Está guardado y vale desde ahora")).to_be_visible()
    served.act("move", " ".join(words), "PATR-PATR-PATR", "in_place")
    page.reload()
    look("door-mine-arrived")
    page.goto("/mine/measures/")
    look("door-measures")
    page.goto("/mine/")
    page.get_by_role("button", name="Sirve", exact=True).click()
    expect(page.get_by_text("La última vez usted dijo:")).to_be_visible()
    page.get_by_role("link", name="Ver y cambiar mis decisiones").click()
    look("door-allowed")
    page.get_by_role("button", name=re.compile("Retirar.*Rondas")).click()
    expect(page.get_by_text("Retiró su acuerdo")).to_be_visible()


def test_she_reads_a_message_answers_it_and_leaves(page: Page, look: Look, served: Site) -> None:
    words = ask_in_a_hurry(page)
    served.act("plan", " ".join(words))
    page.context.clear_cookies()
    come_back(page, words)
    page.get_by_role("link", name="Mensaje").first.click()
    expect(page.get_by_text("con la palabra que usted eligió")).to_be_visible()
    look("door-paper")
    page.get_by_role("link", name="Escribir un mensaje").click()
    look("door-write")
    page.get_by_label("Su mensaje").fill("Mejor después de las seis.")
    page.get_by_role("button", name="Enviar el mensaje").click()
    expect(page.get_by_text("Su mensaje está guardado")).to_be_visible()
    page.get_by_role("link", name="Alguien más no debe enterarse").click()
    look("door-keep-from")
    page.goto("/mine/leave/")
    look("door-leave")
    page.get_by_role("button", name="Dejar el procedimiento").click()
    expect(page.get_by_role("heading", name="Usted dejó el procedimiento")).to_be_visible()


def test_she_changes_words_that_somebody_may_have_seen(
    page: Page, look: Look, noise: Noise
) -> None:
    noise.expected.append("status of 400")
    old = ask_in_a_hurry(page)
    page.get_by_role("link", name="Ir a mi página").click()
    page.get_by_role("link", name="Alguien pudo ver mis palabras").click()
    look("door-new-words")
    page.get_by_label("Sus diez palabras").fill(" ".join(old))
    page.get_by_role("button", name="Darme palabras nuevas").click()
    new = words_on(page)
    look("door-words-new")
    page.get_by_role("link", name="Ya las anoté").click()
    for field in page.locator("main input[type=text]").all():
        place = int((field.get_attribute("name") or "").removeprefix("word"))
        field.fill(new[place - 1])
    page.get_by_role("button", name="Comprobar").click()
    expect(page.get_by_text("solo sus palabras nuevas")).to_be_visible()
    page.context.clear_cookies()
    come_back(page, old)
    expect(page.get_by_text("Estas palabras no abren nada aquí")).to_be_visible()
    come_back(page, new)
    expect(page.get_by_role("heading", name="Su pedido está guardado")).to_be_visible()


def test_wrong_words_open_nothing_and_say_no_more(page: Page, look: Look, noise: Noise) -> None:
    noise.expected.append("status of 400")
    page.goto("/return/")
    look("door-return")
    come_back(page, ["abeto"] * 10)
    expect(page.get_by_text("Estas palabras no abren nada aquí")).to_be_visible()


def test_a_proof_is_checked_by_anybody(page: Page, look: Look) -> None:
    ask_in_a_hurry(page)
    number, fingerprint = page.locator("dd.code").all_inner_texts()
    page.goto("/check/")
    look("site-check")
    page.get_by_label("Número").fill(number.lower())
    page.get_by_label("Huella").fill(fingerprint)
    page.get_by_role("button", name="Comprobar").click()
    expect(page.get_by_text("Algo con esta huella se presentó el")).to_be_visible()
    look("site-check-yes")
    page.get_by_label("Huella").fill("0000-0000-0000-0000")
    page.get_by_role("button", name="Comprobar").click()
    expect(page.get_by_text("No hay una constancia")).to_be_visible()


def test_the_urgent_page_is_light(page: Page) -> None:
    assert weight(page, "/urgent/") < 15 * 1024


@pytest.mark.parametrize(
    "path",
    ["/", "/request/who/", "/request/excluded/", "/request/about_you/", "/return/", "/check/"],
)
def test_every_page_is_light(page: Page, path: str) -> None:
    assert weight(page, path) <= 60 * 1024


def test_her_page_is_light(page: Page, served: Site) -> None:
    words = ask_in_a_hurry(page)
    served.act("plan", " ".join(words))
    assert weight(page, "/mine/") <= 60 * 1024


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    page.goto("/urgent/")
    page.get_by_label("¿Qué está pasando?").focus()
    page.keyboard.type(WHAT_HAPPENED)
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.locator("button:focus").count():
            break
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/words/"))


def test_leaving_ends_everything(page: Page) -> None:
    ask_in_a_hurry(page)
    page.route(re.compile("wikipedia"), lambda route: route.abort())
    answer = page.request.get("/exit/", max_redirects=0)
    assert "wikipedia.org" in answer.headers["location"]
    assert answer.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    page.goto("/mine/")
    expect(page.get_by_role("heading", name="Escriba sus diez palabras")).to_be_visible()


def test_a_member_of_a_collective_speaks_alone(page: Page, look: Look, noise: Noise) -> None:
    noise.expected.append("status of 400")
    page.goto("/")
    page.get_by_role("link", name="Mi colectivo pidió, y yo hablo por mí").click()
    look("door-member")
    page.get_by_label("¿Qué de lo suyo debe quedar fuera").fill("Rosalía de la Quebrada")
    page.get_by_role("button", name="Enviarlo al equipo").click()
    expect(
        page.get_by_text("Por corregir: Sin esto el equipo no encuentra el caso.")
    ).to_be_visible()
    page.get_by_label("¿A qué comunidad").fill("Comunidad de la Quebrada")
    page.get_by_role("button", name="Enviarlo al equipo").click()
    keep_the_words(page)


def test_the_door_speaks_english_too(page: Page, look: Look) -> None:
    page.goto("/")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="If you are threatened")).to_be_visible()
    look("door-home-english")
