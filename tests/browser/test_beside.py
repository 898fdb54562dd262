"""Words of their own for somebody she trusts: given, used and ended, in a real browser, with
JavaScript and without it."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Look, Noise, Site
from tests.browser.test_desk import sign_in

pytestmark = pytest.mark.browser


def come_back(page: Page, words: str) -> None:
    page.goto("/return/")
    page.get_by_label("Sus palabras").fill(words)
    page.get_by_role("button", name="Entrar").click()


def test_somebody_speaks_for_her_until_she_ends_it(
    page: Page,
    look: Look,
    served: Site,
    noise: Noise,
    new_context: Callable[[], BrowserContext],
) -> None:
    told = json.loads(served.act("one_who_shares"))
    come_back(page, told["words"])
    page.get_by_role("link", name="Palabras para otra persona").click()
    look("door-others")
    page.get_by_label("¿Qué nombre le da usted?").fill("Julia Tello")
    page.get_by_label("Mi abogada o abogado").check()
    page.get_by_label("Hablar por mí").check()
    page.get_by_role("button", name="Hacer las palabras").click()
    look("door-others-words")
    words = " ".join(page.locator("ol.words li").all_inner_texts())
    page.get_by_role("button", name="Ya las tiene").click()
    theirs = new_context().new_page()
    she_speaks(theirs, look, words)
    page.goto("/mine/")
    expect(page.get_by_text("Respondió por usted")).to_be_visible()
    look("door-mine-others")
    the_team_sees(new_context().new_page(), look, served, told["code"])
    page.goto("/mine/")
    page.get_by_role("button", name="Terminar estas palabras ahora").click()
    theirs.goto("/beside/")
    expect(theirs).to_have_url(served.url("/return/?next=/beside/"))
    noise.expected.append("status of 400")
    come_back(theirs, words)
    expect(theirs.get_by_text("Estas palabras no abren")).to_be_visible()


def she_speaks(theirs: Page, look: Look, words: str) -> None:
    come_back(theirs, words)
    look("door-beside", seen=theirs)
    theirs.get_by_role("link", name="Patrullaje policial").click()
    look("door-beside-question", seen=theirs)
    theirs.get_by_role("button", name="Estoy de acuerdo", exact=True).click()
    expect(theirs.get_by_text("Usted aceptó").first).to_be_visible()
    theirs.get_by_role("link", name="Leímos su pedido").click()
    look("door-beside-paper", seen=theirs)
    theirs.goto("/beside/write/")
    theirs.get_by_label("Su mensaje al equipo").fill("La audiencia es el lunes a las nueve.")
    look("door-beside-write", seen=theirs)
    theirs.get_by_role("button", name="Enviar el mensaje").click()
    theirs.goto("/beside/give-back/")
    look("door-beside-end", seen=theirs)


def the_team_sees(page: Page, look: Look, served: Site, code: str) -> None:
    sign_in(page, served, "ana")
    page.goto(f"/desk/cases/{code}/others/")
    expect(page.get_by_text("La audiencia es el lunes")).to_be_visible()
    look("desk-others", seen=page)


def test_the_road_beside_is_noted_and_hers_to_read(
    page: Page, look: Look, served: Site, new_context: Callable[[], BrowserContext]
) -> None:
    told = json.loads(served.act("one_who_shares"))
    sign_in(page, served, "ana")
    page.goto(f"/desk/cases/{told['code']}/plan/")
    page.get_by_role("link", name="Lo que nunca puede ser razón").click()
    page.get_by_label("Sí", exact=True).check()
    page.get_by_label("Lo que la persona dijo").fill("Él revisa su teléfono; llamarla al trabajo.")
    page.get_by_role("button", name="Anotarlo para el equipo").click()
    expect(page.get_by_text("Anotado en este caso")).to_be_visible()
    look("desk-roads")
    hers = new_context().new_page()
    come_back(hers, told["words"])
    hers.get_by_role("link", name="Qué más puede usar").click()
    expect(hers.get_by_role("heading", name="Ley 30364")).to_be_visible()
    look("door-roads", seen=hers)
