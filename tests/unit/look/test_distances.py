"""How far a day is: said in days that count, and never as none of them where it is not today."""

from datetime import date

import pytest
from django.utils import translation

from amparo import rules
from amparo.foundations.look.law import ahead

FRIDAY, SUNDAY, MONDAY = date(2026, 11, 27), date(2026, 11, 29), date(2026, 11, 30)


@pytest.mark.parametrize(
    ("today", "day", "english", "spanish"),
    [
        (FRIDAY, FRIDAY, "today", "hoy"),
        (FRIDAY, SUNDAY, "in 2 days", "en 2 días"),
        (FRIDAY, MONDAY, "in 1 working day", "en 1 día hábil"),
        (SUNDAY, FRIDAY, "2 days late", "2 días tarde"),
        (MONDAY, FRIDAY, "1 working day late", "1 día hábil tarde"),
    ],
)
def test_a_day_that_does_not_count_is_said_in_days(today, day, english, spanish):
    law = rules.load("pe-2021")
    for language, said in (("en", english), ("es", spanish)):
        with translation.override(language):
            assert ahead(law, day, today=today) == said
