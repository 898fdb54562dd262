"""A page on which each press of a person is counted, with the pages that load and the sign-ins."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

from tests.browser.conftest import Site
from tests.browser.steps import next_code


@dataclass
class Counted:
    """What was done so far, all windows together."""

    clicks: int = 0
    loads: int = 0
    sign_ins: int = 0

    def since(self, before: "Counted") -> "Counted":
        return Counted(
            self.clicks - before.clicks, self.loads - before.loads, self.sign_ins - before.sign_ins
        )


@dataclass
class Counter:
    """`stages`: what each stage of a walk took."""

    so_far: Counted = field(default_factory=Counted)
    stages: dict[str, Counted] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        before = Counted(self.so_far.clicks, self.so_far.loads, self.so_far.sign_ins)
        yield
        self.stages[name] = self.so_far.since(before)

    def told(self) -> str:
        whole = {**self.stages, "whole": self.so_far}
        return "\n".join(
            f"{name}: {one.clicks} clicks, {one.loads} page loads, {one.sign_ins} sign-ins"
            for name, one in whole.items()
        )


@dataclass
class Desk:
    """The window of one member. A field is typed into with the keyboard; a box, a choice or a list
    is one press; a page that leads on to another counts once, when it is there."""

    page: Page
    counter: Counter

    def __post_init__(self) -> None:
        self.page.on("load", self._loaded)

    def _loaded(self, _page: Page) -> None:
        self.counter.so_far.loads += 1

    def goes_to(self, path: str) -> None:
        self.page.goto(path)

    def sees_what_is_new(self) -> None:
        self.page.reload()

    def press(self, what: Locator) -> None:
        """Press a link or a button that leads to another page."""
        with self.page.expect_event("load"):
            self._pressed(what.click)

    def choose(self, name: str, value: str = "") -> None:
        """Tick a box, or one of several answers."""
        one = self.page.locator(f"[name='{name}']" + (f"[value='{value}']" if value else ""))
        assert not one.is_checked(), f"{name} is chosen already"
        self._pressed(one.check)

    def pick(self, name: str, value: str) -> None:
        """Choose from a list that opens."""
        where = self.page.locator(f"select[name='{name}']")
        assert where.input_value() != value, f"{name} is chosen already"
        self._pressed(lambda: where.select_option(value))

    def write(self, **fields: str) -> None:
        """Type into fields, by the end of their names."""
        for name, words in fields.items():
            self.page.locator(f":is(main, aside) [name$='{name}']").fill(words)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name).locator("visible=true").first

    def signs_in(self, site: Site, name: str, path: str) -> None:
        """Go to a page, which asks first who it is."""
        self.goes_to(path)
        self.page.get_by_label("Nombre de usuario").fill(name)
        self.page.get_by_label("Contraseña").fill(site.people[name]["password"])
        self.page.get_by_label("Código de un solo uso").fill(next_code(site, name))
        self.press(self.button("Entrar"))
        self.counter.so_far.sign_ins += 1

    def _pressed(self, press: Callable[[], object]) -> None:
        self.counter.so_far.clicks += 1
        press()
