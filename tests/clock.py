"""One clock for the product in every test of it: it starts on the same working day, and runs on.

People, plans and duties of the tests have dates of their own (`tests.people.MONDAY` and what
follows); a page that read the machine's clock beside them would pass this month and fail the next.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

TODAY = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)  # a Wednesday, ten in the morning in Lima
HERE = Path(__file__).parent
# Where the product runs in the test's own process; elsewhere it has a clock of its own.
HELD = tuple(HERE / name for name in ("unit", "property", "architecture", "browser/pages"))


class Clock:
    """What the product takes for now."""

    def __init__(self, starts: datetime) -> None:
        self.ahead = starts - _of_the_machine()

    def now(self) -> datetime:
        return _of_the_machine() + self.ahead

    def move(self, by: timedelta) -> None:
        self.ahead += by


def _of_the_machine() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the one clock of the tests rests on it


@pytest.fixture(autouse=True)
def clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The product's clock: `clock.move(timedelta(days=3))` lets time pass."""
    held = Clock(TODAY)
    if any(request.path.is_relative_to(folder) for folder in HELD):
        monkeypatch.setattr(timezone, "now", held.now)
    return held
