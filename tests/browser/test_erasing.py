"""Somebody asks that what is kept of her be erased, takes it back, asks again; it is heard, decided
and done: in a real browser, with JavaScript and without it."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Look, Noise, Site
from tests.browser.test_beside import come_back
from tests.browser.test_desk import sign_in
from tests.browser.test_errands import agree

pytestmark = pytest.mark.browser


def test_what_is_kept_is_erased_on_her_word_heard_by_one_and_decided_by_another(
    page: Page,
    desk: Page,
    look: Look,
    served: Site,
    noise: Noise,
    new_context: Callable[[], BrowserContext],
) -> None:
    told = json.loads(served.act("one_who_shares"))
    case = f"/desk/cases/{told['code']}/"
    served.act("seated", told["code"], "delia")
    come_back(page, told["words"])
    she_says_where_she_is(page, look)
    number = she_asks(page, look)
    it_is_heard(desk, served, case, look)
    served.act("days_went_by", told["code"])
    it_is_decided(new_context().new_page(), served, case, look)
    page.goto("/mine/erase/")
    look("door-erase-granted")
    served.act("left_and_closed", told["words"])
    page.context.clear_cookies()
    noise.expected.append("status of 400")
    come_back(page, told["words"])
    expect(page.get_by_text("Estas palabras no abren")).to_be_visible()
    the_receipt_says_so(page, number, look)


def it_is_heard(desk: Page, served: Site, case: str, look: Look) -> None:
    sign_in(desk, served, "ana")
    agree(desk, case, "La palabra acordada: la lancha.")
    desk.goto(f"{case}erasing/heard/")
    look("desk-erasing-heard", seen=desk)
    desk.locator("[name=outcome]").first.check()
    desk.get_by_label("Lo que se dijo").fill("Dijo la palabra acordada, a solas.")
    desk.get_by_role("button", name="Anotar").click()
    the_case_says_how_it_stands(desk, case, look)


def it_is_decided(second: Page, served: Site, case: str, look: Look) -> None:
    sign_in(second, served, "delia")
    second.goto(f"{case}erasing/decide/")
    look("desk-erasing-decide", seen=second)
    second.locator("[name=answer][value=granted]").check()
    second.get_by_label("Las razones").fill("Es su decisión y nada lo impide.")
    second.get_by_role("button", name="Decidir").click()


def the_receipt_says_so(page: Page, number: str, look: Look) -> None:
    page.goto("/erased/")
    page.get_by_label("Número de la constancia").fill(number)
    page.get_by_role("button", name="Consultarlo").click()
    expect(page.get_by_text("Se borró el")).to_be_visible()
    look("door-erased")


def she_asks(page: Page, look: Look) -> str:
    """With second thoughts; returns the number of the receipt."""
    page.get_by_role("link", name="Pedir que se borre lo que se guarda de mí").click()
    look("door-erase")
    page.get_by_label("Todo lo que aquí se guarda de mí").check()
    page.get_by_role("button", name="Pedirlo").click()
    look("door-erase-asked")
    page.get_by_role("button", name="Echarme atrás").click()
    page.goto("/mine/erase/")
    page.get_by_label("Todo lo que aquí se guarda de mí").check()
    page.get_by_role("button", name="Pedirlo").click()
    return page.locator("main .code").inner_text()


def the_case_says_how_it_stands(desk: Page, case: str, look: Look) -> None:
    desk.goto(f"{case}holds/new/")
    look("desk-hold", seen=desk)
    desk.goto(case)
    look("desk-case-erasing", seen=desk)


def she_says_where_she_is(page: Page, look: Look) -> None:
    page.goto("/mine/places/")
    page.get_by_label("Un lugar seguro").check()
    page.get_by_label("Dónde exactamente").fill("Casa de la parroquia, segundo piso.")
    page.get_by_role("button", name="Guardarlo hasta entonces").click()
    look("door-places")
    page.goto("/mine/")
