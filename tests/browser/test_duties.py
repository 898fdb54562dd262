"""From a granted measure to an answer, in a real browser, with JavaScript and without it.

Each page of it is looked at, wide and narrow.
"""

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from tests.browser.conftest import Look, Noise, Site
from tests.browser.test_desk import picture, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture
def her(served: Site) -> dict[str, str]:
    """The code of a case whose measures are decided, and the person's words."""
    told: dict[str, str] = json.loads(served.act("owe"))
    return told


def test_a_measure_goes_to_its_unit_and_comes_back_answered(
    page: Page,
    look: Look,
    served: Site,
    her: dict[str, str],
    new_context: Callable[[], BrowserContext],
) -> None:
    sign_in(page, served, "ana")
    alias = forward_the_patrol(page, look, her["code"])
    carlas = new_context().new_page()
    comes_in(carlas, look, served)
    carlas.get_by_role("link", name=alias).click()
    look("duties-duty", seen=carlas)
    expect(carlas.get_by_text("Distrito de Río Claro, barrio alto")).to_be_visible()
    expect(carlas.get_by_text(her["code"])).to_have_count(0)
    carlas.get_by_text("No podemos, porque…").click()
    carlas.get_by_label("La razón").fill("No hay patrulleros los martes.")
    carlas.get_by_role("button", name="Decir que no podemos").click()
    insist(page, look, her["code"])
    carlas.reload()
    look("duties-insisted", seen=carlas)
    expect(carlas.get_by_text("El equipo insiste").first).to_be_visible()
    prove(carlas)
    look("duties-reported", seen=carlas)
    page.goto(f"/desk/cases/{her['code']}/duties/{alias}/")
    expect(page.get_by_role("link", name="Descargar la prueba")).to_be_visible()
    look("obligations-duty")
    served.act("take_back", her["words"])
    carlas.reload()
    expect(carlas.get_by_text("Rondas desde el lunes.")).to_have_count(0)
    look("duties-taken-back", seen=carlas)


def comes_in(carlas: Page, look: Look, served: Site) -> None:
    carlas.goto("/duties/in/")
    look("duties-sign-in", seen=carlas)
    sign_in(carlas, served, "carla", surface="/duties/in/")
    look("duties-list", seen=carlas)


