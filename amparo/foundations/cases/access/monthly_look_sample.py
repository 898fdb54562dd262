"""A monthly sample of looks into cases, for an outside overseer to ask about.

The selection depends on a head of the record that is signed after the month, so that it can be
neither chosen nor predicted. The sample names no case and no member.
"""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime

from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.events import SampleRead
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import Look, looks_since, published_heads
from amparo.foundations.ledger.services import Signs, record

SAMPLE = 20
DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Drawn:
    """A sample. `by_head`: the day of the head that determined it."""

    by_head: str
    looks: tuple[Look, ...]

    @property
    def numbered(self) -> list[tuple[Look, int]]:
        """Return each look with the number of its member, valid in this sample only."""
        members = {by: n for n, by in enumerate(sorted({one.by for one in self.looks}), start=1)}
        return [(one, members[one.by]) for one in self.looks]


def months(first: date) -> tuple[datetime, datetime]:
    """Return the start of a month and of the next, in UTC."""
    year, month = (first.year + 1, 1) if first.month == DECEMBER else (first.year, first.month + 1)
    return (
        datetime(first.year, first.month, 1, tzinfo=UTC),
        datetime(year, month, 1, tzinfo=UTC),
    )


def last_month(at: datetime) -> date:
    """Return the first day of the last complete month."""
    year, month = (at.year - 1, DECEMBER) if at.month == 1 else (at.year, at.month - 1)
    return date(year, month, 1)


def sample_of(first: date, *, seen_by: Signs) -> Drawn | None:
    """Return the sample of a month, or None until the head that determines it: the first one signed
    after the first day of the next month. That leaves a day of entries in between, and by then the
    month is over in any time zone."""
    since, until = months(first)
    next_one = until.date().isoformat()
    after = [one for one in published_heads(seen_by=seen_by) if one.day > next_one]
    if not after:
        return None
    head = after[0]
    looks = sample(since, until, bytes(head.root), seen_by=seen_by)
    return Drawn(head.day, tuple(looks))


def sample(since: datetime, until: datetime, seed: bytes, *, seen_by: Signs) -> list[Look]:
    """Return a sample of looks that covers as many reasons as possible, rare ones first; otherwise
    in the order of `seed`, which is unknown before the end of the month."""
    looks = looks_since(since, until, seen_by=seen_by)
    drawn = sorted(looks, key=lambda one: marks.chain(seed, str(one.number).encode()))
    often = Counter(one.reason for one in drawn)
    return sorted(drawn, key=lambda one: often[one.reason])[:SAMPLE]


def sample_read(first: date, *, by: Actor, at: datetime) -> None:
    """Record that an overseer read the sample of this month, once for each."""
    month = f"{first:%Y-%m}"
    if month not in {read for read, _at in _read(by.member.code)}:
        record(SampleRead(about=by.member.code, month=month), by=by, at=at)


def read_since(first: date) -> datetime | None:
    """Return when the sample of this month was first read by an overseer, or None."""
    month = f"{first:%Y-%m}"
    return next((at for read, at in _read() if read == month), None)


def _read(about: str = "") -> list[tuple[str, datetime]]:
    entries = Entry.objects.filter(event=SampleRead.__name__, **({"about": about} if about else {}))
    rows = entries.order_by("sequence").values_list("facts", "at")
    return [(str(json.loads(facts)["month"]), at) for facts, at in rows]
