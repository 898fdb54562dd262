"""What came of a demand for everything, as members said it, and about what of that telephones ring.
Queries, by noun: outcomes."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from amparo.casework.referral.events import WideDemandAnswered
from amparo.casework.referral.wide_silence import noted_by
from amparo.foundations.access.ranks import LETS_OUT, ranks_of
from amparo.foundations.ledger.models import Entry
from amparo.foundations.letterbox.everybody import LEFT, MISTAKE, each_reads, read_from


@dataclass(frozen=True, slots=True)
class Span:
    """Everybody read that it was a mistake, from when to when. `rang`: whoever had heard of it was
    called because of that."""

    begin: datetime
    end: datetime
    rang: bool

    def holds(self, moment: datetime) -> bool:
        """Moments are typed without seconds: of the same minute nobody knows which was first."""
        return is_before(moment, self.end) and moment >= self.begin.replace(second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Came:
    """What everybody `reads` of it. `news`: when it last became another thing about which whoever
    had heard of it is called: something left, or is said not to have, or that it was a mistake.
    `more`: when something left that nobody had said before. `waits`: whose last change it is about
    which nobody is called until another says the same. `spans`: when everybody read that it was a
    mistake, and then that it was none."""

    reads: str
    news: datetime | None = None
    more: datetime | None = None
    waits: str = ""
    spans: tuple[Span, ...] = ()

    @property
    def undone(self) -> tuple[Span, ...]:
        """It is none now: whoever was told in one of these heard what does not hold."""
        return () if self.reads == MISTAKE else self.spans

    @property
    def sent_home(self) -> tuple[Span, ...]:
        """Whoever was called in one of these, because of it, may have gone home since: it is none
        now. What rang nobody up is none of them, or one hand could have them ring by turns."""
        return tuple(one for one in self.undone if one.rang)

    @property
    def mistake_again(self) -> bool:
        """One hand says once more that it was a mistake, which calls nobody."""
        return self.reads == MISTAKE and bool(self.waits)

    def is_so_again(self, heard_at: datetime | None) -> bool:
        """And that is what somebody heard then."""
        return self.mistake_again and _told_in(self.spans, heard_at)

    def was_none(self, heard_at: datetime | None) -> bool:
        """What somebody heard then was a mistake, and that holds no more."""
        return _told_in(self.undone, heard_at)


def is_before(tried_at: datetime, moment: datetime | None) -> bool:
    """Or in the same minute."""
    return moment is not None and tried_at <= moment.replace(second=0, microsecond=0)


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


def _told_in(spans: Iterable[Span], moment: datetime | None) -> bool:
    return moment is not None and any(one.begin <= moment < one.end for one in spans)


def _said(ref: str) -> Iterator[tuple[datetime, str, str]]:
    """From when everybody reads it, who said it, and what."""
    entries = Entry.objects.filter(about=ref, event=WideDemandAnswered.__name__)
    now, said = timezone.now(), list(entries.order_by("sequence"))
    ranks = ranks_of(one.by for one in said)
    for one in said:
        counts = ranks.counts(one, by_whom=LETS_OUT)
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
    spans: tuple[Span, ...] = ()
    hand: str = ""
    changes: int = 0
    left: set[str] = field(default_factory=set)
    is_more: bool = False
    mistaken: datetime | None = None
    rang: bool = False

    @property
    def came(self) -> Came:
        return Came(self.reads, self.news, self.more, self.waits, self.spans)

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
        self._is_mistaken_since(moment, reads, rings=rings)
        self.reads = reads

    def _is_mistaken_since(self, moment: datetime, reads: str, *, rings: bool) -> None:
        if self.reads != reads == MISTAKE:
            self.mistaken, self.rang = moment, False
        if reads == MISTAKE:
            self.rang |= rings
        elif self.reads == MISTAKE and self.mistaken:
            self.spans += (Span(self.mistaken, max(self.mistaken, moment), self.rang),)

    def _leaves_anew(self, outcome: str, reads: str) -> bool:
        if self.reads in LEFT and reads not in LEFT:
            self.left.clear()
        if outcome not in LEFT or outcome in self.left:
            return False
        self.left.add(outcome)
        return True


def _is_news(reads: str, before: str) -> bool:
    return reads != before and bool({reads, before} & {*LEFT, MISTAKE})
