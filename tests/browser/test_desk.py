"""What the team does, in a real browser, with JavaScript and without it.

One case walks from a call by radio to its preliminary report; the pictures show each page of it.
"""

import io
from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import BrowserContext, FilePayload, Locator, Page, expect

from amparo.sealing import codes
from tests.browser.conftest import DESKTOP, PHONE, Look, Noise, Site
from tests.sent_files import pages_of_pdf

pytestmark = pytest.mark.browser

SAID = "Quemaron la canoa de la comunidad y dejaron un casquillo en la puerta."
_later = count(1)


def sign_in(page: Page, site: Site, name: str, *, surface: str = "/desk/in/") -> None:
    """Sign in with a code that was never used: each is taken from a later half minute."""
    account = site.people[name]
    page.goto(surface)
    page.get_by_label("Nombre de usuario").fill(name)
    page.get_by_label("Contraseña").fill(account["password"])
    page.get_by_label("Código de un solo uso").fill(next_code(site, name))
    page.get_by_role("button", name="Entrar").click()


def unfold(page: Page, case: str, part: str, *, back: str = "") -> None:
    """Open a folded part of a file, and say why."""
    page.goto(f"{case}part/{part}/?back={back}")
    page.get_by_role("button", name="Para añadir o corregir algo").click()


def next_code(site: Site, name: str) -> str:
    """The code that the phone shows now; one that was used is forgotten first, as time would."""
    site.act("forget_codes", name)
    return codes.code_at(site.people[name]["code_secret"], timezone.now())


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 360), "#3b6b57").save(out, "JPEG")
    return out.getvalue()


def photo_sent() -> FilePayload:
    return FilePayload(name="Ñandú é.jpg", mimeType="image/jpeg", buffer=picture())


def write_down(page: Page, *, urgent: bool = True, sent: FilePayload | None = None) -> None:
    """Reception notes a call that came two hours ago."""
    page.goto("/desk/filings/new/")
    page.get_by_label("Por radio").check()
    then = (timezone.now() - timedelta(hours=7)).strftime("%Y-%m-%dT%H:%M")
    page.get_by_label("¿Cuándo fue el primer contacto?").fill(then)
    if urgent:
        page.get_by_label("La persona está en peligro ahora").check()
    page.get_by_label("¿Qué nombre quiere que usemos?").fill("Killa de la Quebrada")
    page.get_by_label("¿Qué pasó?").fill(SAID)
    page.get_by_label("¿Por qué medio").fill("Por radio, a las seis, preguntar por la tarea")
    page.get_by_label("Sí, y estaba como quería").check()
    page.get_by_label("Cómo aceptó la persona").fill("Por radio, ante la operadora")
    page.locator("input[type=file]").set_input_files(sent or photo_sent())


def open_the_new_one(page: Page, *, sent: FilePayload | None = None) -> str:
    """From the note of a call to the opened case; returns its code."""
    write_down(page, sent=sent)
    page.get_by_role("button", name="Guardar el pedido").click()
    page.get_by_role("link", name="Abrir").click()
    page.get_by_role("button", name="Abrir").click()
    return page.locator("h1.code").inner_text()


def test_reception_writes_down_a_call(page: Page, look: Look, served: Site) -> None:
    page.goto("/desk/")
    look("desk-sign-in")
    sign_in(page, served, "delia")
    page.goto("/desk/?held=own")
    look("desk-worklist-empty")
    page.context.clear_cookies()
    sign_in(page, served, "rosa")
    write_down(page)
    look("desk-record")
    page.get_by_role("button", name="Guardar el pedido").click()
    expect(page.get_by_role("heading", name="El pedido está guardado")).to_be_visible()
    look("desk-recorded")


def test_reception_opens_what_came_and_gives_words(page: Page, look: Look, served: Site) -> None:
    sign_in(page, served, "rosa")
    write_down(page)
    page.get_by_role("button", name="Guardar el pedido").click()
    page.goto("/desk/")
    expect(page.get_by_role("heading", name="Sin abrir")).to_be_visible()
    look("desk-worklist-unopened")
    page.get_by_role("link", name="Todo lo que nadie ha abierto").click()
    look("desk-unopened")
    page.get_by_role("link", name="Lo que sigue").first.click()
    page.get_by_role("link", name="Abrir y llamar").first.click()
    expect(page.get_by_text("Abrirlo queda registrado")).to_be_visible()
    look("desk-open")
    page.get_by_role("button", name="Abrir").click()
    expect(page.get_by_text(SAID)).to_be_visible()
    page.get_by_role("link", name="Darle a la persona palabras para volver").click()
    look("desk-words-before")
    page.get_by_label("Todavía no tiene").check()
    page.get_by_role("button", name="Hacer las palabras").click()
    expect(page.locator("ol.words > li")).to_have_count(10)
    look("desk-words")


