"""A copy of parts of a file: asked for, agreed to, allowed by a second person, taken once and taken
back, in a real browser, with JavaScript and without it."""

import io
import json
from collections.abc import Callable

import pikepdf
import pytest
from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from tests.browser.conftest import Look, Site
from tests.browser.test_beside import come_back
from tests.browser.test_desk import sign_in
from tests.sent_files import photo

pytestmark = pytest.mark.browser

EXPERT = "Perito Aurelio Campos"
HOUSE = "Estudio Jurídico del Valle"


def test_a_copy_leaves_once_by_two_people_and_her_word(
    page: Page,
    hers: Page,
    look: Look,
    served: Site,
    new_context: Callable[[], BrowserContext],
) -> None:
    told = json.loads(served.act("one_who_shares"))
    case = f"/desk/cases/{told['code']}/"
    served.act("seated", told["code"], "saul")
    sign_in(page, served, "ana")
    it_is_asked_for(page, case, look)
    copy = page.url
    she_agrees(hers, look, told["words"])
    second = new_context().new_page()
    sign_in(second, served, "saul")
    second.goto(copy)
    second.locator("main a.button").click()
    look("desk-copy-allow", seen=second)
    second.locator("[name=outcome]").first.check()
    second.locator("main button[type=submit]").click()
    page.goto(copy)
    it_is_taken(page, look)
    hers.goto("/mine/")
    look("door-copy", seen=hers)
    hers.locator("article", has_text=HOUSE).last.get_by_role("button", name="Ya no").click()
    look("door-copy-back", seen=hers)
    page.goto(copy)
    look("desk-copy-back")
    page.locator("main a[href$='/told/']").click()
    look("desk-copy-told")


def test_a_photo_leaves_the_same_way_closed(
    page: Page,
    hers: Page,
    look: Look,
    served: Site,
    new_context: Callable[[], BrowserContext],
) -> None:
    told = json.loads(served.act("one_who_shares"))
    case = f"/desk/cases/{told['code']}/"
    served.act("seated", told["code"], "saul")
    she_sends_a_photo(hers, told["words"])
    sign_in(page, served, "ana")
    it_is_asked_to_leave(page, case, look)
    copy = page.url
    hers.goto("/mine/")
    look("door-file-asked", seen=hers)
    asked = hers.get_by_role("article", name="Uno de sus archivos")
    asked.get_by_role("button", name="Estoy de acuerdo", exact=True).click()
    second = new_context().new_page()
    sign_in(second, served, "saul")
    second.goto(copy)
    second.locator("main a.button").click()
    look(seen=second)
    second.locator("[name=outcome]").first.check()
    second.locator("main button[type=submit]").click()
    page.goto(copy)
    it_is_taken_closed(page, look)
    page.goto(copy)
    look()


def she_sends_a_photo(hers: Page, words: str) -> None:
    come_back(hers, words)
    hers.goto("/mine/write/")
    hers.locator("[name=text]").fill("Esta es la foto de la puerta.")
    sent: FilePayload = {"name": "puerta.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    hers.locator("[name=recordings]").set_input_files(sent)
    hers.locator("main form button[type=submit]").first.click()


def it_is_asked_to_leave(page: Page, case: str, look: Look) -> None:
    page.goto(f"{case}files/")
    page.get_by_role("link", name="Descargar el original").click()
    look()
    page.goto(f"{case}files/")
    page.get_by_role("link", name="Por dónde ha pasado").click()
    look()
    page.get_by_role("link", name="Pedir que salga este archivo").click()
    look("desk-file-ask")
    page.locator("[name=name]").fill(EXPERT)
    page.locator("[name=purpose]").fill("Examina la foto para la denuncia que usted quiere.")
    page.locator("[name=form][value=original]").check()
    page.get_by_role("button", name="Pedirlo").click()
    page.get_by_role("link", name=EXPERT).click()
    look()


def it_is_taken_closed(page: Page, look: Look) -> None:
    page.locator("main a.button").click()
    look("desk-file-take")
    words = page.locator("[name=opens]").input_value()
    with page.expect_download() as came:
        page.locator("main button[type=submit]").click()
    content = came.value.path().read_bytes()
    with pikepdf.open(io.BytesIO(content), password=words) as document:
        [enclosed] = document.attachments.values()
        assert enclosed.get_file().read_bytes() == photo()


def it_is_asked_for(page: Page, case: str, look: Look) -> None:
    page.goto(f"{case}exports/new/")
    look("desk-copy-ask")
    page.get_by_label("Quién la recibe").fill(HOUSE)
    page.get_by_label("Para qué").fill("Presentan la denuncia que usted quiere, el lunes.")
    page.locator("[name=parts]").nth(0).check()
    page.locator("[name=parts]").nth(1).check()
    page.get_by_role("button", name="Pedirlo").click()
    look("desk-copy-asked")
    page.get_by_role("link", name=HOUSE).click()


def it_is_taken(page: Page, look: Look) -> None:
    page.locator("main a.button").click()
    look("desk-copy-take")
    page.locator("[name=how][value=paper]").check()
    page.locator("main button[type=submit]").click()
    expect(page.get_by_text(HOUSE).first).to_be_visible()
    look("desk-copy-paper")


def she_agrees(hers: Page, look: Look, words: str) -> None:
    come_back(hers, words)
    look("door-copy-asked", seen=hers)
    asked = hers.get_by_role("article", name="Una copia de partes")
    asked.get_by_role("button", name="Estoy de acuerdo", exact=True).click()
