"""Institutions that answer late or never, measures that take their time to be there, and officers
who follow people up: each against a formula, or counted a second way."""

from dataclasses import replace
from math import exp
from typing import Any

import pytest

from amparo.law import load_protocol
from amparo.law.program_acts import Asked
from amparo.simulation import (
    DECIDED,
    IN_PLACE,
    OutOfRange,
    Scenario,
    assumed,
    play_years,
    roles_on,
    usual_arrivals,
    usual_numbers,
)
from amparo.simulation.event_simulation import play
from amparo.simulation.hours import span_of
from amparo.simulation.institution_delays import term_of
from amparo.simulation.legal_evaluation import judge


def scenario_of(name: str, **other) -> Scenario:
    law = load_protocol(name)
    said: dict[str, Any] = {
        "year": 2025,
        "arrivals": usual_arrivals(law),
        "staff": dict.fromkeys(roles_on(law), 5),
        "runs": 2,
    }
    return Scenario(protocol=law, **said | other)


def at_once(name: str, **other) -> Scenario:
    """A desk that is there day and night and whose work takes no time: institutions alone wait."""
    roles = roles_on(load_protocol(name))
    acts = {step.act: 0.0 for steps in roles.values() for step in steps}
    said: dict[str, Any] = {
        "around_the_clock": frozenset(roles),
        "work": acts,
        "absence": 0,
        "person_days": 0,
    }
    return scenario_of(name, **said | other)


def test_measures_are_there_within_thirty_days_as_often_as_the_exponential_says():
    """From the decree, at any hour: thirty whole days and what is left of the day itself."""
    days = 20
    ordinary = {("ordinary", ""): 2_000.0}
    outcome = play_years(at_once("mx-2012", arrivals=ordinary, carry_out_days=days, runs=5))
    (found,) = (one for one in outcome.terms if one.term == "measures_in_place")
    least, most = 1 - exp(-30 / days), 1 - exp(-31 / days)
    assert found.share.low < most
    assert found.share.high > least
    waited = outcome.days_to[IN_PLACE].mean - outcome.days_to[DECIDED].mean
    assert waited == pytest.approx(days, rel=0.05)


def test_what_is_ordered_at_once_is_there_sooner():
    outcome = play_years(at_once("mx-2012", carry_out_days=30, carry_out_urgent_days=1, runs=5))
    urgent = {("extraordinary", ""): 100.0}
    sooner = play_years(replace(at_once("mx-2012", arrivals=urgent), carry_out_urgent_days=1))
    assert sooner.days_to[IN_PLACE].mean < 3 < outcome.days_to[IN_PLACE].mean


def test_an_opinion_is_in_time_as_counted_by_hand():
    scenario = scenario_of("pe-2021", consulted=100, runs=2)
    span, law = span_of(scenario), scenario.protocol
    played = play(scenario, span, 0)
    calendar = law.calendar()
    in_time = late = 0
    for request in played.requests:
        one = request.opinion
        if one is None or not span.begins <= one.asked < span.ends:
            continue
        due = calendar.after(span.moment(one.asked).date(), 7).due
        met = one.answered is not None and span.moment(one.answered).date() <= due
        in_time, late = in_time + met, late + (not met)
    judged = judge(scenario, span, played)
    assert (judged.in_time["prior_opinion"], judged.late["prior_opinion"]) == (in_time, late)
    assert in_time
    assert late


def test_for_who_is_silent_the_desk_waits_until_the_term_of_the_answer_is_over():
    scenario = scenario_of("pe-2021", consulted=100, silent=100)
    span = span_of(scenario)
    waited = 0
    for request in play(scenario, span, 0).requests:
        decided = request.moments.get("decision_issued")
        if request.opinion and decided:
            term = term_of(
                scenario, span, Asked.OPINION, request.opinion, at=span.moment(span.whole)
            )
            assert term
            assert str(span.moment(decided).date()) > str(term.due)
            waited += 1
    assert waited > 50


def test_nobody_is_asked_where_the_law_asks_nobody():
    outcome = play_years(scenario_of("mx-2012", consulted=100, changed=100, protected=50))
    assert outcome.institutions == ()


def test_slower_institutions_miss_terms_that_more_people_do_not_save():
    quick = play_years(scenario_of("pe-2021", consulted=100, silent=0, opinion_days=1))
    slow = play_years(scenario_of("pe-2021", consulted=100, silent=0, opinion_days=60))
    share = {
        outcome: next(one.share.mean for one in played.terms if one.term == "decision")
        for outcome, played in (("quick", quick), ("slow", slow))
    }
    assert share["slow"] < share["quick"] - 0.2
    assert slow.days_to[DECIDED].mean > quick.days_to[DECIDED].mean + 20


def test_as_many_stay_under_protection_as_come_and_stay_so_long():
    """Little: so many a day, so many days each. It begins there, so that it stays there."""
    scenario = at_once(
        "pe-2021",
        arrivals={("ordinary", ""): 400.0},
        granted=50,
        protected_days=182.5,
        protected=100,
        carry_out_days=0,
        consulted=0,
        incomplete=0,
        runs=8,
    )
    weeks = [week.mean for week in play_years(scenario).followed.by_week]
    assert sum(weeks) / len(weeks) == pytest.approx(100, rel=0.1)


def test_following_people_up_keeps_as_many_officers_busy_as_it_takes_hours():
    scenario = scenario_of("pe-2021", protected=200, protected_days=10_000, officers=8, runs=4)
    followed = play_years(scenario).followed
    assert followed.busy.mean == pytest.approx(followed.load / 8, rel=0.12)
    assert followed.each.mean == pytest.approx(followed.at_end.mean / 8)
    few = play_years(replace(scenario, officers=2)).followed
    assert few.waiting.mean > followed.waiting.mean + 100


def test_officers_change_nothing_of_the_terms_and_their_price_joins_the_cost():
    without = scenario_of("pe-2021", prices={"processor": 10, "decider": 20})
    there = replace(without, officers=3, protected=40, officer_price=7)
    first, second = play_years(without), play_years(there)
    assert first.terms == second.terms
    assert (first.cost, second.cost) == (150, 150 + 21)
    assert play_years(replace(there, officer_price=None)).cost is None
    assert first.followed.each is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("silent", 101),
        ("opinion_days", -1),
        ("carry_out_days", 366),
        ("protected_days", 0),
        ("protected", 2_000_000),
        ("officers", -1),
        ("granted", float("nan")),
    ],
)
def test_no_number_outside_its_bounds_is_played(name, value):
    with pytest.raises(OutOfRange):
        play_years(scenario_of("pe-2021", **{name: value}))


def test_a_published_number_comes_before_an_assumed_one_and_names_its_source():
    assert usual_numbers(load_protocol("co-2011"))["granted"] == 26.6
    assert usual_numbers(load_protocol("pe-2021"))["granted"] == 50
    assert "24 a 48 horas" in assumed("carry_out_urgent_days", protocol="mx-2012").source
    assert not assumed("carry_out_urgent_days", protocol="pe-2021").source
