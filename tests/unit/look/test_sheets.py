"""The stylesheets are small, need nobody else, and know no left or right."""

import re
from pathlib import Path

import pytest

import amparo

STATIC = Path(amparo.__file__).parent / "static"
TEMPLATES = Path(amparo.__file__).parent / "templates"
LIMITS = {"amparo.css": 36 * 1024, "door_urgent.css": 5 * 1024, "desk.js": 2 * 1024}
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


@pytest.mark.parametrize("name", LIMITS)
def test_what_is_sent_is_small(name):
    assert (STATIC / name).stat().st_size <= LIMITS[name]


@pytest.mark.parametrize("name", ["amparo.css", "door_urgent.css"])
def test_nothing_is_fetched_by_a_sheet(name):
    assert re.findall(r"url\(|@import|@font-face", sheet(name)) == []


@pytest.mark.parametrize("name", ["amparo.css", "door_urgent.css"])
def test_no_rule_knows_left_from_right(name):
    assert SIDES.findall(sheet(name)) == []


def test_every_class_of_a_component_is_in_the_sheet():
    styled = set(re.findall(r"\.([a-z][a-z-]*)", sheet("amparo.css")))
    ours = [*TEMPLATES.glob("*.html"), *(TEMPLATES / "components").glob("*.html")]
    said = set().union(*(classes_said(path.read_text(encoding="utf-8")) for path in ours))
    assert len(said) > 40
    assert said - styled - UNSTYLED == set()


def test_the_words_around_the_urgent_form_are_in_its_sheet():
    styled = set(re.findall(r"\.([a-z][a-z-]*)", sheet("door_urgent.css")))
    wanted = {"field", "hint", "problem", "field-bad", "notice", "notice-danger", "leave", "hidden"}
    assert wanted <= styled


@pytest.mark.parametrize(
    "medium", ["print", "(forced-colors: active)", "(prefers-color-scheme: dark)"]
)
def test_the_sheet_has_a_design_for(medium):
    assert f"@media {medium}" in sheet("amparo.css")
