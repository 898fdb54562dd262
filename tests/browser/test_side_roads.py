"""A request that lacks something, and an authority that is late: in a real browser, with JavaScript
and without it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import Look, Noise, Site
from tests.browser.test_desk import picture, sign_in
from tests.browser.test_door import ask_in_a_hurry
from tests.browser.test_letters import voice

pytestmark = pytest.mark.browser


@pytest.fixture
def words(hers: Page) -> list[str]:
    return ask_in_a_hurry(hers)


def test_what_is_missing_is_asked_once_and_given_by_voice_and_by_a_photo_of_handwriting(
    page: Page, hers: Page, words: list[str], look: Look, served: Site, noise: Noise
) -> None:
    case = f"/desk/cases/{served.act('late', ' '.join(words))}/"
    sign_in(page, served, "ana")
    noise.expected += ["status of 422", "status of 400"]
    everything_is_asked_at_once(page, case, look)
    hers.goto("/mine/")
    expect(hers.get_by_text("Falta algo en su pedido")).to_be_visible()
    hers.get_by_role("link", name="Ver qué falta").click()
    look("door-missing", seen=hers)
    hers.get_by_role("button", name="Enviar lo que tengo").click()
    expect(hers.get_by_text("Escriba algo, o agregue una grabación").first).to_be_visible()
    hers.locator("input[type=file]").first.set_input_files(
        FilePayload(name="voz.wav", mimeType="audio/wav", buffer=voice())
    )
    hers.get_by_role("button", name="Enviar lo que tengo").click()
    expect(hers.get_by_text("Todavía falta algo")).to_be_visible()
    hers.get_by_role("link", name="Ver qué falta").click()
    hers.locator("input[type=file]").set_input_files(
        FilePayload(name="hoja.jpg", mimeType="image/jpeg", buffer=picture())
    )
    hers.get_by_role("button", name="Enviar lo que tengo").click()
    expect(hers.get_by_text("Usted dio todo lo que faltaba")).to_be_visible()
    the_team_finds_both(page, case)


def the_team_finds_both(page: Page, case: str) -> None:
    """In what she gave, thing by thing, and among the files, under what they answer."""
    page.goto(case)
    given = page.get_by_role("link", name="1 archivo")
    expect(given).to_have_count(2)
    given.first.click()
    files = page.locator("#files + ul")
    expect(files.get_by_text("voz.wav")).to_be_visible()
    expect(files.get_by_text("hoja.jpg")).to_be_visible()
    for name in ("voz.wav", "hoja.jpg"):
        file = files.get_by_role("listitem").filter(has_text=name)
        file.get_by_role("link", name="original").first.click()
        page.get_by_label("Para leer, oír o ver lo que aquí no se muestra").check()
        with page.expect_download() as taken:
            page.get_by_role("button", name="Descargar el original").click()
        assert taken.value.path().stat().st_size > 0
        page.goto(case)


def everything_is_asked_at_once(page: Page, case: str, look: Look) -> None:
    page.goto(f"{case}missing/")
    look("desk-missing")
    page.get_by_role("button", name="Pedirlo").click()
    look("desk-missing-errors")
    page.get_by_label("Dónde está, más o menos").fill("¿En qué distrito vive, y cerca de qué?")
    page.get_by_label("Qué protección pide").fill("¿Qué le ayudaría a estar segura?")
    page.get_by_label("Es todo: revisé").check()
    page.get_by_role("button", name="Pedirlo").click()
    expect(page.get_by_text("Nada muestra aún que la persona lo sepa")).to_be_visible()
    look("desk-case-missing")
    page.goto(f"{case}missing/")
    expect(page.get_by_text("la norma permite pedirlo una sola vez")).to_be_visible()
    look("desk-missing-once")
    page.goto(f"{case}missing/given/")
    look("desk-missing-given")


def test_a_delay_is_complained_of_by_one_press_and_ruled_on_from_its_dates(
    page: Page, hers: Page, words: list[str], look: Look, served: Site
) -> None:
    code = served.act("late", " ".join(words))
    hers.goto("/mine/")
    look("door-mine-late", seen=hers)
    hers.get_by_role("link", name="Informe preliminar").click()
    look("door-complaint", seen=hers)
    hers.get_by_role("button", name="Presentar la queja").click()
    expect(hers.get_by_text("Su queja está presentada")).to_be_visible()
    sign_in(page, served, "ana")
    page.goto(f"/desk/cases/{code}/")
    page.locator("#review").get_by_role("link", name="Decir por qué está demorado").click()
    look("desk-complaint-answer")
    page.get_by_label("Se pasó por alto").check()
    page.get_by_role("button", name="Enviar", exact=True).click()
    look("desk-case-complaint")
    page.context.clear_cookies()
    sign_in(page, served, "delia")
    it_is_ruled_on(page, code, look)
    hers.goto("/mine/")
    hers.get_by_role("link", name="Informe preliminar").last.click()
    expect(hers.get_by_text("El plazo pasó y nadie lo tenía a su cargo.")).to_be_visible()
    look("door-complaint-ruled", seen=hers)


def it_is_ruled_on(page: Page, code: str, look: Look) -> None:
    page.get_by_role("link", name="Quejas por demora").click()
    look("desk-complaints")
    page.get_by_role("listitem").filter(has_text=code).get_by_role("link").click()
    look("desk-complaint-ruling")
    page.get_by_label("La queja es fundada").check()
    page.get_by_label("Hasta qué día debe hacerse").fill(
        (timezone.localdate() + timedelta(days=2)).isoformat()
    )
    page.get_by_label("Por qué").fill("El plazo pasó y nadie lo tenía a su cargo.")
    page.get_by_role("button", name="Emitir la resolución").click()


def test_reception_files_it_where_she_asks_in_a_call(
    page: Page, words: list[str], look: Look, served: Site
) -> None:
    code = served.act("late", " ".join(words))
    sign_in(page, served, "rosa")
    page.goto(f"/desk/complaints/of/{code}/")
    look("desk-complaint-oral")
    page.get_by_label("Por teléfono").check()
    page.get_by_label("Con qué palabras lo pidió").fill("Que se quejen por mí, ya pasó el plazo.")
    page.get_by_label("Le leí la queja").check()
    page.get_by_role("button", name="Presentar la queja").click()
    expect(page.get_by_text("Anotada por el equipo")).to_be_visible()
