"""`amparo law explain` counts as the engine does, in every law and whatever happened."""

import json
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from amparo.cli.workshop.explain import as_plain
from amparo.law import (
    Happened,
    TooLateToExtend,
    Unit,
    as_json,
    case_state,
    known_protocols,
    load_protocol,
    protocol_folder,
)
from amparo.law.counting.calendar import Why
from amparo.law.examples import differences, example_files, examples_in
from amparo.law.state.case import Mover
from tests.examples import examples

KNOWN = [load_protocol(name) for name in known_protocols()]
LAWS = [law for law in KNOWN if law.terms.term]
"""Where no term is known there is nothing to explain."""
PAUSED = {Why.SUSPENDED, Why.PAUSED}
DAYS = [Unit.BUSINESS_DAY, Unit.CALENDAR_DAY]


@st.composite
def cases(draw):
    """What happened in a case of any shipped law, in legal order, and a moment after it."""
    law = draw(st.sampled_from(LAWS))
    last = law.known_until - timedelta(days=600)
    day = draw(st.dates(law.procedure.in_force_from, last))
    names = [one for one in law.events if not law.events[one].outside_procedure]
    wanted = sorted(draw(st.sets(st.sampled_from(names), min_size=1)), key=names.index)
    events = {}
    for name in wanted:
        hour = draw(st.sampled_from([time.min, time(9, 30), time(23, 59)]))
        events[name] = datetime.combine(day, hour, tzinfo=law.zone)
        day += timedelta(days=draw(st.integers(1, 12)))
    findings = [one for track in law.procedure.track for one in track.any_of]
    facts = dict.fromkeys(draw(st.sets(st.sampled_from(findings))), True)
    calendar = draw(st.sampled_from(law.calendar_ids))
    at = datetime.combine(day, time.min, tzinfo=law.zone)
    try:
        return law, case_state(law, Happened(events, facts), at, calendar), calendar
    except TooLateToExtend:
        reject()


@given(cases())
@examples(150)
def test_what_is_explained_is_what_the_engine_counts(case):
    law, state, calendar = case
    plain = as_json(state, ())["terms"]
    for term, said in zip(state.terms, plain, strict=True):
        days_of = law.calendar(law.term_rules[term.term].calendar or calendar)
        explained = json.loads(json.dumps(as_plain(law, state, term, "es")))
        assert explained["term"] == said
        days = explained["days"]
        if term.due is None or term.unit not in DAYS:
            assert days == []
            continue
        counted = [one for one in days if one["number"] is not None]
        more = sum(one.amount for one in term.moved if one.by is Mover.EXTENSION)
        whole = list(range(1, term.amount + more + 1))
        capped = term.moved_by(Mover.TOTAL) is not None
        assert [one["number"] for one in counted] == (whole[: len(counted)] if capped else whole)
        assert days[-1]["date"] == term.due.isoformat()
        assert days[0]["date"] == (term.from_at + timedelta(days=1)).isoformat()
        for one in days:
            on = date.fromisoformat(one["date"])
            if term.unit is Unit.BUSINESS_DAY:
                paused = {each.on for each in term.skipped if each.why in PAUSED}
                counts = days_of.is_business(on) and on not in paused
                assert counts == (one["number"] is not None)
            assert bool(one["why"]) == (one["number"] is None)


EXAMPLES = [
    (law, example)
    for law in LAWS
    for path in example_files(protocol_folder(law.id))
    for example in examples_in(path)
    if example.due
]


@given(st.sampled_from(EXAMPLES), st.integers(-400, 400).filter(bool))
@examples(60)
def test_an_example_with_another_day_never_holds(found, shift):
    """The tester tells a wrong answer from a right one, whatever is wrong with it."""
    law, example = found
    name, day = next(iter(example.due.items()))
    moved = (datetime.fromisoformat(day) + timedelta(days=shift)).isoformat()
    wrong = replace(example, due=example.due | {name: moved[: len(day)]})
    (difference,) = differences(law, wrong)
    assert difference == (f"due.{name}", moved[: len(day)], day)


@pytest.mark.parametrize("what", ["track", "stage", "counts_as"])
def test_each_plain_answer_is_compared(what):
    held = next(one for one in EXAMPLES if one[1].track and one[1].stage)
    law, example = held
    other: Any = {what: "1999-01-01"}
    wrong = replace(example, **other)
    assert [one.what for one in differences(law, wrong)] == [what]
