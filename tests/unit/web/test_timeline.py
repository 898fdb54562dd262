from datetime import date, timedelta

import pytest
from django.template import engines
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from amparo.foundations.web.timeline import DRAWN_AT_MOST, WIDTH, Point, PointState, draw

TODAY = date(2024, 7, 2)
STORY = [
    Point(
        on=date(2024, 8, 8),
        word="Decision",
        state=PointState.NEXT,
        why="art. 19",
        distance="in 27 working days",
    ),
    Point(on=date(2024, 6, 24), word="Request received", state=PointState.DONE),
    Point(on=date(2024, 6, 26), word="Preliminary report", state=PointState.LATE, why="art. 16"),
]

points = st.lists(
    st.builds(
        Point,
        on=st.dates(date(2021, 4, 23), date(2028, 12, 31)),
        word=st.text(max_size=60),
        state=st.sampled_from(PointState),
    ),
    max_size=30,
)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def shown(story, today=TODAY):
    template = engines["django"].from_string("{% load web %}{% timeline points today=today %}")
    return template.render({"points": story, "today": today})


def test_the_line_runs_in_the_order_of_days():
    drawing = draw(STORY, today=TODAY)
    assert [mark.point.word for mark in drawing.marks] == [
        "Request received",
        "Preliminary report",
        "Decision",
    ]


def test_longer_waits_are_longer_on_the_line():
    received, report, decision = draw(STORY, today=TODAY).marks
    assert decision.x - report.x > report.x - received.x


def test_today_stands_between_what_was_and_what_comes():
    drawing = draw(STORY, today=TODAY)
    assert drawing.marks[1].x < drawing.now_x < drawing.marks[2].x


def test_past_acts_are_solid_next_dates_open_and_late_ones_have_corners():
    drawn = shown(STORY)
    assert drawn.count('<circle class="line-done"') == 1
    assert drawn.count('<circle class="line-next"') == 1
    assert drawn.count('<path class="line-late"') == 1


def test_who_does_not_see_the_line_reads_the_same_story():
    svg, _, told = shown(STORY).partition("</svg>")
    assert '<title id="line-title">' in svg
    assert '<desc id="line-story">' in svg
    assert (
        told.index("Request received") < told.index("Preliminary report") < told.index("Decision")
    )
    assert "Thu 8 Aug 2024, in 27 working days" in told
    assert "art. 16" in told
    assert "(late)" in told


def test_a_case_without_acts_has_no_line():
    assert "<svg" not in shown([])


def test_words_on_the_line_are_never_markup():
    assert "<b>" not in shown([Point(on=TODAY, word="<b>x</b>", state=PointState.DONE)])


def test_a_long_story_is_drawn_in_part_and_told_whole():
    story = [
        Point(on=TODAY - timedelta(days=day), word=f"Act {day}", state=PointState.DONE)
        for day in range(40)
    ]
    drawing = draw(story, today=TODAY)
    assert len(drawing.marks) == DRAWN_AT_MOST
    assert drawing.left_out == 40 - DRAWN_AT_MOST
    assert shown(story).count("<li") == 40


@given(story=points, today=st.dates(date(2021, 1, 1), date(2029, 12, 31)))
def test_any_story_fits_on_the_line(story, today):
    drawing = draw(story, today=today)
    places = [mark.x for mark in drawing.marks]
    assert places == sorted(places)
    assert all(0 <= place <= WIDTH for place in [*places, drawing.now_x])
    assert len(drawing.marks) + drawing.left_out == len(story)
