"""A desk that is an M/M/c queue keeps people waiting as Erlang's formula says."""

from dataclasses import replace
from math import factorial

import pytest

from amparo.law import load_protocol
from amparo.simulation import Scenario, play_years, staff_needed
from amparo.simulation.event_simulation import play
from amparo.simulation.hours import span_of

ROLE = "evaluation_unit"
A_YEAR = 1_000
HOURS = 48.0


def erlang_c(people: int, load: float) -> float:
    """The share of customers who wait."""
    full = load**people / factorial(people) * people / (people - load)
    return full / (sum(load**one / factorial(one) for one in range(people)) + full)


def queue(people: int) -> Scenario:
    """Ordinary petitions alone: the first act of each is that unit's, and it does nothing else.
    They come at random, an act takes exponentially long, and the unit is there day and night."""
    others = dict.fromkeys(("coordination", "junta", "council"), 2)
    return Scenario(
        protocol=load_protocol("mx-2012"),
        year=2025,
        arrivals={("ordinary", ""): A_YEAR},
        staff={ROLE: people, **others},
        work={"make_risk_study": HOURS, **dict.fromkeys(LATER, 0.01)},
        around_the_clock=frozenset({ROLE}),
        absence=0,
        contested=0,
        incomplete=0,
        carry_out_days=0,
        protected_days=1,
        runs=8,
        seed=7,
    )


LATER = ("decree_measures", "tell_authorities", "put_measures_in_place", "notify_agreement")


@pytest.mark.parametrize("people", [8])
def test_people_wait_as_long_as_erlang_says(people):
    load = A_YEAR / (365 * 24) * HOURS
    outcome = play_years(queue(people))
    (role,) = (one for one in outcome.roles if one.role == ROLE)
    days = erlang_c(people, load) * HOURS / (people - load) / 24
    assert role.wait_days.low <= days <= role.wait_days.high
    assert role.busy.low <= load / people <= role.busy.high
    assert role.load == pytest.approx(load, rel=0.05)


def test_as_many_wait_at_all_as_erlang_says():
    people = 7
    scenario = queue(people)
    span = span_of(scenario)
    waits = [one for run in range(8) for one in play(scenario, span, run).pools[ROLE].waits]
    waited = sum(one > 0 for one in waits) / len(waits)
    load = A_YEAR / (365 * 24) * HOURS
    assert waited == pytest.approx(erlang_c(people, load), abs=0.04)


def test_one_more_person_changes_nothing_of_who_asks():
    few, more = queue(6), queue(7)
    span = span_of(few)
    came = [[(one.track, one.came) for one in play(each, span, 0).requests] for each in (few, more)]
    assert came[0] == came[1]
    assert len(came[0]) > A_YEAR


def test_it_takes_as_many_as_meet_the_term_so_often_and_no_fewer():
    """Ten days for a study of eighty hours on average."""
    scenario = replace(
        queue(1), arrivals={("ordinary", ""): 300}, work={"make_risk_study": 80.0}, runs=4
    )
    (needed,) = staff_needed(scenario, [0.8])
    assert needed.out_of_reach == ()
    enough = needed.staff or {}

    def share(people: int) -> float:
        found = play_years(replace(scenario, staff={**enough, ROLE: people}))
        return next(one.share.mean for one in found.terms if one.term == "risk_study")

    assert share(enough[ROLE]) >= 0.8 > share(enough[ROLE] - 1)
