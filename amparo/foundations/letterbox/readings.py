"""Who read what in the order by which a court keeps something of one file silent, each in her own
hand, and whose word it takes to end that: as of what is demanded of everybody. Queries, by noun:
readings."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from amparo.foundations.access.hands import that_hold
from amparo.foundations.access.suspended import suspended_since
from amparo.foundations.ledger.chain import facts_of
from amparo.foundations.ledger.models import Entry
from amparo.foundations.letterbox.folders import STRANGER

TWO = 2


@dataclass(frozen=True, slots=True)
class Reading:
    """`until`: the last day until which it forbids to tell her, as she read it; or nothing."""

    at: datetime
    by: str
    until: str


@dataclass(frozen=True, slots=True)
class Readings:
    """`noter`: whoever wrote the order down; `by_two`: whether two have said that it forbids, she
    among them; `doubted_by`: who says now that it does not, where that is not enough, and since
    when (`doubted`); `lifted`: since when it keeps nothing, as whoever may say so said."""

    noter: str = ""
    by_two: bool = False
    doubted_by: frozenset[str] = frozenset()
    doubted: datetime | None = None
    lifted: datetime | None = None


def readings_in(entries: Iterable[Entry]) -> list[Reading]:
    """Of these those that count: signed for their very place, or older than that was asked."""
    entries = list(entries)
    return [
        Reading(one.at, one.by, str(facts_of(one).get("until", "")))
        for one in filter(that_hold(entries), entries)
    ]


def whose_word(noter: str, order: str, read: Iterable[Reading]) -> Readings:
    """The last word of each. That it forbids nothing anybody else says alone while it rests on the
    word of whoever wrote it down; once two have read that it forbids, two say so, neither of them
    suspended by then; whoever wrote it down takes that back alone, at any time."""
    forbid, nothing = {noter}, dict[str, datetime]()
    for one in read:
        if one.until == order:
            forbid.add(one.by)
            nothing.pop(one.by, None)
        elif not one.until:
            nothing.setdefault(one.by, one.at)
            enough = one.by == noter or len(forbid) < TWO or _counting(nothing, one.at) >= TWO
            if enough:
                return Readings(noter, len(forbid) >= TWO, lifted=one.at)
    doubted = min(nothing.values(), default=None)
    return Readings(noter, len(forbid) >= TWO, frozenset(nothing), doubted)


def fewer_than_two_since(hands: Collection[str]) -> datetime | None:
    """Since when not two of these stand by it whose accounts are not suspended. What was said by
    whoever left counts on, and so does what was signed before she was held back: by the word of
    one the person would read too early what no one can take back."""
    out = sorted(suspended_since(hands, seen_by=STRANGER).values())
    left = len(hands) - len(out)
    return None if left >= TWO else out[left - TWO]


def _counting(hands: Iterable[str], moment: datetime) -> int:
    hands = [*hands]
    out = suspended_since(hands, seen_by=STRANGER) if len(hands) >= TWO else {}
    return sum(one not in out or out[one] > moment for one in hands)
