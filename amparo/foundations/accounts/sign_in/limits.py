"""Slowing down guesses, with room for a shared office or a Tor exit. Only keyed hashes are kept."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, transaction

from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.models import FailedAttempts
from amparo.foundations.accounts.server import disk_room as room
from amparo.foundations.accounts.sign_in import limits_in_memory as in_memory

WINDOW = timedelta(minutes=15)


def too_many(what: str, whom: str, *, at: datetime, limit: int) -> bool:
    """Return whether `whom` has already failed `limit` times in the last fifteen minutes."""
    key = _key(what, whom)
    row = FailedAttempts.objects.filter(key=key).first()
    count = row.count if row is not None and at - row.since < WINDOW else 0
    return count + in_memory.count(key, at=at, window=WINDOW) >= limit


def failed(what: str, whom: str, *, at: datetime) -> None:
    """Count a try; in memory where the database has no room for it."""
    key = _key(what, whom)
    try:
        _count(key, at=at)
    except DatabaseError as problem:
        if not room.was_missing(problem):
            raise
        in_memory.add(key, at=at, window=WINDOW)


@transaction.atomic
def _count(key: bytes, *, at: datetime) -> None:
    row, made = FailedAttempts.objects.select_for_update().get_or_create(
        key=key, defaults={"count": 1, "since": at}
    )
    if made:
        return
    if at - row.since >= WINDOW:
        row.count, row.since = 0, at
    row.count += 1
    row.save()


def succeeded(what: str, whom: str) -> None:
    FailedAttempts.objects.filter(key=_key(what, whom)).delete()


def forget_old(*, at: datetime) -> int:
    """Remove counts that are over; returns how many."""
    return FailedAttempts.objects.filter(since__lte=at - WINDOW).delete()[0]


def _key(what: str, whom: str) -> bytes:
    """Return the key of a count. Where surfaces run apart, each counts what it saw: none forgets
    what another counted."""
    where = settings.SURFACE[:4].encode()
    return where + marks.blinded(settings.SITE.limit_pepper, f"tries/{what}", whom)[len(where) :]
