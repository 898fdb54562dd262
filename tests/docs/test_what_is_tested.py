"""Each of the twenty lines names tests, and each test that is named exists."""

import re

from tests.architecture.source import ROOT

PAGE = (ROOT / "docs/reference/what-is-tested.md").read_text(encoding="utf-8")
LINES = dict(re.findall(r"^\| (\d+) \| .+? \| (.+) \|$", PAGE, re.MULTILINE))
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_each_of_the_twenty_lines_names_a_test():
    assert [int(number) for number in LINES] == list(range(1, 21))
    assert [number for number, said in LINES.items() if not TEST.search(said)] == []


def test_every_test_that_is_named_exists():
    named = TEST.findall(PAGE)
    assert len(named) == PAGE.count("::")
    gone = [
        f"{place}::{name}"
        for place, name in named
        if not (ROOT / place).is_file()
        or f"def {name}(" not in (ROOT / place).read_text(encoding="utf-8")
    ]
    assert gone == []
