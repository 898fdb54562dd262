"""The last link of the record, also for a process that may read only a part of it. A door that is
served alone on PostgreSQL sees only the entries of its files (`rights.toml`), and a function
returns the last link of the chain (`cli/apart/policy_functions.py`)."""

from typing import Any

from django.conf import settings
from django.db import connection

from amparo.foundations.ledger.chain import NOTHING
from amparo.foundations.ledger.models import Entry

_LAST = Entry.objects.order_by("-sequence").only("sequence", "hash")


def last_link() -> tuple[int, bytes]:
    """Return number and hash of the last entry, to which the next one is chained."""
    if _reads_a_part():
        found = _told()
        return (found[0], bytes(found[1])) if found else (0, NOTHING)
    return next(((last.sequence, bytes(last.hash)) for last in _LAST[:1]), (0, NOTHING))


def _reads_a_part() -> bool:
    return settings.SURFACE == "door" and connection.vendor == "postgresql"


def _told() -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, chained FROM last_entry()")
        found: tuple[Any, ...] | None = cursor.fetchone()
    return found
