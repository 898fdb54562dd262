"""A page that shows another date than the law stops the walk."""

from contextlib import nullcontext
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from amparo.cli.walk.page_reader import read_page
from amparo.cli.walk.step_printer import Disagree, Telling
from amparo.cli.walk.story import Story

DUE = (
    '<details class="due"><summary><time datetime="{day}">ese día</time></summary>'
    "<p>{source}</p></details>"
)


@pytest.fixture
def telling():
    story = Story.read()
    telling = Telling(story.protocol, story.calendar)
    telling.happened("request_received", channel="digital")
    return telling


def page(**about):
    return read_page("/mine/", 200, DUE.format(**about).encode(), "text/html")


def due_of(telling, name):
    return next(term for term in telling.terms() if term["term"] == name)


def test_a_date_that_the_clock_says_too_is_told_in_one_line(telling, capsys):
    term = due_of(telling, "decision")
    telling.step("Ana", "looks", "art. 1", page(day=term["due"], source=term["source"]))
    said = capsys.readouterr().out
    assert said.count("\n") == 1
    assert "Ana" in said
    assert "[art. 1]" in said
    assert "next: Preliminary report, due" in said
    assert telling.compared == 1


def test_another_day_stops_the_walk_and_says_how_to_ask_the_clock(telling):
    term = due_of(telling, "decision")
    with pytest.raises(Disagree, match=r"shows 2020-01-01 .* amparo clock .*request_received="):
        telling.step("Ana", "looks", "art. 1", page(day="2020-01-01", source=term["source"]))


def test_the_right_day_on_another_ground_stops_it_too(telling):
    term = due_of(telling, "decision")
    with pytest.raises(Disagree):
        telling.step("Ana", "looks", "art. 1", page(day=term["due"], source="art. 99"))


def test_what_an_institution_was_asked_has_the_engines_own_term(telling):
    telling.asked["prior_opinion"] = telling.now()
    ((day, source),) = telling._asked_terms()  # noqa: SLF001 - the test reads it to show it
    telling.step("Carla", "answers", "art. 2", page(day=day, source=source))


def test_no_day_that_somebody_sets_falls_on_a_weekend(telling):
    days = [date.fromisoformat(telling.working_day(ahead)) for ahead in range(7)]
    assert days == sorted(days)
    assert {day.isoweekday() for day in days} <= {1, 2, 3, 4, 5}


def test_before_anything_happened_there_is_no_date_to_tell(capsys):
    story = Story.read()
    Telling(story.protocol, story.calendar).step("Saúl", "joins", "art. 3")
    assert "next" not in capsys.readouterr().out


LIMA = ZoneInfo("America/Lima")
NIGHT = datetime(2026, 11, 24, 0, 0, tzinfo=LIMA)  # when a Tuesday begins
EVE, DAY = "2026-11-25", "2026-11-26"  # two working days after Monday, and after Tuesday


@pytest.mark.parametrize(
    ("seconds", "shown", "agrees"),
    [(20, EVE, True), (20, DAY, True), (90, EVE, False), (90, DAY, True), (-1, DAY, False)],
)
def test_what_the_site_took_for_yesterdays_is_no_other_date_when_midnight_came_between(
    telling, seconds, shown, agrees
):
    telling.events["request_received"] = NIGHT + timedelta(seconds=seconds)
    source = due_of(telling, "preliminary_report")["source"]
    with nullcontext() if agrees else pytest.raises(Disagree):
        telling.step("Ana", "looks", "art. 1", page(day=shown, source=source))
