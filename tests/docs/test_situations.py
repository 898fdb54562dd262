"""The table of published situations says of each what the law's data states, or why it cannot."""

import re
from datetime import UTC, datetime

import pytest

from amparo.law import NotInForce, OutsideCalendar, case_state, load_protocol, protocol_folder
from amparo.law.examples import example_files, examples_in
from amparo.law.state.typed_facts import read_pairs
from tests.architecture.source import ROOT

PAGE = (ROOT / "docs/reference/situations.md").read_text(encoding="utf-8")
PERU = load_protocol("pe-2021")
EXAMPLES = {
    path.name: [one.about["en"] for one in examples_in(path) if one.about]
    for path in example_files(protocol_folder("pe-2021"))
}
SITUATIONS = [
    one.about["en"]
    for law in ("pe-2021", "co-2011")
    for path in example_files(protocol_folder(law))
    for one in examples_in(path)
    if path.name == "situations.toml"
]
NONE = "–"
TEST = re.compile(r"^`(tests/[\w/]+\.py)::(test_\w+)`$")
ABOUT = re.compile(r"^`([\w-]+\.toml)`: (.+)$")


def rows(of: str) -> list[list[str]]:
    lines = [line for line in of.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


FIRST, _, SECOND = PAGE.partition("## The sixteenth")
PUBLISHED, WITHOUT_PERSONS = rows(FIRST), rows(SECOND)


def holds(where: str) -> bool:
    """Whether what is said to keep it is there: a test, or an example in those words."""
    if found := TEST.match(where):
        path = ROOT / found[1]
        return path.exists() and f"def {found[2]}(" in path.read_text(encoding="utf-8")
    told = ABOUT.match(where)
    return bool(told) and any(told[2] in about for about in EXAMPLES[told[1]])


def test_there_are_sixteen_and_the_last_are_nine_without_persons():
    assert [row[0] for row in PUBLISHED] == [str(number) for number in range(1, 17)]
    assert len(WITHOUT_PERSONS) == 9


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: row[1])
def test_each_has_as_many_examples_as_the_table_says(row):
    named = [about for about in SITUATIONS if row[1] in about]
    assert len(named) == int(row[2])
    assert row[4], "neither an example nor a reason"


def test_every_example_of_a_situation_is_one_of_these():
    names = [row[1] for row in PUBLISHED]
    for about in SITUATIONS:
        assert len([name for name in names if name in about]) == 1, about


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: row[1])
def test_asked_about_an_earlier_day_the_engine_gives_no_date(row):
    if row[3] == NONE:
        return
    happened = read_pairs([f"request_received={row[3]}"], PERU)
    with pytest.raises((OutsideCalendar, NotInForce)):
        case_state(PERU, happened, datetime(2026, 11, 9, tzinfo=UTC), "national")


@pytest.mark.parametrize("row", [*PUBLISHED[:-1], *WITHOUT_PERSONS], ids=lambda row: row[-2][:40])
def test_what_keeps_the_rest_of_it_is_there(row):
    assert holds(row[-1]), row[-1]
