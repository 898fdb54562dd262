from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.observatory.attacks.models import Precision
from amparo.observatory.attacks.partial_dates import NotADate, read_date


@pytest.mark.parametrize(
    ("typed", "first", "last", "precision"),
    [
        ("2026-05-14", "2026-05-14", "2026-05-14", "day"),
        ("14/05/2026", "2026-05-14", "2026-05-14", "day"),
        ("2026-02", "2026-02-01", "2026-02-28", "month"),
        ("02/2024", "2024-02-01", "2024-02-29", "month"),
        ("2026-Q4", "2026-10-01", "2026-12-31", "quarter"),
        ("2026", "2026-01-01", "2026-12-31", "year"),
        ("2026-05-14..2026-06-02", "2026-05-14", "2026-06-02", "range"),
        ("14/05/2026 a 06/2026", "2026-05-14", "2026-06-30", "range"),
    ],
)
def test_a_date_is_read_as_exactly_as_it_is_written(typed, first, last, precision):
    found = read_date(typed)
    assert (str(found.first), str(found.last), found.precision) == (first, last, precision)


def test_nothing_typed_is_not_known():
    assert read_date("  ").precision is Precision.UNKNOWN


@pytest.mark.parametrize(
    "typed",
    ["2026-13", "31/02/2026", "mayo", "2026-06..2026-05", "0000", "2026-05-14 15", ".."],
)
def test_what_is_no_date_is_refused(typed):
    with pytest.raises(NotADate):
        read_date(typed)


@given(st.dates(date(1900, 1, 1)), st.dates(date(1900, 1, 1)))
def test_what_is_read_is_typed_the_same_again(one, other):
    first, last = sorted((one, other))
    for typed in (str(first), f"{first:%Y-%m}" if first.year > 999 else "", f"{first}..{last}"):
        assert read_date(read_date(typed).typed) == read_date(typed)


@given(st.text(max_size=30))
def test_no_text_is_more_than_refused(typed):
    try:
        found = read_date(typed)
    except NotADate:
        return
    assert found.first is None or str(found.first) <= str(found.last)
