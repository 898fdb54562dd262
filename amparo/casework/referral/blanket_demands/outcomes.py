"""What came of a demand for everything, as everybody reads it. Queries, by noun: outcomes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from amparo.casework.referral.blanket_demands.silence import noted_by
from amparo.casework.referral.events import WideDemandAnswered
from amparo.foundations.accounts.role_history import LETS_OUT, ranks_of
from amparo.foundations.intake.blanket_demands import each_reads, read_from
from amparo.foundations.ledger.models import Entry


@dataclass(frozen=True, slots=True)
class Came:
    """`changes`: from when on everybody read what, the first one first."""

    changes: tuple[tuple[datetime, str], ...] = ()

    @property
    def reads(self) -> str:
        return self.changes[-1][1] if self.changes else ""

    @property
    def since(self) -> datetime | None:
        return self.changes[-1][0] if self.changes else None

    def read_at(self, moment: datetime) -> str:
        """Return what everybody read at a moment that is typed without seconds: of a change in the
        same minute what was before, since one call too many is less than one too few."""
        before = [one for since, one in self.changes if _minute(since) < moment]
        return before[-1] if before else ""


def came_of(ref: str) -> Came:
    """Return it as the record has it, each word in the own hand of who said it."""
    noter, _order = noted_by(ref)
    said = list(_said(ref))
    after = each_reads(noter, ((by, outcome) for _at, by, outcome in said))
    changes: list[tuple[datetime, str]] = []
    for (moment, _by, _outcome), (reads, _by_two) in zip(said, after, strict=True):
        last, before = changes[-1] if changes else (moment, "")
        if reads != before:
            changes.append((max(last, moment), reads))
    return Came(tuple(changes))


# --- inside ---


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _said(ref: str) -> Iterator[tuple[datetime, str, str]]:
    """From when everybody reads it, who said it, and what."""
    entries = Entry.objects.filter(about=ref, event=WideDemandAnswered.__name__)
    now, said = timezone.now(), list(entries.order_by("sequence"))
    ranks = ranks_of(one.by for one in said)
    for one in said:
        counts = ranks.counts(one, by_whom=LETS_OUT)
        if counts and (moment := read_from(one)) <= now:
            yield moment, one.by, str(json.loads(one.facts)["outcome"])
