"""The index of the how-to pages names each page under a reader, once there."""

import re

from tests.architecture.source import ROOT

FOLDER = ROOT / "docs" / "how-to"
SPANISH = ROOT / "docs" / "es" / "how-to" / "instalar.md"
BLOCK = re.compile(r"^ *```\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
READERS = [
    "Officer",
    "Supervisor",
    "Monitor",
    "Institution",
    "Organisation",
    "Operator",
    "Lawyer",
    "Auditor",
    "Developer",
]


def sections():
    """Each reader with the pages that its part links to."""
    parts = re.split(r"^## (.+)$", (FOLDER / "README.md").read_text(), flags=re.MULTILINE)
    linked = [re.findall(r"\]\(([\w-]+\.md)\)", part) for part in parts[2::2]]
    return dict(zip(parts[1::2], linked, strict=True))


def test_the_index_names_each_reader():
    assert list(sections()) == READERS


def test_the_index_names_each_page():
    pages = sections().values()
    assert [part for part in pages if len(set(part)) != len(part)] == []
    named = {page for part in pages for page in part}
    assert named == {page.name for page in FOLDER.glob("*.md")} - {"README.md"}


def typed(page):
    """What the page has typed, without comments."""
    lines = "\n".join(BLOCK.findall(page.read_text(encoding="utf-8"))).splitlines()
    return [line.partition("  #")[0].strip() for line in lines]


def test_installing_types_the_same_in_both_languages():
    english = typed(FOLDER / "install.md")
    assert len(english) > 8
    assert typed(SPANISH) == english
