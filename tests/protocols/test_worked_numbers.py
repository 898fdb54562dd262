"""Each number of each text of each law has a worked example with its day, on either side of each
change of the text."""

from dataclasses import replace
from datetime import date

import pytest

from amparo.law import Protocol, known_protocols, load_protocol
from amparo.law.counting.day_by_day_count import counted_days
from amparo.law.counting.holidays import Holiday, kept_in
from amparo.law.counting.units import Unit
from amparo.law.examples import Example
from amparo.law.procedure import TermRule, VersionedBy
from amparo.law.sourced_values import in_force
from amparo.law.state.typed_facts import read_moment
from tests.protocols.numbers import PAGE, examples, numbers, page, shown, terms_said
from tests.protocols.test_articles import AMOUNT, LISTED, Row, cited, rows_of

LAWS = known_protocols()
SATURDAY = 5


def _counts_working_days(protocol: str) -> bool:
    """A real law, that does."""
    law = load_protocol(protocol)
    units = {value.unit for rule in law.terms.term for value in rule.value}
    return Unit.BUSINESS_DAY in units and not law.procedure.fictional


@pytest.mark.parametrize("protocol", LAWS)
def test_each_number_has_an_example_with_its_day(protocol: str):
    missing = set(numbers(load_protocol(protocol))) - shown(protocol).keys()
    assert sorted(missing, key=str) == []


def test_the_page_of_numbers_names_the_example_of_each():
    """Where it does not: `python -m tests.protocols.numbers`."""
    assert PAGE.read_text(encoding="utf-8") == page()


NUMBERED = [
    pytest.param(one, row, id=f"{one}{row.book}-{row.name}")
    for one in LISTED
    for row in rows_of(one)
    if AMOUNT.search(row.condition)
]


@pytest.mark.parametrize(("protocol", "row"), NUMBERED)
def test_each_article_with_a_number_has_an_example_of_each(protocol: str, row: Row):
    """By the list of articles: what it says in days or hours is worked out somewhere."""
    wholes = {one.whole for one in row.articles}
    worked = {
        (number.amount, str(number.unit))
        for number in shown(protocol)
        if wholes & {one.whole for one in cited(number.source)}
    }
    said = {(int(amount), unit.replace(" ", "_")) for amount, unit in AMOUNT.findall(row.condition)}
    assert said <= worked


CHANGES = [
    pytest.param(one, rule, day, id=f"{one}-{rule.id}-{day}")
    for one in LAWS
    for rule in (*load_protocol(one).terms.term, *load_protocol(one).obligations.asked)
    for day in sorted({value.since for value in rule.value})[1:]
]


@pytest.mark.parametrize(("protocol", "rule", "day"), CHANGES)
def test_each_change_of_a_text_has_an_example_on_either_side(
    protocol: str, rule: TermRule, day: date
):
    law = load_protocol(protocol)
    began = (
        _basis(law, rule, example)
        for _, example in examples(protocol)
        if rule.id in {*example.due, *example.asked_due}
    )
    assert {one >= day for one in began if one is not None} == {False, True}


def _basis(law: Protocol, rule: TermRule, example: Example) -> date | None:
    """The day by which the text is chosen."""
    by_start = rule.versioned_by is VersionedBy.START
    event = rule.starts_from if by_start else law.procedure.filing
    said = example.asked.get(rule.id) or example.happened.get(event)
    return read_moment(event, said, law.zone).date() if said else None


RECEPTIONS = [
    pytest.param(one, place, id=f"{one}-{rule.channel}-{rule.since}")
    for one in LAWS
    for place, rule in enumerate(load_protocol(one).admission.reception)
]


@pytest.mark.parametrize(("protocol", "place"), RECEPTIONS)
def test_each_text_on_reception_has_an_example(protocol: str, place: int):
    """Each channel, and each text of it: when what comes by it counts as received."""
    law = load_protocol(protocol)
    rule = law.admission.reception[place]
    own = [one for one in law.admission.reception if one.channel == rule.channel]
    filed = [
        read_moment("filed", example.happened[law.procedure.filing], law.zone).date()
        for _, example in examples(protocol)
        if example.counts_as and _channel(law, example) == rule.channel
    ]
    assert [day for day in filed if in_force(own, day) is rule]


def _channel(law: Protocol, example: Example) -> str | None:
    name = law.procedure.channel
    return example.facts.get(name, law.facts[name].default) if name else None


NEW_HOLIDAYS = [
    pytest.param(one, holiday, id=f"{one}-{holiday.id}")
    for one in LAWS
    for holiday in load_protocol(one).calendars.holiday
    if holiday.since > load_protocol(one).procedure.in_force_from and _counts_working_days(one)
]


@pytest.mark.parametrize(("protocol", "holiday"), NEW_HOLIDAYS)
def test_each_new_holiday_has_an_example_on_either_side(protocol: str, holiday: Holiday):
    """Worked in a year before it was one, and free in a year since."""
    law = load_protocol(protocol)
    always = replace(holiday, since=date.min)
    counted = {
        (day.on >= holiday.since, day.number is None)
        for _, example in examples(protocol)
        for term in terms_said(law, example)
        for day in counted_days(law, term, "en")
        if day.on == kept_in(always, day.on.year) and day.on.weekday() < SATURDAY
    }
    assert counted >= {(False, False), (True, True)}
