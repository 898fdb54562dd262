"""A surface puts on record what its own code makes happen, and the database takes nothing else of
it: `rights.toml` says the kinds of each, the source makes them."""

import os
import re
from itertools import groupby
from textwrap import fill

import pytest

from amparo.cli.apart import rights
from amparo.cli.apart.rights import PARTS, kinds_of
from tests.architecture import on_record

RENEWED_BY = "AMPARO_WRITE=1 .venv/bin/pytest tests/architecture/test_on_record.py"
WIDTH = 118


def _in_lines(kinds: set[str]) -> str:
    """The kinds in lines, each letter by itself: so two branches seldom change the same line."""
    letters = groupby(sorted(kinds), key=lambda kind: kind[0])
    return "\n".join(fill(" ".join(found), WIDTH) for _letter, found in letters)


@pytest.fixture(scope="module", autouse=True)
def _renewed() -> None:
    """Write `[record]` of rights.toml anew where that is asked for; what changed is read in the
    diff, as a right of a surface."""
    if not os.environ.get("AMPARO_WRITE"):
        return
    text = rights.FILE.read_text(encoding="utf-8")
    before, after = text.split("\n[record]\n")
    for part in PARTS:
        listed = f'{part} = """\n{_in_lines(on_record.recorded_by(part))}"""'
        old = re.compile(rf'^{part} = """.*?"""', re.MULTILINE | re.DOTALL)
        after = old.sub(listed, after, count=1)
    rights.FILE.write_text(f"{before}\n[record]\n{after}", encoding="utf-8")
    rights._read.cache_clear()  # noqa: SLF001 - read anew after it was written


@pytest.mark.parametrize("part", PARTS)
def test_each_part_may_record_what_its_code_makes_and_nothing_else(part: str) -> None:
    """A new kind, or a new way to one, is a right of that surface. Where it surprises you,
    `on_record.how(part, kind)` says what leads there."""
    found = on_record.recorded_by(part)
    allowed = kinds_of(part)
    lacks = {kind: on_record.how(part, kind) for kind in found - allowed}
    gone = sorted(allowed - found)
    assert (lacks, gone) == ({}, []), f"[record] of rights.toml is renewed by: {RENEWED_BY}"
