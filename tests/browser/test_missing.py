"""Somebody disappears and is found dead, and those who are left have a case of their own: in a real
browser, with JavaScript and without it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import Look, Noise, Site
from tests.browser.test_desk import sign_in
from tests.browser.test_door import ask_in_a_hurry

pytestmark = pytest.mark.browser


def test_a_disappearance_is_searched_and_a_death_leaves_nobody_alone(
    page: Page, hers: Page, look: Look, served: Site, noise: Noise
) -> None:
    case = f"/desk/cases/{served.act('late', ' '.join(ask_in_a_hurry(hers)))}/"
    noise.expected.append("status of 409")
    sign_in(page, served, "ana")
    page.goto(f"{case}happened/")
    look("desk-happened")
    it_is_recorded(page, "Desapareció", "Salió en bote hacia la comunidad y no llegó.")
    expect(page.get_by_text("La próxima anotación se debe hasta el")).to_be_visible()
    somebody_writes_in_the_log(page, look)
    look("desk-search")
    page.goto("/desk/")
    expect(page.get_by_text("Alguien está desaparecido").first).to_be_visible()
    look("desk-worklist-missing")
    page.goto(f"{case}happened/")
    it_is_recorded(page, "Desapareció", "Salió en bote hacia la comunidad y no llegó.")
    expect(page.get_by_text("Ya está anotado: desapareció")).to_be_visible()
    look("desk-happened-twice")
    page.goto(f"{case}happened/")
    it_is_recorded(page, "Apareció sin vida", "La hallaron río abajo.", kind="killing")
    how_the_investigation_stands(page)
    look("desk-death")
    those_who_are_left_have_a_case(page, look)
    nobody_is_asked_any_more(page, hers, case, look)


def nobody_is_asked_any_more(page: Page, hers: Page, case: str, look: Look) -> None:
    page.goto(case)
    expect(page.get_by_text("La persona murió.")).to_be_visible()
    expect(page.get_by_role("heading", name="Casos vinculados")).to_be_visible()
    look("desk-case-death")
    hers.goto("/mine/")
    expect(hers.get_by_role("heading", name="ya no se pregunta ni se decide nada")).to_be_visible()
    look("door-over", seen=hers)


def it_is_recorded(
    page: Page, what: str, text: str, *, kind: str = "unknown", whom: str = "La persona en riesgo"
) -> None:
    page.get_by_label(what, exact=True).check()
    page.get_by_label(whom).check()
    page.get_by_label("¿Qué día?").fill((timezone.localdate() - timedelta(days=1)).isoformat())
    page.get_by_label("¿Cómo consta desde ahora?").select_option(kind)
    page.get_by_label("Lo que se sabe").fill(text)
    page.get_by_label("Quién lo dice, y qué tan seguro es").fill("Su hermana, por radio.")
    page.get_by_role("button", name="Dejarlo en constancia").click()


def somebody_writes_in_the_log(page: Page, look: Look) -> None:
    page.get_by_role("link", name="Escribir en la bitácora").click()
    look("desk-search-log")
    page.get_by_label("Se buscó").check()
    page.get_by_label("Qué se hizo o se supo").fill("Dos botes fueron hasta la bocana.")
    page.get_by_role("button", name="Anotarlo").click()
    expect(page.get_by_text("Dos botes fueron hasta la bocana.")).to_be_visible()


def how_the_investigation_stands(page: Page) -> None:
    page.get_by_role("link", name="Cómo va la investigación").click()
    page.get_by_label("¿En qué etapa está?").select_option("reported")
    page.get_by_label("¿Desde qué día?").fill(timezone.localdate().isoformat())
    page.get_by_label("Quién lo dice, y con qué número").fill("La fiscalía, carpeta 9.")
    page.get_by_role("button", name="Dejarlo en constancia").click()
    expect(page.get_by_text("La fiscalía, carpeta 9.")).to_be_visible()


def those_who_are_left_have_a_case(page: Page, look: Look) -> None:
    page.get_by_role("link", name="Abrir un caso para su familia o su colectivo").click()
    look("desk-linked")
    page.get_by_label("Familia", exact=True).check()
    page.get_by_label("Por teléfono").check()
    page.locator("[name=chosen_name]").fill("Lidia, su hermana")
    page.locator("[name=facts]").fill("Mataron a mi hermana y ahora nos siguen.")
    page.locator("[name=safe_contact]").fill("Radio de la posta, de noche.")
    page.get_by_label("Sí, y estaba como quería").check()
    page.get_by_role("button", name="Abrir el caso").click()
    expect(
        page.get_by_role("heading", name="Un caso para su familia o su colectivo")
    ).to_have_count(0)
    expect(page.get_by_text("Mataron a mi hermana y ahora nos siguen.")).to_be_visible()
