"""What goes between the team and the person beyond words: files, and questions of their own."""

import io
import math
import re
import struct
import wave
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.conftest import Look, Noise, Site, weight
from tests.browser.test_desk import picture, sign_in
from tests.browser.test_door import ask_in_a_hurry
from tests.sent_recordings import recording, traces

pytestmark = pytest.mark.browser


def hears(audio: Locator) -> None:
    """Sound has begun to play: asked without a text made code, which our pages forbid."""
    assert audio.evaluate(
        """one => one.currentTime > 0
               || new Promise(ok => one.addEventListener("timeupdate", () => ok(true)))"""
    )


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


def at_the_desk(page: Page, desk: Page, served: Site, *more: str) -> str:
    """Her request, opened, with what `more` puts to her; the analyst signed in beside. Returns
    where the case is."""
    return of_these_words(ask_in_a_hurry(page), desk, served, *more)


def of_these_words(own: list[str], desk: Page, served: Site, *more: str) -> str:
    """The same of the request to which these words belong."""
    words = " ".join(own)
    for act in ("plan", *more):
        served.act(act, words)
    sign_in(desk, served, "ana")
    return f"/desk/cases/{served.act('code', words)}/"


def test_a_recording_and_a_picture_go_with_a_message(
    page: Page,
    desk: Page,
    look: Look,
    served: Site,
    noise: Noise,
    javascript: bool,  # noqa: FBT001 - a fixture
) -> None:
    noise.expected.append("status of 422")
    desk.goto(f"{at_the_desk(page, desk, served)}messages/")
    desk.get_by_label("Su mensaje").fill("Le cuento con mi voz lo que decidimos.")
    sound = FilePayload(name="voz.wav", mimeType="audio/wav", buffer=voice())
    image = FilePayload(name="mapa.jpg", mimeType="image/jpeg", buffer=picture())
    wrong = FilePayload(name="tabla.xls", mimeType="application/x", buffer=b"MZ" + b"x" * 99)
    desk.locator("input[type=file]").set_input_files([sound, wrong])
    desk.get_by_role("button", name="Enviar").click()
    expect(desk.get_by_label("Su mensaje")).to_have_value("Le cuento con mi voz lo que decidimos.")
    look("desk-message-refused", seen=desk)
    desk.locator("input[type=file]").set_input_files([sound, image])
    desk.get_by_role("button", name="Enviar").click()
    expect(desk.locator("#messages").get_by_text("voz.wav")).to_be_visible()
    look("desk-case-messages", seen=desk)
    page.goto("/mine/")
    page.get_by_role("link", name="Mensaje", exact=True).first.click()
    expect(page.locator("audio")).to_be_visible()
    look("door-paper-files")
    if javascript:
        page.locator("audio").evaluate("one => one.play()")
        hears(page.locator("audio"))
    with page.expect_download() as given:
        page.get_by_role("link", name=re.compile("Archivo JPG")).click()
    assert given.value.suggested_filename.endswith(".jpg")


def test_videos_reach_her_without_their_traces_and_play(
    page: Page,
    desk: Page,
    served: Site,
    javascript: bool,  # noqa: FBT001 - a fixture
) -> None:
    desk.goto(f"{at_the_desk(page, desk, served)}messages/")
    films = [
        FilePayload(name=f"calle.{one}", mimeType=f"video/{one}", buffer=recording(one))
        for one in ("mp4", "webm")
    ]
    desk.locator("input[type=file]").set_input_files(films)
    desk.get_by_role("button", name="Enviar").click()
    expect(desk.locator("#messages").get_by_text("calle.mp4")).to_be_visible()
    page.goto("/mine/")
    page.get_by_role("link", name="Mensaje", exact=True).first.click()
    expect(page.locator("video")).to_have_count(len(films))
    for place, ending in enumerate(("MP4", "WEBM")):
        if javascript:
            page.locator("video").nth(place).evaluate("one => one.play()")
            hears(page.locator("video").nth(place))
        with page.expect_download() as given:
            page.get_by_role("link", name=re.compile(f"Archivo {ending}")).click()
        content = Path(given.value.path()).read_bytes()
        assert len(content) > 500
        assert traces(content) == []


def test_her_no_to_being_assessed_stands_beside_the_assessment(
    page: Page, desk: Page, look: Look, served: Site
) -> None:
    case = at_the_desk(page, desk, served, "household")
    page.goto("/mine/")
    card = page.get_by_role("article", name="Estudiar el peligro")
    expect(card.get_by_text("Un no nunca es motivo")).to_be_visible()
    look("door-mine-assessment")
    assert weight(page, "/mine/") <= 60 * 1024
    desk.goto(f"{case}assessment/agreement/")
    look("desk-assessment-agreement", seen=desk)
    card.get_by_role("button", name="No estoy de acuerdo").click()
    expect(page.get_by_text("Está guardado y vale desde ahora")).to_be_visible()
    for path in (case, f"{case}assessment/"):
        desk.goto(path)
        expect(desk.get_by_text("no está de acuerdo con que se evalúe").first).to_be_visible()
    look("desk-case-not-assessed", seen=desk)


def test_each_adult_answers_alone(page: Page, desk: Page, look: Look, served: Site) -> None:
    case = at_the_desk(page, desk, served, "household")
    page.goto("/mine/")
    section = page.locator("section", has_text="Falta que respondan otras personas")
    section.get_by_role("link").click()
    look("door-decision-adults")
    ines = page.get_by_role("article", name="Inés")
    ines.get_by_role("button", name="Estoy de acuerdo", exact=True).click()
    expect(ines.get_by_text("Aceptó")).to_be_visible()
    assert weight(page, page.url) <= 60 * 1024
    desk.goto(f"{case}plan/")
    look("desk-plan-adults", seen=desk)
    desk.get_by_role("link", name=re.compile("Anotar lo que dijo.*Tomás")).click()
    look("desk-adult-said", seen=desk)
    desk.goto(f"{case}plan/")
    desk.get_by_role("link", name="Nombrar a otra persona adulta").click()
    look("desk-adults", seen=desk)


def test_the_language_changes_in_the_middle_of_a_step(page: Page, look: Look) -> None:
    page.goto("/request/danger/")
    page.get_by_label("¿Qué pasó?").fill("Dejaron una nota en la puerta.")
    page.get_by_role("button", name="English").click()
    expect(page).to_have_url(re.compile("/request/danger/$"))
    expect(page.get_by_label("What happened?")).to_have_value("Dejaron una nota en la puerta.")
    look()
    page.goto("/request/where/")
    line = page.locator("main input[type=text]").first
    line.fill("Cerca del río")
    line.press("Enter")
    expect(page).to_have_url(re.compile("/request/defence/$"))
    page.goto("/urgent/")
    page.locator("textarea").first.fill("Me siguen.")
    page.get_by_role("button", name="Español").click()
    expect(page.get_by_label("¿Qué está pasando?")).to_have_value("Me siguen.")
    look()
    page.goto("/request/check/")
    expect(page.get_by_text("La última página, después de 8 pasos")).to_be_visible()
