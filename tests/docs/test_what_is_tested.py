"""Each line of what must be tested names tests, and each test that is named exists."""

import re

from tests.architecture.source import PACKAGE, ROOT

PAGE = (ROOT / "docs/reference/what-is-tested.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\w+) \| (.+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
PARTS = [dict(ROW.findall(part)) for part in PAGE.split("\n## ")[1:]]
TWENTY, PROMISED, READERS = PARTS
A_LINE = re.compile(r"\blines? (\d+)(?: and (\d+))?")


def test_each_of_the_twenty_lines_names_a_test():
    assert [int(number) for number in TWENTY] == list(range(1, 21))
    assert [number for number, said in TWENTY.items() if not TEST.search(said)] == []


def test_each_promise_names_a_test_or_a_line_that_does():
    assert list(PROMISED) == list("abcdefghijk")
    for letter, said in PROMISED.items():
        lines = [number for found in A_LINE.findall(said) for number in found if number]
        assert TEST.search(said) or lines, letter
        assert set(lines) <= set(TWENTY), letter


def test_every_reader_of_a_strangers_bytes_is_there_and_was_tried():
    assert [int(number) for number in READERS] == list(range(1, len(READERS) + 1))
    for number, said in READERS.items():
        assert TEST.search(said), number
    named = re.findall(r"`(amparo/[\w/]+\.py)`", str(READERS))
    assert [place for place in named if not (ROOT / place).is_file()] == []


# What takes a foreign format apart. JSON of our own record, sealed or chained, is not meant.
READS = re.compile(
    r"tomllib\.loads|ET\.(parse|fromstring)|(tarfile|pikepdf|Image)\.open|ZipFile\(\w+\)"
    r"|csv\.(reader|DictReader)|Share\.from_mnemonic|register_complete"
)
OUR_OWN = {
    "amparo/cli/apart/rights.py": "comes with the program",
    "amparo/cli/walk/story.py": "comes with the program",
    "amparo/settings/env.py": "secrets of this machine, its owner's alone",
    "amparo/simulation/assumptions.py": "comes with the program",
}


def test_nothing_else_takes_a_foreign_format_apart():
    """A new reader: a line in docs/reference/what-is-tested.md, or why nobody else writes that."""
    reading = {
        str(path.relative_to(ROOT))
        for path in PACKAGE.rglob("*.py")
        if READS.search(path.read_text(encoding="utf-8"))
    }
    tried = set(re.findall(r"`(amparo/[\w/]+\.py)`", str(READERS)))
    assert sorted(reading - tried - set(OUR_OWN)) == []
    assert sorted(set(OUR_OWN) - reading) == []


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
