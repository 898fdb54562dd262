"""A year that is played: the road of a request, the same by its seed, judged by the law's clock."""

from dataclasses import replace
from datetime import timedelta

import pytest

from amparo.law import UnknownCalendar, case_state, known_protocols, load_protocol
from amparo.law.program_acts import Deed
from amparo.simulation import (
    NobodyComes,
    NobodyWorks,
    OutOfRange,
    Scenario,
    TooMuch,
    UnknownName,
    YearUnknown,
    assumed,
    effort_of,
    people_for_a_place,
    play_years,
    road_of,
    roles_on,
    staff_needed,
    usual_arrivals,
    year_near,
    years_known,
)
from amparo.simulation.event_simulation import play
from amparo.simulation.hours import opening, span_of
from amparo.simulation.legal_evaluation import happened, judge

LAWS = known_protocols()


def scenario_of(name: str, people: int = 2, **other) -> Scenario:
    law = load_protocol(name)
    return Scenario(
        protocol=law,
        year=year_near(law, 2025),
        arrivals=usual_arrivals(law),
        staff=dict.fromkeys(roles_on(law), people),
        runs=2,
        **other,
    )


@pytest.mark.parametrize("name", LAWS)
def test_every_law_can_be_played(name):
    outcome = play_years(scenario_of(name))
    law = load_protocol(name)
    assert {one.term for one in outcome.terms} == {
        rule.id for rule in law.terms.term if law.roles[rule.owed_by].authority
    }
    assert all(one.share is not None and one.cases > 0 for one in outcome.terms)
    assert outcome.requests.mean > 5


@pytest.mark.parametrize("name", LAWS)
def test_whatever_is_played_could_be_on_record(name):
    """The clock refuses what is out of order, and every term that was met has its day."""
    scenario = scenario_of(name, contested=100, incomplete=100)
    span, law = span_of(scenario), scenario.protocol
    played = play(scenario, span, 0)
    at = span.moment(span.whole).replace(tzinfo=law.zone)
    whole = 0
    for request in played.requests:
        if not span.begins <= request.came < span.ends:
            continue
        state = case_state(law, happened(law, span, request), at, open_ended=True)
        assert state.track == request.track
        whole += not request.left
        if not request.left:
            owed = [one for one in state.terms if law.roles[one.owed_by].authority]
            assert all(one.met_at is not None for one in owed)
    assert whole > 5


@pytest.mark.parametrize("name", LAWS)
def test_each_step_comes_after_what_it_needs(name):
    law = load_protocol(name)
    for track in law.procedure.track:
        done = {law.procedure.filing}
        for step in road_of(law, track.id).steps:
            assert step.after <= done
            done.add(step.records)


def test_a_contested_decision_is_ruled_on_and_an_uncontested_one_is_not():
    road = road_of(load_protocol("pe-2021"), "ordinary")
    straight = [step.act for step in road.taken([])]
    assert straight[-1] == "notify_decision"
    assert "rule_reconsideration" in [step.act for step in road.taken([Deed.CONTEST])]
    assert {"notify_defect", "correct_request"} < {step.act for step in road.taken([Deed.CORRECT])}
    assert "notify_defect" not in straight


def test_the_same_seed_gives_the_same_year_and_another_another():
    scenario = scenario_of("pe-2021")
    first, again = play_years(scenario), play_years(scenario)
    assert first == again
    assert staff_needed(scenario) == staff_needed(scenario)
    assert play_years(replace(scenario, seed=2)).terms != first.terms


def test_a_term_is_met_or_late_as_the_clock_says():
    """Counted here by another way. In 2026 what comes on a closed day counts the same day."""
    scenario = replace(scenario_of("pe-2021", people=1, contested=0), year=2026)
    span, law = span_of(scenario), scenario.protocol
    played = play(scenario, span, 0)
    calendar = law.calendar()
    met = late = 0
    for request in played.requests:
        hour = request.moments.get("preliminary_report_issued")
        if not span.begins <= request.came < span.ends:
            continue
        came = span.moment(request.came).date()
        due = calendar.after(came, 2).due
        done = hour is not None and span.moment(hour).date() <= due
        met, late = met + done, late + (not done)
    judged = judge(scenario, span, played)
    assert (judged.in_time["preliminary_report"], judged.late["preliminary_report"]) == (met, late)
    assert met
    assert late


