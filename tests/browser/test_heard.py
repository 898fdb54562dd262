"""What a screen reader is given of the main pages: the tree that Chromium hands over, and not what
is drawn. The urgent way of a person, her page, the desk and the published figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Noise, Site
from tests.browser.steps import WHAT_HAPPENED, keep_the_words, sign_in
from tests.browser.test_desk_reach import owed

pytestmark = pytest.mark.browser
__all__ = ["owed"]  # a fixture

CONTROLS = {
    "button", "checkbox", "combobox", "DisclosureTriangle", "link", "listbox", "menuitem", "radio",
    "searchbox", "slider", "spinbutton", "switch", "tab", "textbox",
}  # fmt: skip
SPANISH = "es"


@dataclass(frozen=True)
class Heard:
    """One thing in the tree: what it is, how it is called, what is said of it."""

    role: str
    name: str
    description: str
    properties: Mapping[str, Any] = field(repr=False)
    children: tuple["Heard", ...] = field(repr=False)

    @property
    def all(self) -> list["Heard"]:
        return [self, *(below for child in self.children for below in child.all)]

    def of(self, *roles: str) -> list["Heard"]:
        return [one for one in self.all if one.role in roles]


def heard(page: Page) -> Heard:
    """The whole page, as it is read."""
    page.wait_for_load_state("load")
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    by_id = {one["nodeId"]: one for one in nodes}
    return _heard(nodes[0], by_id)[0]


def _heard(node: Mapping[str, Any], by_id: Mapping[str, Any]) -> Sequence[Heard]:
    """What is ignored is passed over, and what lies in it comes in its place."""
    below = tuple(
        one
        for number in node.get("childIds", ())
        if number in by_id
        for one in _heard(by_id[number], by_id)
    )
    if node["ignored"]:
        return below
    said = {one["name"]: one["value"].get("value") for one in node.get("properties", ())}
    name, description = (
        str(node.get(part, {}).get("value", "")) for part in ("name", "description")
    )
    return [Heard(node["role"]["value"], name, description, said, below)]


def is_well_said(page: Page) -> Heard:
    """What holds for every page."""
    whole = heard(page)
    where, heading = page.url, page.locator("h1").first.inner_text().strip()
    title = whole.name
    assert page.locator("html").get_attribute("lang") == SPANISH, where
    assert heading, where
    assert title.strip(), where
    if "/desk/" in where:
        assert title in heading, f"{where}: the title is {title!r}, the page {heading!r}"
    elif "/public/" not in where:  # what stands in the list of windows, and whoever takes it sees
        assert len(title.split()) == 1, f"{where}: the title says {title!r}"
    assert len(whole.of("main")) == 1, f"{where}: {len(whole.of('main'))} main parts"
    for role in ("navigation", "region", "form"):
        names = [one.name for one in whole.of(role) if one.name]
        assert len(set(names)) == len(names), f"{where}: {role} of one name: {names}"
    unnamed = [one for one in whole.all if one.role in CONTROLS and not one.name.strip()]
    assert not unnamed, f"{where}: {unnamed}"
    in_order(where, [int(one.properties["level"]) for one in whole.of("heading")])
    for table in whole.of("table", "grid", "LayoutTable"):
        assert table.of("columnheader", "rowheader"), f"{where}: a table without headers"
    assert not [one for one in whole.of("image") if not one.name.strip()], where
    return whole


def in_order(where: str, levels: Sequence[int]) -> None:
    """One first heading, before all others, and none that is two steps below the one before."""
    assert levels, where
    assert (levels[0], levels.count(1)) == (1, 1), f"{where}: {levels}"
    deeper = [two - one for one, two in pairwise(levels)]
    assert max(deeper, default=0) <= 1, f"{where}: {levels}"


def says_what_is_wrong(page: Page, *labels: str) -> None:
    """Announced at once, and read again at each field."""
    whole = is_well_said(page)
    [alert] = whole.of("alert")
    told = " ".join(one.name for one in alert.all)
    for label in labels:
        assert label in told, f"{page.url}: {label} is not announced: {told}"
    wrong = [one for one in whole.all if one.properties.get("invalid") == "true"]
    assert {one.name for one in wrong} >= set(labels), [one.name for one in wrong]
    for one in wrong:
        assert "Por corregir" in one.description, f"{page.url}: {one.name}: {one.description!r}"


def test_the_urgent_way_is_well_said(page: Page, served: Site, noise: Noise) -> None:
    noise.expected.append("status of 400")
    page.goto("/")
    is_well_said(page)
    page.goto("/urgent/")
    is_well_said(page)
    page.get_by_role("button", name="Enviar ahora").click()
    says_what_is_wrong(page, "¿Qué está pasando?")
    page.get_by_label("¿Qué está pasando?").fill(WHAT_HAPPENED)
    page.get_by_label("¿Dónde, más o menos?").fill("Distrito de Ñusta Alta")
    page.get_by_role("button", name="Enviar ahora").click()
    is_well_said(page)
    words = keep_the_words(page)
    is_well_said(page)
    served.act("plan", " ".join(words))
    page.goto("/mine/")
    whole = is_well_said(page)
    assert whole.of("button")
    for path in ("papers/", "looked/", "allowed/", "write/"):
        page.goto(f"/mine/{path}")
        is_well_said(page)


def test_the_desk_is_well_said(page: Page, served: Site, owed: str, noise: Noise) -> None:
    noise.expected.append("status of 400")
    page.goto("/desk/in/")
    is_well_said(page)
    sign_in(page, served, "ana")
    is_well_said(page)
    for path in ("", "plan/", "notes/", "messages/", "assessment/", "seats/", "forward/"):
        page.goto(f"/desk/cases/{owed}/{path}")
        is_well_said(page)
    page.goto("/desk/find/")
    is_well_said(page)


def test_cells_of_the_figures_have_heads(page: Page, served: Site) -> None:
    served.act("figures")
    titles, whole = set(), heard(page)
    paths = ("/public/", "/public/laws/", "/public/ledger/", "/public/figures/")
    for path in paths:
        page.goto(path)
        whole = is_well_said(page)
        titles.add(whole.name)
    assert len(titles) == len(paths)
    assert whole.of("table")


GOOD = """<html lang="es"><title>Lista</title><main><h1>Uno</h1><h2>Dos</h2>
<label for="a">Nombre</label><input id="a"><button>Enviar</button>
<table><tr><th>Mes</th></tr><tr><td>1</td></tr></table></main></html>"""
FAULTS = (
    ('lang="es"', ""),
    ("<title>Lista</title>", ""),
    ("Lista", "Estoy en peligro"),
    ("main>", "div>"),
    ("<h2>Dos</h2>", "<h3>Dos</h3>"),
    ("<h2>Dos</h2>", "<h1>Dos</h1>"),
    ('<label for="a">Nombre</label>', ""),
    ("Enviar", ""),
    ("<th>Mes</th>", "<td>Mes</td>"),
)


def test_a_badly_said_page_is_found(page: Page) -> None:
    """Otherwise the others would prove nothing."""
    page.set_content(GOOD)
    is_well_said(page)
    for right, wrong in FAULTS:
        page.set_content(GOOD.replace(right, wrong))
        with pytest.raises(AssertionError):
            is_well_said(page)


def test_a_mistake_that_is_not_said_is_found(page: Page) -> None:
    said = GOOD.replace("<main>", '<main><p role="alert">Nombre: falta</p>').replace(
        '<input id="a">',
        '<input id="a" aria-invalid="true" aria-describedby="b"><p id="b">Por corregir: falta</p>',
    )
    page.set_content(said)
    says_what_is_wrong(page, "Nombre")
    for right in ('role="alert"', 'aria-invalid="true"', 'aria-describedby="b"'):
        page.set_content(said.replace(right, ""))
        with pytest.raises((AssertionError, ValueError)):
            says_what_is_wrong(page, "Nombre")
