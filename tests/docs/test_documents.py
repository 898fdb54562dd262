"""The documents say what is so: their links lead somewhere, what they name is there."""

import re
import tomllib
from pathlib import Path

import pytest

from amparo.cli import main
from tests.architecture.messages import said
from tests.architecture.source import ROOT, place, text_of, tracked

DOCUMENTS = [path for path in tracked() if path.suffix == ".md" and "protocols" not in path.parts]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
GLOSSARY_TERMS = 60
THREATS = [f"TM{number}" for number in range(1, 22)]
HEADINGS_OF_A_DECISION = [
    "What made us decide",
    "Who is at risk if we are wrong",
    "What we decided",
    "What follows, and which check keeps it",
    "What we did not choose",
]
READERS = [
    "The person",
    "The team",
    "Institutions",
    "Everybody",
    "The operator",
    "Organisations",
    "The law as data",
]
WORDS_OF_A_VERSION = 1000


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def anchors(path: Path) -> set[str]:
    """Headings as the addresses that a forge makes of them."""
    headings = re.findall(r"^#+ +(.+?) *$", FENCE.sub("", text_of(path)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


def leads_nowhere(document: Path, target: str) -> bool:
    address, _, anchor = target.partition("#")
    found = (document.parent / address) if address else document
    return not found.exists() or bool(anchor and anchor not in anchors(found))


@pytest.mark.parametrize("document", DOCUMENTS, ids=place)
def test_every_link_leads_somewhere(document):
    targets = LINK.findall(FENCE.sub("", text_of(document)))
    own = [target for target in targets if "://" not in target and not target.startswith("mailto:")]
    assert [target for target in own if leads_nowhere(document, target)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=place)
def test_every_script_that_is_named_can_be_run(document):
    named = set(re.findall(r"\bscript/([a-z][a-z-]*)", " ".join(CODE.findall(text_of(document)))))
    paths = [ROOT / "script" / name for name in sorted(named)]
    assert [
        place(path) for path in paths if not path.exists() or not path.stat().st_mode & 0o111
    ] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=place)
def test_every_command_that_is_named_exists(document):
    code = " ".join(CODE.findall(text_of(document)))
    named = set(re.findall(r"(?<![\w/.-])(?:[\w./]*/bin/)?amparo ([a-z][a-z-]*)", code))
    assert sorted(named - set(main.names())) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=place)
def test_every_path_that_is_named_exists(document):
    quoted = re.findall(
        r"`((?:amparo|tests|docs|protocols|script|bench)/[\w./*-]*)`", text_of(document)
    )
    missing = [name for name in quoted if not list(ROOT.glob(name.rstrip("/")))]
    assert missing == []


def glossary() -> list[list[str]]:
    rows = [line for line in read("GLOSSARY.md").splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    return [row for row in cells if row[0] != "term"]


def test_the_glossary_has_each_term_once_with_its_spanish_and_its_meaning():
    terms = [row[0] for row in glossary()]
    assert len(terms) >= GLOSSARY_TERMS
    assert len(set(terms)) == len(terms)
    assert [row[0] for row in glossary() if len(row) != 4 or not all(row[1:3])] == []


def test_no_screen_says_a_word_that_the_glossary_avoids():
    avoided = {word for row in glossary() for word in re.findall(r"`([^`]+)`", row[3])}
    assert avoided
    found = [
        f"{word}: {message.text}"
        for message in said()
        for word in sorted(avoided)
        if re.search(rf"\b{re.escape(word)}s?\b", message.text, re.IGNORECASE)
    ]
    assert found == []


def threats() -> dict[str, str]:
    parts = re.split(r"^### (TM\d+) ", read("THREAT_MODEL.md"), flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_the_threat_model_answers_every_threat():
    assert list(threats()) == THREATS
    for name, text in threats().items():
        labels = re.findall(r"^- \*\*(.+?)\*\*: \S", text, re.MULTILINE)
        assert labels == ["Now", "Not yet", "Kept by"], name


def test_the_threat_model_names_tests_that_exist_or_says_that_there_is_none():
    for name, text in threats().items():
        kept_by = text.partition("**Kept by**: ")[2]
        tests = re.findall(r"`(tests/[\w/]+\.py)`", kept_by)
        assert tests or kept_by.startswith("no test yet"), name
        assert [test for test in tests if not (ROOT / test).exists()] == [], name


@pytest.mark.parametrize("decision", DECISIONS, ids=place)
def test_a_decision_keeps_to_its_five_headings(decision):
    assert re.findall(r"^## (.+)$", text_of(decision), re.MULTILINE) == HEADINGS_OF_A_DECISION


def test_decisions_are_numbered_without_a_number_twice():
    numbers = [path.name[:4] for path in DECISIONS]
    assert len(set(numbers)) == len(numbers)


def test_the_changelog_has_each_version_by_reader_on_two_pages():
    _, *versions = re.split(r"^## ", read("CHANGELOG.md"), flags=re.MULTILINE)
    assert versions[0].startswith(tomllib.loads(read("pyproject.toml"))["project"]["version"])
    for version in versions:
        readers = re.findall(r"^### (.+)$", version, re.MULTILINE)
        named = [heading for heading in readers if heading in READERS]
        assert named == [reader for reader in READERS if reader in named]
        assert len(version.split()) <= WORDS_OF_A_VERSION


def test_every_setting_of_the_environment_is_explained():
    settings = text_of(ROOT / "amparo/settings/main.py") + text_of(ROOT / "amparo/settings/env.py")
    read_there = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', settings))
    assert read_there
    assert (
        sorted(read_there - set(re.findall(r"`([A-Z_]+)`", read("docs/how-to/install.md")))) == []
    )


def test_the_licence_is_the_one_that_the_package_names():
    project = tomllib.loads(read("pyproject.toml"))["project"]
    assert project["license"] == "AGPL-3.0-or-later"
    assert read("LICENSE").strip().startswith("GNU AFFERO GENERAL PUBLIC LICENSE")
