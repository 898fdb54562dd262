"""How far things come, against a made-up cohort whose true shares are known."""

import numpy as np
import pytest

from amparo.statistics.funnel import WENT_ON, History, funnel
from amparo.statistics.survival import Incidence

STAGES = ("reported", "charged", "judged")
ENDS = ("archived", "death")
ARCHIVED, DEATH = 2, 3


def one(until: float = 1000, **reached: float) -> History:
    return History(reached, until)


def test_each_counts_at_every_stage_that_it_reached():
    found = funnel(
        [
            one(reported=0),
            one(reported=0, archived=90),
            one(reported=10, charged=200, death=300),
            one(reported=0, charged=100, judged=400),
            one(judged=500),
        ],
        STAGES,
        ENDS,
    )
    assert [stage.reached for stage in found] == [5, 3, 2]
    assert [stage.assumed for stage in found] == [1, 1, 0]
    assert [stage.went_on for stage in found] == [3, 2, 0]
    assert [dict(stage.ended) for stage in found] == [
        {"archived": 1, "death": 0},
        {"archived": 0, "death": 1},
        {"archived": 0, "death": 0},
    ]
    assert [stage.waiting for stage in found] == [1, 0, 2]
    assert sorted(found[0].followed.times) == [90, 100, 190, 1000]


def test_a_file_that_was_reopened_has_not_ended():
    stage = funnel([one(reported=0, archived=50, charged=80)], STAGES, ENDS)
    assert (stage[0].went_on, stage[0].ended["archived"]) == (1, 0)
    assert stage[1].waiting == 1


def test_nothing_on_record_is_no_stage():
    assert [stage.reached for stage in funnel([one(), one(archived=3)], STAGES, ENDS)] == [0, 0, 0]


def test_the_shares_are_those_by_which_the_cohort_was_made():
    """Each month a report is charged with chance 0.02, archived with 0.03; a third is looked at for
    the last time early."""
    chance = np.random.default_rng(20261203)
    cohort = []
    for _ in range(4000):
        until = int(chance.choice([12, 120, 120]))
        reached: dict[str, float] = {"reported": 0}
        for month in range(1, until + 1):
            drawn = chance.random()
            if drawn < 0.05:
                reached["charged" if drawn < 0.02 else "archived"] = month
                break
        cohort.append(History(reached, until))
    shares = Incidence(funnel(cohort, STAGES, ENDS)[0].followed)
    for months in (12, 60, 120):
        left = 1 - 0.95**months
        charged, archived = shares.at(WENT_ON, months), shares.at(ARCHIVED, months)
        assert charged.value == pytest.approx(left * 0.4, abs=3 * charged.error)
        assert archived.value == pytest.approx(left * 0.6, abs=3 * archived.error)
    assert shares.at(DEATH, 120).value == 0
