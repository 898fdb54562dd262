"""Fairness during a flood of requests: those beyond a few from one address are listed behind the
others. None is refused or hidden, and each raises an alert; the address is not stored."""

from datetime import datetime

from amparo.foundations.accounts.server.fairness_queue import Lanes
from amparo.foundations.accounts.sign_in.limits import WINDOW
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.row_scope import asks_alone, many_came

A_FLOOD = 20
"""Number of requests in 15 minutes that make a flood. Below it, addresses are not counted."""
LANES = Lanes(one=5, onion=20)


def comes_in_a_flood(address: str, *, at: datetime) -> bool:
    """Return whether a new request goes behind the others. During a flood, count it for the next
    one."""
    if not _many(at - WINDOW):
        return False
    behind = LANES.is_full(address, at=at)
    LANES.came(address, at=at)
    return behind


def _many(since: datetime) -> bool:
    if asks_alone():
        return many_came(since)
    lately = Filing.objects.filter(filed_at__gt=since).values_list("pk")
    return len(lately[:A_FLOOD]) == A_FLOOD
