"""The product's clock in these tests: the same day in any year, and moved where a test says so."""

from datetime import timedelta

from django.utils import timezone

from tests.clock import TODAY, Clock

MINUTES = timedelta(minutes=10)


def test_every_test_begins_on_the_same_day() -> None:
    assert timedelta(0) <= timezone.now() - TODAY < MINUTES
    assert timezone.localdate().year == TODAY.year


def test_time_passes_where_a_test_lets_it(clock: Clock) -> None:
    clock.move(timedelta(days=3))
    assert timedelta(days=3) <= timezone.now() - TODAY < timedelta(days=3) + MINUTES
