"""How far a day is: said in days that count, and never as none of them where it is not today."""

from datetime import date, datetime

import pytest
from django.utils import translation

from amparo.foundations.web.law.wording import ahead, due_from, runs_every_day
from amparo.law import Happened, case_state, load_protocol

FRIDAY, SUNDAY, MONDAY = date(2026, 11, 27), date(2026, 11, 29), date(2026, 11, 30)


@pytest.mark.parametrize(
    ("today", "day", "english", "spanish"),
    [
        (FRIDAY, FRIDAY, "today", "hoy"),
        (FRIDAY, SUNDAY, "in 2 days", "en 2 días"),
        (FRIDAY, MONDAY, "in 1 working day", "en 1 día hábil"),
        (SUNDAY, FRIDAY, "2 days late", "2 días de retraso"),
        (MONDAY, FRIDAY, "1 working day late", "1 día hábil de retraso"),
    ],
)
def test_a_day_that_does_not_count_is_said_in_days(today, day, english, spanish):
    law = load_protocol("pe-2021")
    for language, said in (("en", english), ("es", spanish)):
        with translation.override(language):
            assert ahead(law, day, today=today) == said


@pytest.mark.parametrize(
    ("term", "said"),
    [("decision", "4 working days late"), ("forward", "7 days late"), ("notify", "7 days late")],
)
def test_how_late_a_term_is_stands_in_its_own_days_as_the_clock_counts_it(term, said):
    """Five calendar days that passed a week ago are seven days late, not five working ones."""
    law = load_protocol("pe-2021")
    moments = {
        "request_received": datetime(2024, 5, 6, 9, tzinfo=law.zone),
        "decision_issued": datetime(2024, 6, 24, 9, tzinfo=law.zone),
    }
    at = datetime(2024, 7, 6, 9, tzinfo=law.zone)
    if term == "decision":
        moments.pop("decision_issued")
        at = datetime(2024, 6, 24, 9, tzinfo=law.zone)
    state = case_state(law, Happened(moments, {}), at)
    with translation.override("en"):
        due = due_from(state.term(term), law, at=at)
    assert due is not None
    assert due.distance == said
    assert said.startswith(str(state.term(term).late_by))


@pytest.mark.parametrize(
    ("protocol", "term", "every"),
    [
        ("pe-2021", "decision", False),
        ("pe-2021", "forward", True),
        ("mx-2012", "urgent_issue", True),
        ("pe-2021", "not-there", False),
    ],
)
def test_whether_no_day_is_left_out_is_asked_of_the_law(protocol, term, every):
    assert runs_every_day(load_protocol(protocol), term) is every