def test_the_first_days_of_a_case(
    page: Page,
    look: Look,
    served: Site,
    new_context: Callable[[], BrowserContext],
) -> None:
    sign_in(page, served, "rosa")
    code = open_the_new_one(page)
    anas = new_context().new_page()
    sign_in(anas, served, "ana")
    anas.goto(f"/desk/cases/{code}/")
    anas.get_by_role("button", name="Hacerme cargo").click()
    expect(anas.get_by_text("Lo lleva Ana Huaman").first).to_be_visible()
    anas.get_by_role("link", name="Acusar recibo").first.click()
    look("desk-acknowledge", seen=anas)
    anas.get_by_label("Lo que la persona leerá").fill("Recibimos su pedido. La llamamos hoy.")
    anas.get_by_role("button", name="Acusar recibo").click()
    anas.goto(f"/desk/cases/{code}/actions/")
    look("desk-action", seen=anas)
    anas.get_by_label("Acompañamiento").first.check()
    anas.get_by_label("Qué, exactamente").fill("Dos personas de la federación la acompañan hoy.")
    anas.get_by_label("Todavía no se le pregunta").check()
    anas.get_by_role("button", name="Abrir").click()
    note_what_was_tried(anas, code)
    look("desk-case", seen=anas)


def test_on_a_telephone_the_next_act_comes_first_and_the_menu_is_one_button(
    page: Page, served: Site
) -> None:
    sign_in(page, served, "rosa")
    page.set_viewport_size(PHONE)
    open_the_new_one(page)
    act = page.locator("section.act").bounding_box()
    assert act
    assert act["y"] + act["height"] < PHONE["height"]
    expect(page.get_by_role("link", name="Lo que sigue")).to_be_hidden()
    page.get_by_role("button", name="Menú").click()
    expect(page.get_by_role("button", name="Cerrar la sesión")).to_be_visible()
    expect(page.get_by_role("link", name="English")).to_be_visible()
    page.get_by_role("link", name="Lo que sigue").click()
    expect(page.get_by_role("heading", name="Lo que sigue", level=1)).to_be_visible()


def test_what_is_empty_on_a_case_waits_folded_up(page: Page, served: Site) -> None:
    sign_in(page, served, "rosa")
    open_the_new_one(page)
    teaches = page.get_by_text("Todavía no hay medidas propuestas")
    expect(teaches).to_be_hidden()
    page.locator("#measures > summary").click()
    expect(teaches).to_be_visible()


def note_what_was_tried(page: Page, code: str) -> None:
    page.goto(f"/desk/cases/{code}/attempts/")
    page.get_by_label("Por radio").check()
    page.get_by_label("No", exact=True).check()
    page.get_by_label("Qué se dijo").fill("Nadie contestó en la frecuencia.")
    page.get_by_label("¿por qué se hizo igual?").fill("No hay otra señal en la quebrada.")
    page.get_by_role("button", name="Anotar").click()
    page.goto(f"/desk/cases/{code}/notes/")
    page.get_by_label("Su nota").fill("Llamar otra vez a las seis.")
    page.get_by_role("button", name="Guardar").click()


def test_a_finding_needs_its_reason(page: Page, look: Look, served: Site, noise: Noise) -> None:
    sign_in(page, served, "rosa")
    code = open_the_new_one(page)
    page.goto(f"/desk/cases/{code}/preliminary-report/")
    look("desk-report")
    noise.expected.append("status of 422")
    page.get_by_role("button", name="Emitir el informe").click()
    expect(page.locator("[role=alert]")).to_be_visible()
    look("desk-report-errors")
    for group in page.locator("form fieldset").all():
        group.get_by_label("No se constata").check()
    page.locator("form fieldset").first.get_by_label("Sí, se constata").check()
    page.get_by_label("Por qué").first.fill("Volvieron armados anoche.")
    page.get_by_label("Lo que dice el informe").fill("Dos testigos oyeron la amenaza.")
    page.get_by_role("button", name="Emitir el informe").click()
    expect(page.get_by_text("Trámite extraordinario").first).to_be_visible()
    look("desk-case-reported")


