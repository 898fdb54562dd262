"""A value holds from the first day of the norm that it names, and never from an earlier one."""

import re
from collections.abc import Iterator
from datetime import date

import pytest

from amparo import rules
from amparo.rules.unread import PARTS, parts_of

IN_FORCE_FROM = {
    "DS 002-2022-JUS": date(2022, 4, 15),
    "Ley 31603": date(2022, 11, 6),
    "DS 075-2023-PCM": date(2023, 6, 21),
    "Ley 31991": date(2024, 3, 24),
    "SEL-INDECOPI": date(2024, 7, 12),
    "DS 098-2025-PCM": date(2025, 8, 1),
}
"""The day after its publication in Peru's gazette, unless the norm itself says another one. Of the
ruling of Indecopi the day on which it was decided, from which the protective reading is applied."""
EARLIER_TEXT = re.compile(r"(?:antes de|antes del|hasta) [^;]*")


def _dated(thing: object, place: str) -> Iterator[tuple[str, date | None, str]]:
    if source := getattr(thing, "source", None):
        yield place, getattr(thing, "since", None), EARLIER_TEXT.sub("", source)
    for step, below in parts_of(thing):
        yield from _dated(below, f"{place}{step}")


DATED = [
    pytest.param(since, source, id=f"{one}-{place}")
    for one in rules.known_protocols()
    for part in PARTS
    for place, since, source in _dated(getattr(rules.load(one), part), part)
]


@pytest.mark.parametrize(("since", "source"), DATED)
def test_value_begins_with_the_norm_it_names(since: date | None, source: str):
    named = [day for norm, day in IN_FORCE_FROM.items() if norm in source]
    assert since is None or not named or since >= max(named)
