"""A served site of its own, a real browser, and pages that may make no noise.

A test runs once, at a desk's width and with JavaScript; the main walk of each surface (`walked`) is
walked on a telephone without JavaScript too. Anything in the console, any report of the content
policy and any request to another host fails the test. With JavaScript on, `look` also asks axe.
Pictures renew those in docs/screenshots, and others go to var/pictures; the whole run takes none.
"""

import io
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.utils import timezone
from PIL import Image
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    Response,
    ViewportSize,
    WebError,
    expect,
    sync_playwright,
)

from amparo.cli.walk.demo_site import Place, free_port
from amparo.settings.env import (  # noqa: TID251 - before there are any settings
    make_signing_key,
    make_site,
)
from tests.browser.acting import Acting
from tests.made_once import made_once
from tests.sites import with_tables

ROOT = Path(__file__).resolve().parents[2]
SHOWN = ROOT / "docs" / "screenshots"
PICTURES = ROOT / "var" / "pictures"
NO_PICTURES = "AMPARO_NO_PICTURES" in os.environ  # as the whole run says: they prove nothing
CHROMIUM = ROOT / ".venv/bin/chromium"  # script/setup --test leads it to one that works
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
COLOURS = 128
SCREENS = 2  # a picture is at most this many screens tall
PATIENCE = 30_000  # milliseconds: a busy machine is no reason to fail
PHONE: ViewportSize = {"width": 360, "height": 740}
# What else it says, of all that is well, takes as long to hand over as to find out.
VIOLATIONS = "axe.run({resultTypes: ['violations']}).then(found => found.violations)"
PEOPLE = "people.json"
MORE = {"AMPARO_SIGN_IN_COST": "test", "DJANGO_SETTINGS_MODULE": "amparo.settings.main"}
# A site whose clock a test moves.
MOVED = {"DJANGO_SETTINGS_MODULE": "tests.browser.moved_clock", "PYTHONPATH": str(ROOT)}


@dataclass
class Site:
    """A site that is being served, and the people who can sign in."""

    place: Place
    people: dict[str, dict[str, str]] = field(default_factory=dict)
    acting: Acting = field(init=False)
    ahead: timedelta = timedelta()  # its clock, beside the machine's

    def __post_init__(self) -> None:
        self.acting = Acting(self.place.environment())

    def url(self, path: str) -> str:
        return self.place.address.rstrip("/") + path

    def act(self, *arguments: str) -> str:
        """Do something on this site's database, as `tests.browser.prepare` describes it."""
        return self.acting.act(arguments)

    def move_clock(self, to: datetime) -> None:
        """It is that moment now, for a site with the settings MOVED."""
        self.ahead = to - timezone.now()
        ahead = str(self.ahead.total_seconds())
        (self.place.state / "seconds-ahead").write_text(ahead, encoding="ascii")


@pytest.fixture(scope="session")
def prepared() -> Site:
    """Tables, institutions and people, made once for all workers; nobody serves it."""
    made = made_once("journeys", _prepare)
    site = Site(Place(made / "site", free_port(), MORE))
    site.people = json.loads((made / PEOPLE).read_text(encoding="utf-8"))
    return site


def _prepare(folder: Path) -> None:
    site = Site(Place(folder / "site", 0, MORE))
    site.place.state.mkdir(mode=0o700)
    make_site(site.place.state)
    make_signing_key(site.place.state)
    with_tables(site.place.state)
    (folder / PEOPLE).write_text(site.act(), encoding="utf-8")
    site.acting.end()


def as_if_the_jobs_ran(state: Path) -> None:
    """Nothing falls due behind a journey's back; whoever supervises would be warned of it."""
    with closing(sqlite3.connect(state / "amparo.sqlite3")) as tables, tables:
        tables.execute("INSERT OR REPLACE INTO accounts_schedulerrun VALUES (1, datetime('now'))")


@contextmanager
def a_copy(site: Site, folder: Path, **more: str) -> Iterator[Site]:
    """The same site once more, served; `more` is added to its environment."""
    state = folder / "site"
    shutil.copytree(site.place.state, state)
    place = Place(state, free_port(), {**MORE, **more})
    copy = Site(place, deepcopy(site.people))
    as_if_the_jobs_ran(state)
    copy.place.serve("--no-tick", "--workers", "1")
    try:
        yield copy
    finally:
        copy.acting.end()
        copy.place.stop()


