"""What moves the end of a term, whatever the dates: nothing that a norm or a case adds makes it end
earlier, and nothing that comes after its end mends it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from amparo.law import Happened, TermState, TooLateToExtend, case_state
from amparo.law.counting.calendar import Suspension, Why
from amparo.law.counting.day_by_day_count import counted_days
from amparo.law.counting.term_dates import over_by, reach
from amparo.law.counting.units import Unit
from amparo.law.procedure import Extension, Restart, Stop, TermRule, TermValue, Total
from amparo.law.state.case import Mover
from tests.examples import examples
from tests.own_law import own_law

EXAMPLE = own_law()
FIRST, LAST = date(2024, 2, 1), date(2026, 3, 1)
FAR = date(2036, 12, 31)
"""To which the calendar must reach for terms of so many months."""
ONE_DAY = timedelta(days=1)
# Each sets its clocks; Lima does not.
ZONES = ["America/Lima", "America/Santiago", "America/Havana", "Africa/Cairo", "Pacific/Auckland"]
# A year is twelve months to the clock (tests/unit/law/test_months.py): thirty would need a long
# calendar.
UNITS = [one for one in Unit if one is not Unit.YEAR]


def law_with(value, *, zone="America/Lima", suspensions=(), **rule):
    """The fictional law with one term, from the visit to the ruling."""
    term = TermRule(
        id="ruling",
        owed_by="panel",
        starts_from="visit_made",
        met_by="panel_ruled",
        value=(value,),
        **rule,
    )
    others = tuple(one for one in EXAMPLE.terms.term if one.id != "ruling")
    return replace(
        EXAMPLE,
        procedure=replace(EXAMPLE.procedure, zone=zone),
        terms=replace(EXAMPLE.terms, term=(term, *others)),
        calendars=replace(EXAMPLE.calendars, last=FAR, suspension=tuple(suspensions)),
        _built={},
    )


def value(amount, unit, **more):
    return TermValue(since=date(2024, 1, 1), amount=amount, unit=unit, source="x", **more)


EXTENSION = Extension(
    amount=3,
    asked="more_time_asked",
    granted="more_time_given",
    granted_by="council",
    grounds=("road_closed",),
    source="x",
)
STOP = Stop(since=date(2024, 1, 1), starts_from="papers_asked", until="papers_given", source="x")
RESTART = Restart(since=date(2024, 1, 1), starts_from="caller_moved", source="x")


def suspension(since, length, **reach_of):
    return Suspension(
        id="s",
        since=since,
        until=since + timedelta(days=length),
        scope="x",
        read_in="x",
        source="x",
        **reach_of,
    )


def ruling(law, at, **events):
    told = {"call_logged": events["visit_made"], **events}
    when = {name: moment.replace(tzinfo=law.zone) for name, moment in told.items()}
    return case_state(law, Happened(when), at.replace(tzinfo=law.zone), open_ended=True).term(
        "ruling"
    )


moments = st.builds(
    datetime.combine,
    st.dates(FIRST, LAST),
    st.sampled_from([time.min, time(9, 30), time(23, 59)]),
)
amounts = st.integers(1, 30)
units = st.sampled_from(UNITS)
zones = st.sampled_from(ZONES)
stretches = st.lists(
    st.builds(suspension, st.dates(FIRST, LAST), st.integers(0, 20)), min_size=1, max_size=4
)


@given(moments, amounts, units, stretches, zones)
def test_a_suspension_never_ends_a_term_earlier(made, amount, unit, suspensions, zone):
    at = made + timedelta(days=1)
    plain = ruling(law_with(value(amount, unit), zone=zone), at, visit_made=made)
    there = law_with(value(amount, unit), zone=zone, suspensions=suspensions)
    moved = ruling(there, at, visit_made=made)
    assert reach(moved.due) >= reach(plain.due)
    on_the_way = {
        one.since + timedelta(days=ahead)
        for one in suspensions
        for ahead in range((one.until - one.since).days + 1)
    }
    days = {one.on for one in moved.skipped if one.why is Why.SUSPENDED}
    assert days <= on_the_way
    if moved.due == plain.due:  # both ends may be put off to the same business day
        assert not days or (unit is Unit.MONTH and plain.skipped)


@given(moments, amounts, units, stretches, st.integers(0, 90))
def test_what_is_over_before_a_suspension_stays_as_late_as_it_was(
    made, amount, unit, suspensions, later
):
    at = made + timedelta(days=later)
    plain = ruling(law_with(value(amount, unit)), at, visit_made=made)
    end = plain.lenient_due or plain.due  # whoever rolls it over has it end that much later
    last = end.date() if isinstance(end, datetime) else end
    after = [one for one in suspensions if one.since > last]
    moved = ruling(law_with(value(amount, unit), suspensions=after), at, visit_made=made)
    assert moved == plain


@given(moments, amounts, st.sampled_from([Unit.BUSINESS_DAY, Unit.CALENDAR_DAY]), stretches)
def test_days_are_counted_over_a_suspension_as_on_the_fingers(made, amount, unit, suspensions):
    law = law_with(value(amount, unit), suspensions=suspensions)
    calendar, day, left = law.calendar("office"), made.date(), amount
    while left:
        day += ONE_DAY
        open_day = calendar.is_business(day) or unit is Unit.CALENDAR_DAY
        left -= open_day and not any(one.since <= day <= one.until for one in suspensions)
    term = ruling(law, made, visit_made=made)
    assert term.due == day
    numbers = [one.number for one in counted_days(law, term, "en") if one.number]
    assert numbers == list(range(1, amount + 1))


@given(moments, amounts, stretches, zones)
@examples(60)
def test_hours_are_counted_over_a_suspension_as_minutes_on_the_fingers(
    made, amount, suspensions, zone
):
    """Real minutes, whatever the clocks on the wall do in that zone."""
    law = law_with(value(amount, Unit.HOUR), zone=zone, suspensions=suspensions)
    moment = made.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    left, step = amount * 60, timedelta(minutes=1)
    paused = [
        [
            datetime.combine(day, time.min, tzinfo=law.zone).astimezone(UTC)
            for day in (one.since, one.until + ONE_DAY)
        ]
        for one in suspensions
    ]
    while left:
        stretch = next((one for one in paused if one[0] <= moment < one[1]), None)
        if stretch is not None:
            moment = stretch[1]
        else:
            moment, left = moment + step, left - 1
    assert ruling(law, made, visit_made=made).due.astimezone(UTC) == moment


@given(moments, amounts, units, st.integers(0, 60), st.integers(0, 20), zones)
def test_an_extension_in_time_gives_just_so_much_and_a_late_one_nothing(
    made, amount, unit, asked, granted, zone
):
    law = law_with(value(amount, unit, extension=EXTENSION), zone=zone)
    ask, grant = made + timedelta(days=asked), made + timedelta(days=asked + granted)
    plain = ruling(law, grant, visit_made=made)
    told = {"visit_made": made, "more_time_asked": ask, "more_time_given": grant}
    term = ruling(law, grant, **told)
    late = over_by(plain.due, grant.replace(tzinfo=law.zone))
    if late:
        assert (term.due, term.state, term.late_by) == (plain.due, plain.state, plain.late_by)
        assert [one.by for one in term.moved] == [Mover.NOT_EXTENDED]
        when = {name: moment.replace(tzinfo=law.zone) for name, moment in told.items()}
        happened = Happened({"call_logged": when["visit_made"], **when})
        with pytest.raises(TooLateToExtend):
            case_state(law, happened, when["more_time_given"])
    else:
        longer = law_with(value(amount + EXTENSION.amount, unit), zone=zone)
        assert term.due == ruling(longer, grant, visit_made=made).due
        assert reach(term.due) > reach(plain.due)
        assert term.due_before == plain.due


# Asked once the strict last day was over, and before the one to which some laws let it roll.
@example(datetime.combine(date(2024, 2, 1), time.min), 1, Unit.CALENDAR_DAY, 2, 5, "America/Lima")
@given(moments, amounts, units, st.integers(0, 40), st.integers(0, 25), zones)
def test_a_stop_before_the_end_gives_the_days_of_the_wait_and_one_after_it_none(
    made, amount, unit, asked, waited, zone
):
    law = law_with(value(amount, unit), zone=zone, stop=(STOP,))
    begins, ends = made + timedelta(days=asked), made + timedelta(days=asked + waited)
    plain = ruling(law, ends, visit_made=made)
    waiting = ruling(law, ends, visit_made=made, papers_asked=begins)
    resumed = ruling(law, ends, visit_made=made, papers_asked=begins, papers_given=ends)
    if over_by(plain.due, begins.replace(tzinfo=law.zone)):
        assert waiting == resumed == plain
        return
    assert reach(resumed.due) >= reach(plain.due)
    if unit is Unit.CALENDAR_DAY:
        whole = (plain.due - begins.date()).days  # none is left where it is asked on the last day
        assert (resumed.due - plain.due).days == (waited if whole else 0)
    if waiting.state is TermState.STOPPED:
        assert waiting.due is None
        assert waiting.late_by == 0


@given(moments, amounts, units, st.integers(0, 60), zones)
def test_a_new_beginning_counts_only_before_the_end(made, amount, unit, moved, zone):
    law = law_with(value(amount, unit), zone=zone, restart=(RESTART,))
    again = made + timedelta(days=moved)
    plain = ruling(law, again, visit_made=made)
    term = ruling(law, again, visit_made=made, caller_moved=again)
    if over_by(plain.due, again.replace(tzinfo=law.zone)):
        assert term == plain
    else:
        assert term.due == ruling(law, again, visit_made=again).due


@given(moments, amounts, units, st.integers(1, 40), units, st.integers(0, 30))
def test_nothing_goes_beyond_a_total_and_nothing_shorter_is_made_longer(
    made, amount, unit, most, unit_of_most, asked
):
    total = Total(amount=most, unit=unit_of_most, source="x")
    law = law_with(value(amount, unit, at_most=total), stop=(STOP,), restart=(RESTART,))
    free = law_with(value(amount, unit), stop=(STOP,), restart=(RESTART,))
    told = {"visit_made": made, "papers_asked": made + timedelta(days=asked)}
    at = made + timedelta(days=asked)
    last = ruling(law_with(value(most, unit_of_most)), at, visit_made=made).due
    capped, without = ruling(law, at, **told), ruling(free, at, **told)
    assert reach(capped.due) <= reach(last)
    if without.due is not None:
        assert capped.due == min(without.due, last, key=reach)


@given(moments, amounts, units, stretches, st.data())
def test_it_matters_to_nobody_in_which_order_norms_are_listed(
    made, amount, unit, suspensions, data
):
    shuffled = data.draw(st.permutations(suspensions))
    one = ruling(law_with(value(amount, unit), suspensions=suspensions), made, visit_made=made)
    other = ruling(law_with(value(amount, unit), suspensions=shuffled), made, visit_made=made)
    assert (one.due, one.lenient_due) == (other.due, other.lenient_due)


@given(moments, st.booleans(), st.booleans(), st.booleans())
def test_a_suspension_reaches_what_it_names_and_nothing_else(made, theirs, here, pending):
    one = suspension(
        made.date() + ONE_DAY,
        30,
        owed_by=("panel",) if theirs else ("caller",),
        calendars=("office",) if here else ("field",),
        pending_only=pending,
    )
    plain = ruling(law_with(value(5, Unit.BUSINESS_DAY)), made, visit_made=made)
    term = ruling(law_with(value(5, Unit.BUSINESS_DAY), suspensions=[one]), made, visit_made=made)
    assert (term.due > plain.due) == (theirs and here)
    late = replace(one, since=made.date())
    term = ruling(law_with(value(5, Unit.BUSINESS_DAY), suspensions=[late]), made, visit_made=made)
    assert (term.due > plain.due) == (theirs and here and not pending)


@given(moments, amounts, units, stretches)
def test_what_nobody_checked_moves_nothing_and_is_said(made, amount, unit, suspensions):
    assume(all(one.since > made.date() for one in suspensions))
    unread = [replace(one, checked=False) for one in suspensions]
    law = law_with(value(amount, unit), suspensions=unread)
    plain = law_with(value(amount, unit))
    term = ruling(law, made, visit_made=made)
    assert term == ruling(plain, made, visit_made=made)
    when = {name: made.replace(tzinfo=law.zone) for name in ("call_logged", "visit_made")}
    state = case_state(law, Happened(when), made.replace(tzinfo=law.zone))
    warned = {one.since for one in state.warnings if one.code == "suspension_unchecked"}
    crossed = {one.since for one in unread if reach(one.since) <= reach(term.due)}
    assert warned >= {
        one for one in crossed if not isinstance(term.due, datetime) or one < term.due.date()
    }
