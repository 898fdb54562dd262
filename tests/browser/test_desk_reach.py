"""The desk and the duties by the keyboard alone, and at four times the size."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Site, fits
from tests.browser.test_desk import next_code
from tests.browser.test_door import ask_in_a_hurry
from tests.browser.test_door_reach import ZOOMED, fill, press, reach

pytestmark = pytest.mark.browser
OF_A_CASE = ("", "forward/", "plan/", "notes/", "messages/", "assessment/", "seats/", "files/")
OF_THE_TEAM = ("", "team/", "account/", "keys/", "find/", "filings/")
OF_A_UNIT = ("", "unit/", "account/")


@pytest.fixture
def owed(served: Site) -> str:
    """The code of a case whose measures are decided, and nothing of it forwarded."""
    told: dict[str, str] = json.loads(served.act("owe"))
    return told["code"]


def sits_down(page: Page, site: Site, name: str, surface: str) -> None:
    """Signs in without a mouse, on a screen that shows four times as large."""
    page.set_viewport_size(ZOOMED)
    page.goto(f"/{surface}/in/")
    fill(page, page.get_by_label("Nombre de usuario"), name)
    fill(page, page.get_by_label("Contraseña"), site.people[name]["password"])
    fill(page, page.get_by_label("Código de un solo uso"), next_code(site, name))
    press(page, "Entrar", "button")
    page.wait_for_url(f"**/{surface}/")


def forwards(page: Page, code: str) -> str:
    """Returns the alias under which the unit knows the case."""
    page.goto(f"/desk/cases/{code}/forward/")
    press(page, "Patrullaje policial")
    press(page, "Remitirla", "button")
    card = page.locator("#obligations li.card", has_text="Comisaría de Río Claro")
    return card.locator(".code").first.inner_text()


def nothing_is_read_sideways(page: Page, path: str) -> None:
    page.goto(path)
    fits(page, "screen at 400 %")
    closed = page.locator("main details:not([open]) > summary:visible")
    for _ in range(closed.count()):
        closed.first.click()
    fits(page, "screen at 400 %")


def test_the_keyboard_alone_carries_a_measure_to_its_unit_and_its_answer_back(
    page: Page, served: Site, owed: str, new_context: Callable[[], BrowserContext]
) -> None:
    sits_down(page, served, "ana", "desk")
    reach(page, page.locator(f"a[href*='/{owed}/']").first)
    page.keyboard.press("Enter")
    expect(page.locator("h1.code")).to_have_text(owed)
    reach(page, page.locator("section.act a, section.act button").first)
    alias = forwards(page, owed)
    carlas = new_context().new_page()
    sits_down(carlas, served, "carla", "duties")
    press(carlas, alias)
    press(carlas, "Lo haremos", "button")
    expect(carlas.get_by_role("button", name="Lo haremos")).to_have_count(0)
    page.goto(f"/desk/cases/{owed}/duties/{alias}/")
    expect(page.get_by_text("Sin respuesta todavía")).to_have_count(0)
    expect(page.get_by_text("Lo haremos").first).to_be_visible()


def test_whoever_decides_reaches_the_whole_form_and_its_button(
    page: Page, hers: Page, served: Site
) -> None:
    code = served.act("put", " ".join(ask_in_a_hurry(hers)))
    sits_down(page, served, "delia", "desk")
    nothing_is_read_sideways(page, f"/desk/cases/{code}/decision/")
    page.goto(f"/desk/cases/{code}/decision/")
    fill(page, page.get_by_label("A quién protege"), "Killa y su hija")
    reach(page, page.get_by_label("Otorgada"))
    page.keyboard.press("Space")
    expect(page.get_by_label("Otorgada")).to_be_checked()
    fill(page, page.get_by_label("Razones"), "Es idónea.")
    reach(page, page.get_by_role("button", name="Emitir la decisión"))


def test_four_times_as_large_nothing_of_the_desk_is_read_sideways(
    page: Page, served: Site, owed: str
) -> None:
    sits_down(page, served, "ana", "desk")
    alias = forwards(page, owed)
    for path in OF_THE_TEAM:
        nothing_is_read_sideways(page, f"/desk/{path}")
    for path in (*OF_A_CASE, f"duties/{alias}/"):
        nothing_is_read_sideways(page, f"/desk/cases/{owed}/{path}")


def test_four_times_as_large_nothing_of_the_duties_is_read_sideways(
    page: Page, served: Site, owed: str, new_context: Callable[[], BrowserContext]
) -> None:
    sits_down(page, served, "ana", "desk")
    alias = forwards(page, owed)
    carlas = new_context().new_page()
    sits_down(carlas, served, "carla", "duties")
    for path in (*OF_A_UNIT, f"{alias}/"):
        nothing_is_read_sideways(carlas, f"/duties/{path}")
