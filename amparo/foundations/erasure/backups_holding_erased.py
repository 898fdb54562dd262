"""Which backup may still hold what was erased, and until when. Queries."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import TextField
from django.db.models.functions import Cast

from amparo.foundations.accounts.events import BackupMade
from amparo.foundations.ledger.chain import facts_of
from amparo.foundations.ledger.entry_iteration import ODD
from amparo.foundations.ledger.models import Entry

NEWEST = 2
"""Number of newest backups that are never deleted by date, so that a site always has one."""


@dataclass(frozen=True, slots=True)
class Made:
    """What the record says of one backup; None for what cannot be read."""

    at: datetime | None
    until: date | None

    @property
    def is_read(self) -> bool:
        return self.at is not None and self.until is not None


@dataclass(frozen=True, slots=True)
class LastCopy:
    """The last day on which a backup may hold it; None where the record is incomplete there.
    `stays`: it is one of the newest, which are removed only after later ones were made; `is_over`:
    that day has passed."""

    day: date | None
    stays: bool
    is_over: bool


def backups_made() -> list[Made] | None:
    """Return the backups, newest first; None where the database cannot read the entries."""
    # As text: an invalid moment does not prevent reading the others.
    asked = Entry.objects.filter(event=BackupMade.__name__).annotate(said=Cast("at", TextField()))
    rows = asked.order_by("-sequence").values_list("said", "facts")
    try:
        return [Made(_moment(said), _day(facts)) for said, facts in rows]
    except ODD:
        return None


def last_backup_of(at: datetime, *, now: datetime) -> LastCopy | None:
    """Return until when a backup made before `at` may exist; None if there is none."""
    made = backups_made()
    if made is None:
        return LastCopy(day=None, stays=True, is_over=False)
    before = [(one, number < NEWEST) for number, one in enumerate(made) if _may_hold(one, at)]
    found = [(one, stays) for one, stays in before if stays or _goes_on(one, at.date())]
    if not found:
        return None
    days = [one.until for one, _ in found if one.until and one.is_read]
    day = max(days) if len(days) == len(found) else None
    over = day is not None and day < now.date()
    return LastCopy(day=day, stays=any(stays for _, stays in found), is_over=over)


def _may_hold(one: Made, at: datetime) -> bool:
    return one.at is None or one.at <= at


def _goes_on(one: Made, day: date) -> bool:
    return one.until is None or one.until >= day


def _moment(said: str) -> datetime | None:
    with suppress(ValueError):
        found = datetime.fromisoformat(said)
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None


def _day(facts: str) -> date | None:
    with suppress(TypeError, ValueError):
        return date.fromisoformat(facts_of(Entry(facts=facts)).get("until"))  # type: ignore[arg-type]
    return None
