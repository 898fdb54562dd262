"""What must hold of the clock whatever the law: more holidays never help the authority to less
time, what happens later never shortens a term, neither order nor offset of what is told matters."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from amparo.law import Happened, Unit, case_state
from amparo.law.counting.calendar import Declared, build_calendar
from amparo.law.counting.term_dates import reach
from tests.examples import examples
from tests.own_law import own_law
from tests.property.test_clock import CALENDARS, CLOSED, PERU, PROTOCOLS

DATES = 100_000
MOST = 60
FROM_ISLAND_TO_ISLAND = timedelta(hours=26)


@pytest.mark.parametrize("calendar", CALENDARS)
def test_a_hundred_thousand_random_dates_end_where_numpy_says(calendar):
    """One counter looks days up in a list, the other is numpy's: they share no line."""
    draw = np.random.default_rng(20210423)  # the same dates on each run
    days = PERU.calendar(calendar)
    places = draw.integers((date(2028, 9, 1) - days.first).days, size=DATES).tolist()
    starts = [days.first + timedelta(days=place) for place in places]
    amounts = draw.integers(1, MOST, endpoint=True, size=DATES).tolist()
    closed = sorted(one for one in CLOSED[calendar] if days.first <= one <= days.last)
    from_day = np.array(starts, dtype="datetime64[D]")
    theirs = np.busday_offset(from_day, amounts, roll="backward", holidays=closed)
    ours = np.array(
        [days.after(day, amount).due for day, amount in zip(starts, amounts, strict=True)],
        dtype="datetime64[D]",
    )
    assert (ours == theirs).all(), [starts[place] for place in np.nonzero(ours != theirs)[0][:5]]
    next_day = np.timedelta64(1, "D")
    counted = np.busday_count(from_day + next_day, theirs + next_day, holidays=closed)
    assert (counted == amounts).all()
    passed = [
        days.business_between(day, end) for day, end in zip(starts, theirs.tolist(), strict=True)
    ]
    assert passed == amounts


def with_more_closed(law, closed):
    """The same law where these days were declared non-working, in every scope that it knows."""
    scopes = {scope for rule in law.calendars.calendar for scope in rule.scopes} | {"more"}
    more = tuple(
        Declared(days=tuple(closed), scope=scope, source="x", read_in="x") for scope in scopes
    )
    kept = tuple(replace(rule, scopes=(*rule.scopes, "more")) for rule in law.calendars.calendar)
    calendars = replace(law.calendars, declared=(*law.calendars.declared, *more), calendar=kept)
    return replace(law, calendars=calendars, _built={})


@st.composite
def cases(draw):
    """What happened in a case of any shipped law, a day later each time, and a moment after it."""
    law = draw(st.sampled_from(PROTOCOLS))
    day = draw(st.dates(law.procedure.in_force_from, law.known_until - timedelta(days=400)))
    names = list(law.events)
    wanted = {law.procedure.filing, *draw(st.sets(st.sampled_from(names), max_size=5))}
    events = {}
    for name in (one for one in names if one in wanted):
        moment = draw(st.sampled_from([time.min, time(9, 30), time(23, 59)]))
        events[name] = datetime.combine(day, moment, tzinfo=law.zone)
        day += timedelta(days=draw(st.integers(1, 12)))
    findings = [one for track in law.procedure.track for one in track.any_of]
    facts = dict.fromkeys(draw(st.sets(st.sampled_from(findings))) if findings else (), True)
    if law.procedure.channel:
        facts[law.procedure.channel] = draw(
            st.sampled_from(law.facts[law.procedure.channel].values)
        )
    calendar = draw(st.sampled_from(law.calendar_ids))
    return law, events, facts, datetime.combine(day, time.min, tzinfo=law.zone), calendar


def dues(law, events, facts, at, calendar):
    """Every date that is known; beyond the calendar none is."""
    state = case_state(law, Happened(events, facts), at, calendar, open_ended=True)
    return {
        (term.term, kind): reach(due)
        for term in state.terms
        for kind, due in (
            ("due", term.due),
            ("lenient", term.lenient_due),
            ("disputed", term.disputed_with and term.disputed_with.due),
        )
        if due is not None
    }


@given(cases(), st.lists(st.integers(0, 90), max_size=6))
def test_another_holiday_never_ends_a_term_earlier(case, places):
    law, events, facts, at, calendar = case
    first = min(events.values()).date()
    before = dues(*case)
    more = with_more_closed(law, [first + timedelta(days=place) for place in places])
    after = dues(more, events, facts, at, calendar)
    for key in before.keys() & after.keys():
        assert after[key] >= before[key], key


@given(st.dates(date(2021, 4, 23), date(2028, 6, 1)), st.integers(1, 40), st.data())
def test_closing_a_day_on_the_way_moves_the_end_and_closing_another_does_not(day, amount, data):
    end = PERU.calendar("national").after(day, amount).due
    on = data.draw(st.dates(day, end + timedelta(days=20)))
    more = build_calendar(with_more_closed(PERU, [on]).calendars, "national")
    moved = more.after(day, amount).due
    counted = PERU.calendar("national").is_business(on) and day < on <= end
    assert moved > end if counted else moved == end


