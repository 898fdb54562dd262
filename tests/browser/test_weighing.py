"""A danger is weighed by another law's own way: in a browser, with JavaScript and without it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Look, Site, a_copy
from tests.browser.test_desk import sign_in
from tests.browser.test_door import ask_in_a_hurry

pytestmark = pytest.mark.browser


KNOWN = "Consta en la denuncia y en lo que contaron dos vecinas."
OTHERWISE = "La Fiscalía informó el martes que quien amenazaba está detenido."


@pytest.fixture(scope="module")
def served(prepared: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site of Colombia's law, whose test asks for each of its parts."""
    folder = tmp_path_factory.mktemp("colombia")
    with a_copy(prepared, folder, AMPARO_PROTOCOL="co-2011") as site:
        yield site


def test_each_part_is_asked_with_its_reason_and_compared_the_next_time(
    page: Page, hers: Page, look: Look, served: Site
) -> None:
    code = served.act("opened", " ".join(ask_in_a_hurry(hers)))
    sign_in(page, served, "ana")
    address = f"/desk/cases/{code}/assessment/"
    page.goto(address)
    look("desk-weigh-parts")
    answer(page, but={3: "No se sabe"})
    saved(page)
    expect(page.get_by_text("entre «Ordinario» y").first).to_be_visible()
    page.goto(address)
    answer(page)
    saved(page)
    expect(page.get_by_text("Extremo").first).to_be_visible()
    look("desk-weigh-review")
    page.get_by_role("button", name="Registrar la evaluación").click()
    page.goto(address)
    answer(page, but={9: "No consta"})
    saved(page)
    expect(page.get_by_role("heading", name="Qué cambió desde")).to_be_visible()
    look("desk-weigh-compared")


def test_a_percentage_that_others_worked_out_is_read_by_its_band(
    page: Page, hers: Page, look: Look, served: Site
) -> None:
    code = served.act("opened", " ".join(ask_in_a_hurry(hers)))
    sign_in(page, served, "ana")
    page.goto(f"/desk/cases/{code}/assessment/")
    page.get_by_text("Valorar con otra forma de esta ley").click()
    page.get_by_role("link", name="El porcentaje de la matriz").click()
    opened(page)
    page.get_by_label("El porcentaje que se calculó").fill("58")
    page.get_by_label("De dónde sale").fill("Matriz del 3 de marzo: amenaza 24, exposición 34.")
    look("desk-weigh-percentage")
    own_view(page)
    saved(page)
    expect(page.get_by_text("58 %").first).to_be_visible()
    expect(page.get_by_text("Extraordinario").first).to_be_visible()


def opened(page: Page) -> None:
    """Every part of the page stands open, as a press on each would leave it."""
    for part in page.locator("details.asked-part:not([open]) > summary").all()[::-1]:
        part.click()


def answer(page: Page, but: dict[int, str] | None = None) -> None:
    """Each part is on record, with where that is known from; but for these."""
    opened(page)
    for place, one in enumerate(page.locator("fieldset.asked-one").all()):
        one.get_by_label((but or {}).get(place, "Consta"), exact=True).check()
        words = one.locator("textarea")
        if not words.is_visible():
            one.locator("summary").click()
        words.fill(OTHERWISE if place in (but or {}) else KNOWN)
    own_view(page)


def own_view(page: Page) -> None:
    page.get_by_label("Cómo ve el peligro la persona").fill("«Ya no duermo en mi casa.»")


def saved(page: Page) -> None:
    page.get_by_role("button", name="Guardar y ver las razones").click()
