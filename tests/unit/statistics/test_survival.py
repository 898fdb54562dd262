"""Times until an end, against what R's packages survival 3.8.3 and cmprsk 2.2.12 say of the same
numbers, and against counting by hand. The cohort is made up."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.statistics.survival import (
    Followed,
    Incidence,
    NotFollowed,
    Survival,
    points_to_show,
)

# Weeks in remission under 6-MP, 1 is a relapse (Freireich et al. 1963).
WEEKS = (6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35)
RELAPSED = (1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0)
DAYS = (180, 365, 730, 1460)
INVESTIGATED, ARCHIVED = 1, 2

AGREES = pytest.approx


def cohort(*, late: bool = False, one_way: bool = False) -> Followed:
    with (Path(__file__).parent / "made_up_cohort.csv").open(encoding="ascii") as file:
        rows = [{name: int(value) for name, value in row.items()} for row in csv.DictReader(file)]
    return Followed(
        [row["days"] for row in rows],
        [row["end"] == 1 if one_way else row["end"] for row in rows],
        [row["entry"] for row in rows] if late else None,
    )


def test_the_share_still_open_is_that_of_r():
    found = Survival(Followed(WEEKS, RELAPSED))
    for week, value, error, low, high in (
        (6, 0.8571428571, 0.07636035483, 0.6197179553, 0.9515517476),
        (13, 0.6901960784, 0.10681470778, 0.4316102225, 0.8490659633),
        (20, 0.6274509804, 0.11405386526, 0.3675108560, 0.8049121895),
        (35, 0.4481792717, 0.13459145676, 0.1880520060, 0.6801426285),
    ):
        share = found.at(week)
        assert (share.value, share.error) == AGREES((value, error), rel=1e-9)
        assert (share.low, share.high) == AGREES((low, high), rel=1e-9)
    assert found.median() == 23
    assert found.at(5).value == 1


@pytest.mark.parametrize(
    ("late", "values", "errors"),
    [
        (
            False,
            (0.87156838606, 0.78965907804, 0.66537069273, 0.48838375185),
            (0.0088545421384, 0.011177471674, 0.014164311896, 0.022342535023),
        ),
        (
            True,
            (0.86281059884, 0.78172434074, 0.65868484336, 0.4834763217),
            (0.0093875257428, 0.01147631145, 0.014254690186, 0.022198026536),
        ),
    ],
)
def test_one_that_is_seen_late_counts_from_then_on(late, values, errors):
    found = Survival(cohort(late=late, one_way=True))
    assert [found.at(day).value for day in DAYS] == AGREES(values, rel=1e-9)
    assert [found.at(day).error for day in DAYS] == AGREES(errors, rel=1e-9)


@pytest.mark.parametrize(
    ("late", "way", "values"),
    [
        (False, INVESTIGATED, (0.12266666667, 0.19, 0.26933333333, 0.32713557294)),
        (False, ARCHIVED, (0.098, 0.22333333333, 0.39133333333, 0.5821245883)),
        (True, INVESTIGATED, (0.13068407148, 0.19690416892, 0.27492586788, 0.33177245113)),
        (True, ARCHIVED, (0.102867474, 0.22612864548, 0.39135106681, 0.57898793059)),
    ],
)
def test_the_share_of_each_end_is_that_of_r(late, way, values):
    found = Incidence(cohort(late=late))
    assert [found.at(way, day).value for day in DAYS] == AGREES(values, rel=1e-9)


@pytest.mark.parametrize(
    ("way", "errors"),
    [
        (INVESTIGATED, (0.0084703229201, 0.01012916581, 0.011454049906, 0.012368754212)),
        (ARCHIVED, (0.0076766312056, 0.01075346628, 0.01260136383, 0.013238037813)),
    ],
)
def test_the_error_of_a_share_is_that_of_r(way, errors):
    found = Incidence(cohort())
    assert [found.at(way, day).error for day in DAYS] == AGREES(errors, rel=1e-9)


def test_ends_that_exclude_each_other_are_not_one_minus_the_share_still_open():
    alone = Survival(cohort(one_way=True)).at(1460).value
    assert 1 - alone > Incidence(cohort()).at(INVESTIGATED, 1460).value + 0.15


lives = st.lists(
    st.tuples(st.integers(0, 9), st.integers(1, 9), st.integers(0, 3)), min_size=1, max_size=40
)


@given(lives)
def test_all_ends_and_what_is_open_make_the_whole(lived):
    entries, lasting, ends = zip(*lived, strict=True)
    times = [entry + days for entry, days in zip(entries, lasting, strict=True)]
    followed = Followed(times, ends, entries)
    still, ended = Survival(followed), Incidence(followed)
    for time in range(20):
        shares = [ended.at(way, time).value for way in range(1, followed.ways + 1)]
        assert sum(shares) + still.at(time).value == AGREES(1)


@given(lives, st.integers(1, 12))
def test_nothing_out_of_sight_is_plain_counting(lived, time):
    times, ends = [days for _, days, _ in lived], [end or 1 for _, _, end in lived]
    found = Incidence(Followed(times, ends))
    for way in (1, 2, 3):
        share = sum(
            end == way and days <= time for days, end in zip(times, ends, strict=True)
        ) / len(times)
        assert found.at(way, time).value == AGREES(share)
        assert found.at(way, time).error == AGREES((share * (1 - share) / len(times)) ** 0.5)


@given(lives, st.integers(1, 4))
def test_no_two_points_that_are_shown_tell_of_fewer_than_five(lived, every):
    entries, lasting, ends = (np.array(one * 4) for one in zip(*lived, strict=True))
    times = entries + lasting
    halves = [np.arange(len(times)) % 2 == one for one in (0, 1)]
    parts = [Followed(times[one], ends[one], entries[one]) for one in halves]
    points = points_to_show(parts, every)
    for part, here in zip(parts, halves, strict=True):
        for earlier, later in zip([0, *points], points, strict=False):
            within = (times[here] > earlier) & (times[here] <= later)
            counts = np.bincount(ends[here][within], minlength=4)
            came = (entries[here] >= max(earlier, 1)) & (entries[here] < later)
            assert not ((counts > 0) & (counts < 5)).any()
            assert came.sum() == 0 or came.sum() >= 5
        assert all(part.still_followed(point) >= 5 for point in points)


def test_a_point_waits_until_five_more_have_ended():
    times = [10, 20, 30, 40, 50] + [70] * 10 + [200] * 30
    ends = [1] * 5 + [2] * 10 + [0] * 30
    assert points_to_show([Followed(times, ends)], 30) == [60, 90]
    assert points_to_show([], 30) == []


@pytest.mark.parametrize(
    ("times", "ends", "entries"),
    [([1], [0], [2]), ([-1], [0], None), ([1], [-1], None), ([1, 2], [0], None)],
)
def test_times_that_cannot_be_are_refused(times, ends, entries):
    with pytest.raises(NotFollowed):
        Followed(times, ends, entries)


def test_nothing_followed_has_no_share():
    nothing = Followed([], [])
    assert Survival(nothing).at(1).value == 1
    assert Survival(nothing).median() is None
    assert Incidence(nothing).at(1, 1).value == 0
