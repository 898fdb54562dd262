"""Somebody who speaks another language: pages that can be heard, and who carries her words."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import Look, Site, weight
from tests.browser.test_beside import come_back
from tests.browser.test_desk import unfold
from tests.browser.test_door import ask_in_a_hurry
from tests.browser.test_letters import at_the_desk, hears, of_these_words, voice
from tests.browser.test_voices import words_for_her_mother

pytestmark = pytest.mark.browser
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
NAME = "Rosalía Tuesta (ficticia)"


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


def test_a_page_is_heard_in_her_language(
    page: Page,
    look: Look,
    served: Site,
    recordings: Path,
    javascript: bool,  # noqa: FBT001 - a fixture
) -> None:
    light = weight(page, "/request/danger/")
    page.goto("/request/danger/")
    expect(page.locator("audio")).to_have_count(2)
    assert page.locator("audio").first.get_attribute("autoplay") is None
    look("door-step-heard")
    assert light <= 60 * 1024  # nothing is fetched before somebody asks
    part = page.request.get("/listen/Yine/danger/", headers={"Range": "bytes=0-1"})
    assert (part.status, part.body()) == (206, b"RI")
    if javascript:
        yine = page.locator("audio").last
        yine.evaluate("one => one.play()")
        hears(yine)


def she_asks(page: Page, look: Look) -> None:
    page.goto("/mine/")
    page.get_by_role("link", name="Necesito intérprete, o ninguno").click()
    page.get_by_role("radio", name="Sí").check()
    page.get_by_label("¿Qué lengua se prefiere?").fill("yine")
    look("door-interpreter")
    page.get_by_role("button", name="Enviarlo al equipo").click()
    expect(page.get_by_text("Todavía no se ha propuesto a nadie")).to_be_visible()


def the_team_names_one(desk: Page, look: Look, case: str) -> None:
    desk.goto(f"{case}interpreters/")
    one_is_named(desk)
    look("desk-interpreter-name", seen=desk)
    send(desk)
    expect(desk.locator("#interpreting").get_by_text(NAME)).to_be_visible()
    look("desk-case-interpreting", seen=desk)


def one_is_named(desk: Page) -> None:
    for field, words in (
        ("name", NAME),
        ("language", "yine y castellano"),
        ("reach", "Radio de la posta, por las mañanas"),
        ("to_her", "La propone la federación. No es de su comunidad."),
    ):
        desk.locator(f"[name={field}]").fill(words)


def she_agrees(page: Page, look: Look) -> None:
    page.goto("/mine/")
    card = page.get_by_role("article", name="Quién interpreta para usted")
    expect(card.get_by_text("No es de su comunidad")).to_be_visible()
    look("door-mine-interpreter")
    card.get_by_role("button", name="Estoy de acuerdo", exact=True).click()
    expect(page.get_by_text("El equipo todavía averigua de qué lado está")).to_be_visible()


def somebody_looks_and_the_interpreter_signs(desk: Page, look: Look) -> None:
    desk.locator("#interpreting").get_by_role("link", name=NAME).click()
    desk.get_by_role("link", name="Buscar vínculos").click()
    desk.locator("[name=text]").fill("Pregunté a la federación y a la posta, sin decir para quién.")
    look("desk-interpreter-ties", seen=desk)
    send(desk)
    desk.get_by_role("link", name="Guardar el papel firmado").click()
    paper = FilePayload(name="reserva.pdf", mimeType="application/pdf", buffer=PDF)
    desk.locator("input[type=file]").set_input_files([paper])
    send(desk)
    expect(desk.get_by_text("Puede interpretar aquí").first).to_be_visible()
    look("desk-interpreter", seen=desk)


def a_notice_is_carried(desk: Page, look: Look, case: str) -> None:
    desk.goto(case)
    notice = "Decir un aviso en la lengua de la persona"
    desk.locator("#interpreting").get_by_role("link", name=notice).first.click()
    expect(desk.locator("blockquote").first).to_be_visible()
    desk.get_by_role("radio").first.check()
    desk.get_by_role("radio", name=NAME).check()
    look("desk-interpretation", seen=desk)
    send(desk)
    expect(desk.locator("#interpreting")).to_be_visible()


def send(desk: Page) -> None:
    desk.locator("main form button[type=submit]").last.click()


def test_nobody_interprets_before_she_agreed_to_that_very_person(
    page: Page, desk: Page, look: Look, served: Site
) -> None:
    case = at_the_desk(page, desk, served)
    she_asks(page, look)
    the_team_names_one(desk, look, case)
    she_agrees(page, look)
    somebody_looks_and_the_interpreter_signs(desk, look)
    a_notice_is_carried(desk, look, case)
    page.goto("/mine/")
    expect(page.get_by_text("Puede interpretar para usted")).to_be_visible()
    look("door-mine-interprets")


def test_her_mother_agrees_alone_to_whoever_interprets_for_her(
    page: Page, hers: Page, desk: Page, look: Look, served: Site
) -> None:
    own = ask_in_a_hurry(hers)
    case = of_these_words(own, desk, served)
    words = words_for_her_mother(hers, own)
    unfold(desk, case, "others", back="people")
    desk.get_by_role("link", name="Mamá Felícita").click()
    desk.get_by_label("Sí", exact=True).check()
    desk.locator("[name=text]").fill("Shipibo, del Ucayali: lo dijo ella misma.")
    look(seen=desk)
    send(desk)
    desk.goto(f"{case}people/")
    desk.get_by_role("link", name="Mamá Felícita").click()
    desk.get_by_role("link", name="Proponer un intérprete").click()
    one_is_named(desk)
    look(seen=desk)
    send(desk)
    come_back(page, words)
    page.get_by_role("link", name="Quién interpreta para usted").click()
    expect(page.get_by_text("No es de su comunidad").first).to_be_visible()
    look()
    page.get_by_role("button", name="Estoy de acuerdo", exact=True).click()
    desk.goto(case)
    expect(desk.locator("#interpreting").get_by_text(NAME).first).to_be_visible()
    hers.goto("/mine/")  # where nothing of it stands
    expect(hers.get_by_role("heading", level=1)).to_be_visible()
    expect(hers.get_by_text(NAME)).to_have_count(0)


def test_a_decision_is_there_in_both_languages(page: Page, look: Look, served: Site) -> None:
    served.act("granted", " ".join(ask_in_a_hurry(page)))
    page.goto("/mine/")
    page.get_by_role("link", name="La decisión").click()
    page.get_by_text("Lo mismo en: English").click()
    expect(page.get_by_text("Your measures are granted.")).to_be_visible()
    look("door-decided-in-both")
