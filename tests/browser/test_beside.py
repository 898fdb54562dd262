"""Words of their own for somebody she trusts: given, used and ended, in a real browser, with
JavaScript and without it."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Look, Noise, Site
from tests.browser.test_desk import sign_in, unfold

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
    page.get_by_label("Sus diez palabras").fill(told["words"])
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
    theirs.get_by_label("Otra cosa").check()
    look("door-beside-write", seen=theirs)
    theirs.get_by_role("button", name="Enviar el mensaje").click()
    theirs.goto("/beside/give-back/")
    look("door-beside-end", seen=theirs)


def the_team_sees(page: Page, look: Look, served: Site, code: str) -> None:
    sign_in(page, served, "ana")
    page.goto(f"/desk/cases/{code}/others/")
    expect(page.get_by_text("La audiencia es el lunes")).to_be_visible()
    look(seen=page)
    page.locator("a[href*='/part/others/']").click()
    look("desk-why-a-part", seen=page)
    page.get_by_role("button", name="Para añadir o corregir algo").click()
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


def test_a_child_is_put_down_with_whoever_answers_and_is_heard(
    page: Page, look: Look, served: Site
) -> None:
    told = json.loads(served.act("one_who_shares"))
    case = f"/desk/cases/{told['code']}/"
    sign_in(page, served, "ana")
    unfold(page, case, "others", back="people")
    put_down(page, "Justina Mori", "Familia", "Persona adulta")
    put_down(page, "Raúl Cueva", "Quien se señala", "Persona adulta")
    page.get_by_label("Justina Mori").check()
    put_down(page, "Wayra", "Familia", "Niña o niño")
    look("desk-people")
    page.goto(f"{case}plan/")
    page.get_by_role("link", name="Decir a quién más protege").click()
    expect(page.get_by_text("Raúl Cueva")).to_have_count(0)
    page.get_by_label("Wayra").check()
    look("desk-whom-it-protects")
    page.locator("main button[type=submit]").click()
    page.get_by_role("link", name="Anotar lo que piensa").click()
    look("desk-child")
    page.get_by_label("Lo que piensa la niña o el niño").fill("Quiere dormir en casa de su abuela.")
    page.get_by_role("button", name="Anotar lo que piensa").click()
    expect(page.get_by_text("Se le escuchó")).to_be_visible()


def put_down(page: Page, name: str, relation: str, age: str) -> None:
    page.get_by_label("Qué nombre le da la persona").fill(name)
    page.locator("fieldset", has_text="Quién es").get_by_label(relation).check()
    page.get_by_label(age, exact=True).check()
    page.get_by_role("button", name="Anotar", exact=True).click()
    expect(page.locator("ul.seats").get_by_text(name, exact=True)).to_be_visible()
