"""A federation follows what a ministry owes: in a real browser, with JavaScript and without it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import Look, Noise, Site, a_copy
from tests.browser.test_desk import sign_in
from tests.browser.test_door import ask_in_a_hurry

pytestmark = pytest.mark.browser

AGO = timedelta(days=16)


@pytest.fixture(scope="module")
def served(prepared: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site that says whose it is."""
    whose = {"AMPARO_ORGANISATION": "Federación del Valle (ficticia)"}
    with a_copy(prepared, tmp_path_factory.mktemp("federation"), **whose) as site:
        yield site


def test_what_a_ministry_owes_is_followed_from_her_yes_to_the_sheet(
    page: Page, hers: Page, look: Look, served: Site, noise: Noise
) -> None:
    code = served.act("opened", " ".join(she_asks_whom_she_knows(hers, look)))
    sign_in(page, served, "ana")
    page.goto(f"/desk/cases/{code}/")
    expect(page.get_by_text("Todavía no se pidió nada a ninguna autoridad.")).to_be_visible()
    page.get_by_role("link", name="Pedir algo a una autoridad externa").first.click()
    look("desk-outside-open")
    page.get_by_label("Qué se pediría allá").fill(
        "Pediremos una patrulla al ministerio. Llevaremos su relato, sin sus fotos."
    )
    page.get_by_role("button", name="Preguntar a la persona").click()
    record = page.url
    she_agrees(hers, look)
    noise.expected.append("status of 409")
    filed(page, look)
    she_reads_that_it_is_late(hers, look)
    page.goto(f"/desk/cases/{code}/")
    look("desk-outside-case")
    page.goto("/desk/authorities/")
    late_in_the_list(page, look, code)
    page.goto(record)
    page.get_by_role("button", name="Imprimir una hoja para llevar allá").click()
    expect(page.get_by_text("HR-2026-00417")).to_be_visible()
    expect(page.get_by_text("Federación del Valle (ficticia)", exact=True)).to_be_visible()
    look("desk-outside-sheet")


def she_reads_that_it_is_late(hers: Page, look: Look) -> None:
    hers.goto("/mine/")
    expect(hers.get_by_role("heading", level=1)).to_contain_text("se demora")
    look("door-organisation-late", seen=hers)
    hers.get_by_role("link", name="Lo que pasó ante la autoridad").click()
    expect(hers.get_by_text("HR-2026-00417")).to_be_visible()


def filed(page: Page, look: Look) -> None:
    page.get_by_role("link", name="Anotar", exact=True).click()
    filed_before_her_yes(page)
    look("desk-outside-note")
    page.get_by_label("La persona", exact=True).check()
    page.get_by_role("button", name="Anotar", exact=True).click()
    expect(page.get_by_text("HR-2026-00417")).to_be_visible()
    look("desk-outside-record")


def late_in_the_list(page: Page, look: Look, code: str) -> None:
    expect(
        page.get_by_text("Un plazo está vencido.").or_(page.get_by_text("plazos están"))
    ).to_be_visible()
    look("desk-outside-terms")
    with page.expect_download() as file:
        page.get_by_role("button", name="Tomarlo como archivo (CSV)").click()
    assert code not in file.value.path().read_text()


def she_asks_whom_she_knows(hers: Page, look: Look) -> list[str]:
    """She is told whose site it is before she types anything, and that no authority has it."""
    hers.goto("/")
    expect(hers.get_by_text("No es una autoridad.")).to_be_visible()
    look("door-organisation-home", seen=hers)
    words = ask_in_a_hurry(hers)
    expect(hers.get_by_text("todavía no lo tiene ninguna autoridad")).to_be_visible()
    look("door-organisation-received", seen=hers)
    return words


def she_agrees(hers: Page, look: Look) -> None:
    hers.goto("/mine/")
    expect(hers.get_by_text("no es una autoridad")).to_be_visible()
    look("door-organisation", seen=hers)
    hers.get_by_role("button", name="Estoy de acuerdo", exact=True).first.click()


def filed_before_her_yes(page: Page) -> None:
    """What somebody else filed before she was asked is noted as somebody else's."""
    page.get_by_label("Recepción de la solicitud").check()
    page.get_by_label("¿Qué día?").fill((timezone.localdate() - AGO).isoformat())
    page.get_by_label("Esta organización").check()
    page.get_by_label("En papel, en la oficina").check()
    page.get_by_label("El número de la autoridad").fill("HR-2026-00417")
    page.get_by_role("button", name="Anotar", exact=True).click()
    expect(page.get_by_text("no lo había aceptado ese día")).to_be_visible()
