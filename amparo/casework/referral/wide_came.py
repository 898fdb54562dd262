"""What came of a demand for everything, as members said it, and about what of that telephones ring.
Queries, by noun: outcomes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from amparo.casework.referral.events import WideDemandAnswered
from amparo.casework.referral.wide_silence import noted_by
from amparo.foundations.access.hands import is_here_in_own_hand, of_before
from amparo.foundations.ledger.models import Entry
from amparo.foundations.letterbox.everybody import LEFT, MISTAKE, each_reads, read_from


@dataclass(frozen=True, slots=True)
class Came:
    """What everybody `reads` of it. `news`: when it last became another thing about which whoever
    had heard of it is called: something left, or is said not to have, or that it was a mistake.
    `more`: when something left that nobody had said before. `waits`: whose last change it is about
    which nobody is called until another says the same. `undone`: spans in which everybody read that
    it was a mistake, and it was none: whoever was told in one heard what does not hold."""

    reads: str
    news: datetime | None = None
    more: datetime | None = None
    waits: str = ""
    undone: tuple[tuple[datetime, datetime], ...] = ()


def came_of(ref: str) -> Came:
    """As the record has it, each in her own hand; what was said before that was asked counts."""
    noter, _order = noted_by(ref)
    said = list(_said(ref))
    after = each_reads(noter, ((by, outcome) for _at, by, outcome in said))
    so_far = _SoFar()
    for (moment, by, outcome), (reads, by_two) in zip(said, after, strict=True):
        rings = so_far.hears(by, outcome, reads, by_two=by_two)
        so_far.is_read_since(moment, reads, rings=rings)
    return so_far.came


# --- inside ---


def _said(ref: str) -> Iterator[tuple[datetime, str, str]]:
    """From when everybody reads it, who said it, and what."""
    entries = Entry.objects.filter(about=ref, event=WideDemandAnswered.__name__)
    now = timezone.now()
    is_older = of_before()
    for one in entries.order_by("sequence"):
        counts = is_here_in_own_hand(one) or is_older(one)
        if counts and (moment := read_from(one)) <= now:
            yield moment, one.by, str(json.loads(one.facts)["outcome"])


@dataclass(slots=True)
class _SoFar:
    """`hand`: who spoke last, and `changes`: how many times that changed something since another
    spoke; `left`: what left, as it was said since two took such a word back."""

    reads: str = ""
    news: datetime | None = None
    more: datetime | None = None
    waits: str = ""
    undone: tuple[tuple[datetime, datetime], ...] = ()
    hand: str = ""
    changes: int = 0
    left: set[str] = field(default_factory=set)
    is_more: bool = False
    mistaken: datetime | None = None

    @property
    def came(self) -> Came:
        undone = () if self.reads == MISTAKE else self.undone
        return Came(self.reads, self.news, self.more, self.waits, undone)

    def hears(self, by: str, outcome: str, reads: str, *, by_two: bool) -> bool:
        """Whether telephones ring: the first change of each hand, until another speaks; what two
        say; and at any time something that left and that nobody had said before."""
        if by != self.hand:
            self.hand, self.changes = by, 0
        self.is_more = self._leaves_anew(outcome, reads)
        became = outcome in LEFT or _is_news(reads, self.reads)
        self.changes += became
        agreed = self.waits not in {"", by} and outcome == reads
        rings = self.is_more or agreed or (became and (by_two or self.changes == 1))
        if rings or became:
            self.waits = "" if rings else by
        return rings

    def is_read_since(self, moment: datetime, reads: str, *, rings: bool) -> None:
        if rings:
            self.news = max(self.news or moment, moment)
        if self.is_more:
            self.more = max(self.more or moment, moment)
        if self.reads != reads == MISTAKE:
            self.mistaken = moment
        if reads != self.reads == MISTAKE and self.mistaken:
            self.undone += ((self.mistaken, max(self.mistaken, moment)),)
        self.reads = reads

    def _leaves_anew(self, outcome: str, reads: str) -> bool:
        if self.reads in LEFT and reads not in LEFT:
            self.left.clear()
        if outcome not in LEFT or outcome in self.left:
            return False
        self.left.add(outcome)
        return True


def _is_news(reads: str, before: str) -> bool:
    return reads != before and bool({reads, before} & {*LEFT, MISTAKE})