def test_two_people_change_one_note_and_lose_nothing(
    page: Page,
    look: Look,
    served: Site,
    new_context: Callable[[], BrowserContext],
    noise: Noise,
) -> None:
    sign_in(page, served, "rosa")
    code = open_the_new_one(page)
    page.goto(f"/desk/cases/{code}/notes/")
    page.get_by_label("Su nota").fill("Llamar a las seis.")
    page.get_by_role("button", name="Guardar").click()
    change = page.get_by_role("link", name="Cambiar").first.get_attribute("href") or ""
    page.goto(change)
    anas = new_context().new_page()
    sign_in(anas, served, "ana")
    anas.goto(change)
    anas.get_by_label("Su nota").fill("Llamar a las siete.")
    anas.get_by_role("button", name="Guardar").click()
    page.get_by_label("Su nota").fill("Llamar a las seis, con la palabra.")
    noise.expected.append("status of 409")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("Llamar a las siete.")).to_be_visible()
    expect(page.get_by_label("Su nota")).to_have_value("Llamar a las seis, con la palabra.")
    look("desk-changed-meanwhile")


def test_the_team_of_a_case(page: Page, look: Look, served: Site) -> None:
    sign_in(page, served, "rosa")
    code = open_the_new_one(page)
    page.goto(f"/desk/cases/{code}/seats/")
    look("desk-seats")
    page.get_by_label("Quién", exact=True).select_option(label="Delia Campos, Quien decide")
    page.get_by_label("Tiene que decidir este caso").check()
    page.get_by_role("button", name="Dar el asiento").click()
    expect(page.locator(".seat strong", has_text="Delia Campos")).to_be_visible()


def test_a_supervisor_invites_and_somebody_joins(
    page: Page,
    look: Look,
    served: Site,
    new_context: Callable[[], BrowserContext],
    noise: Noise,
) -> None:
    name = f"nora{next(_later)}"
    sign_in(page, served, "saul")
    page.goto("/desk/team/")
    invite(page, "Lena Rios", f"lena{next(_later)}")
    page.goto("/desk/team/")
    look("desk-team")
    ends = page.locator(".seat", has_text="Lena Rios").get_by_role("button")
    ends.focus()
    page.keyboard.press("Enter")
    expect(ends).to_have_count(0)
    invite(page, "Nora Diaz", name)
    word = page.locator("p.code").inner_text()
    look("desk-invited")
    join(new_context().new_page(), word, look, noise)
    page.goto("/desk/")
    expect(page.get_by_text("Personas nuevas en el equipo")).to_be_visible()


def invite(page: Page, name: str, sign_in_name: str) -> None:
    page.get_by_label("Nombre", exact=True).fill(name)
    page.get_by_label("Nombre de usuario").fill(sign_in_name)
    page.get_by_label("Recepción").check()
    page.get_by_label("Institución", exact=True).select_option(
        label="Dirección General de Derechos Humanos"
    )
    page.get_by_role("button", name="Hacer la invitación").click()


def join(hers: Page, word: str, look: Look, noise: Noise) -> None:
    """With a weak password first, then with a good one."""
    hers.goto("/desk/join/")
    look("desk-join", seen=hers)
    hers.get_by_label("La palabra de su invitación").fill(word)
    hers.get_by_role("button", name="Seguir").click()
    hers.get_by_text("No puedo escanearla").click()
    secret = hers.locator("details .code").inner_text().replace(" ", "")
    look("desk-join-second", seen=hers)
    noise.expected.append("status of 422")
    hers.get_by_label("Una contraseña").fill("abcdefghij")
    hers.get_by_label("La misma contraseña").fill("abcdefghij")
    hers.get_by_role("button", name="Crear mi cuenta").click()
    expect(hers.get_by_text("Sigue una fila").first).to_be_visible()
    hers.get_by_label("Una contraseña").fill("cuatro nubes sobre un tambor")
    hers.get_by_label("La misma contraseña").fill("cuatro nubes sobre un tambor")
    hers.get_by_label("El código que su").fill(codes.code_at(secret, timezone.now()))
    hers.get_by_role("button", name="Crear mi cuenta").click()
    expect(hers.get_by_role("heading", name="Su cuenta está creada")).to_be_visible()
    look("desk-joined", seen=hers)


