"""A term by hours that has passed is late on its very day, and nowhere due today."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import cast

import pytest
from django.utils import translation

from amparo.foundations.web.law.due_dates import DueState
from amparo.foundations.web.law.wording import due_from, point_of, runs_every_day
from amparo.foundations.web.timeline import PointState
from amparo.law import Happened, Protocol, Unit, case_state, load_protocol
from amparo.law.transitory import of_norm


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
    law = load_protocol("mx-2012")
    came = datetime(2026, 11, 4, 9, tzinfo=law.zone)
    [begins] = [one.starts_from for one in law.term_rules.values() if one.id == "urgent_issue"]
    happened = Happened({begins: came}, {"imminent_danger": True})
    term = case_state(law, happened, came + later).term("urgent_issue")
    assert term.due == came + timedelta(hours=3)
    for language, word in (("en", english), ("es", spanish)):
        with translation.override(language):
            due = due_from(term, law, at=came + later)
            on_line = point_of(term, law, at=came + later)
        assert due is not None
        assert on_line is not None
        assert (due.state, due.word, on_line.state) == (state, word, point)


def test_a_term_that_was_carried_runs_by_the_days_of_the_norm_that_was_left() -> None:
    here, left = load_protocol("pe-2021"), load_protocol("mx-2012")
    by_days = next(name for name in left.term_rules if runs_every_day(left, name))
    assert runs_every_day(here, of_norm(left.id, by_days))
    counted = next(name for name in here.term_rules if not runs_every_day(here, name))
    assert not runs_every_day(left, of_norm(here.id, counted))
    assert not runs_every_day(here, of_norm("no-norm", "no_term"))


def test_each_track_runs_by_its_own_days() -> None:
    hours, days = (
        SimpleNamespace(track=track, unit=unit)
        for track, unit in (("fast", Unit.HOUR), ("plain", Unit.BUSINESS_DAY))
    )
    rule = SimpleNamespace(value=[hours, days])
    law = cast("Protocol", SimpleNamespace(term_rules={"x": rule}))
    assert runs_every_day(law, "x", "fast")
    assert not runs_every_day(law, "x", "plain")
    assert not runs_every_day(law, "x")
