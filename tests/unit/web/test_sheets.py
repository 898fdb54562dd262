"""The stylesheets are small, need nobody else, and know no left or right."""

import re
from pathlib import Path

import pytest

import amparo

STATIC = Path(amparo.__file__).parent / "static"
TEMPLATES = Path(amparo.__file__).parent / "templates"
LIMITS = {
    "amparo.css": 30 * 1024,
    "desk.css": 16 * 1024,
    "door_urgent.css": 5 * 1024,
    "desk.js": 2 * 1024,
    "autosave.js": 3 * 1024,
}
SHEETS = [name for name in LIMITS if name.endswith(".css")]
# What only these pages wear is in desk.css; whoever asks for protection does not wait for it.
AT_WORK = ("desk_page.html", "portal_page.html", "{% extends surface_page %}")
SIDES = re.compile(
    r"(?:^|[\s;{])(?:(?:margin|padding|border)-(?:left|right)|left|right|float)\s*:"
    r"|text-align:\s*(?:left|right)",
)
# Said by a page or by what happens on it, never by the sheets themselves.
UNSTYLED = {"site", "sheet"}


def sheet(name):
    return (STATIC / name).read_text(encoding="utf-8")


def classes_said(text):
    text = re.sub(r"{#.*?#}|{% comment.*?endcomment %}", "", text, flags=re.DOTALL)
    said = " ".join(re.findall(r'class="([^"]*)"', text))
    said = re.sub(r"{%.*?%}|{{.*?}}", " ", said)
    return {name for name in said.split() if not name.endswith("-")}


def styled_in(name):
    return set(re.findall(r"\.([a-z][a-z-]*)", sheet(name)))


def parts_of(names):
    """These templates, and whatever they extend or include."""
    found, open_ones = {}, list(names)
    while open_ones:
        name = open_ones.pop()
        if name not in found and (TEMPLATES / name).exists():
            found[name] = (TEMPLATES / name).read_text(encoding="utf-8")
            open_ones += re.findall(r'{% (?:include|extends) "([^"]+)"', found[name])
    return found


@pytest.mark.parametrize("name", LIMITS)
def test_what_is_sent_is_small(name):
    assert (STATIC / name).stat().st_size <= LIMITS[name]


@pytest.mark.parametrize("name", SHEETS)
def test_nothing_is_fetched_by_a_sheet(name):
    assert re.findall(r"url\(|@import|@font-face", sheet(name)) == []


@pytest.mark.parametrize("name", SHEETS)
def test_no_rule_knows_left_from_right(name):
    assert SIDES.findall(sheet(name)) == []


def test_every_class_of_a_component_is_in_the_sheet():
    styled = styled_in("amparo.css") | styled_in("desk.css")
    ours = [*TEMPLATES.glob("*.html"), *(TEMPLATES / "components").glob("*.html")]
    said = set().union(*(classes_said(path.read_text(encoding="utf-8")) for path in ours))
    assert len(said) > 40
    assert said - styled - UNSTYLED == set()


def test_whoever_asks_for_protection_does_not_wait_for_the_sheet_of_the_desk():
    """A class that stands on a page of the door, of the site or on paper is in amparo.css."""
    every = [path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html")]
    whole = {name: parts_of([name]) for name in every}
    for_others = [
        name
        for name, parts in whole.items()
        if {"page.html", "print.html"} & set(parts)
        and not any(word in parts or word in parts[name] for word in AT_WORK)
    ]
    assert {"door/mine.html", "site/figures.html", "404.html"} <= set(for_others)
    assert not {"desk/worklist.html", "portal/list.html", "accounts/join.html"} & set(for_others)
    worn = set().union(*(classes_said(text) for text in parts_of(for_others).values()))
    assert worn & (styled_in("desk.css") - styled_in("amparo.css")) == set()


def test_the_words_around_the_urgent_form_are_in_its_sheet():
    styled = styled_in("door_urgent.css")
    wanted = {"field", "hint", "problem", "field-bad", "notice", "notice-danger", "leave", "hidden"}
    assert wanted <= styled


@pytest.mark.parametrize(
    "medium", ["print", "(forced-colors: active)", "(prefers-color-scheme: dark)"]
)
def test_the_sheet_has_a_design_for(medium):
    assert f"@media {medium}" in sheet("amparo.css")
