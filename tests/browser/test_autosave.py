"""A long form saves itself by its script; without JavaScript its button does."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.conftest import Mode, NewPage, Noise, Site, without_javascript
from tests.browser.steps import sign_in

pytestmark = pytest.mark.browser

WORDS = "Siguieron a su hija desde el colegio"
EVERY = 21_000
SAVED = "Borrador guardado"


@pytest.fixture(scope="module")
def incident(served: Site) -> str:
    told: dict[str, str] = json.loads(served.act("owe"))
    return f"/desk/cases/{told['code']}/incident/"


@pytest.fixture
def opened(blank: NewPage, served: Site, incident: str, mode: Mode) -> Callable[[str], Page]:
    """The form, in one more browser in which this member has signed in."""

    def make(name: str) -> Page:
        page = blank()
        sign_in(page, served, name)
        if mode.javascript:
            page.clock.install()
        page.goto(incident)
        return page

    return make


def types(page: Page, words: str) -> None:
    page.get_by_label("Qué pasó").press_sequentially(words)


def leaves(page: Page) -> list[str]:
    """Presses the link that leads away, and stays where the browser asks; returns what asked."""
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    page.get_by_role("link", name="Volver sin hacerlo").click(no_wait_after=True)
    page.wait_for_timeout(500)
    return asked


def test_the_script_saves_and_warns_of_what_is_not_saved(
    opened: Callable[[str], Page], incident: str, noise: Noise
) -> None:
    noise.expected += ["ERR_INTERNET_DISCONNECTED"]
    page = opened("ana")
    types(page, WORDS)
    assert leaves(page) == ["beforeunload"]
    page.clock.fast_forward(EVERY)
    expect(page.get_by_role("status")).to_contain_text(SAVED)

    page.context.set_offline(True)
    types(page, ", y hoy otra vez")
    page.clock.fast_forward(EVERY)
    expect(page.get_by_role("status")).to_contain_text("no hay conexión")
    page.context.set_offline(False)
    page.clock.fast_forward(EVERY)
    expect(page.get_by_role("status")).to_contain_text(SAVED)

    page.get_by_role("link", name="Volver sin hacerlo").click()
    page.wait_for_url("**/cases/*/")
    page.go_back()
    expect(page.get_by_text(SAVED)).to_be_visible()
    expect(page.get_by_label("Qué pasó")).to_have_value(f"{WORDS}, y hoy otra vez")

    page.get_by_label("Cuándo ocurrió").fill("ayer")
    page.get_by_role("button", name="Registrar", exact=True).click()
    expect(page.get_by_text("Lo ocurrido quedó registrado")).to_be_visible()
    page.goto(incident)
    expect(page.get_by_text(SAVED)).to_have_count(0)


@without_javascript
def test_without_javascript_the_button_saves(opened: Callable[[str], Page]) -> None:
    page = opened("beto")
    types(page, WORDS)
    page.get_by_role("button", name="Guardar borrador").click()
    expect(page.get_by_text(SAVED)).to_be_visible()
    expect(page.get_by_label("Qué pasó")).to_have_value(WORDS)
    page.get_by_text("Descartar", exact=True).click()
    page.get_by_role("button", name="Descartar el borrador").click()
    expect(page.get_by_text("Se descartó el borrador")).to_be_visible()
    expect(page.get_by_label("Qué pasó")).to_have_value("")
