"""Whatever happened in a case: passing to another norm makes no late term unseen, and the dry run
says what then happens."""

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import given
from hypothesis import strategies as st

from amparo.foundations.intake.procedure.law_of_filing import happened_of, plain_of
from amparo.law import Happened, case_state
from amparo.law.errors import CannotPass
from amparo.law.loading import protocols as loading
from amparo.law.state import norm_transition as passing
from tests.examples import examples
from tests.norm_folders import OLDER, transitory, write_norms

WAY = ("call_logged", "shelter_offered", "visit_made", "panel_ruled", "caller_told", "plea_made")


@cache
def laws(counted_from):
    rule = transitory().replace('"passing"', f'"{counted_from}"')
    found = write_norms(Path(mkdtemp()), rule)
    return tuple(map(loading.load_folder, found))


@st.composite
def cases(draw):
    """Both norms, what happened by their order, and the moment of passing."""
    older, newer = laws(draw(st.sampled_from(["passing", "event"])))
    at = datetime(2026, 9, 1, 9, tzinfo=older.zone)
    events = {}
    for name in WAY[: draw(st.integers(1, len(WAY)))]:
        at += timedelta(hours=draw(st.integers(0, 24 * 20)))
        if name != "shelter_offered" or draw(st.booleans()):
            events[name] = at
    facts = {"life_at_stake": draw(st.booleans()), "caller_agrees": True}
    first = max(at, datetime(2026, 11, 20, 9, tzinfo=older.zone))
    passed = first + timedelta(hours=draw(st.integers(0, 24 * 30)))
    return older, newer, Happened(events, facts), passed


def late_in(law, state):
    """What an authority let pass, by its name, done since or not."""
    owed = {term.term: term for term in state.terms if law.roles[term.owed_by].authority}
    return {name: term for name, term in owed.items() if term.late_by}


@examples(200)
@given(cases(), st.integers(0, 24 * 40))
def test_no_late_term_is_ever_unseen_after_a_passing(case, hours):
    older, newer, happened, at = case
    try:
        move = passing.move(older, newer, happened, at)
    except CannotPass:
        return
    later = case_state(newer, move.happened, at + timedelta(hours=hours), open_ended=True)
    for name, term in late_in(older, move.before).items():
        kept = later.term(f"{OLDER}--{name}")
        assert kept.due == term.due
        assert kept.late_by >= term.late_by
        if term.met_at is None:
            assert kept in later.late or kept in later.asked_no_more or kept.met_at
    assert not {one.term for one in later.asked_no_more} & {one.term for one in later.late}


@examples(200)
@given(cases())
def test_what_is_stored_says_the_same_as_the_dry_run(case):
    older, newer, happened, at = case
    try:
        move = passing.move(older, newer, happened, at)
    except CannotPass:
        return
    events = {name: moment.isoformat() for name, moment in move.happened.events.items()}
    stored = [{"late": [plain_of(one) for one in move.happened.carried]}]
    known = happened_of(newer, events, dict(move.happened.facts), stored)
    assert case_state(newer, known, at, open_ended=True) == move.after


@examples(200)
@given(cases(), st.integers(0, 24 * 30))
def test_there_and_back_again_nothing_is_lost_and_no_day_is_another(case, hours):
    older, newer, happened, at = case
    try:
        there = passing.move(older, newer, happened, at)
    except CannotPass:
        return
    later = at + timedelta(hours=hours)
    back = passing.move_back(newer, older, there.rule, there.happened, happened, later)
    assert back.happened.events == happened.events
    straight = case_state(older, happened, later, open_ended=True)
    assert {one.term: one.due for one in back.after.terms} == {
        one.term: one.due for one in straight.terms
    }
    assert late_in(older, straight).keys() <= {one.term for one in back.after.terms if one.late_by}
