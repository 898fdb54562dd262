"""On a screen that is touched: what stands alone to be pressed is tall enough for a finger, and no
column of the figures lies beyond the edge."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE, PHONE, Site, fits
from tests.browser.steps import ask_in_a_hurry, sign_in

pytestmark = pytest.mark.browser
FINGER = 44
# Links that stand alone in their line; a link within a sentence is read with it.
SMALL = """least => {
  const pressed = document.querySelectorAll('main :is(a[href], button, summary)');
  const alone = one => one.tagName !== 'A' || one.parentElement.matches('.buttons')
    || one.parentElement.textContent.trim() === one.textContent.trim();
  const small = ({width, height}) => Math.min(width, height) < least;
  return [...pressed].filter(one => one.checkVisibility({visibilityProperty: true})
    && !one.closest('.hidden') && alone(one) && small(one.getBoundingClientRect()))
    .map(one => one.textContent.trim());
}"""
CUT = """[...document.querySelectorAll('.table-wrap')]
  .filter(one => one.scrollWidth > one.clientWidth).map(one => one.getAttribute('aria-label'))"""


@pytest.fixture
def touched(chromium: Browser, served: Site) -> Iterator[Page]:
    context = chromium.new_context(
        viewport=PHONE, has_touch=True, is_mobile=True, locale="es-PE", base_url=served.url("")
    )
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def too_small(page: Page, *paths: str) -> list[str]:
    found: list[str] = []
    for path in paths:
        page.goto(path)
        found += (f"{path}: {one}" for one in page.evaluate(SMALL, FINGER))
    return found


def test_buttons_of_the_door_fit_a_finger(touched: Page, served: Site) -> None:
    words = ask_in_a_hurry(touched)
    served.act("plan", " ".join(words))
    hers = ("", "papers/", "looked/", "allowed/", "write/", "new-words/", "leave/")
    assert too_small(touched, "/", "/urgent/", *(f"/mine/{path}" for path in hers)) == []


def test_buttons_of_the_desk_fit_a_finger(touched: Page, served: Site) -> None:
    assert too_small(touched, "/desk/in/") == []
    code = json.loads(served.act("owe"))["code"]
    sign_in(touched, served, "ana")
    of_team = ("/desk/", "/desk/find/", "/desk/account/", f"/desk/cases/{code}/")
    assert too_small(touched, *of_team) == []


def test_no_column_of_the_figures_is_cut(touched: Page, served: Site) -> None:
    served.act("figures")
    served.act("traits")
    touched.goto("/public/figures/")
    expect(touched.locator(".table-wrap").first).to_be_visible()
    assert touched.evaluate(CUT) == []
    for width in (320, PHONE["width"]):
        touched.set_viewport_size({"width": width, "height": 640})
        fits(touched, f"screen of {width} points")
    assert too_small(touched, "/public/figures/", "/public/", "/public/how/") == []
