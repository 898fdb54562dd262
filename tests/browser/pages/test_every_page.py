"""Every page that can be opened, on a telephone: axe finds nothing, nobody has to scroll sideways,
whichever way a language is written and however long its words are, and where readers choose the
colours what is drawn takes them, and what is to be pressed has an edge or a line.

The rows are those of the access matrix: a new page is looked at as soon as it has its row.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as of_site
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Page, Route, ViewportSize

from tests.architecture.access_matrix import Row, matrix
from tests.browser.conftest import accessible, fits
from tests.browser.pages.conftest import NARROW

pytestmark = pytest.mark.browser

MATRIX = matrix()
HOME = "http://testserver"
NARROWEST: ViewportSize = {"width": 320, "height": 640}
# In some languages of the people who ask here one word says what a sentence says in another.
LONG = "ñukanchikllaktakunamantahatunyachakkunapaknishpa"
OPENED = "for (const one of document.querySelectorAll('details')) one.open = true;"
OTHER_WAY_ROUND = "document.documentElement.dir = 'rtl'"
IN_LONG_WORDS = """long => {
  const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const inside = texts.currentNode.parentElement;
    if (texts.currentNode.data.trim() && !inside.closest('option, script, style, textarea'))
      texts.currentNode.data = long;
  }
}"""
WORN = """() => [...document.querySelectorAll('main *, .leave *, .top *')].flatMap(one => (
  ['', ...one.classList].map(name => one.parentElement.tagName + one.tagName + name)))"""
# In the reader's colours: what to press that only a ground or a colour told from the page (links in
# a list of links apart: they are links), and what is drawn in a colour of ours.
VANISHED = """() => {
  const probe = document.body.appendChild(document.createElement('i'));
  const inks = new Set(['CanvasText', 'LinkText', 'ButtonText'].map(name => {
    probe.style.color = name;
    return getComputedStyle(probe).color;
  }));
  probe.remove();
  const seen = what => [...document.querySelectorAll(what)].filter(one => one.checkVisibility());
  const controls = 'button, a.button, .leave a, summary, select, textarea,'
    + 'input:not([type=checkbox], [type=radio], [type=hidden])';
  const bare = seen(controls).filter(one => {
    const style = getComputedStyle(one), before = getComputedStyle(one, '::before');
    return [style, before].every(of => parseFloat(of.borderBottomWidth) === 0
      && of.textDecorationLine === 'none' && of.display !== 'list-item')
      && !one.closest('.hidden');
  });
  const drawn = seen('svg :is(path, circle, rect, line, text)').filter(one => {
    const style = getComputedStyle(one);
    return !inks.has(style.stroke) && !inks.has(style.fill);
  });
  return [...bare, ...drawn].map(one => (one.closest('svg') || one).outerHTML.slice(0, 120));
}"""

OPENABLE = [row for row in MATRIX.rows if "get" in row.asks]
SITES = ("", "organisation")
READERS = ("person", "analyst", "decision_maker")  # they find most on a page, and are asked first
MOVED = {301, 302, 303}
# What leads on to another page here, and where it is looked at. All else is looked at here, but for
# what is no page: files, and what programs read.
LEADS_ON: Mapping[str, str] = {
    "admission:advise_archiving": "tests/browser/test_turned.py",
    "assessment:review": "tests/browser/test_plan.py",
    "desk:prove": "tests/browser/test_account.py",
    "door:check": "tests/browser/test_door.py",
    "door:confirm": "tests/browser/test_door.py",
    "door:missing": "tests/browser/test_side_roads.py",
    "door:others_words": "tests/browser/test_beside.py",
    "door:slip": "tests/browser/test_door.py",
    "door:words": "tests/browser/test_door.py",
    "measures:impediment": "tests/browser/test_kept_from.py",
    "consultations:readers": "always leads on: a form of another page sends to it",
    "door:exit": "always leads on, to another site",
    "door:language": "always leads on, to the page that one came from",
    "door:request": "always leads on, to the first step",
    "referral:task": "always leads on, to where the task is done",
    "admission:correction_receipt": "nowhere: one form in the frame of all acts",
    "desk:claim": "nowhere: asks again where somebody else has the case in hand",
    "door:beside_late": "nowhere: door:complaint, for whoever speaks for the person",
    "door:others_slip": "nowhere: a sheet like that of door:slip",
    "duties:prove": "nowhere: the page of desk:prove",
    "review:give_up": "nowhere: one form in the frame of all acts",
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "rows",
    [[row for row in OPENABLE if row.site == site] for site in SITES],
    ids=["a-mechanism", "an-organisation"],
)
def test_each_page_fits_a_telephone_and_axe_finds_nothing(
    each: Callable[..., None], narrow: Page
) -> None:
    each(is_seen_on_a_telephone, narrow, set())


def is_seen_on_a_telephone(
    row: Row,
    visitors: Mapping[str, Client],
    things: Mapping[str, str],
    narrow: Page,
    worn: set[str],
) -> None:
    """`worn`: what the pages before had on, which was seen in the reader's colours."""
    address = row.address(things)
    answers = list(answers_of(row, visitors, address))
    pages = [one for one in answers if one.status_code not in MOVED and is_page(one)]
    if not pages:
        assert row.page in LEADS_ON or not all(map(is_page, answers)), f"look at {row.page}"
        return
    shown(narrow, address, pages[0])
    narrow.evaluate(OPENED)
    fits(narrow, "telephone")
    accessible(narrow)
    narrow.evaluate(OTHER_WAY_ROUND)
    fits(narrow, "telephone, from right to left")
    if here := set(narrow.evaluate(WORN)) - worn:
        worn |= here
        nothing_vanishes(narrow, row.page)
    if row.page.startswith("door:"):
        narrow.set_viewport_size(NARROWEST)
        narrow.evaluate(IN_LONG_WORDS, LONG)
        fits(narrow, "narrowest telephone, in long words")
        narrow.set_viewport_size(NARROW)


def nothing_vanishes(page: Page, name: str) -> None:
    """Once readers choose the colours, and the ground is black."""
    page.emulate_media(forced_colors="active", color_scheme="dark")
    assert page.evaluate(VANISHED) == [], f"{name}: gone in the reader's colours"
    page.emulate_media(forced_colors="null", color_scheme="null")


def answers_of(row: Row, visitors: Mapping[str, Client], address: str) -> Iterator[Any]:
    """What those who may open it are answered, until one of them has a page."""
    for name in sorted(MATRIX.visitors, key=lambda name: name not in READERS):
        if row.answers[name] == "allowed":
            answer = visitors[name].get(address)
            yield answer
            if is_page(answer) and answer.status_code not in MOVED:
                return


def is_page(answer: Any) -> bool:
    return str(answer.headers["Content-Type"]).startswith("text/html")


def shown(page: Page, address: str, answer: Any) -> None:
    """Hand it to the browser, with the sheets and scripts that it asks for."""

    def fulfil(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path == urlsplit(address).path:
            route.fulfill(
                status=answer.status_code, headers=dict(answer.headers), body=answer.content
            )
        elif path.startswith(of_site.STATIC_URL):
            route.fulfill(path=str(finders.find(path.removeprefix(of_site.STATIC_URL))))
        else:
            route.abort()

    page.unroute_all()
    page.route("**/*", fulfil)
    page.goto(f"{HOME}{address}")
