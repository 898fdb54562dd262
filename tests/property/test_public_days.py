"""The days that the public page counts one by one are those of the clock, whatever the day."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.law import Happened, Unit, case_state, load_protocol
from amparo.law.counting.day_by_day_count import counted_days
from tests.own_law import own_law

PERU = load_protocol("pe-2021")
EXAMPLE = own_law()
ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize("law", [PERU, EXAMPLE], ids=str)
@given(data=st.data())
def test_each_day_is_counted_once_or_says_why_not(law, data):
    first = law.procedure.in_force_from
    asked = data.draw(st.dates(first, date(2026, 10, 1)))
    found = data.draw(st.booleans())
    facts = {law.procedure.track[0].any_of[0]: found}
    moment = datetime.combine(asked, time.min, tzinfo=law.zone)
    state = case_state(law, Happened({law.procedure.filing: moment}, facts), moment)
    for term in state.terms:
        days = counted_days(law, term, "es")
        if term.due is None or term.unit is Unit.HOUR:
            assert days == ()
            continue
        assert [one.number for one in days if one.number] == list(range(1, term.amount + 1))
        assert days[-1].on == term.due
        assert all(later.on - earlier.on == ONE_DAY for earlier, later in pairwise(days))
        assert all(one.why for one in days if one.number is None)
        assert {one.on for one in days if one.number is None} == {one.on for one in term.skipped}
