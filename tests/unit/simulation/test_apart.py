"""Years played in a process of their own: the same as here, ended in time, and nothing but ours is
read from it."""

import pickle
from typing import Any

import pytest

from amparo.law import load_protocol
from amparo.simulation import (
    NobodyComes,
    Scenario,
    TooLong,
    TooMuch,
    play_apart,
    play_years,
    roles_on,
    staff_needed,
    usual_arrivals,
)
from amparo.simulation.separate_process import _packed, _unpacked

ENOUGH, SHORT = 30, 1


def scenario_of(name: str, **other) -> Scenario:
    law = load_protocol(name)
    said: dict[str, Any] = {"year": 2025, "arrivals": usual_arrivals(law), "runs": 2}
    return Scenario(protocol=law, staff=dict.fromkeys(roles_on(law), 3), **said | other)


def test_it_says_the_same_as_here():
    scenario = scenario_of("pe-2021", officers=2, protected=20)
    ((outcome, needed),) = play_apart([scenario], 500_000, ENOUGH)
    assert outcome == play_years(scenario)
    assert needed == staff_needed(scenario, most=500_000)
    assert outcome.scenario.protocol is scenario.protocol


def test_what_cannot_be_played_is_refused_before_anything_starts():
    with pytest.raises(TooMuch):
        play_apart([scenario_of("pe-2021", runs=200)], 500, ENOUGH)
    with pytest.raises(NobodyComes):
        play_apart([scenario_of("pe-2021", arrivals={})], 500_000, ENOUGH)


def test_what_takes_too_long_is_ended():
    with pytest.raises(TooLong):
        play_apart([scenario_of("pe-2021", runs=60)], 5_000_000, SHORT)


def test_nothing_but_ours_is_read():
    with pytest.raises(pickle.UnpicklingError):
        _unpacked(pickle.dumps(print))
    assert _unpacked(_packed(load_protocol("mx-2012"))) is load_protocol("mx-2012")
