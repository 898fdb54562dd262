"""Each use of emergency access: who used it, and who agreed by their own signature."""

from collections.abc import Iterable
from datetime import datetime

from amparo.foundations.accounts.emergency_access_record import (
    AGREED,
    ALONE,
    ANSWERED,
    BROKEN,
    KINDS,
    NOT_AGREED,
    UNCONFIRMED,
    Hour,
    hours_in,
    looked_at,
)
from amparo.foundations.ledger.chain import facts_of
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.recent_entries import recorded_since
from amparo.foundations.ledger.services import Signs

__all__ = [
    "AGREED",
    "ALONE",
    "NOT_AGREED",
    "UNCONFIRMED",
    "Hour",
    "hour_of",
    "hours_numbered",
    "hours_since",
    "last_hour_of",
    "seen_since",
]

LONGEST_NUMBER = 15


def hour_of(code: str, number: str, *, seen_by: Signs) -> Hour | None:
    """Return the use of emergency access in this case with this number, or None."""
    del seen_by  # the caller has opened the case
    if not number.isdecimal() or len(number) > LONGEST_NUMBER:
        return None
    entries = Entry.objects.filter(event=BROKEN, about=code)
    found = entries.filter(sequence=int(number))
    answers = Entry.objects.filter(event=ANSWERED, about=code)
    return next(iter(hours_in(found, answers.order_by("sequence"))), None)


def last_hour_of(code: str, *, seen_by: Signs) -> int:
    """Return the number of the last use in this case."""
    del seen_by
    entries = Entry.objects.filter(event=BROKEN, about=code)
    return entries.order_by("-sequence").values_list("sequence", flat=True)[0]


def seen_since(since: datetime, *, seen_by: Signs) -> dict[int, str]:
    """Return what reviewers found, as a code, by the number of the use: signed, or from before
    signatures were required."""
    del seen_by  # nothing about cases is returned
    told = recorded_since(since).filter(event__in=KINDS).order_by("sequence")
    return {hour: str(facts_of(one).get("reason")) for hour, one in looked_at(told).items()}


def hours_since(since: datetime, *, seen_by: Signs) -> list[Hour]:
    """Return each use, newest first, without the case."""
    del seen_by
    entries = recorded_since(since).filter(event=BROKEN)
    return _with_answers(entries.order_by("-sequence"))


def hours_numbered(numbers: Iterable[int], *, seen_by: Signs) -> list[tuple[str, Hour]]:
    """Return the uses with these entry numbers, oldest first, each with the code of its case. The
    caller has checked that `seen_by` may read each of them."""
    del seen_by
    found = Entry.objects.filter(sequence__in=[*numbers], event=BROKEN)
    entries = list(found.order_by("sequence"))
    return list(zip((one.about for one in entries), _with_answers(entries), strict=True))


def _with_answers(entries: Iterable[Entry]) -> list[Hour]:
    """Return the uses with the answers given in their own cases."""
    entries = list(entries)
    if not entries:
        return []
    codes = {one.about for one in entries}
    answers = Entry.objects.filter(event=ANSWERED, about__in=codes)
    return hours_in(entries, answers.order_by("sequence"))