@pytest.fixture(scope="module")
def served(prepared: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Each file of journeys has a site of its own: what one filed is not another's first line."""
    with a_copy(prepared, tmp_path_factory.mktemp("served")) as site:
        yield site


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    # Django refuses tables beside a running event loop; these tests read none.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET])
    yield browser
    browser.close()


@dataclass(frozen=True)
class Mode:
    """How a browser is set."""

    name: str
    size: ViewportSize
    javascript: bool


AT_A_DESK = Mode("desktop", DESKTOP, javascript=True)
ON_A_PHONE = Mode("phone", PHONE, javascript=False)
walked = pytest.mark.parametrize("mode", [AT_A_DESK, ON_A_PHONE], ids=lambda mode: mode.name)
without_javascript = pytest.mark.parametrize("mode", [ON_A_PHONE], ids=["phone"])


@pytest.fixture
def mode() -> Mode:
    return AT_A_DESK


@dataclass
class Noise:
    """What a page said that nobody should hear."""

    home: str
    heard: list[str] = field(default_factory=list)
    # What a test expects, by a part of its words: "status of 400" of a form sent on purpose.
    expected: list[str] = field(default_factory=list)

    def hear(self, words: str) -> None:
        if not any(part in words for part in self.expected):
            self.heard.append(words)

    def console(self, said: ConsoleMessage) -> None:
        self.hear(f"{said.type}: {said.text}")

    def problem(self, problem: WebError) -> None:
        self.hear(str(problem.error))

    def request(self, asked: Request) -> None:
        if not asked.url.startswith((self.home, "data:", "blob:")):
            self.hear(f"asked elsewhere: {asked.url}")


@pytest.fixture
def noise(served: Site) -> Noise:
    return Noise(served.url("/"))


@pytest.fixture
def new_context(
    chromium: Browser, mode: Mode, noise: Noise, served: Site
) -> Iterator[Callable[[], BrowserContext]]:
    """One more browser, of another person: its noise counts too."""
    opened = []

    def make() -> BrowserContext:
        context = chromium.new_context(
            java_script_enabled=mode.javascript,
            locale="es-PE",
            viewport=mode.size,
            base_url=served.url(""),
        )
        context.set_default_timeout(PATIENCE)
        context.on("console", noise.console)
        context.on("weberror", noise.problem)
        context.on("request", noise.request)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()
    assert noise.heard == []


@pytest.fixture
def page(new_context: Callable[[], BrowserContext]) -> Page:
    """A page that must stay silent to the end of the test."""
    return new_context().new_page()


type NewPage = Callable[[], Page]


@pytest.fixture
def blank(new_context: Callable[[], BrowserContext]) -> NewPage:
    """One more browser, of another person."""
    return lambda: new_context().new_page()


@pytest.fixture
def window(blank: NewPage) -> NewPage:
    """One more browser, in which pages speak English."""

    def make() -> Page:
        page = blank()
        page.goto("/")
        page.get_by_role("link", name="English").click()
        return page

    return make


expect.set_options(timeout=PATIENCE)

type Look = Callable[..., None]


@pytest.fixture
def look(page: Page, mode: Mode) -> Look:
    """Look at a page: nothing sticks out, axe is content, and a picture of it is kept."""

    def at(name: str = "", *, seen: Page = page) -> None:
        seen.wait_for_load_state("load")
        fits(seen, mode.name)
        if mode.javascript:
            accessible(seen)
        if name and not NO_PICTURES:
            shown = SHOWN / f"{name}-{mode.name}.png"
            picture(seen, mode.size, shown if shown.exists() else PICTURES / shown.name)
            seen.set_viewport_size(mode.size)

    return at


def picture(page: Page, size: ViewportSize, path: Path) -> None:
    """Take the first screens of a page; what is fixed to the screen stands at their end.

    In as few colours as the pages have, so that a picture weighs a third."""
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = max(size["height"], page.evaluate("document.documentElement.scrollHeight"))
    tall = min(whole, SCREENS * size["height"])
    page.set_viewport_size({"width": size["width"], "height": tall})
    with Image.open(io.BytesIO(page.screenshot())) as taken:
        few = taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def fits(page: Page, screen: str) -> None:
    """Nobody has to scroll sideways."""
    beyond = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert beyond <= 0, f"{page.url} is {beyond}px too wide on the {screen}"


def accessible(page: Page) -> None:
    """Axe finds nothing."""
    page.evaluate(AXE_SCRIPT)
    violations: list[dict[str, Any]] = page.evaluate(VIOLATIONS)
    assert [
        f"{page.url} {one['id']}: {node['html'][:160]}"
        for one in violations
        for node in one["nodes"]
    ] == []


def weight(page: Page, path: str) -> int:
    """Bytes of a page with all it fetches, as they are before any compression."""
    answers: list[Response] = []
    fresh = page.context.new_page()
    fresh.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - it needs a name
    fresh.goto(path)  # to its `load`: pages fetch nothing later, which `noise` would not notice
    return sum(len(answer.body()) for answer in answers if answer.ok)
