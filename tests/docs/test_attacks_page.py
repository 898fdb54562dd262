"""docs/explanation/attacks-tried.md: its table of test files is written from attacks.toml.
`AMPARO_WRITE=1 pytest tests/docs/test_attacks_page.py` writes it; a test compares."""

import ast
import os
import tomllib
from pathlib import Path

from tests.architecture.source import ROOT

PAGE = ROOT / "docs/explanation/attacks-tried.md"
AREAS: dict[str, list[str]] = tomllib.loads(
    Path(__file__).with_name("attacks.toml").read_text(encoding="utf-8")
)
RENEWED_BY = "AMPARO_WRITE=1 .venv/bin/pytest tests/docs/test_attacks_page.py"
BEGIN = f"<!-- Written from tests/docs/attacks.toml: {RENEWED_BY} -->\n"
END = "<!-- End of what is written from tests/docs/attacks.toml -->\n"
HEAD = "| adversary or kind of attack | tests | files |\n|---|---|---|\n"


def number_of_tests(place: str) -> int:
    tree = ast.parse((ROOT / place).read_text(encoding="utf-8"))
    found = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return sum(node.name.startswith("test_") for node in found)


def row(area: str, places: list[str]) -> str:
    """One area; its number of tests is rounded down, so that few changes renew the page."""
    tens = sum(map(number_of_tests, places)) // 10 * 10
    links = ", ".join(f"[{place.removeprefix('tests/')}](../../{place})" for place in places)
    return f"| {area} | {f'{tens}+' if tens else 'under 10'} | {links} |\n"


def with_table(text: str) -> str:
    assert text.count(BEGIN) == text.count(END) == 1, f"{PAGE.name}: its table has no marks"
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + HEAD + "".join(row(*each) for each in AREAS.items()) + END + after


def test_the_table_of_attacks_is_written_from_the_tests() -> None:
    text = PAGE.read_text(encoding="utf-8")
    if os.environ.get("AMPARO_WRITE"):
        PAGE.write_text(with_table(text), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == with_table(text), f"renew it: {RENEWED_BY}"


def test_each_area_names_files_that_hold_tests() -> None:
    assert [area for area, places in AREAS.items() if not places] == []
    assert [
        place for places in AREAS.values() for place in places if not number_of_tests(place)
    ] == []
