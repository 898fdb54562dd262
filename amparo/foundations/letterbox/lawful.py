"""What the law says of a filing's events."""

from datetime import datetime
from typing import Any

from django.conf import settings

from amparo import rules


def state_of(
    protocol: str, happened: dict[str, str], facts: dict[str, Any], *, at: datetime
) -> rules.CaseState:
    """What the law says of these events at this moment. A case outlives its law's calendar: dates
    beyond it are then unknown."""
    law = rules.load(protocol)
    known = rules.Happened.from_plain({**happened, **facts}, law)
    return rules.state(law, known, at, calendar=settings.CALENDAR, open_ended=True)
