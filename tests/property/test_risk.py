"""The level of risk and its reasons against a rule that was written apart: it reads no table and
calls nothing of the product."""

import tomllib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.law import Unanswered, load_protocol, protocol_folder
from amparo.law.assessment import risk_matrix as risk

PERU = load_protocol("pe-2021")
FILE = tomllib.loads((protocol_folder("pe-2021") / "20-assessment.toml").read_text())
KINDS = {one["id"]: one["kind"] for one in FILE["factor"]}
LIKELY = ("remote", "possible", "likely", "imminent")
GRAVE = ("minor", "serious", "severe", "irreparable")

TODAY = date(2026, 11, 27)
days = st.dates(date(2021, 4, 23), date(2100, 1, 1))
answers = st.dictionaries(st.sampled_from(list(KINDS)), st.sampled_from(["yes", "no", "unknown"]))


def method_on(day: date) -> risk.RiskMethod:
    found = PERU.risk_method(day)
    assert found is not None
    return found


def by_steps(probability: str, impact: str) -> str:
    """A step of the one weighs what a step of the other does: how many there are in all decides."""
    steps = LIKELY.index(probability) + GRAVE.index(impact)
    if steps >= 5:
        return "extreme"
    if steps == 4:
        return "high"
    return "elevated" if steps >= 2 else "ordinary"


@given(days, answers, st.sampled_from(LIKELY), st.sampled_from(GRAVE))
def test_the_level_and_its_reasons_are_those_of_the_rule_apart(day, said, probability, impact):
    method = method_on(day)
    found = risk.explain(
        method, PERU.assessment.factor, said, probability=probability, impact=impact
    )
    present = [one for one in KINDS if said.get(one) == "yes"]
    assert found.level.id == by_steps(probability, impact)
    assert found.threats == tuple(one for one in present if KINDS[one] == "threat")
    assert found.vulnerabilities == tuple(one for one in present if KINDS[one] == "vulnerability")
    assert found.capacities == tuple(one for one in present if KINDS[one] == "capacity")
    assert found.unknown == tuple(one for one in KINDS if said.get(one) not in {"yes", "no"})


@given(answers, st.sampled_from([*LIKELY, "", None]), st.sampled_from([*GRAVE, "", None]))
def test_where_an_axis_has_no_answer_there_is_no_level(said, probability, impact):
    method = method_on(TODAY)
    axes = {"probability": probability, "impact": impact}
    if probability and impact:
        assert risk.level(method, probability, impact).id == by_steps(probability, impact)
        return
    with pytest.raises(Unanswered):
        risk.explain(method, PERU.assessment.factor, said, **axes)


@given(st.sampled_from(LIKELY), st.sampled_from(GRAVE))
def test_what_would_change_the_level_is_each_step_that_does(probability, impact):
    method = method_on(TODAY)
    here = by_steps(probability, impact)
    beside = [(one, impact) for one in next_to(LIKELY, probability)]
    beside += [(probability, one) for one in next_to(GRAVE, impact)]
    expected = [by_steps(*pair) for pair in beside if by_steps(*pair) != here]
    found = [step.level.id for step in risk.steps_away(method, probability, impact)]
    assert found == expected


def next_to(axis: tuple[str, ...], step: str) -> list[str]:
    return [one for one in axis if abs(axis.index(one) - axis.index(step)) == 1]


def test_the_rule_apart_keeps_the_reasons_that_the_table_gives() -> None:
    """As its note says them: nothing irreparable or imminent is ordinary, no axis decides alone."""
    assert all(by_steps(one, "irreparable") != "ordinary" for one in LIKELY)
    assert all(by_steps("imminent", one) != "ordinary" for one in GRAVE)
    assert all(len({by_steps(one, grave) for one in LIKELY}) > 1 for grave in GRAVE)
    assert all(len({by_steps(likely, one) for one in GRAVE}) > 1 for likely in LIKELY)
    method = method_on(TODAY)
    assert (method.probabilities, method.impacts) == (LIKELY, GRAVE)
