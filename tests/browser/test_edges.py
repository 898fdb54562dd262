"""Where a way ends or turns back: errors, leaving, and the small acts of the desk."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Look, Noise, Site
from tests.browser.test_desk import sign_in
from tests.browser.test_door import ask_in_a_hurry

pytestmark = pytest.mark.browser


def test_a_wrong_address_says_where_to_go(page: Page, look: Look, noise: Noise) -> None:
    noise.expected.append("status of 404")
    page.goto("/nowhere/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    look("door-not-found")


def test_a_form_that_is_no_longer_known_is_shown_to_send_again(
    page: Page, look: Look, noise: Noise
) -> None:
    noise.expected.append("status of 403")
    page.goto("/urgent/")
    page.get_by_label("¿Qué está pasando?").fill("Están en la puerta.")
    page.context.clear_cookies()
    page.get_by_role("button", name="Enviar ahora").click()
    look("door-send-again")
    page.get_by_text("Ver lo que escribió").click()
    expect(page.get_by_text("Están en la puerta.")).to_be_visible()


def test_she_leaves_and_reads_what_goes_on(hers: Page, look: Look, served: Site) -> None:
    words = " ".join(ask_in_a_hurry(hers))
    served.act("plan", words)
    hers.goto("/mine/leave/")
    for box in hers.locator("main input[type=checkbox]").all():
        box.check()
    hers.get_by_role("button", name="Dejar el procedimiento").click()
    expect(hers.get_by_role("heading", level=1)).to_be_visible()
    expect(hers.get_by_text("Lo que espera su decisión")).to_have_count(0)
    look("door-left", seen=hers)


def test_the_small_acts_of_the_desk(
    page: Page, hers: Page, look: Look, served: Site, noise: Noise
) -> None:
    noise.expected.append("status of 404")
    words = " ".join(ask_in_a_hurry(hers))
    served.act("plan", words)
    code = served.act("code", words)
    sign_in(page, served, "ana")
    for where, name in (("messages", "desk-message"), ("notes", "desk-note")):
        page.goto(f"/desk/cases/{code}/{where}/")
        look(name)
        page.locator("main textarea").first.fill("Llamar mañana a mediodía.")
        page.get_by_role("button").last.click()
        expect(page.get_by_text("Llamar mañana a mediodía.").first).to_be_visible()
    page.goto(f"/desk/cases/{code}/attempts/")
    look("desk-attempt")
    page.context.clear_cookies()
    sign_in(page, served, "delia")
    page.goto(f"/desk/cases/{code}/")
    expect(page.get_by_text(code)).to_have_count(0)
    look("desk-not-found")
