"""What would change a level that questions gave, and when it is lower without a new fact."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.law import known_protocols, load_protocol
from amparo.law.assessment.risk_questionnaires import Instrument, weigh
from amparo.law.assessment.what_would_change_level import forgotten, points_of, still_missing, turns

BY_ID = {
    one.id: one
    for name in known_protocols()
    for one in load_protocol(name).assessment.instrument
    if one.block
}
ASKING = [pytest.param(one, id=name) for name, one in BY_ID.items()]


def answers_to(one: Instrument) -> st.SearchStrategy[dict[str, str]]:
    """Some of its questions, each with one of its answers."""
    return st.fixed_dictionaries(
        {}, optional={q.id: st.sampled_from(q.answers) for q in one.questions}
    )


def bounds(one: Instrument, answers: dict[str, str]) -> tuple[str, str]:
    reading = weigh(one, answers)
    return reading.least.id, reading.gravest.id


@pytest.mark.parametrize("one", ASKING)
@given(data=st.data())
def test_each_turn_gives_what_it_says_and_another_level(one, data):
    answers = data.draw(answers_to(one))
    for turn in turns(one, answers):
        there = bounds(one, answers | {turn.question: turn.answer})
        assert (turn.reading.least.id, turn.reading.gravest.id) == there
        assert there != bounds(one, answers)


@pytest.mark.parametrize("one", ASKING)
@given(data=st.data())
def test_every_step_that_changes_the_level_is_told_up_and_down(one, data):
    answers = data.draw(answers_to(one))
    steps = {
        (question.id, answer)
        for question in one.questions
        for place, answer in enumerate(question.answers)
        if question.id not in answers
        or abs(place - question.answers.index(answers[question.id])) == 1
    }
    changing = {
        step for step in steps if bounds(one, answers | dict([step])) != bounds(one, answers)
    }
    assert {(turn.question, turn.answer) for turn in turns(one, answers)} == changing


@pytest.mark.parametrize("one", ASKING)
@given(data=st.data())
def test_what_is_still_missing_leads_there_and_nothing_of_it_is_idle(one, data):
    answers = data.draw(answers_to(one))
    for missing in still_missing(one, answers):
        given_too = answers | dict(missing.needs)
        levels = one.levels
        assert levels.index(weigh(one, given_too).least.id) >= levels.index(missing.level)
        assert missing.needs


@pytest.mark.parametrize("one", ASKING)
@given(data=st.data())
def test_only_forgetting_is_a_lower_level_without_a_fact(one, data):
    """Told otherwise: the level fell, and would not have with what was known before."""
    before, now = data.draw(answers_to(one)), data.draw(answers_to(one))
    fell = weigh(one, now).least < weigh(one, before).least
    kept = weigh(one, before | now).least > weigh(one, now).least
    assert forgotten(one, before, now) is (fell and kept)


@pytest.mark.parametrize("one", ASKING)
@given(data=st.data())
def test_a_level_that_fell_with_every_answer_kept_is_no_forgetting(one, data):
    before = data.draw(answers_to(one))
    now = before | data.draw(answers_to(one))
    assert not forgotten(one, before, now)


@pytest.mark.parametrize("one", ASKING)
def test_an_answer_taken_back_is_a_forgetting(one):
    gravest = {q.id: q.answers[-1] for q in one.questions}
    assert forgotten(one, gravest, {})


def test_unknown_points_are_none_and_all():
    sheet = BY_ID["xx-sheet"]
    first = sheet.questions[0]
    points = points_of(sheet, {first.id: first.answers[1]})
    assert points is not None
    assert (points.least, points.gravest, points.most) == (5, 25, 30)


def test_what_counts_no_points_has_none():
    assert points_of(BY_ID["co-eight"], {}) is None


def test_with_all_eight_but_one_that_one_is_what_would_change_it():
    eight = BY_ID["co-eight"]
    named = [q.id for q in eight.questions[:8]]
    answers = dict.fromkeys(named, "on_record") | {named[3]: "not_on_record"}
    answers |= dict.fromkeys([q.id for q in eight.questions[8:]], "not_on_record")
    [turn] = turns(eight, answers)
    assert (turn.question, turn.answer) == (named[3], "on_record")
    assert next(still_missing(eight, answers)).needs == ((named[3], "on_record"),)


def test_a_graver_answer_to_one_question_never_gives_a_lower_level():
    sheet = BY_ID["xx-sheet"]
    for places in product(range(3), repeat=3):
        answers = {q.id: q.answers[n] for q, n in zip(sheet.questions, places, strict=True)}
        here = weigh(sheet, answers).least
        for turn in turns(sheet, answers):
            question = next(q for q in sheet.questions if q.id == turn.question)
            graver = question.answers.index(turn.answer) > question.answers.index(
                answers[question.id]
            )
            assert (turn.reading.least > here) is graver
