"""A value holds from the first day of the norm that it names, and never from an earlier one."""

import re
from collections.abc import Iterator
from datetime import date

import pytest

from amparo.law import Happened, case_state, explain, known_protocols, load_protocol
from amparo.law.state.typed_facts import read_moment
from amparo.law.unchecked_values import PARTS, parts_of

IN_FORCE_FROM = {
    "DS 002-2022-JUS": date(2022, 4, 15),
    "Ley 31603": date(2022, 11, 6),
    "DS 075-2023-PCM": date(2023, 6, 21),
    "Ley 31991": date(2024, 3, 24),
    "SEL-INDECOPI": date(2024, 7, 12),
    "DS 098-2025-PCM": date(2025, 8, 1),
    "DS 006-2026-JUS": date(2026, 5, 1),
}
"""The day after its publication in Peru's gazette, unless the norm itself says another one. Of the
ruling of Indecopi the day on which it was decided, from which the protective reading is applied."""
EARLIER_TEXT = re.compile(r"(?:antes de|antes del|hasta) [^;]*")


def _dated(thing: object, place: str, since: date | None) -> Iterator[tuple[str, date, str]]:
    """Each source with the day from which it is cited; what has no day is cited from the first."""
    since = getattr(thing, "since", None) or since
    if source := getattr(thing, "source", None):
        yield place, since or date.min, EARLIER_TEXT.sub("", source)
    for step, below in parts_of(thing):
        yield from _dated(below, f"{place}{step}", since)


CITED = [
    pytest.param(since, source, id=f"{one}-{place}")
    for one in known_protocols()
    for part in (*PARTS, "calendars")
    for place, since, source in _dated(getattr(load_protocol(one), part), part, None)
]


@pytest.mark.parametrize(("since", "source"), CITED)
def test_source_names_no_later_norm(since: date, source: str):
    named = [day for norm, day in IN_FORCE_FROM.items() if norm in source]
    assert not named or since >= max(named)


@pytest.mark.parametrize("language", ["es", "en"])
def test_act_of_2021_cites_no_text_of_2026(language: str):
    law = load_protocol("pe-2021")
    days = {
        "request_received": "2021-05-03",
        "defect_notified": "2021-05-05",
        "decision_issued": "2021-06-10",
        "decision_notified": "2021-07-01",
        "reconsideration_filed": "2021-07-20",
    }
    moments = {name: read_moment(name, day, law.zone) for name, day in days.items()}
    at = read_moment("at", "2021-07-21", law.zone)
    told = [explain(law, term, language) for term in case_state(law, Happened(moments), at).terms]
    assert len(told) == len(law.terms.term)
    assert not [one for one in told if "2026" in repr(one)]
