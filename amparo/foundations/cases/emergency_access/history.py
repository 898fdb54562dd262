"""Each time that a case was opened because a life was in danger: who had it opened, and who agreed
to it by her own word. Queries, by noun: hours of danger."""

from collections.abc import Iterable
from datetime import datetime

from amparo.foundations.accounts.emergency_hours import (
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
from amparo.foundations.ledger.recent import recorded_since
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
    """Of this very case, by its number."""
    del seen_by  # whoever opened the case asks
    if not number.isdecimal() or len(number) > LONGEST_NUMBER:
        return None
    entries = Entry.objects.filter(event=BROKEN, about=code)
    found = entries.filter(sequence=int(number))
    answers = Entry.objects.filter(event=ANSWERED, about=code)
    return next(iter(hours_in(found, answers.order_by("sequence"))), None)


def last_hour_of(code: str, *, seen_by: Signs) -> int:
    """The number of the last one."""
    del seen_by
    entries = Entry.objects.filter(event=BROKEN, about=code)
    return entries.order_by("-sequence").values_list("sequence", flat=True)[0]


def seen_since(since: datetime, *, seen_by: Signs) -> dict[int, str]:
    """What whoever looked at it afterwards found, as a code, by the number of the hour: in her own
    hand, or it was said before that was asked."""
    del seen_by  # of the case nothing
    told = recorded_since(since).filter(event__in=KINDS).order_by("sequence")
    return {hour: str(facts_of(one).get("reason")) for hour, one in looked_at(told).items()}


def hours_since(since: datetime, *, seen_by: Signs) -> list[Hour]:
    """Each time, the newest first: whoever reads this learns of no case."""
    del seen_by
    entries = recorded_since(since).filter(event=BROKEN)
    return _with_answers(entries.order_by("-sequence"))


def hours_numbered(numbers: Iterable[int], *, seen_by: Signs) -> list[tuple[str, Hour]]:
    """Of these entries each hour, the oldest first, with the code of its case. The caller has let
    `seen_by` into each of them."""
    del seen_by
    found = Entry.objects.filter(sequence__in=[*numbers], event=BROKEN)
    entries = list(found.order_by("sequence"))
    return list(zip((one.about for one in entries), _with_answers(entries), strict=True))


def _with_answers(entries: Iterable[Entry]) -> list[Hour]:
    """What was answered is looked for in these very cases alone."""
    entries = list(entries)
    codes = {one.about for one in entries}
    answers = Entry.objects.filter(event=ANSWERED, about__in=codes)
    return hours_in(entries, answers.order_by("sequence"))
