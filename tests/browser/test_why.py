"""Who supervises opens a case in which nothing waits for her: she says why, and gets where she was
going. Where the person did something nobody asks. With JavaScript and without, on a phone too."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Look, Noise, Site
from tests.browser.test_desk import sign_in

pytestmark = pytest.mark.browser

WHY = "¿Por qué lo abre?"


def test_a_reason_first_where_nothing_waits_and_none_where_something_is_new(
    page: Page, look: Look, noise: Noise, served: Site, new_context: Callable[[], BrowserContext]
) -> None:
    noise.expected.append("status of 409")
    made = json.loads(served.act("one_who_shares"))
    code = made["code"]
    served.act("seated", code, "saul")
    served.act("at_rest", code)
    sign_in(page, served, "saul")
    page.goto(f"/desk/cases/{code}/notes/")
    expect(page.get_by_role("heading", name=WHY)).to_be_visible()
    look("desk-why")
    page.get_by_role("button", name="Otra tarea del equipo").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(served.url(f"/desk/cases/{code}/notes/"))
    page.goto(f"/desk/cases/{code}/")
    expect(page.get_by_text("Otra tarea del equipo").first).to_be_visible()
    served.act("take_back", made["words"])  # what the person did is new; what the team did is not
    again = new_context().new_page()
    sign_in(again, served, "saul")
    again.get_by_role("link", name=code).first.click()
    expect(again.get_by_role("heading", name=WHY)).to_have_count(0)
    expect(again.get_by_role("heading", name=code)).to_be_visible()
