"""The result of a demand for everything, as it is published. Queries, by noun: outcomes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from amparo.casework.referral.blanket_demands.silence_periods import noted_by
from amparo.casework.referral.events import WideDemandAnswered
from amparo.foundations.accounts.role_history import LETS_OUT, ranks_of
from amparo.foundations.intake.blanket_demands import each_reads, read_from
from amparo.foundations.ledger.models import Entry


@dataclass(frozen=True, slots=True)
class Came:
    """`changes`: from when on what was published, first one first."""

    changes: tuple[tuple[datetime, str], ...] = ()

    @property
    def reads(self) -> str:
        return self.changes[-1][1] if self.changes else ""

    @property
    def since(self) -> datetime | None:
        return self.changes[-1][0] if self.changes else None

    def read_at(self, moment: datetime) -> str:
        """Return what was published at a moment that is typed without seconds. For a change in the
        same minute this is the earlier text, since one call too many is better than one too few."""
        before = [one for since, one in self.changes if _minute(since) < moment]
        return before[-1] if before else ""


def came_of(ref: str) -> Came:
    """Return the result as the record has it, from the entries that the members signed."""
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
    """Yield the moment of publication, the signer and the outcome of each answer."""
    entries = Entry.objects.filter(about=ref, event=WideDemandAnswered.__name__)
    now, said = timezone.now(), list(entries.order_by("sequence"))
    ranks = ranks_of(one.by for one in said)
    for one in said:
        counts = ranks.counts(one, by_whom=LETS_OUT)
        if counts and (moment := read_from(one)) <= now:
            yield moment, one.by, str(json.loads(one.facts)["outcome"])
