"""A community with two boards, and a federation: in a real browser, with JavaScript and without."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Look, Noise, Site
from tests.browser.test_beside import come_back
from tests.browser.test_desk import sign_in

pytestmark = pytest.mark.browser

PLAN = "Patrullaje"


def test_two_boards_decide_each_alone_and_a_federation_stands_between(
    page: Page,
    look: Look,
    served: Site,
    noise: Noise,
    new_context: Callable[[], BrowserContext],
) -> None:
    first, second, federation = json.loads(served.act("many_voices"))
    noise.expected += ["status of 422", "status of 400"]
    case = f"/desk/cases/{first['code']}/"
    sign_in(page, served, "ana")
    both_are_recorded(page, look, case, second["code"])
    it_is_put_to_both(page, look, case)
    one, other = (new_context().new_page() for _ in range(2))
    come_back(one, first["words"])
    come_back(other, second["words"])
    a_yes_waits_for_its_acta(one, look)
    hand_in(other, look, "No estamos de acuerdo")
    page.goto(case)
    expect(page.get_by_text("Las juntas no están de acuerdo")).to_be_visible()
    look("desk-case-boards")
    nobody_takes_back_what_another_gave(page, look, case)
    a_federation_stands_between(page, one, look, case, federation["code"])
    theirs = new_context().new_page()
    come_back(theirs, federation["words"])
    expect(theirs.get_by_text("Lo que se dijo a una organización intermediaria")).to_be_visible()
    it_is_taken_back(one, look)
    theirs.goto("/mine/")
    expect(theirs.get_by_text("Lo que se dijo a una organización")).to_have_count(0)
    a_member_is_left_out(page, one, look, case)
    it_is_asked_of_the_other_case_too(page, look, f"/desk/cases/{second['code']}/")


def both_are_recorded(page: Page, look: Look, case: str, code: str) -> None:
    page.goto(f"{case}collective/note/")
    look("desk-collective")
    page.get_by_label("Comunidad", exact=True).check()
    speaks(page, "la junta directiva", "En asamblea, con aviso de tres días.")
    page.goto(f"{case}collective/boards/new/")
    page.get_by_label("Número del caso de la otra junta").fill(code)
    look("desk-board-join")
    speaks(page, "el consejo de ancianas", "Por acuerdo de todas.")
    expect(page.get_by_text("Otra junta también habla por el colectivo").first).to_be_visible()


def speaks(page: Page, who: str, procedure: str) -> None:
    page.get_by_label("Cómo se llama el colectivo").fill("Comunidad del Alto (ficticia)")
    page.get_by_label("Quién habla aquí por el colectivo").fill(who)
    page.get_by_label("Cómo decide").fill(procedure)
    page.get_by_role("button", name="Dejarlo en constancia").click()


def it_is_put_to_both(page: Page, look: Look, case: str) -> None:
    page.goto(f"{case}collective/measures/")
    page.get_by_label(PLAN).check()
    page.get_by_label("Qué se pregunta a las otras juntas").fill("Rondas por el camino, de noche.")
    look("desk-put-to-boards")
    page.get_by_role("button", name="Preguntar a las juntas").click()


def a_yes_waits_for_its_acta(one: Page, look: Look) -> None:
    one.goto("/mine/")
    expect(one.get_by_text("Deciden a su manera")).to_be_visible()
    one.get_by_role("button", name="Estoy de acuerdo", exact=True).first.click()
    expect(one.get_by_text("Se espera su acta")).to_be_visible()
    look("door-mine-acta", seen=one)
    hand_in(one, look, "Estamos de acuerdo")
    expect(one.get_by_text("su sí vale")).to_be_visible()
    one.get_by_role("link", name="Nuestro colectivo").click()
    look("door-collective", seen=one)


def hand_in(page: Page, look: Look, decided: str) -> None:
    page.goto("/mine/collective/")
    page.get_by_role("link", name=PLAN).click()
    page.get_by_label(decided, exact=True).check()
    page.get_by_label("¿Qué día?").fill(timezone.localdate().isoformat())
    look("door-acta", seen=page)
    page.get_by_role("button", name="Entregar el acta").click()
    page.get_by_label("¿Cuántas personas participaron?").fill("41")
    page.get_by_label("Su acta, en palabras").fill("Se decidió en la casa comunal.")
    page.get_by_role("button", name="Entregar el acta").click()
    expect(page).to_have_url(page.url.split("/mine/")[0] + "/mine/")


def nobody_takes_back_what_another_gave(page: Page, look: Look, case: str) -> None:
    page.goto(f"{case}collective/take-back/")
    look("desk-take-back")


def a_federation_stands_between(page: Page, one: Page, look: Look, case: str, code: str) -> None:
    page.goto(f"{case}collective/between/new/")
    page.get_by_label("Número del caso propio").fill(code)
    page.get_by_label("Cómo se llama").fill("Federación del Valle (ficticia)")
    page.get_by_label("Lo que el equipo y el colectivo se dicen").check()
    until = timezone.localdate() + timedelta(days=60)
    page.get_by_label("Hasta qué día").fill(until.isoformat())
    page.get_by_label("Por qué, dicho a la junta").fill("Tiene radio y puede avisar en una hora.")
    look("desk-go-between")
    page.get_by_role("button", name="Preguntar a la junta").click()
    one.goto("/mine/collective/")
    one.get_by_role("listitem").filter(has_text="Federación del Valle").get_by_role(
        "link"
    ).first.click()
    one.get_by_role("link", name="Leer otra vez lo que se pregunta").click()
    look("door-go-between", seen=one)
    one.goto("/mine/collective/")
    one.get_by_role("listitem").filter(has_text="Federación del Valle").get_by_role(
        "link"
    ).first.click()
    one.get_by_label("Estamos de acuerdo", exact=True).check()
    one.get_by_label("¿Qué día?").fill(timezone.localdate().isoformat())
    one.get_by_label("¿Cuántas personas participaron?").fill("38")
    one.get_by_label("Su acta, en palabras").fill("Que avise por radio.")
    one.get_by_role("button", name="Entregar el acta").click()
    page.goto(case)
    page.get_by_role("link", name="Trasladar algo a la organización intermediaria").click()
    page.get_by_label("Lo que el equipo y el colectivo se dicen").fill("La visita es el jueves.")
    look("desk-pass-on")
    page.get_by_role("button", name="Trasladarlo").click()


def it_is_taken_back(one: Page, look: Look) -> None:
    one.goto("/mine/collective/")
    one.get_by_role("button", name="Retirar").click()


def a_member_is_left_out(page: Page, one: Page, look: Look, case: str) -> None:
    one.goto("/mine/collective/")
    one.get_by_role("link", name="Pedir que algo quede fuera").click()
    one.get_by_label("Qué debe quedar fuera").fill("Rosalía Tuesta")
    look("door-leave-out", seen=one)
    one.get_by_role("button", name="Enviarlo al equipo").click()
    page.goto(f"{case}collective/leave-out/")
    page.get_by_label("Qué debe quedar fuera").fill("Rosalía Tuesta")
    page.get_by_label("Se pidió en la página de la junta").check()
    page.get_by_label("Me aseguré").check()
    look("desk-leave-out")
    page.get_by_role("button", name="Dejarlo fuera").click()
    expect(page.get_by_text("ya no lo contienen")).to_be_visible()
    look("desk-left-out")
    page.goto(case)
    expect(page.get_by_text("Rosalía")).to_have_count(0)


def it_is_asked_of_the_other_case_too(page: Page, look: Look, case: str) -> None:
    page.goto(case)
    page.get_by_role("link", name="Ver qué es, y responder").click()
    expect(page.get_by_text("Rosalía Tuesta")).to_be_visible()
    page.get_by_role("button", name="Guardar la respuesta").click()
    expect(page.get_by_text("Obligatorio").or_(page.locator(".problem")).first).to_be_visible()
    look()
    page.get_by_label("La misma persona").check()
    page.get_by_role("button", name="Guardar la respuesta").click()
    expect(page.get_by_text("ya no lo contiene")).to_be_visible()
    page.get_by_role("link", name="Mirar los archivos").click()
    page.get_by_label("No, ni se le ve").check()
    look()
    page.get_by_role("button", name="Anotar lo que vi").click()
    expect(page.get_by_text("Hay archivos que esperan")).to_have_count(0)
