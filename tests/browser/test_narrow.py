"""Every kind of page that links lead to, on a screen 320 points wide: nobody scrolls sideways.

One site, and one browser for each who signs in. From where they begin, every link is followed to a
page of a kind that was not seen yet, and all that is folded there is opened.
"""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import BrowserContext, Error, Page

from tests.browser.conftest import Noise, Site, fits
from tests.browser.test_desk import sign_in
from tests.browser.test_desk_reach import forwards, owed
from tests.browser.test_door import ask_in_a_hurry
from tests.browser.test_door_reach import ZOOMED

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("javascript", [False], ids=["narrow"])]
__all__ = ["owed"]  # a fixture

NO_PICTURE = "status of 404"  # of a browser that asks for a sign of the site; pages are looked at
NO_PAGE = {"door:exit", "door:language", "door:prompt"}
OPENED = "document.querySelectorAll('details').forEach(one => { one.open = true })"
LINKS = "[...document.querySelectorAll('a[href]')].map(one => one.href)"
TEAM = ("ana", "delia", "saul", "rosa")
OF_DOOR_AND_SITE, OF_DESK_AND_DUTIES = 32, 56
"""Kinds of pages that links lead to today, or a few less: else a way is no longer walked."""

type Seen = dict[str, str]
"""By the name of each kind of page, the address at which it was seen."""


def name_of(address: str) -> str:
    """Of which kind a page is; empty for what is none of ours, or a file."""
    path = urlsplit(address).path
    try:
        name = resolve(path).view_name
    except Resolver404:
        return ""
    return "" if name in NO_PAGE or "." in path else name


def walked(page: Page, begin: str, seen: Seen) -> None:
    """From there on; what was seen already is not looked at again."""
    waiting = [begin]
    while waiting:
        address = waiting.pop()
        name = name_of(address)
        if name and name not in seen:
            seen[name] = address
            waiting += leads_to(page, address)


def leads_to(page: Page, address: str) -> Iterator[str]:
    """Look at one: it is there, and nothing of it sticks out. A file to save leads nowhere."""
    try:
        answer = page.goto(address)
    except Error as failed:
        if "Download is starting" in failed.message:
            return
        raise
    assert not answer or answer.ok, f"{address}: {answer.status}"
    page.evaluate(OPENED)
    fits(page, "screen of 320 points")
    home = urlsplit(page.url).netloc
    yield from (one for one in page.evaluate(LINKS) if urlsplit(one).netloc == home)


def test_nothing_of_the_door_or_the_public_pages_is_read_sideways(
    page: Page, hers: Page, served: Site, noise: Noise
) -> None:
    noise.expected.append(NO_PICTURE)
    seen: Seen = {}
    served.act("figures")
    page.set_viewport_size(ZOOMED)
    for begin in ("/", "/public/"):
        walked(page, served.url(begin), seen)
    served.act("plan", " ".join(ask_in_a_hurry(hers)))
    hers.set_viewport_size(ZOOMED)
    walked(hers, served.url("/mine/"), seen)
    assert len(seen) >= OF_DOOR_AND_SITE, sorted(seen)


def test_nothing_of_the_desk_or_the_duties_is_read_sideways(
    page: Page,
    served: Site,
    owed: str,
    noise: Noise,
    new_context: Callable[[], BrowserContext],
) -> None:
    noise.expected.append(NO_PICTURE)
    seen: Seen = {}
    sign_in(page, served, TEAM[0])
    forwards(page, owed)
    for name in TEAM:
        seat = page if name == TEAM[0] else new_context().new_page()
        if seat is not page:
            sign_in(seat, served, name)
        seat.set_viewport_size(ZOOMED)
        for begin in ("/desk/", f"/desk/cases/{owed}/"):
            walked(seat, served.url(begin), seen)
    carlas = new_context().new_page()
    sign_in(carlas, served, "carla", surface="/duties/in/")
    carlas.set_viewport_size(ZOOMED)
    walked(carlas, served.url("/duties/"), seen)
    assert len(seen) >= OF_DESK_AND_DUTIES, sorted(seen)
