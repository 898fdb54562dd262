"""While very many requests come in, those that one address sends beyond a few stand behind the
others on the list. None is refused, none is hidden, each is alerted of; where it came from is
stored nowhere."""

from datetime import datetime

from amparo.foundations.accounts.server.fairness_queue import Lanes
from amparo.foundations.accounts.sign_in.limits import WINDOW
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.row_scope import asks_alone, many_came

A_FLOOD = 20
"""Requests in a quarter of an hour. Before it no address is counted."""
LANES = Lanes(one=5, onion=20)


def comes_in_a_flood(address: str, *, at: datetime) -> bool:
    """Of a request that is about to be stored, which counts for the next."""
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
