"""How each page is looked at on a telephone: handed to the browser as the site answered it."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings as of_site
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Page, Route

from tests.architecture.access_matrix import Row, matrix
from tests.browser.conftest import accessible, fits

MATRIX = matrix()
HOME = "http://testserver"
# In some languages of the people who ask here one word says what a sentence says in another.
LONG = "ñukanchikllaktakunamantahatunyachakkunapaknishpa"
OPENED = "for (const one of document.querySelectorAll('details')) one.open = true;"
OTHER_WAY_ROUND = "document.documentElement.dir = 'rtl'"
IN_LONG_WORDS = """long => {
  document.documentElement.dir = 'ltr';
  const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const inside = texts.currentNode.parentElement;
    if (texts.currentNode.data.trim() && !inside.closest('option, script, style, textarea'))
      texts.currentNode.data = long;
  }
}"""
WORN = """() => {
  const inside = [...document.querySelectorAll('main *, .leave *, .top *')];
  return [...new Set(inside.flatMap(one => (
    ['', ...one.classList].map(name => one.parentElement.tagName + one.tagName + name))))];
}"""
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

OTHERS = {"door", "portal", "site"}  # surfaces that are not the team's
READERS = ("person", "analyst", "decision_maker")  # they find most on a page, and are asked first
MOVED = {301, 302, 303}
# What leads on to another page here, and where it is looked at. All else is looked at here, but for
# what is no page: files, and what programs read. `here`: test_pages_led_to_fit_a_phone.
LEADS_ON: Mapping[str, str] = {
    "admission:advise_archiving": "here",
    "assessment:review": "tests/browser/test_desk.py",
    "desk:prove": "tests/browser/test_passkeys.py",
    "door:check": "tests/browser/test_door.py",
    "door:confirm": "tests/browser/test_door.py",
    "door:missing": "here",
    "door:others_words": "here",
    "door:slip": "tests/browser/test_door.py",
    "door:words": "tests/browser/test_door.py",
    "measures:impediment": "here",
    "measures:register": "nowhere: tests/unit/measures/test_draft.py reads its form",
    "consultations:readers": "always leads on: a form of another page sends to it",
    "door:exit": "always leads on, to another site",
    "door:language": "always leads on, to the page that one came from",
    "door:request": "always leads on, to the first step",
    "referral:task": "always leads on, to where the task is done",
    "admission:correction_receipt": "nowhere: one form in the frame of all acts",
    "desk:claim": "nowhere: asks again where another member has the case in hand",
    "door:beside_late": "nowhere: door:complaint, for a person who speaks for another",
    "door:others_slip": "nowhere: a sheet like that of door:slip",
    "portal:prove": "nowhere: the page of desk:prove",
    "review:give_up": "nowhere: one form in the frame of all acts",
}


def rows_of(*, team: bool = False, site: str = "") -> list[Row]:
    """The pages that can be opened: the team's, or all others; or of one kind of site."""
    return [
        row
        for row in MATRIX.rows
        if "get" in row.asks
        and row.site == site
        and (site or (row.page.partition(":")[0] not in OTHERS) == team)
    ]


def fits_a_phone(
    row: Row,
    visitors: Mapping[str, Client],
    things: Mapping[str, str],
    narrow: Page,
    worn: set[str],
    *,
    leads_on: bool = True,
) -> None:
    """`worn`: what the pages before had on, which was seen in the reader's colours. `leads_on`: it
    may, if LEADS_ON says where it is looked at."""
    address = row.address(things)
    answers = list(answers_of(row, visitors, address))
    pages = [one for one in answers if one.status_code not in MOVED and is_page(one)]
    if not pages:
        known = leads_on and (row.page in LEADS_ON or not all(map(is_page, answers)))
        assert known, f"look at {row.page}"
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
        narrow.evaluate(IN_LONG_WORDS, LONG)
        fits(narrow, "telephone, in long words")


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
