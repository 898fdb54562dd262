"""Something got out: noted, the next name left to a second person, settled in the case, told on her
page, taken from it, and lifted by two; with JavaScript and without it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Look, Noise, Site
from tests.browser.test_desk import sign_in

pytestmark = pytest.mark.browser

type New = Callable[[], BrowserContext]


def send(page: Page) -> None:
    page.locator("main form button[type=submit]").last.click()


def note(page: Page, whom: str) -> None:
    page.goto("/desk/leaks/new/")
    page.get_by_label("La cuenta de una o un integrante").check()
    page.get_by_label("Datos para ubicar a alguien: teléfono, dirección, correo").check()
    page.get_by_label("De quién es la cuenta").select_option(whom)
    page.get_by_role("button", name="Dejarlo en constancia").click()


def settle(page: Page, code: str) -> None:
    page.goto(f"/desk/cases/{code}/")
    page.get_by_role("link", name="Decir si salió algo de este caso").first.click()
    page.get_by_label("Sí, o hay que suponer que sí").check()
    page.get_by_label("Cómo se sabe").fill("Esa cuenta la abrió anoche.")
    send(page)


def agree(page: Page, way: str) -> None:
    page.get_by_label(way).check()
    page.get_by_label("Alguien del equipo vio a la persona").check()
    page.get_by_label("Desde qué hora").fill("00:00")
    page.get_by_label("Hasta qué hora").fill("00:00")
    page.get_by_label("A qué número").fill("Por la prima, con la palabra de siempre.")


def tell_on_page(page: Page) -> None:
    page.get_by_role("link", name="Acordar cómo comunicarse ahora").first.click()
    page.get_by_label("Sí, la persona está de acuerdo").check()
    agree(page, "En su propia página")
    send(page)
    page.get_by_role("link", name="Decirle a la persona qué salió").first.click()
    page.get_by_label("Sí, de una manera segura para esa persona").check()
    page.locator("[name=way]").select_option("page")
    page.get_by_label("Qué se está haciendo").fill("Sellamos su caso de nuevo.")
    page.get_by_label("Qué puede hacer").fill("Cambie el número por el que la llamamos.")


def comes_back(hers: Page, words: str) -> None:
    hers.goto("/return/")
    hers.locator("[name=phrase]").fill(words)
    hers.locator("main form button[type=submit]").first.click()


@dataclass
class Walk:
    """Who walks it, each in a browser of their own."""

    told: dict[str, Any]
    look: Look
    wari: Page
    yma: Page
    ana: Page
    hers: Page

    def sign_in(self, page: Page, name: str, site: Site) -> None:
        sign_in(page, site, self.told["people"][name]["sign_in"])


@pytest.fixture
def walk(look: Look, served: Site, new_context: New) -> Walk:
    told: dict[str, Any] = json.loads(served.act("may_have_leaked"))
    served.people |= {one["sign_in"]: one["account"] for one in told["people"].values()}
    return Walk(told, look, *(new_context().new_page() for _ in range(4)))


def noted(walk: Walk, site: Site) -> None:
    """The first is suspended at once; the second once another says so."""
    wari, yma = walk.wari, walk.yma
    walk.sign_in(wari, "wari", site)
    wari.goto("/desk/leaks/new/")
    walk.look("desk-leak-note", seen=wari)
    for name in ("nila", "olmo"):
        note(wari, walk.told["people"][name]["code"])
    second = wari.locator("article").first
    expect(second.get_by_text("Esta cuenta todavía no está suspendida")).to_be_visible()
    walk.look("desk-leaks", seen=wari)
    walk.sign_in(yma, "yma", site)
    yma.goto("/desk/leaks/")
    yma.locator("article").first.get_by_role("link", name="Decidirlo").click()
    walk.look("desk-leak-second", seen=yma)
    send(yma)
    expect(yma.locator("article").first.get_by_text("Cuenta suspendida")).to_be_visible()


def told_on_her_page(walk: Walk, site: Site) -> None:
    ana, hers, code = walk.ana, walk.hers, walk.told["code"]
    sign_in(ana, site, "ana")
    expect(ana.get_by_text("Quizá algo salió de aquí").first).to_be_visible()
    walk.look("desk-worklist-leak", seen=ana)
    for _ in range(2):  # the other account could open it too
        settle(ana, code)
    ana.goto(f"/desk/cases/{code}/")
    tell_on_page(ana)
    walk.look("desk-leak-tell", seen=ana)
    send(ana)
    walk.look("desk-leak-incident", seen=ana)
    comes_back(hers, walk.told["words"])
    hers.get_by_role("link", name="Algo suyo salió de aquí").first.click()
    expect(hers.get_by_text("Sellamos su caso de nuevo.")).to_be_visible()
    walk.look("door-leak-told", seen=hers)


def taken_from_her_page(walk: Walk) -> None:
    ana, hers = walk.ana, walk.hers
    ana.goto(f"/desk/cases/{walk.told['code']}/reach/")
    agree(ana, "Por radio")
    send(ana)
    hers.reload()
    expect(hers.get_by_text("Sellamos su caso de nuevo.")).to_have_count(0)
    hers.goto("/mine/")
    expect(hers.get_by_text("Algo suyo salió de aquí")).to_have_count(0)


def lifted(walk: Walk) -> None:
    wari, yma = walk.wari, walk.yma
    wari.goto("/desk/leaks/")
    wari.locator("article").nth(1).get_by_role("link", name="No salió de ahí").click()
    wari.get_by_label("Se sabe que salió de otra parte").check()
    send(wari)
    yma.goto("/desk/leaks/")
    yma.get_by_role("link", name="Alguien pide que se levante").first.click()
    yma.get_by_label("Sí, he visto por qué, y lo levanto").check()
    walk.look("desk-leak-lift", seen=yma)
    send(yma)
    expect(yma.get_by_text("Levantado").first).to_be_visible()


def test_a_leak_from_its_noting_to_its_lifting(walk: Walk, noise: Noise, served: Site) -> None:
    noise.expected.append("status of 404")
    noted(walk, served)
    told_on_her_page(walk, served)
    taken_from_her_page(walk)
    lifted(walk)
