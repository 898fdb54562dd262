from datetime import UTC, date, datetime

import pytest
from django.template import engines
from django.utils import timezone, translation

from amparo.foundations.web.dates import compact_day, compact_moment, in_words, short_day

MONDAY = date(2024, 7, 15)


def shown(source, **context):
    return engines["django"].from_string("{% load web %}" + source).render(context)


@pytest.mark.parametrize(
    ("language", "said"),
    [("es", "lunes 15 de julio de 2024"), ("en", "Monday 15 July 2024")],
)
def test_a_day_is_said_in_full(language, said):
    with translation.override(language):
        assert in_words(MONDAY) == said


def test_a_day_is_said_with_its_distance():
    with translation.override("es"):
        assert shown('{{ day|in_words:"en 3 días hábiles" }}', day=MONDAY) == (
            "lun 15 jul 2024, en 3 días hábiles"
        )
        assert shown('{{ day|in_full:"en 3 días hábiles" }}', day=MONDAY) == (
            "lunes 15 de julio de 2024, en 3 días hábiles"
        )


def test_a_moment_says_whose_hour_it_is():
    late = datetime(2024, 7, 16, 3, 30, tzinfo=UTC)
    with translation.override("es"), timezone.override("America/Lima"):
        assert in_words(late) == "lunes 15 de julio de 2024, 22:30, hora de Lima"
    with translation.override("en"), timezone.override("America/Mexico_City"):
        assert in_words(late) == "Monday 15 July 2024, 21:30, Mexico City time"


def test_no_day_says_nothing():
    assert shown("{{ day|in_words }}{{ day|short_day }}{% day day %}", day=None) == ""


def test_the_current_year_is_left_out():
    this_year = timezone.localdate().replace(month=3, day=3)
    with translation.override("en"):
        assert compact_day(this_year) == f"{this_year:%a} 3 Mar"
        assert compact_day(this_year.replace(year=this_year.year - 1)).endswith(
            f"3 Mar {this_year.year - 1}"
        )


def test_a_moment_on_a_page_has_the_hour_of_the_current_zone():
    late = datetime(2024, 7, 16, 3, 30, tzinfo=UTC)
    with translation.override("es"), timezone.override("America/Lima"):
        assert compact_moment(late) == "lun 15 jul 2024, 22:30"
        assert shown("{% place_of_clock %}") == "Lima"


def test_a_short_day_keeps_its_year():
    with translation.override("es"):
        assert short_day(MONDAY) == "15 jul 2024"


def test_machines_read_the_day_too():
    with translation.override("en"):
        assert shown('{% day day "today" %}', day=MONDAY) == (
            '<time datetime="2024-07-15">Mon 15 Jul 2024, today</time>'
        )
