"""Each number of each text of each law has a worked example with its day, on either side of each
change of the text."""

from collections.abc import Iterator
from datetime import date

import pytest

from amparo import rules
from amparo.rules.asking import asked_term
from amparo.rules.examples import Example, answer, example_files, examples_in
from amparo.rules.pairs import read_moment
from amparo.rules.procedure import TermRule, VersionedBy

EXAMPLES = {
    one: [
        example
        for path in example_files(rules.protocol_folder(one))
        for example in examples_in(path)
        if not example.refused
    ]
    for one in rules.known_protocols()
}


@pytest.mark.parametrize("protocol", rules.known_protocols())
def test_each_number_has_an_example_with_its_day(protocol: str):
    law = rules.load(protocol)
    shown = {shown for example in EXAMPLES[protocol] for shown in _shown(law, example)}
    terms = (*law.terms.term, *law.obligations.asked)
    every = {(rule.id, value.source) for rule in terms for value in rule.value}
    every |= {(one.id, one.source) for one in law.obligations.standing if one.amount is not None}
    assert sorted(every - shown) == []


def _shown(law: rules.Protocol, example: Example) -> Iterator[tuple[str, str]]:
    """Each term whose day the example says, with the source of the text it was counted by."""
    said = answer(law, example) if example.due else None
    for name in example.due if said else ():
        if said and (term := said.find_term(name)):
            yield name, term.source
    at = read_moment("at", example.at, law.zone)
    for name in example.asked_due:
        asked_at = read_moment(name, example.asked[name], law.zone)
        if term := asked_term(law, name, asked_at, at, calendar=example.calendar):
            yield name, term.source
    duties = {one.id: one.source for one in law.obligations.standing}
    yield from ((name, duties[name]) for name in example.standing_due)


CHANGES = [
    pytest.param(one, rule, day, id=f"{one}-{rule.id}-{day}")
    for one in rules.known_protocols()
    for rule in rules.load(one).terms.term
    for day in sorted({value.since for value in rule.value})[1:]
]


@pytest.mark.parametrize(("protocol", "rule", "day"), CHANGES)
def test_each_change_of_a_text_has_an_example_on_either_side(
    protocol: str, rule: TermRule, day: date
):
    law = rules.load(protocol)
    began = (_basis(law, rule, one) for one in EXAMPLES[protocol] if rule.id in one.due)
    assert {one >= day for one in began if one is not None} == {False, True}


def _basis(law: rules.Protocol, rule: TermRule, example: Example) -> date | None:
    """The day by which the text is chosen."""
    by_start = rule.versioned_by is VersionedBy.START
    event = rule.starts_from if by_start else law.procedure.filing
    said = example.happened.get(event)
    return read_moment(event, said, law.zone).date() if said else None
