"""A sample of a month's looks into files, for somebody outside the team to ask about. Which ones
nobody here chooses, and nobody knows while she looks: it follows from a head of the record that is
signed once the month is over.

No case and no name is in it. Services and queries, by noun: samples."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime

from amparo.crypto import marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.events import SampleRead
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import Look, looks_since, published_heads
from amparo.foundations.ledger.services import Signs, record

SAMPLE = 20
DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Drawn:
    """`by_head`: the day of the head by which it was drawn."""

    by_head: str
    looks: tuple[Look, ...]

    @property
    def numbered(self) -> list[tuple[Look, int]]:
        """Each look, and which member it was: a number in this sample alone."""
        members = {by: n for n, by in enumerate(sorted({one.by for one in self.looks}), start=1)}
        return [(one, members[one.by]) for one in self.looks]


def months(first: date) -> tuple[datetime, datetime]:
    """Where a month begins and ends."""
    year, month = (first.year + 1, 1) if first.month == DECEMBER else (first.year, first.month + 1)
    return (
        datetime(first.year, first.month, 1, tzinfo=UTC),
        datetime(year, month, 1, tzinfo=UTC),
    )


def last_month(at: datetime) -> date:
    """The first day of the month that was over last."""
    year, month = (at.year - 1, DECEMBER) if at.month == 1 else (at.year, at.month - 1)
    return date(year, month, 1)


def sample_of(first: date, *, seen_by: Signs) -> Drawn | None:
    """The sample of a month. None until a head says which: the first one that is signed after the
    first day of the next month. So a day of entries by everybody lies between, and wherever the
    site is that month is over."""
    since, until = months(first)
    next_one = until.date().isoformat()
    after = [one for one in published_heads(seen_by=seen_by) if one.day > next_one]
    if not after:
        return None
    head = after[0]
    looks = sample(since, until, bytes(head.root), seen_by=seen_by)
    return Drawn(head.day, tuple(looks))


def sample(since: datetime, until: datetime, seed: bytes, *, seen_by: Signs) -> list[Look]:
    """As many reasons as there are, the rare ones first; among equals as `seed` says, which
    nobody knew before the month was over."""
    looks = looks_since(since, until, seen_by=seen_by)
    drawn = sorted(looks, key=lambda one: marks.chain(seed, str(one.number).encode()))
    often = Counter(one.reason for one in drawn)
    return sorted(drawn, key=lambda one: often[one.reason])[:SAMPLE]


def sample_read(first: date, *, by: Actor, at: datetime) -> None:
    """Somebody outside has seen the sample of this month: on record once for each."""
    month = f"{first:%Y-%m}"
    if month not in {read for read, _at in _read(by.member.code)}:
        record(SampleRead(about=by.member.code, month=month), by=by, at=at)


def read_since(first: date) -> datetime | None:
    """When the sample of this month was read by somebody outside for the first time."""
    month = f"{first:%Y-%m}"
    return next((at for read, at in _read() if read == month), None)


def _read(about: str = "") -> list[tuple[str, datetime]]:
    entries = Entry.objects.filter(event=SampleRead.__name__, **({"about": about} if about else {}))
    rows = entries.order_by("sequence").values_list("facts", "at")
    return [(str(json.loads(facts)["month"]), at) for facts, at in rows]
