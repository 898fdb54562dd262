"""Whoever takes a name or a seat away while a member fills her name index: nothing stays behind,
and no two wait for each other."""

from pathlib import Path

import pytest

from tests.faults.preparing import prepared

pytestmark = pytest.mark.postgresql("several write at a time")

RACES = (
    "one order",
    "first listed",
    "another leaf",
    "own seat",
    "told",
    "named",
    "looked",
    "claimed",
    "left",
)


def test_what_is_taken_away_while_it_is_listed_is_gone(server: str, tmp_path: Path) -> None:
    with prepared(tmp_path / "site", server, "listing") as (_, _, told):
        assert told == {race: [] for race in RACES}