@given(cases(), st.data())
def test_what_happens_besides_never_shortens_a_term(case, data):
    """A stop, a correction, an extension: each is an event, and may only give more time."""
    law, events, facts, at, calendar = case
    besides = [name for name in events if name != law.procedure.filing]
    assume(besides)
    gone = data.draw(st.sampled_from(besides))
    fewer = {name: moment for name, moment in events.items() if name != gone}
    less = case_state(law, Happened(fewer, facts), at, calendar, open_ended=True)
    more = case_state(law, Happened(events, facts), at, calendar, open_ended=True)
    for term in less.terms:
        other = more.find_term(term.term)
        if other is None or other.from_at != term.from_at:
            continue
        if term.due is None or other.due is None:
            continue
        assert reach(other.due) >= reach(term.due), term.term


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_in_which_facts_arrived_changes_nothing(case, draw):
    law, events, facts, at, calendar = case
    told, found = list(events.items()), list(facts.items())
    draw.shuffle(told)
    draw.shuffle(found)
    shuffled = Happened(dict(told), dict(found))
    straight = Happened(events, facts)
    whole = case_state(law, straight, at, calendar, open_ended=True)
    assert case_state(law, shuffled, at, calendar, open_ended=True) == whole
    plain = list(straight.to_plain().items())
    draw.shuffle(plain)
    read = Happened.from_plain(dict(plain), law)
    assert case_state(law, read, at, calendar, open_ended=True) == whole


@given(cases(), st.integers(-12, 14))
def test_whose_clock_told_the_moment_changes_nothing(case, offset):
    law, events, facts, at, calendar = case
    theirs = timezone(timedelta(hours=offset))
    elsewhere = {name: moment.astimezone(theirs) for name, moment in events.items()}
    whole = case_state(law, Happened(events, facts), at, calendar, open_ended=True)
    now, told = at.astimezone(theirs), Happened(elsewhere, facts)
    assert case_state(law, told, now, calendar, open_ended=True) == whole


EXAMPLE = own_law()
# Each sets its clocks; in Santiago, Havana and Cairo that takes away or doubles a midnight.
ZONES = ["America/Santiago", "America/Havana", "Africa/Cairo", "Europe/Lisbon", "Pacific/Auckland"]


def changes(zone):
    """The days of 2024 to 2026 on which that zone sets its clocks."""
    days = (date(2024, 1, 2) + timedelta(days=place) for place in range(900))
    noon = time(12, tzinfo=ZoneInfo(zone))
    return [
        day
        for day in days
        if datetime.combine(day, noon).utcoffset()
        != datetime.combine(day - timedelta(days=1), noon).utcoffset()
    ]


@pytest.mark.parametrize("zone", ZONES)
@given(data=st.data())
@examples(60)
def test_a_night_in_which_clocks_are_set_costs_nobody_a_day_or_an_hour(zone, data):
    law = replace(EXAMPLE, procedure=replace(EXAMPLE.procedure, zone=zone), _built={})
    change = data.draw(st.sampled_from(changes(zone)))
    called = data.draw(
        st.datetimes(
            datetime.combine(change, time.min) - timedelta(days=2),
            datetime.combine(change, time.min) + timedelta(days=2),
        )
    ).replace(tzinfo=law.zone, microsecond=0)
    if called.astimezone(UTC).astimezone(law.zone).replace(tzinfo=None) != called.replace(
        tzinfo=None
    ):
        called = called.replace(fold=0)  # an hour that no clock showed has no second time
    at = called + timedelta(days=3)
    told = Happened({"call_logged": called}, {"life_at_stake": True})
    state = case_state(law, told, at)
    shelter = state.term("shelter")
    assert shelter.due.astimezone(UTC) - called.astimezone(UTC) == timedelta(hours=3)
    calm = replace(EXAMPLE, procedure=replace(EXAMPLE.procedure, zone="UTC"), _built={})
    plainly = Happened({"call_logged": called.replace(tzinfo=calm.zone)}, told.facts)
    by_day = case_state(calm, plainly, at.replace(tzinfo=calm.zone))
    for term in by_day.terms:
        if term.unit is not Unit.HOUR:
            assert state.term(term.term).due == term.due
    # An hour that no clock showed is written down as the one after it: the same moment.
    read = case_state(law, Happened.from_plain(told.to_plain(), law), at)
    for term in state.terms:
        again = read.term(term.term)
        assert (again.due, again.state, again.late_by) == (term.due, term.state, term.late_by)


@given(st.datetimes(datetime(2024, 1, 3), datetime(2026, 6, 1)))  # noqa: DTZ001 - made aware below
def test_the_day_is_the_one_where_the_law_holds(moment):
    """Wherever the server stands, and whatever day it is there."""
    local = moment.replace(tzinfo=EXAMPLE.zone)
    happened = Happened({"call_logged": local.astimezone(UTC)}, {})
    state = case_state(EXAMPLE, happened, (local + FROM_ISLAND_TO_ISLAND).astimezone(UTC))
    assert state.received.counts_as == local.date()
    assert state.term("visit").from_at == local.date()
