"""What is asked of the whole record, whatever of it this process reads. Where the door is served
alone, PostgreSQL shows it the entries of the files that it was shown (`rights.toml`); how the chain
ends, and whether anything is out of order, it is told by functions (`cli/apart/functions.py`)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection

from amparo.foundations.ledger.chain import NOTHING
from amparo.foundations.ledger.models import Entry
from amparo.foundations.prepared import Prepared

_LAST = Prepared(lambda: Entry.objects.order_by("-sequence").only("sequence", "hash")[:1])


def last_link() -> tuple[int, bytes]:
    """Number and hash of the last entry: what the next one is chained to."""
    if _reads_a_part():
        found = _told("SELECT number, chained FROM last_entry()", [])
        return (found[0], bytes(found[1])) if found else (0, NOTHING)
    return next(((last.sequence, bytes(last.hash)) for last in _LAST()), (0, NOTHING))


def is_out_of_order(entry: Entry, *, since: datetime) -> bool:
    """Whether anything that was recorded before it is said to be of that moment, or younger."""
    if _reads_a_part():
        found = _told("SELECT is_earlier(%s, %s)", [entry.sequence, since])
        return bool(found and found[0])
    return Entry.objects.filter(sequence__lt=entry.sequence, at__gte=since).exists()


def _reads_a_part() -> bool:
    return settings.SURFACE == "door" and connection.vendor == "postgresql"


def _told(sql: str, values: Sequence[Any]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: tuple[Any, ...] | None = cursor.fetchone()
    return found