def test_people_work_on_days_that_count_and_in_shifts_on_all():
    scenario = scenario_of("pe-2021")
    span = span_of(scenario)
    spells = opening(scenario, span, "processor")
    days = {span.first + timedelta(hours=begins) for begins, _ends in spells}
    calendar = scenario.protocol.calendar()
    assert all(calendar.is_business(day) for day in days)
    shifts = replace(scenario, around_the_clock=frozenset({"processor"}))
    assert len(opening(shifts, span, "processor")) == span.days
    assert people_for_a_place(scenario, "processor") == 1
    assert people_for_a_place(shifts, "processor") > 4


def test_nobody_there_by_night_misses_a_term_of_three_hours_however_many_work():
    law = load_protocol("mx-2012")
    by_day = replace(scenario_of("mx-2012", people=3), runs=3)
    shifts = replace(by_day, around_the_clock=frozenset(roles_on(law)))
    (day,), (night,) = staff_needed(by_day, [0.5]), staff_needed(shifts, [0.5])
    assert "urgent_issue" in {one.term for one in day.out_of_reach}
    assert "urgent_issue" not in {one.term for one in night.out_of_reach}


def test_what_nobody_checked_and_what_nobody_knows_is_said():
    assert not any(one.checked for one in play_years(scenario_of("mx-2012")).terms)
    future = replace(scenario_of("pe-2021"), year=2027)
    assert {one.code for one in play_years(future).warnings} == {"declared_days_unknown"}


def test_a_cost_is_said_only_where_every_price_is_known():
    scenario = scenario_of("pe-2021", prices={"processor": 10.0})
    assert play_years(scenario).cost is None
    whole = replace(scenario, prices={"processor": 10.0, "decider": 100.0})
    assert play_years(whole).cost == 220


def test_published_numbers_have_their_source_and_the_rest_none():
    assert assumed("caseload").amount == 155
    assert assumed("caseload").source
    assert "29 solicitudes" in assumed("arrivals", protocol="pe-2019").source
    assert assumed("arrivals", protocol="pe-2021") == (120, "")
    assert assumed("work", does=Deed.REPORT_RISK).amount > assumed("work").amount
    assert not assumed("work", does=Deed.REPORT_RISK).source


def test_the_years_that_can_be_played_are_known_to_their_end():
    assert list(years_known(load_protocol("pe-2019"))) == [2020]
    assert year_near(load_protocol("pe-2019"), 2026) == 2020
    assert years_known(load_protocol("pe-2021"))[0] == 2022


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"staff": {}}, NobodyWorks),
        ({"staff": {"processor": 3}}, NobodyWorks),
        ({"staff": {"processor": 3, "decider": 0}}, NobodyWorks),
        ({"staff": {"processor": -3, "decider": 1}}, OutOfRange),
        ({"staff": {"processor": 3, "decider": 1, "junta": 1}}, UnknownName),
        ({"arrivals": {}}, NobodyComes),
        ({"arrivals": {("ordinary", ""): 0}}, NobodyComes),
        ({"arrivals": {("ordinary", ""): float("nan")}}, OutOfRange),
        ({"arrivals": {("ordinary", "pigeon"): 3}}, UnknownName),
        ({"arrivals": {("shortest", ""): 3}}, UnknownName),
        ({"arrivals": {("ordinary", ""): 900_000}}, TooMuch),
        ({"work": {"dance": 3}}, UnknownName),
        ({"work": {"decide": -1}}, OutOfRange),
        ({"prices": {"decider": float("inf")}}, OutOfRange),
        ({"around_the_clock": frozenset({"moon"})}, UnknownName),
        ({"absence": 100}, OutOfRange),
        ({"opens": 12, "closes": 12}, OutOfRange),
        ({"runs": 1}, OutOfRange),
        ({"seed": -1}, OutOfRange),
        ({"year": 2021}, YearUnknown),
        ({"calendar": "moon"}, UnknownCalendar),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_reason(changed, refusal):
    with pytest.raises(refusal) as refused:
        play_years(replace(scenario_of("pe-2021"), **changed))
    for language in ("es", "en"):
        assert "{" not in refused.value.sentence(language)


def test_a_search_for_people_ends_where_it_was_bounded():
    scenario = scenario_of("pe-2021")
    whole = staff_needed(scenario, [0.95])
    assert whole[0].staff
    cut = staff_needed(scenario, [0.95], most=2 * effort_of(scenario))
    assert cut[0].staff is None
