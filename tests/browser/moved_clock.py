"""Settings of a served site whose clock a test moves (`Site.move_clock`): the product's now is as
many seconds ahead of the machine's as a file of the site's folder says."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.utils import timezone

from amparo.settings.main import *  # noqa: F403, TID251 - the site's own, with another clock
from amparo.settings.main import STATE as _STATE  # noqa: TID251

_AHEAD = Path(_STATE) / "seconds-ahead"


def _now() -> datetime:
    ahead = float(_AHEAD.read_text(encoding="ascii")) if _AHEAD.exists() else 0
    return datetime.now(UTC) + timedelta(seconds=ahead)  # noqa: TID251 - the clock of the machine


timezone.now = _now
