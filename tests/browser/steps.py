"""What several tests do on the pages: ask for protection, sign in, write down a call."""

import io
import math
import struct
import wave
from datetime import timedelta

from django.utils import timezone
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from amparo.crypto import one_time_codes as codes
from tests.browser.conftest import Site

WHAT_HAPPENED = "Dos hombres dejaron una nota bajo la puerta: que deje de hablar del río."
SAID = "Quemaron la canoa de la comunidad y dejaron un casquillo en la puerta."

# --- the door ---


def words_on(page: Page) -> list[str]:
    expect(page.locator("ol.words > li")).to_have_count(10)
    return page.locator("ol.words > li").all_inner_texts()


def say_three(page: Page, words: list[str]) -> None:
    """Type the three of the words that are asked for."""
    for field in page.locator("main input[type=text]").all():
        place = int((field.get_attribute("name") or "").removeprefix("word"))
        field.fill(words[place - 1])


def keep_the_words(page: Page) -> list[str]:
    """From the page with the words, through saying three of them, to the proof."""
    words = words_on(page)
    page.get_by_role("link", name="Ya las anoté").click()
    expect(page.get_by_role("heading", name="Díganos tres de ellas")).to_be_visible()
    say_three(page, [word.upper() for word in words])
    page.get_by_role("button", name="Comprobar").click()
    expect(page.get_by_role("heading", name="Recibimos su solicitud")).to_be_visible()
    return words


def ask_in_a_hurry(page: Page) -> list[str]:
    page.goto("/urgent/")
    page.get_by_label("¿Qué está pasando?").fill(WHAT_HAPPENED)
    page.get_by_label("¿Dónde, más o menos?").fill("Distrito de Ñusta Alta")
    page.get_by_role("button", name="Enviar ahora").click()
    return keep_the_words(page)


def come_back(page: Page, words: list[str]) -> None:
    page.goto("/return/")
    page.get_by_label("Sus palabras").fill(" ".join(words))
    page.get_by_role("button", name="Entrar").click()


# --- the team and the institutions ---


def sign_in(page: Page, site: Site, name: str, *, surface: str = "/desk/in/") -> None:
    page.goto(surface)
    page.get_by_label("Nombre de usuario").fill(name)
    page.get_by_label("Contraseña").fill(site.people[name]["password"])
    page.get_by_label("Código de un solo uso").fill(next_code(site, name))
    page.get_by_role("button", name="Entrar").click()
    expect(page.get_by_label("Código de un solo uso")).to_have_count(0)


def next_code(site: Site, name: str) -> str:
    """The code that the phone shows now; one that was used is forgotten first, as time would."""
    site.act("forget_codes", name)
    return codes.code_at(site.people[name]["code_secret"], timezone.now() + site.ahead)


def write_down(page: Page, *, sent: FilePayload | None = None) -> None:
    """Reception notes a call that came some hours ago."""
    page.goto("/desk/filings/new/")
    page.get_by_label("¿Cómo llegó?").select_option(label="Por radio")
    then = (timezone.now() - timedelta(hours=7)).strftime("%Y-%m-%dT%H:%M")
    page.get_by_label("¿Cuándo fue el primer contacto?").fill(then)
    page.locator("[name=urgent][value=yes]").check()
    page.get_by_label("¿Qué nombre quiere que usemos?").fill("Killa de la Quebrada")
    page.get_by_label("¿Qué pasó?").fill(SAID)
    page.get_by_label("¿Por qué medio es seguro hablarle?").fill(
        "Por radio, a las seis, preguntar por la tarea"
    )
    page.get_by_label("Sí, y estaba como quería").check()
    page.get_by_label("Cómo aceptó la persona").fill("Por radio, ante la operadora")
    page.locator("input[type=file]").set_input_files(sent or photo_sent())


def open_the_new_one(page: Page, *, sent: FilePayload | None = None) -> str:
    """From the note of a call to the opened case; returns its code."""
    write_down(page, sent=sent)
    page.get_by_role("button", name="Registrar la solicitud").click()
    page.get_by_role("button", name="Abrir el caso").click()
    return page.locator("h1 .code").inner_text()


# --- what is sent ---


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 360), "#3b6b57").save(out, "JPEG")
    return out.getvalue()


def photo_sent() -> FilePayload:
    return FilePayload(name="Ñandú é.jpg", mimeType="image/jpeg", buffer=picture())


def voice() -> bytes:
    """A quarter of a second of sound that a browser plays."""
    out = io.BytesIO()
    with wave.open(out, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(8000)
        beats = (int(9000 * math.sin(one / 3)) for one in range(2000))
        made.writeframes(b"".join(struct.pack("<h", one) for one in beats))
    return out.getvalue()
