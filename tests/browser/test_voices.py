"""A mother whose daughter is missing asks the authority in her own name, with words that her
daughter gave her before: in a real browser, with JavaScript and without it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Look, Noise, Site
from tests.browser.test_beside import come_back
from tests.browser.test_desk import sign_in
from tests.browser.test_door import ask_in_a_hurry

pytestmark = pytest.mark.browser


@pytest.fixture
def desk_of_ana(served: Site, new_context: Callable[[], BrowserContext]) -> Page:
    page = new_context().new_page()
    sign_in(page, served, "ana")
    return page


def words_for_her_mother(hers: Page, own: list[str]) -> str:
    hers.goto("/mine/others/")
    hers.get_by_label("¿Qué nombre le da usted?").fill("Mamá Felícita")
    hers.get_by_label("Familia").check()
    hers.get_by_label("Hablar por mí").check()
    hers.get_by_label("Sus diez palabras").fill(" ".join(own))
    hers.get_by_role("button", name="Hacer las palabras").click()
    return " ".join(hers.locator("ol.words li").all_inner_texts())


def her_daughter_is_missing(desk: Page, code: str) -> None:
    desk.goto(f"/desk/cases/{code}/happened/")
    desk.get_by_label("Desapareció", exact=True).check()
    desk.get_by_label("La persona en riesgo").check()
    desk.get_by_label("¿Qué día?").fill((timezone.localdate() - timedelta(days=1)).isoformat())
    desk.get_by_label("Lo que se sabe").fill("Salió en bote y no llegó.")
    desk.get_by_label("Quién lo dice, y qué tan seguro es").fill("Su madre, por radio.")
    desk.get_by_role("button", name="Dejarlo en constancia").click()


def test_she_asks_that_a_refusal_be_decided_again(
    page: Page, hers: Page, desk_of_ana: Page, served: Site, look: Look, noise: Noise
) -> None:
    own = ask_in_a_hurry(hers)
    code = served.act("refused", " ".join(own))
    words = words_for_her_mother(hers, own)
    her_daughter_is_missing(desk_of_ana, code)
    come_back(page, words)
    expect(page.get_by_text("nadie puede decir que sí en su nombre")).to_be_visible()
    look()
    page.get_by_role("link", name="La decisión").first.click()
    page.get_by_role("link", name="Pedir que se decida de nuevo").click()
    look()
    noise.expected.append("status of 400")
    page.get_by_role("button", name="Enviar").click()
    expect(page.get_by_text("Basta una frase.").first).to_be_visible()
    page.locator("main textarea").fill("Mi hija no llegó a casa. ¿Cómo van a negar la patrulla?")
    page.get_by_role("button", name="Enviar").click()
    expect(page.get_by_text("Quien decide ya lo tiene")).to_be_visible()
    desk_of_ana.goto(f"/desk/cases/{code}/")
    desk_of_ana.get_by_role("link", name="Se impugna una decisión").first.click()
    expect(desk_of_ana.get_by_text("Mamá Felícita")).to_be_visible()
    hers.goto("/mine/")
    expect(hers.get_by_text("Mamá Felícita pidió que se decida de nuevo")).to_be_visible()


def test_she_complains_that_nobody_has_answered(
    page: Page, hers: Page, desk_of_ana: Page, served: Site, look: Look
) -> None:
    own = ask_in_a_hurry(hers)
    code = served.act("late", " ".join(own))
    words = words_for_her_mother(hers, own)
    her_daughter_is_missing(desk_of_ana, code)
    come_back(page, words)
    page.get_by_role("link", name="Informe preliminar").click()
    look()
    page.get_by_label("¿Quiere añadir algo?").fill("Mi hija no aparece y nadie llama.")
    page.get_by_role("button", name="Presentar la queja").click()
    expect(page.get_by_text("Su queja está presentada")).to_be_visible()
    desk_of_ana.goto(f"/desk/cases/{code}/")
    expect(desk_of_ana.get_by_text("La pidió Mamá Felícita")).to_be_visible()
    hers.goto("/mine/")
    expect(hers.get_by_text("Se quejó Mamá Felícita")).to_be_visible()
