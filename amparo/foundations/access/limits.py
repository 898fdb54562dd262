"""Slowing down guesses, with room for a shared office or a Tor exit. Only keyed hashes are kept."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from amparo.foundations.access.models import Tries
from amparo.sealing import marks

WINDOW = timedelta(minutes=15)


def too_many(what: str, whom: str, *, at: datetime, limit: int) -> bool:
    """Whether `whom` has already failed `limit` times in the last fifteen minutes."""
    row = Tries.objects.filter(key=_key(what, whom)).first()
    return row is not None and at - row.since < WINDOW and row.count >= limit


@transaction.atomic
def failed(what: str, whom: str, *, at: datetime) -> None:
    row, made = Tries.objects.select_for_update().get_or_create(
        key=_key(what, whom), defaults={"count": 1, "since": at}
    )
    if made:
        return
    if at - row.since >= WINDOW:
        row.count, row.since = 0, at
    row.count += 1
    row.save()


def succeeded(what: str, whom: str) -> None:
    Tries.objects.filter(key=_key(what, whom)).delete()


def forget_old(*, at: datetime) -> int:
    """Remove what no longer slows anybody down; returns how many."""
    return Tries.objects.filter(since__lte=at - WINDOW).delete()[0]


def _key(what: str, whom: str) -> bytes:
    """Where surfaces run apart, each counts what it saw: none forgets what another counted."""
    where = settings.SURFACE[:4].encode()
    return where + marks.blinded(settings.SITE.limit_pepper, f"tries/{what}", whom)[len(where) :]
