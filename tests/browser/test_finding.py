"""Somebody calls and says a name: the case is found in one's own index, in a real browser, with
JavaScript and without it."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Look, Site
from tests.browser.test_desk import sign_in

pytestmark = pytest.mark.browser


def test_a_case_is_found_by_a_name_spelled_otherwise_and_the_page_says_what_it_cannot_find(
    page: Page, look: Look, served: Site
) -> None:
    code = json.loads(served.act("one_who_shares"))["code"]
    sign_in(page, served, "ana")
    page.get_by_role("link", name="Buscar un caso por un nombre").click()
    look("desk-find")
    page.get_by_label("Nombre", exact=True).fill("quilla quebrada")
    page.get_by_label("La persona llamó, o alguien por ella").check()
    page.get_by_role("button", name="Buscar").click()
    look("desk-find-found")
    found = page.locator("#found")
    expect(found.get_by_role("link", name=code)).to_be_visible()
    expect(found.get_by_text("Killa")).to_have_count(0)
    page.get_by_label("Nombre", exact=True).fill("Kimba")
    page.keyboard.press("Enter")
    expect(page.get_by_text("En sus casos nadie se llama así")).to_be_visible()
    look("desk-find-nobody")
