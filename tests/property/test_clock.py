"""The clock against counts that share nothing with it: day by day, and by numpy."""

import tomllib
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from amparo.law import (
    CaseState,
    Happened,
    NotInForce,
    OutOfOrder,
    OutsideCalendar,
    Refused,
    TermState,
    case_state,
    known_protocols,
    load_protocol,
    protocol_folder,
)
from amparo.law.assessment import risk_matrix as risk

PERU = load_protocol("pe-2021")
FILE = tomllib.loads((protocol_folder("pe-2021") / "calendar.toml").read_text())
EASTERS = "2019-04-21 2020-04-12 2021-04-04 2022-04-17 2023-04-09 2024-03-31 2025-04-20"
EASTERS += " 2026-04-05 2027-03-28 2028-04-16"
AMOUNTS = {"ordinary": 30, "extraordinary": 15}
CALENDARS = ("national", "public-sector")
PHONE = {  # counts the same day, so that only the count itself is compared
    "channel": "phone",
    "correction_channel": "phone",
    "reconsideration_channel": "phone",
}


def holidays_by_hand() -> set[date]:
    """The file read again, with Easter from a printed list."""
    days = set()
    for one in FILE["holiday"]:
        for sunday in map(date.fromisoformat, EASTERS.split()):
            day = (
                date.fromisoformat(f"{sunday.year}-{one['on']}")
                if "on" in one
                else sunday + timedelta(days=one["from_easter"])
            )
            if day >= one["since"] and day not in one.get("except_on", []):
                days.add(day)
    return days


HOLIDAYS = holidays_by_hand()
DECLARED = {day for one in FILE["declared"] for day in one["days"]}
CLOSED = {"national": HOLIDAYS, "public-sector": HOLIDAYS | DECLARED}

days = st.dates(date(2021, 4, 23), date(2028, 8, 31))
calendars = st.sampled_from(CALENDARS)


def counts(day: date, calendar: str) -> bool:
    return day.weekday() < 5 and day not in CLOSED[calendar]


def naive(day: date, amount: int, calendar: str) -> date:
    while amount:
        day += timedelta(days=1)
        if counts(day, calendar):
            amount -= 1
    return day


def by_numpy(day: date, amount: int, calendar: str) -> date:
    """The day before the count is rolled back, so that the next business day is the first."""
    closed = sorted(CLOSED[calendar])
    found: date = np.busday_offset(day, amount, roll="backward", holidays=closed).astype(date)
    return found


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=PERU.zone)


def ask(now: date, calendar: str, facts=None, **events: date) -> CaseState:
    happened = Happened({name: at(day) for name, day in events.items()}, facts or {})
    return case_state(PERU, happened, at(now), calendar)


@given(days, st.integers(1, 40), calendars)
def test_business_days_agree_with_a_count_on_the_fingers(day, amount, calendar):
    span = PERU.calendar(calendar).after(day, amount)
    assert span.due == naive(day, amount, calendar) == by_numpy(day, amount, calendar)


@given(days, st.integers(1, 40), calendars)
def test_every_day_on_the_way_either_counts_or_is_skipped_with_a_reason(day, amount, calendar):
    span = PERU.calendar(calendar).after(day, amount)
    between = [day + timedelta(days=n) for n in range(1, (span.due - day).days + 1)]
    skipped = {one.on: one.why for one in span.skipped}
    assert len(between) == amount + len(skipped)
    for one in between:
        assert counts(one, calendar) == (one not in skipped)
    for one, why in skipped.items():
        expected = "weekend" if one.weekday() > 4 else "holiday" if one in HOLIDAYS else "declared"
        assert why == expected


@given(days, st.sampled_from(sorted(AMOUNTS)), calendars)
def test_the_decision_counts_from_the_filing(day, track, calendar):
    facts = PHONE | {"imminent_risk": track == "extraordinary"}
    term = ask(day, calendar, facts, request_received=day).term("decision")
    assert term.due == naive(day, AMOUNTS[track], calendar)
    assert term.state == "open"


