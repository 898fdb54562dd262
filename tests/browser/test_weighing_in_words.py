"""Where nobody knows how a law weighs a danger: in a browser, with JavaScript and without it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Look, Site, a_copy
from tests.browser.test_desk import sign_in
from tests.browser.test_door import ask_in_a_hurry
from tests.browser.test_weighing import opened, own_view, saved

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(prepared: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site of Mexico's law, whose instruments were not found."""
    with a_copy(prepared, tmp_path_factory.mktemp("mexico"), AMPARO_PROTOCOL="mx-2012") as site:
        yield site


def test_the_facts_are_written_down_and_no_level_is_made_up(
    page: Page, hers: Page, look: Look, served: Site
) -> None:
    code = served.act("opened", " ".join(ask_in_a_hurry(hers)))
    sign_in(page, served, "ana")
    page.goto(f"/desk/cases/{code}/assessment/")
    expect(page.get_by_text("No se sabe: cómo valora esta ley un peligro")).to_be_visible()
    look("desk-weigh-words")
    opened(page)
    page.get_by_label("Qué se sabe de las amenazas").fill("Una nota en la puerta, el lunes.")
    page.get_by_label("Qué se sabe de las vulnerabilidades").fill("Vive lejos, sin señal.")
    page.get_by_label("Qué se sabe de las capacidades").fill("La comunidad se turna de noche.")
    own_view(page)
    saved(page)
    expect(page.get_by_text("No se inventa ningún nivel").first).to_be_visible()
    look("desk-weigh-words-review")
    page.get_by_role("button", name="Registrar la evaluación").click()
    expect(page.get_by_role("heading", name="Riesgo", exact=True)).to_be_visible()
