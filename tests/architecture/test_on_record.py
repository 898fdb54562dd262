"""A surface puts on record what its own code makes happen, and the database takes nothing else of
it: `rights.toml` says the kinds of each, the source makes them."""

import pytest

from amparo.cli.apart.rights import PARTS, kinds_of
from tests.architecture import on_record


@pytest.mark.parametrize("part", PARTS)
def test_each_part_may_record_what_its_code_makes_and_nothing_else(part: str) -> None:
    """A new kind, or a new way to one: say it in `[record]` of amparo/cli/apart/rights.toml. Where
    it surprises you, `on_record.how(part, kind)` says what leads there."""
    found = on_record.recorded_by(part)
    allowed = kinds_of(part)
    lacks = {kind: on_record.how(part, kind) for kind in found - allowed}
    assert (lacks, sorted(allowed - found)) == ({}, [])