def test_what_was_typed_survives_a_sitting_that_ended(
    page: Page, look: Look, served: Site, noise: Noise
) -> None:
    sign_in(page, served, "rosa")
    code = open_the_new_one(page)
    page.goto(f"/desk/cases/{code}/notes/")
    page.get_by_label("Su nota").fill("Esto no se pierde.")
    page.context.clear_cookies(name="amparo_sitting")
    noise.expected.append("status of 401")
    page.get_by_role("button", name="Guardar").click()
    look("desk-sign-in-again")
    page.get_by_label("Nombre de usuario").fill("rosa")
    page.get_by_label("Contraseña").fill(served.people["rosa"]["password"])
    page.get_by_label("Código de un solo uso").fill(next_code(served, "rosa"))
    page.get_by_role("button", name="Entrar").click()
    look("desk-go-on")
    page.get_by_role("button", name="Enviar").click()
    expect(page.get_by_text("Esto no se pierde.")).to_be_visible()


def test_the_keys_walk_the_list_and_enter_opens(
    page: Page,
    look: Look,
    served: Site,
    javascript: bool,  # noqa: FBT001 - a fixture
) -> None:
    sign_in(page, served, "rosa")
    for _time in range(2):
        open_the_new_one(page)
    page.goto("/desk/")
    look("desk-worklist")
    for size, tallest in ((DESKTOP, 100), (PHONE, 230)):
        page.set_viewport_size(size)
        assert max(map(height, page.locator("[data-worklist] > li").all())) <= tallest
    page.set_viewport_size(DESKTOP)
    if not javascript:
        expect(page.locator(".keys")).to_be_hidden()
        return
    rows = page.locator("[data-row]")
    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(rows.nth(0)).to_be_focused()
    href = rows.nth(0).get_attribute("href") or ""
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{href}")


def height(row: Locator) -> float:
    """How much of the screen a line of the list takes."""
    box = row.bounding_box()
    assert box is not None
    return box["height"]


def test_a_picture_is_shown_without_its_traces(page: Page, look: Look, served: Site) -> None:
    sign_in(page, served, "rosa")
    open_the_new_one(page)
    page.get_by_role("link", name="Ñandú é.jpg").click()
    expect(page.locator("img.shown")).to_be_visible()
    look("desk-shown")


def test_a_document_is_read_page_by_page_and_not_fetched_unasked(
    page: Page, look: Look, served: Site
) -> None:
    fetched: list[str] = []
    page.on("download", lambda one: fetched.append(one.suggested_filename))
    sign_in(page, served, "rosa")
    paper = pages_of_pdf("Carta sin firma", "Segunda hoja")
    sent = FilePayload(name="carta.pdf", mimeType="application/pdf", buffer=paper)
    open_the_new_one(page, sent=sent)
    page.get_by_role("link", name="carta.pdf").click()
    expect(page.get_by_text("Página 1 de 2")).to_be_visible()
    look("desk-document")
    page.get_by_role("link", name="Página siguiente").press("Enter")
    expect(page.get_by_text("Página 2 de 2")).to_be_visible()
    assert fetched == []
    page.get_by_role("link", name="Descargar la copia sin sus rastros").click()
    page.get_by_label("Para leer, oír o ver lo que aquí no se muestra").check()
    look("desk-take-a-file")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Descargar la copia sin sus rastros").click()
    assert taken.value.suggested_filename.endswith(".pdf")


def test_files_are_seen_in_small_and_it_is_said_where_each_has_been(
    page: Page, look: Look, served: Site
) -> None:
    sign_in(page, served, "rosa")
    open_the_new_one(page)
    page.get_by_role("link", name="Verlos en pequeño").click()
    expect(page.locator("main img")).to_have_count(1)
    look("desk-files")
    page.get_by_role("link", name="Por dónde ha pasado").click()
    expect(page.get_by_text("Está tal como llegó")).to_be_visible()
    expect(page.get_by_text("Visto en pequeño")).to_be_visible()
    look("desk-custody")
