"""Which backup copy may hold what was erased, and until when. Queries."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from amparo.foundations.access.events import BackupMade
from amparo.foundations.ledger.models import Entry

NEWEST = 2
"""Backups that no day removes: a site is never left without one."""


@dataclass(frozen=True, slots=True)
class LastCopy:
    """The day that was said for the last backup that may hold it. `stays`: it is one of the newest,
    and goes only once others were made, whatever its day; `is_over`: that day has come."""

    day: date
    stays: bool
    is_over: bool


def last_backup_of(at: datetime, *, now: datetime) -> LastCopy | None:
    """Of those that were made before that moment: None where none was ever made here, or each has
    gone."""
    made = Entry.objects.filter(event=BackupMade.__name__).order_by("-sequence")
    found = [
        (date.fromisoformat(json.loads(facts)["until"]), number < NEWEST)
        for number, (moment, facts) in enumerate(made.values_list("at", "facts"))
        if moment <= at
    ]
    standing = [(day, stays) for day, stays in found if stays or day >= at.date()]
    if not standing:
        return None
    return LastCopy(
        day=max(day for day, _ in standing),
        stays=any(stays for _, stays in standing),
        is_over=max(day for day, _ in standing) < now.date(),
    )
