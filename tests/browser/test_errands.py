"""What must be said to the person: agreed on, put down, gone with by a way that is safe; and an
attempt that was not as agreed. With JavaScript and without it."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Look, Noise, Site
from tests.browser.test_desk import sign_in

pytestmark = pytest.mark.browser

WHAT = "Que mañana no vaya al puerto: vigilan el camino."
WORD = "Decir primero: ¿ya llegó la lancha?"


def agree(page: Page, case: str, word: str = WORD) -> None:
    """By telephone and in person, at any hour."""
    page.goto(f"{case}reach/")
    page.get_by_label("Por teléfono").check()
    page.get_by_label("En persona").check()
    page.get_by_label("Alguien del equipo vio a la persona").check()
    page.get_by_label("Desde qué hora").fill("00:00")
    page.get_by_label("Hasta qué hora").fill("00:00")
    page.get_by_label("A qué número").fill(word)
    page.get_by_role("button", name="Anotar lo concertado").click()


def put(page: Page, look: Look, case: str) -> None:
    page.goto(case)
    page.get_by_role("link", name="Algo que decir a la persona").click()
    page.get_by_label("Qué hay que decirle").fill(WHAT)
    look("desk-errand-put")
    page.get_by_role("button", name="Guardarlo para quien vaya").click()


def go(page: Page, way: str) -> None:
    page.get_by_label(way).check()
    page.get_by_role("button", name="Voy ahora").click()


def test_it_is_said_by_a_way_that_was_agreed_and_by_no_other(
    page: Page, look: Look, noise: Noise, served: Site
) -> None:
    noise.expected += ["status of 409", "status of 422"]
    case = f"/desk/cases/{json.loads(served.act('one_who_shares'))['code']}/"
    sign_in(page, served, "ana")
    agree(page, case)
    put(page, look, case)
    expect(page.get_by_text(WHAT)).to_be_visible()
    expect(page.get_by_text(WORD)).to_have_count(0)
    look("desk-errand")
    go(page, "Por radio")
    expect(page.get_by_text("No se le debe buscar por este medio.").first).to_be_visible()
    look("desk-errand-held")
    go(page, "Por teléfono")
    expect(page.get_by_text(WORD)).to_be_visible()
    look("desk-errand-out")
    page.get_by_label("Se le dijo").check()
    page.get_by_role("button", name="Dejarlo en constancia").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page).to_have_url(served.url(case))
    note_one_that_was_not_as_agreed(page, look, case)


def note_one_that_was_not_as_agreed(page: Page, look: Look, case: str) -> None:
    page.goto(f"{case}attempts/")
    page.get_by_label("Por radio").check()
    page.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Anotar").click()
    expect(page.get_by_text("Diga por qué se hizo igual").first).to_be_visible()
    look("desk-attempt-why")
    page.get_by_label("¿por qué se hizo igual?").fill("No hay otra señal en la quebrada.")
    page.get_by_role("button", name="Anotar").click()
    expect(page.get_by_text("No como se acordó con la persona")).to_be_visible()
