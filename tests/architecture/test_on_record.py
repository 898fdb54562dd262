"""A surface puts on record what its own code makes happen, and the database takes nothing else of
it: `rights.toml` says the kinds of each, the source makes them."""

import pytest

from amparo.cli.apart.rights import PARTS, kinds_of
from tests.architecture import on_record

NOT_SO: dict[str, dict[str, str]] = {
    part: {"HandKept": "record_in_own_hand keeps the hand of a member, and none acts there"}
    for part in ("door", "jobs")
}
"""By part: kinds that are found by name, and that it never makes, each with why."""


@pytest.mark.parametrize("part", PARTS)
def test_each_part_may_record_what_its_code_makes_and_nothing_else(part: str) -> None:
    """A new kind, or a new way to one: say it in `[record]` of amparo/cli/apart/rights.toml. Where
    it surprises you, `on_record.how(part, kind)` says what leads there."""
    found = on_record.recorded_by(part) - NOT_SO.get(part, {}).keys()
    allowed = kinds_of(part)
    lacks = {kind: on_record.how(part, kind) for kind in found - allowed}
    assert (lacks, sorted(allowed - found)) == ({}, [])
