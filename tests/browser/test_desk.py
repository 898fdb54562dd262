"""What the team does: the whole way of a case, and what only a browser shows of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Look, NewPage, Noise, Site, walked
from tests.browser.steps import SAID, open_the_new_one, sign_in, write_down
from tests.sent_files import pages_of_pdf

pytestmark = pytest.mark.browser


@pytest.fixture
def signed_in(blank: NewPage, served: Site) -> Callable[[str], Page]:
    """One more browser, in which this member has signed in."""

    def make(name: str) -> Page:
        page = blank()
        sign_in(page, served, name)
        return page

    return make


# --- from a call to a decision ---


def receives(page: Page, look: Look) -> str:
    """Reception writes a call down and opens it; returns where the case is."""
    write_down(page)
    look()
    page.get_by_role("button", name="Registrar la solicitud").click()
    expect(page.locator("ol.words > li")).to_have_count(10)
    look()
    page.get_by_role("button", name="Abrir el caso").click()
    page.get_by_role("link", name="Hechos y riesgo").click()
    expect(page.get_by_text(SAID)).to_be_visible()
    return f"/desk/cases/{page.locator('h1 .code').inner_text()}/"


def reports(page: Page, case: str, look: Look) -> None:
    page.goto("/desk/")
    look("desk-worklist")
    page.goto(case)
    page.get_by_role("button", name="Asumir el caso").click()
    page.goto(f"{case}preliminary-report/")
    page.get_by_role("button", name="Emitir el informe").click()
    expect(page.locator("[role=alert]")).to_be_visible()
    for finding in page.locator("form fieldset").all():
        finding.get_by_label("No se constata").check()
    page.locator("form fieldset").first.get_by_label("Sí, se constata").check()
    page.get_by_label("Por qué").first.fill("La nota dice «esta semana».")
    page.get_by_label("Lo que dice el informe").fill("Hay una amenaza directa y creíble.")
    page.get_by_role("button", name="Emitir el informe").click()
    expect(page.get_by_text("Trámite extraordinario").first).to_be_visible()


def group(page: Page, words: str) -> Locator:
    return page.locator("fieldset").filter(has_text=words)


def goes_on(page: Page, part: str) -> None:
    """Saved as a draft; the next part stands open."""
    page.get_by_role("button", name=f"Guardar y seguir: {part}").click()
    expect(page.get_by_text("Borrador guardado")).to_be_visible()


def weighs(page: Page, case: str, look: Look) -> None:
    page.goto(f"{case}assessment/")
    group(page, "¿Alguien le dijo").get_by_label("Sí", exact=True).check()
    details = group(page, "¿Alguien le dijo").locator("details")
    details.locator("summary").click()
    details.locator("textarea").fill("Una nota bajo la puerta, el domingo; la guarda la vecina.")
    goes_on(page, "Vulnerabilidades")
    for start in ("¿La ayuda tarda horas", "¿Se conocen sus horarios"):
        group(page, start).get_by_label("Sí", exact=True).check()
    goes_on(page, "Capacidades")
    group(page, "¿Su comunidad").get_by_label("Sí", exact=True).check()
    goes_on(page, "Probabilidad")
    page.get_by_label("Inminente").check()
    page.get_by_label("Razones de la probabilidad").fill("La nota dice «esta semana».")
    page.get_by_label("Grave: su labor").check()
    page.get_by_label("Razones del impacto").fill("Nadie más sabe leer el agua.")
    goes_on(page, "La opinión de la persona")
    page.get_by_label("Cómo ve el peligro la persona").fill("Tiene miedo de dormir en su casa.")
    look()
    page.get_by_role("button", name="Guardar y ver las razones").click()
    expect(page.get_by_text("Extremo").first).to_be_visible()
    look()
    page.get_by_role("button", name="Registrar la evaluación").click()
    expect(page.get_by_role("button", name="Registrar la evaluación")).to_have_count(0)


def plans(page: Page, case: str, look: Look) -> None:
    page.goto(f"{case}plan/new/pe21_patrol/")
    page.get_by_label("La pidió la persona").check()
    page.get_by_label("Qué, exactamente").fill("Tres rondas por semana, de noche.")
    page.locator("[name=told-coarse_place]").fill("El camino de la quebrada")
    page.get_by_label("Quién lo haría").select_option("pnp-selva")
    page.get_by_label("Cómo reduce el riesgo").fill("Quien vigila la casa vería a la patrulla.")
    page.get_by_label("Que no limita").fill("No entra a la casa ni acompaña.")
    page.get_by_label("Que es proporcional").fill("El peligro es de noche.")
    page.get_by_role("button", name="Proponer a la persona").click()
    page.get_by_role("link", name="Registrar lo que dijo la persona").click()
    page.get_by_label("Sí a esta medida").check()
    page.get_by_label("Por radio").check()
    page.get_by_label("Con qué palabras").fill("«Que vengan, pero que no me nombren.»")
    page.get_by_label("Lo leí en voz alta").check()
    page.get_by_role("button", name="Registrar la respuesta").click()
    expect(page.locator("table.measures").get_by_text("Aceptó", exact=True)).to_be_visible()
    look()
    page.goto(f"{case}to-decision/")
    page.get_by_label("Las medidas: el informe").check()
    page.get_by_label("Delia Campos").check()
    page.get_by_role("button", name="Elevar a la autoridad que resuelve").click()
    expect(page.get_by_role("button", name="Elevar a la autoridad que resuelve")).to_have_count(0)


def decides(page: Page, case: str, look: Look) -> None:
    page.goto(f"{case}decision/")
    today = timezone.localdate()
    page.get_by_label("A quién protege").fill("Killa de la Quebrada y su hija")
    page.get_by_label("Fundamentos de la decisión").fill("Los hechos son creíbles.")
    page.get_by_label("Otorgada").check()
    page.get_by_label("Razones").fill("Es idónea y proporcional, y ella la pidió.")
    page.get_by_label("Por cuántos días").fill("90")
    page.get_by_label("Primer informe").fill((today + timedelta(days=15)).isoformat())
    page.get_by_label("Próxima revisión").fill((today + timedelta(days=45)).isoformat())
    page.get_by_label("Plan de actividades").fill("Dos rondas por noche, a horas que cambian.")
    look()
    issue = page.get_by_role("button", name="Expedir la resolución")
    issue.click()
    if issue.count():  # one of these days is a day off, which warns once
        issue.click()
    expect(page.get_by_role("heading", name="Se otorgan las medidas")).to_be_visible()


@walked
def test_a_call_leads_to_a_decision(
    page: Page, look: Look, served: Site, noise: Noise, signed_in: Callable[[str], Page]
) -> None:
    noise.expected.append("status of 422")
    page.goto("/desk/")
    look()
    sign_in(page, served, "rosa")
    case = receives(page, look)
    anas = signed_in("ana")

    def see(name: str = "") -> None:
        look(name, seen=anas)

    reports(anas, case, see)
    weighs(anas, case, see)
    plans(anas, case, see)
    delias = signed_in("delia")
    decides(delias, case, lambda: look(seen=delias))
    anas.goto(case)
    expect(anas.get_by_role("link", name="Notificar la resolución").first).to_be_visible()
    look("desk-case", seen=anas)


# --- what only a browser shows ---


def height(row: Locator) -> float:
    """How much of the screen a line of the list takes."""
    box = row.bounding_box()
    assert box is not None
    return box["height"]


def test_keys_walk_the_list(page: Page, served: Site) -> None:
    sign_in(page, served, "rosa")
    codes = {open_the_new_one(page) for _time in range(2)}
    page.goto("/desk/")
    own = [page.locator("[data-worklist] > li").filter(has_text=code) for code in codes]
    for size, tallest in ((DESKTOP, 100), (PHONE, 230)):
        page.set_viewport_size(size)
        assert max(height(row.first) for row in own) <= tallest
    page.set_viewport_size(DESKTOP)
    rows = page.locator("[data-row]")
    for key, place in (("j", 0), ("j", 1), ("k", 0)):
        page.keyboard.press(key)
        expect(rows.nth(place)).to_be_focused()
    page.get_by_role("checkbox").and_(page.locator("[data-keys]")).uncheck()
    rows.nth(0).focus()
    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    href = rows.nth(0).get_attribute("href") or ""
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{href}")


def test_the_menu_folds_on_a_phone(page: Page, served: Site) -> None:
    """And the next act comes first."""
    sign_in(page, served, "rosa")
    page.set_viewport_size(PHONE)
    open_the_new_one(page)
    act = page.locator(".case-next").bounding_box()
    assert act
    assert act["y"] + act["height"] < PHONE["height"]
    expect(page.get_by_role("link", name="Pendientes")).to_be_hidden()
    page.get_by_role("button", name="Menú").click()
    expect(page.get_by_role("button", name="Cerrar sesión")).to_be_visible()
    expect(page.get_by_role("link", name="English")).to_be_visible()
    page.get_by_role("link", name="Pendientes").click()
    expect(page.get_by_role("heading", name="Pendientes", level=1)).to_be_visible()


def test_a_photo_is_drawn(page: Page, look: Look, served: Site) -> None:
    sign_in(page, served, "rosa")
    open_the_new_one(page)
    page.get_by_role("link", name="Hechos y riesgo").click()
    page.get_by_role("link", name="Ñandú é.jpg").click()
    shown = page.locator("img.shown")
    expect(shown).to_be_visible()
    expect(shown).to_have_js_property("complete", value=True)
    expect(shown).not_to_have_js_property("naturalWidth", value=0)
    look()


def test_a_document_is_read_unfetched(page: Page, look: Look, served: Site) -> None:
    """Page by page; the file itself is fetched once a reason is given."""
    fetched: list[str] = []
    page.on("download", lambda one: fetched.append(one.suggested_filename))
    sign_in(page, served, "rosa")
    paper = pages_of_pdf("Carta sin firma", "Segunda hoja")
    sent = FilePayload(name="carta.pdf", mimeType="application/pdf", buffer=paper)
    open_the_new_one(page, sent=sent)
    page.get_by_role("link", name="Hechos y riesgo").click()
    page.get_by_role("link", name="carta.pdf").click()
    expect(page.get_by_text("Página 1 de 2")).to_be_visible()
    look()
    page.get_by_role("link", name="Página siguiente").press("Enter")
    expect(page.get_by_text("Página 2 de 2")).to_be_visible()
    assert fetched == []
    page.get_by_role("link", name="Descargar la copia sin metadatos").click()
    page.get_by_label("Para leer, oír o ver lo que aquí no se muestra").check()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Descargar la copia sin metadatos").click()
    assert taken.value.suggested_filename.endswith(".pdf")
