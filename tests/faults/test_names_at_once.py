"""Whoever takes a name or a seat away while a member fills her name index: nothing stays behind,
and no two wait for each other."""

import os
from pathlib import Path

import pytest

from tests.faults.preparing import prepared

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


def test_what_is_taken_away_while_it_is_listed_is_gone(tmp_path: Path) -> None:
    server = os.environ.get("DATABASE_URL", "")
    if not server:
        pytest.skip("where one writes at a time nothing races: script/with-postgres")
    with prepared(tmp_path / "site", server, "listing") as (_, _, told):
        assert told == {race: [] for race in RACES}
