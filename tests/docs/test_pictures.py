"""docs/screenshots holds few pictures, each taken by a browser test and shown once in its page."""

import re

from tests.architecture.source import ROOT

PICTURES = ROOT / "docs" / "screenshots"
PAGE = (PICTURES / "README.md").read_text(encoding="utf-8")
SHOWN = re.findall(r'src="([\w-]+\.png)"', PAGE)


AT_MOST = 12
BYTES = 1_000_000  # of all together: each clone carries every version of each


def names_in_the_browser_tests() -> set[str]:
    """Names as they are written there, also those that a loop goes through."""
    code = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "tests/browser").glob("*.py")
    )
    return set(re.findall(r'"((?:door|desk|portal|obligations|site)-[a-z-]+)"', code))


def test_each_picture_is_shown_once():
    assert set(SHOWN) ^ {path.name for path in PICTURES.glob("*.png")} == set()
    assert len(SHOWN) == len(set(SHOWN))


def test_the_pictures_are_few_and_small():
    sizes = [path.stat().st_size for path in PICTURES.iterdir() if path.suffix != ".md"]
    assert len(sizes) <= AT_MOST
    assert sum(sizes) <= BYTES


def test_each_page_is_shown_at_both_widths():
    assert {name.removesuffix("-desktop.png") for name in SHOWN if "-desktop" in name} == {
        name.removesuffix("-phone.png") for name in SHOWN if "-phone" in name
    }


def test_each_picture_is_taken_by_a_browser_test():
    shown = {re.sub(r"-(desktop|phone)\.png$", "", name) for name in SHOWN}
    assert shown <= names_in_the_browser_tests()


def test_each_picture_says_what_it_shows():
    assert re.findall(r"<img (?![^>]*alt=\"[^\"]+\")[^>]*>", PAGE) == []
