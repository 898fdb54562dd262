"""Readers whose screens are set otherwise: forced colours, and a script from right to left."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Site, fits

pytestmark = pytest.mark.browser
PAGES = (
    "/",
    "/urgent/",
    "/request/filed_for/",
    "/request/facts/",
    "/return/",
    "/check/",
    "/public/",
)
# What is told from the page by its ground alone has no edge left once colours are forced.
WITHOUT_EDGE = """
() => [...document.querySelectorAll("a.button, button, input, textarea, select")]
    .filter(one => one.checkVisibility())
    .filter(one => !one.matches("[type=hidden], .button-link, .hidden, .hidden *"))
    .filter(one => parseFloat(getComputedStyle(one).borderTopWidth) === 0
        && getComputedStyle(one).textDecorationLine === "none"
        && !one.matches("[type=checkbox], [type=radio], [type=file]"))
    .map(one => one.outerHTML.slice(0, 90))
"""


def test_forced_colours_and_rtl_lose_nothing(page: Page, served: Site) -> None:
    page.emulate_media(forced_colors="active")
    for path in PAGES:
        page.goto(path)
        assert page.evaluate(WITHOUT_EDGE) == [], f"{path}: no edge in forced colours"
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            page.evaluate("document.documentElement.dir = 'rtl'")
            fits(page, f"{width} pixels, from right to left")
