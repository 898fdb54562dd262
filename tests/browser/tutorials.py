"""What the journeys of the tutorials share. What a tutorial says to press or to look for is taken
from its text: whatever of it is found nowhere, and whatever a walk presses that it does not say,
fails."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.docs.test_tutorials import named, tutorial

HEADING = re.compile(r"^#{1,3} (.+)$", re.MULTILINE)
WALKED = re.compile(r'told\(\s*"([^"]+)"')

type Says = Callable[[str], str]


def parts(name: str) -> Mapping[str, str]:
    """The text of each part of a tutorial, by its heading."""
    _before, *rest = HEADING.split(tutorial(name, "en"))
    return dict(zip(rest[::2], rest[1::2], strict=True))


@contextmanager
def part_of(name: str, heading: str) -> Iterator[Says]:
    """One part of it: each thing that it names is asked for as often as it stands there."""
    left = named(parts(name)[heading])

    def says(label: str) -> str:
        key = label.casefold()
        assert left[key], f"“{label}” does not stand under “{heading}”, or not so often"
        left[key] -= 1
        return label

    yield says
    assert +left == Counter(), f"nobody looked for this of “{heading}”"


def left_out(name: str, walk: str) -> list[str]:
    """The parts that name something and are walked nowhere in this file."""
    walked = WALKED.findall(Path(walk).read_text(encoding="utf-8"))
    return [
        heading for heading, text in parts(name).items() if named(text) and heading not in walked
    ]


def press(page: Page, label: str, *, exact: bool = False) -> None:
    """Press a button or a link; on a case, first open the menu in which the act stands."""
    link = page.get_by_role("link", name=label, exact=exact)
    control = page.get_by_role("button", name=label, exact=exact).or_(link).first
    folded = page.get_by_role("link", name=label, exact=exact, include_hidden=True)
    menu = page.locator(".act-menus > details:not([open])").filter(has=folded).first
    expect(control.or_(menu).first).to_be_attached()
    if not control.count():
        menu.locator("summary").first.click()
    control.click()


def see(page: Page, words: str) -> None:
    expect(page.get_by_text(words).locator("visible=true").first).to_be_visible()


def send(page: Page) -> None:
    page.locator("main form button[type=submit]").last.click()


def write(page: Page, **fields: str) -> None:
    for name, words in fields.items():
        page.locator(f":is(main, aside) [name={name}]").fill(words)


def signs_in(page: Page, name: str, password: str, code: str) -> None:
    """On the page where one signs in, which speaks English."""
    page.get_by_label("Sign-in name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_label("One-time code").fill(code)
    page.get_by_role("button", name="Sign in").click()


def signs_in_with_a_printed_code(page: Page, demo: Site, name: str) -> None:
    """As the tutorials say: `amparo demo code NAME` in a second terminal."""
    words = ["demo", "code", name, "--state", str(demo.place.state)]
    code, _once, password = demo.place.command(words).splitlines()[:3]
    signs_in(page, name, password, code)


def comes_back(page: Page, words: list[str], enter: str = "Enter") -> None:
    page.get_by_role("textbox").first.fill(" ".join(words))
    press(page, enter, exact=True)
