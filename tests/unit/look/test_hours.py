"""A term by hours that has passed is late on its very day, and nowhere due today."""

from datetime import datetime, timedelta

import pytest
from django.utils import translation

from amparo import rules
from amparo.foundations.look.due import DueState
from amparo.foundations.look.law import due_from, point_of
from amparo.foundations.look.timeline import PointState


@pytest.mark.parametrize(
    ("later", "state", "english", "spanish", "point"),
    [
        (timedelta(hours=2, minutes=59), DueState.DUE, "Due today", "Vence hoy", PointState.NEXT),
        (timedelta(hours=3, minutes=1), DueState.LATE, "Overdue", "Vencido", PointState.LATE),
        (timedelta(hours=14), DueState.LATE, "Overdue", "Vencido", PointState.LATE),
    ],
)
def test_three_hours_that_passed_in_the_morning_are_late_at_noon(
    later: timedelta, state: DueState, english: str, spanish: str, point: PointState
) -> None:
    law = rules.load("mx-2012")
    came = datetime(2026, 11, 4, 9, tzinfo=law.zone)
    [begins] = [one.starts_from for one in law.term_rules.values() if one.id == "urgent_issue"]
    happened = rules.Happened({begins: came}, {"imminent_danger": True})
    term = rules.state(law, happened, came + later).term("urgent_issue")
    assert term.due == came + timedelta(hours=3)
    for language, word in (("en", english), ("es", spanish)):
        with translation.override(language):
            due = due_from(term, law, at=came + later)
            on_line = point_of(term, law, at=came + later)
        assert due is not None
        assert on_line is not None
        assert (due.state, due.word, on_line.state) == (state, word, point)