def prove(carlas: Page) -> None:
    carlas.get_by_text("Está hecho, aquí está la prueba").last.click()
    carlas.get_by_label("Qué se hizo, dónde y cuándo").fill("Rondas desde el lunes.")
    proof: FilePayload = {"name": "ronda.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    carlas.locator("input[type=file]").set_input_files(files=[proof])
    carlas.get_by_role("button", name="Enviar la prueba").click()


def forward_the_patrol(page: Page, look: Look, code: str) -> str:
    """Choose what goes; returns the alias under which the unit knows the case."""
    page.goto(f"/desk/cases/{code}/forward/")
    look("obligations-forward")
    page.get_by_role("link", name=re.compile("Patrullaje policial")).click()
    look("obligations-fields")
    page.get_by_role("button", name="Remitirla").click()
    card = page.locator("#obligations li.card", has_text="Comisaría de Río Claro")
    look("desk-case-owed")
    return card.locator(".code").first.inner_text()


def insist(page: Page, look: Look, code: str) -> None:
    page.goto(f"/desk/cases/{code}/")
    page.locator("#obligations").get_by_role("link", name="Responder una objeción").click()
    look("obligations-objection")
    page.get_by_role("link", name="Preguntar por otra entidad").click()
    look("desk-recipient")
    page.go_back()
    form = page.locator("form", has=page.get_by_role("button", name="Insistir"))
    form.get_by_label("Lo que usted escribe").fill("El plan de actividades prevé dos patrullas.")
    day = timezone.localdate() + timedelta(days=10)
    form.get_by_label("Para qué día").fill(day.isoformat())
    form.get_by_role("button", name="Insistir").click()


def test_where_nobody_signs_in_it_goes_on_paper(
    page: Page, look: Look, served: Site, her: dict[str, str], noise: Noise
) -> None:
    sign_in(page, served, "ana")
    page.goto(f"/desk/cases/{her['code']}/forward/")
    page.get_by_role("link", name=re.compile("Policía Nacional")).click()
    look("obligations-paper")
    page.get_by_role("button", name="Prepararla en papel").click()
    look("obligations-prepared")
    address = page.url
    page.get_by_role("button", name="Imprimir una copia numerada").click()
    expect(page.get_by_text("Copia 1").first).to_be_visible()
    look("obligations-sheet")
    page.goto(address)
    page.get_by_role("link", name="Anotar que se entregó").click()
    noise.expected.append("status of 422")
    look("obligations-handed-over")
    page.get_by_role("button", name="Registrar").click()
    page.get_by_label("Día en que se entregó").fill(timezone.localdate().isoformat())
    page.get_by_label("Quién lo recibió").fill("Mesa de partes")
    page.get_by_role("button", name="Registrar").click()
    expect(page.get_by_text("Respondió en papel").first).to_be_visible()


def test_an_opinion_is_asked_of_the_person_first(
    page: Page,
    look: Look,
    served: Site,
    her: dict[str, str],
    new_context: Callable[[], BrowserContext],
) -> None:
    sign_in(page, served, "ana")
    page.goto(f"/desk/cases/{her['code']}/opinion/")
    look("obligations-opinion")
    ask = re.compile("Preguntar primero .*Comisaría de Río Claro")
    page.get_by_role("link", name=ask).first.click()
    look("obligations-opinion-fields")
    page.get_by_role("button", name="Preguntar primero a la persona").click()
    served.act("agree", her["words"])
    page.reload()
    page.get_by_role("link", name=re.compile("Pedir la opinión")).first.click()
    page.get_by_role("button", name="Pedir la opinión").click()
    carlas = new_context().new_page()
    sign_in(carlas, served, "carla", surface="/duties/in/")
    page.goto(f"/desk/cases/{her['code']}/")
    page.locator("#obligations").get_by_role("link", name="Comisaría de Río Claro").click()
    carlas.get_by_role("link", name=page.locator("dd.code").inner_text()).click()
    look("duties-opinion", seen=carlas)
    carlas.get_by_label("Favorable", exact=True).check()
    carlas.get_by_label("Los fundamentos").fill("El camino es seguro de día.")
    carlas.get_by_role("button", name="Enviar la opinión").click()
    page.goto(f"/desk/cases/{her['code']}/")
    expect(page.get_by_text("El camino es seguro de día.")).to_be_visible()


def test_leaving_calls_for_contact_before_anything_ends(
    page: Page,
    look: Look,
    served: Site,
    her: dict[str, str],
    new_context: Callable[[], BrowserContext],
) -> None:
    sign_in(page, served, "ana")
    alias = forward_the_patrol(page, look, her["code"])
    carlas = new_context().new_page()
    sign_in(carlas, served, "carla", surface="/duties/in/")
    carlas.goto(f"/duties/{alias}/")
    carlas.get_by_role("button", name="Lo haremos").click()
    look("duties-will", seen=carlas)
    served.act("leave", her["words"])
    carlas.reload()
    look("duties-ending", seen=carlas)
    page.goto(f"/desk/cases/{her['code']}/close/")
    expect(page.get_by_role("button", name="Cerrar el caso")).to_have_count(0)
    look("obligations-close-not-yet")
    page.goto(f"/desk/cases/{her['code']}/")
    page.locator("#obligations").get_by_role("link", name="Contactar a la persona").click()
    look("obligations-contact")
    page.get_by_label("Cómo se contactó").fill("La llamé con la palabra acordada.")
    page.get_by_label("Que las medidas terminen").check()
    page.get_by_role("button", name="Registrar").click()
    carlas.reload()
    expect(carlas.get_by_role("heading", name="Esto terminó")).to_be_visible()
    close(page, look, her["code"])


def close(page: Page, look: Look, code: str) -> None:
    page.goto(f"/desk/cases/{code}/close/")
    look("obligations-close")
    page.get_by_label("Cómo terminó").fill("Está bien, con su familia, y ya no quiere las rondas.")
    page.get_by_role("button", name="Cerrar el caso").click()
    look("desk-case-closed")


def test_what_became_shut_between_two_clicks_does_not_leave(
    page: Page, look: Look, served: Site, her: dict[str, str], noise: Noise
) -> None:
    sign_in(page, served, "ana")
    page.goto(f"/desk/cases/{her['code']}/forward/")
    page.get_by_role("link", name=re.compile("Patrullaje policial")).click()
    served.act("must_not_know", her["words"], "mininter")
    noise.expected.append("status of 409")
    page.get_by_role("button", name="Remitirla").click()
    expect(page.get_by_role("heading", name="No salió")).to_be_visible()
    look("obligations-refused")


def test_the_unit_sees_who_holds_its_key(page: Page, look: Look, served: Site) -> None:
    sign_in(page, served, "mario", surface="/duties/in/")
    look("duties-list-empty")
    page.context.clear_cookies()
    sign_in(page, served, "carla", surface="/duties/in/")
    page.goto("/duties/unit/")
    expect(page.get_by_text("Carla Vega")).to_be_visible()
    look("duties-unit")
