"""Sound and film: what is heard, played and saved in a browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.conftest import Look, NewPage, Noise, Site, weight
from tests.browser.steps import ask_in_a_hurry, picture, sign_in, voice
from tests.sent_recordings import recording, traces

pytestmark = pytest.mark.browser


def plays(medium: Locator) -> None:
    """It begins to play: asked without a text made code, which our pages forbid."""
    medium.evaluate("one => one.play()")
    assert medium.evaluate(
        """one => one.currentTime > 0
               || new Promise(ok => one.addEventListener("timeupdate", () => ok(true)))"""
    )


@pytest.fixture
def recordings(served: Site) -> Iterator[Path]:
    """What an operator put there, for as long as this test runs."""
    folder = served.place.state / "prompts"
    made = [folder / language / "danger.wav" for language in ("es", "Yine")]
    for path in made:
        path.parent.mkdir(parents=True)
        path.write_bytes(voice())
    yield folder
    for path in made:
        path.unlink()
        path.parent.rmdir()
    folder.rmdir()


def test_a_page_is_heard(page: Page, look: Look, recordings: Path) -> None:
    light = weight(page, "/request/facts/")
    page.goto("/request/facts/")
    expect(page.locator("audio")).to_have_count(2)
    assert page.locator("audio").first.get_attribute("autoplay") is None
    look()
    assert light <= 60 * 1024  # nothing is fetched before it is asked for
    part = page.request.get("/listen/Yine/danger/", headers={"Range": "bytes=0-1"})
    assert (part.status, part.body()) == (206, b"RI")
    plays(page.locator("audio").last)


@pytest.fixture
def desk(page: Page, blank: NewPage, served: Site) -> Page:
    """Where the team writes a message to the person whose browser is `page`."""
    words = " ".join(ask_in_a_hurry(page))
    served.act("plan", words)
    desk = blank()
    sign_in(desk, served, "ana")
    desk.goto(f"/desk/cases/{served.act('code', words)}/messages/")
    return desk


def reads_it(page: Page) -> None:
    page.goto("/mine/")
    page.get_by_role("link", name="Mensaje", exact=True).first.click()


def test_a_recording_goes_with_a_message(page: Page, desk: Page, look: Look, noise: Noise) -> None:
    noise.expected.append("status of 422")
    desk.get_by_label("Su mensaje").fill("Le cuento con mi voz lo que decidimos.")
    sound = FilePayload(name="voz.wav", mimeType="audio/wav", buffer=voice())
    image = FilePayload(name="mapa.jpg", mimeType="image/jpeg", buffer=picture())
    wrong = FilePayload(name="tabla.xls", mimeType="application/x", buffer=b"MZ" + b"x" * 99)
    desk.locator("input[type=file]").set_input_files([sound, wrong])
    desk.get_by_role("button", name="Enviar").click()
    expect(desk.get_by_label("Su mensaje")).to_have_value("Le cuento con mi voz lo que decidimos.")
    desk.locator("input[type=file]").set_input_files([sound, image])
    desk.get_by_role("button", name="Enviar").click()
    expect(desk.locator("#messages").get_by_text("voz.wav")).to_be_visible()
    look(seen=desk)
    reads_it(page)
    expect(page.locator("audio")).to_be_visible()
    look()
    plays(page.locator("audio"))
    with page.expect_download() as given:
        page.get_by_role("link", name=re.compile("Archivo JPG")).click()
    assert given.value.suggested_filename.endswith(".jpg")


def test_films_play_without_traces(page: Page, desk: Page) -> None:
    films = [
        FilePayload(name=f"calle.{one}", mimeType=f"video/{one}", buffer=recording(one))
        for one in ("mp4", "webm")
    ]
    desk.locator("input[type=file]").set_input_files(films)
    desk.get_by_role("button", name="Enviar").click()
    expect(desk.locator("#messages").get_by_text("calle.mp4")).to_be_visible()
    reads_it(page)
    expect(page.locator("video")).to_have_count(len(films))
    for place, ending in enumerate(("MP4", "WEBM")):
        plays(page.locator("video").nth(place))
        with page.expect_download() as given:
            page.get_by_role("link", name=re.compile(f"Archivo {ending}")).click()
        content = Path(given.value.path()).read_bytes()
        assert len(content) > 500
        assert traces(content) == []