@given(days, calendars)
def test_a_digital_filing_on_a_closed_day_counts_on_the_next_open_one(day, calendar):
    received = ask(day, calendar, request_received=day).received
    moved = day < date(2025, 7, 31) and not counts(day, calendar)
    assert received.counts_as == (naive(day, 1, calendar) if moved else day)


@given(days, st.integers(0, 90), calendars)
def test_a_term_is_open_through_its_last_good_day_and_then_late(day, later, calendar):
    now = day + timedelta(days=later)
    term = ask(now, calendar, PHONE, request_received=day).term("preliminary_report")
    due = naive(day, 2, calendar)
    assert term.due == due
    assert term.state == ("late" if now > due else "open")
    passed = sum(counts(due + timedelta(days=n), calendar) for n in range(1, (now - due).days + 1))
    assert term.late_by == (max(1, passed) if now > due else 0)


@given(days, st.integers(0, 60), st.integers(0, 60))
def test_what_was_done_stays_judged_whatever_the_time(day, done, later):
    issued = day + timedelta(days=done)
    now = issued + timedelta(days=later)
    term = ask(now, "national", PHONE, request_received=day, preliminary_report_issued=issued).term(
        "preliminary_report"
    )
    assert term.state == ("met_late" if issued > term.due else "met")
    assert (term.late_by > 0) == (issued > term.due)


@given(days, calendars)
def test_calendar_days_are_strict_and_the_lenient_date_counts(day, calendar):
    term = ask(day, calendar, decision_issued=day).term("forward")
    assert term.due == day + timedelta(days=5)
    if counts(term.due, calendar):
        assert term.lenient_due is None
    else:
        assert term.lenient_due == naive(term.due, 1, calendar)


@given(days, st.integers(0, 30), st.integers(0, 30), calendars)
def test_where_norms_conflict_the_earliest_is_due(day, noticed, corrected, calendar):
    notice = day + timedelta(days=noticed)
    correction = notice + timedelta(days=corrected)
    term = ask(
        correction,
        calendar,
        PHONE,
        request_received=day,
        defect_notified=notice,
        corrected=correction,
    ).term("decision")
    other = term.disputed_with
    assert term.due == min(naive(day, 30, calendar), naive(correction, 30, calendar))
    assert other.due == naive(correction, 30, calendar)
    assert term.due <= other.due


@given(days, calendars)
def test_ruling_has_twenty_days_before_law_31603_and_fifteen_since(day, calendar):
    term = ask(day, calendar, PHONE, reconsideration_filed=day).term("reconsideration_ruling")
    due, disputed = (15, 20) if day >= date(2022, 11, 6) else (20, 30)
    assert (term.due, term.disputed_with.due) == (
        naive(day, due, calendar),
        naive(day, disputed, calendar),
    )


@given(days, st.integers(1, 39), calendars)
def test_one_more_day_is_never_earlier(day, amount, calendar):
    calendar = PERU.calendar(calendar)
    assert calendar.after(day, amount).due < calendar.after(day, amount + 1).due


@given(st.data())
def test_any_events_in_legal_order_are_answered_and_none_out_of_it(data):
    names = list(PERU.events)
    chosen = sorted(data.draw(st.sets(st.sampled_from(names))), key=names.index)
    steps = data.draw(st.lists(st.integers(0, 20), min_size=len(chosen), max_size=len(chosen)))
    day, events = date(2022, 3, 1), {}
    for name, step in zip(chosen, steps, strict=True):
        day += timedelta(days=step)
        events[name] = day
    state = ask(day, "national", **events)
    assert len(state.terms) == 7
    assert state.stage in PERU.stages
    for term in state.terms:
        assert (term.due is None) == (term.state == "waiting")
        assert (term.met_at is None) == (term.state in {"waiting", "open", "late"})
        assert (term.late_by > 0) == (term.state in {"late", "met_late"})
    again = Happened.from_plain(
        Happened({name: at(one) for name, one in events.items()}).to_plain(), PERU
    )
    assert case_state(PERU, again, at(day), "national") == state


