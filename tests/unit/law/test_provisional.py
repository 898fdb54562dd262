"""Until when a measure that was ordered before the decision holds."""

from datetime import date, datetime

from amparo.law import Happened, case_state
from amparo.law.state.provisional_measure_lapses import lapses_of

FACTS = {"imminent_risk": True, "provisional_measure_ordered": True}


def test_it_ends_with_its_own_days_when_these_end_first(peru, ask):
    said = ask("2024-06-25", facts=FACTS, request_received="2024-06-24")
    found = lapses_of(peru, said, date(2024, 7, 5))
    assert [(one.on.isoformat(), one.by) for one in found] == [
        ("2024-07-05", "own_term"),
        ("2024-07-15", "time_to_decide"),
    ]
    assert {one.source for one in found} == {"LPAG, art. 146.3"}


def test_it_ends_when_the_time_to_decide_passes_before_its_own_days(peru, ask):
    said = ask("2024-06-25", facts=FACTS, request_received="2024-06-24")
    found = lapses_of(peru, said, date(2024, 9, 30))
    assert found[0].by == "time_to_decide"


def test_it_ends_on_the_day_of_the_resolution(peru, ask):
    days = {"request_received": "2024-06-24", "preliminary_report_issued": "2024-06-25"}
    said = ask("2024-07-09", facts=FACTS, **days, decision_issued="2024-07-08")
    assert lapses_of(peru, said, date(2024, 9, 30))[0].by == "issued"


def test_a_law_that_says_nothing_leaves_its_own_days(elsewhere):
    happened = Happened({"call_logged": elsewhere_day(elsewhere)})
    said = case_state(elsewhere, happened, elsewhere_day(elsewhere))
    assert [one.by for one in lapses_of(elsewhere, said, date(2024, 9, 30))] == ["own_term"]
    assert lapses_of(elsewhere, said) == ()


def elsewhere_day(law):
    return datetime(2024, 3, 4, tzinfo=law.zone)
