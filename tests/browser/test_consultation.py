"""A draft put to everybody: somebody proposes, it is looked at and answered, and she reads it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Look, Noise, Site
from tests.browser.test_desk import sign_in

pytestmark = pytest.mark.browser
TEXT = "Que decidan en un día, porque en el Recodo del Molino nadie llegó."
PLACE = "en el Recodo del Molino"


@pytest.fixture(scope="module")
def put(served: Site) -> str:
    """Where everybody reads the draft; put once for both walks."""
    served.act("consult")
    return "/public/consultations/xx-example-draft/"


def test_a_proposal_is_made_looked_at_answered_and_read(
    put: str,
    served: Site,
    page: Page,
    desk: Page,
    look: Look,
    noise: Noise,
    new_context: Callable[[], BrowserContext],
) -> None:
    words = proposes(put, page, look)
    looks(served, desk, look, noise)
    answers(desk, look)
    hers = new_context().new_page()
    hers.goto("/public/my-proposal/")
    hers.get_by_label("Sus palabras").fill(words)
    hers.get_by_role("button", name="Entrar").click()
    expect(hers.get_by_text("Hace falta oír a la familia.")).to_be_visible()
    expect(hers.get_by_text("Aceptada en parte").first).to_be_visible()
    look("site-own-proposal", seen=hers)
    page.goto(put)
    assert PLACE not in page.content()
    expect(page.get_by_text("porque […] nadie llegó.").first).to_be_visible()
    look(seen=page)


def proposes(put: str, page: Page, look: Look) -> str:
    page.goto(put)
    page.get_by_role("link", name="Proponer algo", exact=True).click()
    page.get_by_label("Sobre qué parte").select_option("terms.decide")
    page.get_by_label("Qué propone y por qué").fill(TEXT)
    page.get_by_role("button", name="Revisarla").click()
    expect(page.get_by_text("Todavía no se guardó nada")).to_be_visible()
    look("site-preview", seen=page)
    page.get_by_role("button", name="Enviar").click()
    expect(page.get_by_role("heading", name=re.compile("diez palabras"))).to_be_visible()
    words = page.locator("ol.words li").all_inner_texts()
    assert len(words) == 10
    page.get_by_role("button", name="Ya las anoté").click()
    expect(page.get_by_text("Falta que alguien revise").first).to_be_visible()
    return " ".join(re.sub(r"^\d+\W*", "", word) for word in words)


def looks(served: Site, desk: Page, look: Look, noise: Noise) -> None:
    sign_in(desk, served, "ana")
    desk.goto("/desk/consultations/xx-example-draft/")
    desk.locator("a[href*='/look/']").first.click()
    expect(desk.get_by_text(TEXT)).to_be_visible()
    desk.get_by_text("Todo menos algunos pasajes").click()
    desk.get_by_label("Pasajes que se dejan fuera").fill("otro lugar")
    desk.get_by_text("dice dónde está").click()
    noise.expected.append("status of 422")
    desk.get_by_role("button", name="Mostrar qué quedaría").click()
    expect(desk.get_by_text("cópielo palabra por palabra").first).to_be_visible()
    desk.get_by_label("Pasajes que se dejan fuera").fill(PLACE)
    desk.get_by_role("button", name="Mostrar qué quedaría").click()
    expect(desk.get_by_text("porque […] nadie llegó.")).to_be_visible()
    look("desk-consult-look", seen=desk)
    desk.get_by_role("button", name="Guardar la revisión").click()
    expect(desk.get_by_text("porque […] nadie llegó.")).to_be_visible()


def answers(desk: Page, look: Look) -> None:
    desk.locator("a[href*='/answer/']").first.click()
    desk.get_by_text("Aceptada en parte").click()
    desk.get_by_label("Las razones").fill("Hace falta oír a la familia.")
    desk.get_by_label("Qué texto del proyecto cambia y cómo").fill("Dos días.")
    desk.get_by_role("button", name="Publicar la respuesta").click()
    expect(desk.get_by_text(re.compile("Respondidas: [12]"))).to_be_visible()
    look("desk-consultation", seen=desk)
