"""Colours are tokens; what is read stands out seven to one, by day and by night."""

import re
from itertools import product
from pathlib import Path

import pytest

import amparo

STATIC = Path(amparo.__file__).parent / "static"
SHEET = (STATIC / "amparo.css").read_text(encoding="utf-8")
URGENT = (STATIC / "door_urgent.css").read_text(encoding="utf-8")
COLOUR = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")

INKS = ["ink", "quiet", "teal", "clay", "amber", "violet"]
GROUNDS = ["paper", "card", "sunk", "teal-wash", "clay-wash", "amber-wash", "violet-wash"]
FILLED = ["teal", "clay"]


def tokens(sheet):
    day, _, rest = sheet.partition("@media (prefers-color-scheme: dark)")
    night = rest.partition("\n}\n")[0]
    by_day = dict(COLOUR.findall(day))
    return {"day": by_day, "night": by_day | dict(COLOUR.findall(night))}


def luminance(colour):
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_is_twenty_one_to_one():
    assert round(contrast("#000000", "#ffffff"), 2) == 21


@pytest.mark.parametrize("hour", ["day", "night"])
def test_every_ink_stands_out_on_every_ground(hour):
    colours = tokens(SHEET)[hour]
    pairs = product(INKS, GROUNDS)
    assert [pair for pair in pairs if contrast(*(colours[name] for name in pair)) < 7] == []


@pytest.mark.parametrize("hour", ["day", "night"])
def test_words_on_filled_buttons_stand_out(hour):
    colours = tokens(SHEET)[hour]
    assert [name for name in FILLED if contrast(colours["on"], colours[name]) < 7] == []


@pytest.mark.parametrize("hour", ["day", "night"])
def test_the_edge_of_an_input_can_be_seen(hour):
    colours = tokens(SHEET)[hour]
    grounds = ["paper", "card", "sunk"]
    assert [ground for ground in grounds if contrast(colours["edge"], colours[ground]) < 3] == []


def test_night_changes_every_colour():
    found = tokens(SHEET)
    assert [name for name in found["day"] if found["day"][name] == found["night"][name]] == []


@pytest.mark.parametrize("hour", ["day", "night"])
def test_the_urgent_page_wears_the_same_colours(hour):
    house, urgent = tokens(SHEET)[hour], tokens(URGENT)[hour]
    assert urgent == {name: house[name] for name in urgent}


def test_colours_outside_the_tokens_are_only_black_and_white():
    outside = re.sub(COLOUR, "", SHEET + URGENT)
    assert set(re.findall(r"#[0-9a-f]{3,8}\b", outside)) <= {"#000", "#fff", "#999"}