@given(days, st.integers(1, 400))
def test_a_decision_before_its_request_is_refused(day, earlier):
    before = day - timedelta(days=earlier)
    assume(before >= date(2021, 4, 23))
    with pytest.raises(OutOfOrder):
        ask(day, "national", request_received=day, decision_issued=before)


@given(st.dates(), st.sampled_from(["request_received", "decision_issued"]))
def test_a_day_that_nobody_knows_is_refused_and_never_answered_wrongly(day, event):
    try:
        state = ask(day, "national", **{event: day})
    except Refused:
        assert not date(2021, 4, 23) <= day <= date(2028, 10, 31)
    else:
        assert date(2021, 4, 23) <= day <= date(2028, 12, 31)
        assert all(term.due is None or term.due <= date(2028, 12, 31) for term in state.terms)


METHODS = [method for one in known_protocols() for method in load_protocol(one).assessment.method]


@given(st.data(), st.sampled_from(METHODS))
def test_a_graver_answer_never_lowers_the_level(data, method):
    rows = data.draw(st.lists(st.sampled_from(method.probabilities), min_size=2, max_size=2))
    columns = data.draw(st.lists(st.sampled_from(method.impacts), min_size=2, max_size=2))
    low, high = sorted(rows, key=method.probabilities.index)
    small, great = sorted(columns, key=method.impacts.index)
    assert risk.level(method, low, small) <= risk.level(method, high, great)


@pytest.mark.parametrize("method", METHODS)
def test_every_level_is_reached_and_no_axis_decides_alone(method):
    grid = [
        [risk.level(method, row, column).id for column in method.impacts]
        for row in method.probabilities
    ]
    assert {level for row in grid for level in row} == set(method.levels)
    assert all(len(set(row)) > 1 for row in grid)
    assert all(len(set(column)) > 1 for column in zip(*grid, strict=True))
    assert risk.level(method, method.probabilities[-1], method.impacts[-1]).highest


PROTOCOLS = [load_protocol(name) for name in known_protocols()]


@st.composite
def stories(draw):
    """What happened in a case of any shipped law, up to any day of this century, in legal order."""
    law = draw(st.sampled_from(PROTOCOLS))
    first, known = law.procedure.in_force_from, law.known_until
    at_the_end = st.dates(known - timedelta(days=60), known)
    now = draw(at_the_end | st.dates(first, date(2100, 1, 1)))
    near = st.dates(max(first, now - timedelta(days=60)), now)
    moments = sorted(draw(st.lists(near | st.dates(first, now), min_size=1, max_size=6)))
    wanted = {law.procedure.filing, *draw(st.sets(st.sampled_from(list(law.events)), max_size=5))}
    names = [name for name in law.events if name in wanted][: len(moments)]
    assume(law.procedure.filing in names)
    events = {
        name: datetime(day.year, day.month, day.day, 9, tzinfo=law.zone)
        for name, day in zip(names, moments, strict=False)
    }
    channels = law.facts[law.procedure.channel].values if law.procedure.channel else ()
    facts = {law.procedure.channel: draw(st.sampled_from(channels))} if channels else {}
    at_last = datetime(now.year, now.month, now.day, 23, tzinfo=law.zone)
    return law, Happened(events, facts), at_last


@given(stories())
def test_a_case_never_fails_for_its_age_and_no_known_date_is_another_one(story):
    law, happened, now = story
    told = case_state(law, happened, now, open_ended=True)
    try:
        strict = case_state(law, happened, now)
    except (OutsideCalendar, NotInForce):
        assert told.dates_unknown
    else:
        assert not told.dates_unknown
        assert told == strict
    for term in told.terms:
        if term.state is TermState.UNKNOWN:
            assert term.due is None
            assert term.from_at is not None
