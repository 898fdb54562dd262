"""A measure goes only where it may, and only her word makes it protection."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from amparo.casework.measures.models import STOPPED, UNDECIDED, WAY, Measure, State
from amparo.casework.measures.states import CannotMove, confirmed, move
from amparo.foundations.consent.services import confirm
from amparo.foundations.ledger.models import Entry
from tests.examples import examples
from tests.plans import TUESDAY, proposed

AFTER_A_DECISION = set(State) - UNDECIDED - {State.DENIED}


@pytest.fixture
def measure(anas, ana, site):
    return proposed(anas, site["pnp-selva"], ana)


def at_state(measure, state):
    """As if its way had led there."""
    fields = {"duration_days": 9, "first_report_on": TUESDAY, "next_review_on": TUESDAY}
    Measure.objects.filter(pk=measure.pk).update(state=state, **fields)
    measure.refresh_from_db()
    return measure


def test_every_state_has_its_way():
    assert set(WAY) == set(State)
    assert all(state not in way for state, way in WAY.items())


def test_nothing_leads_back_from_a_decision():
    back = [state for state in AFTER_A_DECISION if WAY[state] & (UNDECIDED | {State.DENIED})]
    assert back == []


def test_what_is_not_granted_reaches_no_institution():
    assert all(not WAY[state] & (AFTER_A_DECISION - {State.GRANTED}) for state in UNDECIDED)


def test_what_has_ended_stays_ended_unless_it_is_decided_again():
    """A ruling may grant what was denied, or what a resolution had stopped."""
    assert WAY[State.LAPSED] == frozenset()
    ended = (State.CEASED, State.WITHDRAWN_MISUSE, State.RENOUNCED)
    assert [WAY[state] for state in ended] == [frozenset({State.GRANTED})] * 3
    assert WAY[State.DENIED] == {State.GRANTED, State.PROPOSED}


def test_what_is_suspended_runs_nowhere():
    assert WAY[State.SUSPENDED] - STOPPED == {State.GRANTED, State.LAPSED}


@examples(60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wishes=st.lists(st.sampled_from(sorted(State)), max_size=6))
def test_whatever_is_tried_a_measure_only_moves_along_its_way(measure, ana, wishes):
    at_state(measure, State.PROPOSED)
    for wish in wishes:
        before = State(Measure.objects.get(pk=measure.pk).state)
        entries = Entry.objects.filter(event="MeasureMoved").count()
        try:
            move(measure, wish, by=ana, at=TUESDAY)
        except CannotMove:
            assert Measure.objects.get(pk=measure.pk).state == before
            assert Entry.objects.filter(event="MeasureMoved").count() == entries
            assert wish not in WAY[before] or wish == State.VERIFIED_BY_BENEFICIARY
        else:
            assert wish in WAY[before]
            assert wish != State.VERIFIED_BY_BENEFICIARY
            assert Entry.objects.filter(event="MeasureMoved").count() == entries + 1


@pytest.mark.parametrize("state", sorted(AFTER_A_DECISION - {State.LAPSED, State.GRANTED}))
def test_only_her_word_verifies(measure, ana, state):
    at_state(measure, state)
    if State.VERIFIED_BY_BENEFICIARY in WAY[state]:
        with pytest.raises(CannotMove, match="only_her_word"):
            move(measure, State.VERIFIED_BY_BENEFICIARY, by=ana, at=TUESDAY)


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("arrived", State.VERIFIED_BY_BENEFICIARY),
        ("works", State.VERIFIED_BY_BENEFICIARY),
        ("stopped", State.INEFFECTIVE),
        ("not_enough", State.INEFFECTIVE),
        ("did_not_arrive", State.INEFFECTIVE),
    ],
)
def test_her_word_is_where_it_stands(measure, flor, word, state):
    at_state(measure, State.FORWARDED)
    confirm(flor.folder, measure=measure.ref, word=word, by=flor, at=TUESDAY)
    measure.refresh_from_db()
    assert measure.state == state


def test_she_can_unsay_it(measure, flor):
    at_state(measure, State.IN_PLACE)
    confirm(flor.folder, measure=measure.ref, word="works", by=flor, at=TUESDAY)
    later = TUESDAY + timedelta(days=30)
    confirm(flor.folder, measure=measure.ref, word="stopped", by=flor, at=later)
    measure.refresh_from_db()
    assert measure.state == State.INEFFECTIVE


def test_before_anybody_was_told_her_word_moves_nothing(measure, flor):
    at_state(measure, State.GRANTED)
    confirm(flor.folder, measure=measure.ref, word="did_not_arrive", by=flor, at=TUESDAY)
    measure.refresh_from_db()
    assert measure.state == State.GRANTED


def test_a_word_about_no_measure_moves_nothing(anas, flor):
    confirmed(measure="NONE-NONE-NONE", word="works", by=flor, at=TUESDAY)
    assert not Entry.objects.filter(event="MeasureMoved").exists()
