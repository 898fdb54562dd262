"""Who read what in the order by which a court keeps something of one file silent, each in her own
hand, and whose word it takes to end that: as of what is demanded of everybody. Queries, by noun:
readings."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from amparo.foundations.accounts.member_signatures import MEMBER, TELLINGS
from amparo.foundations.accounts.membership.suspended import suspended_since
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.role_history import ranks_of
from amparo.foundations.intake.events import SilenceRead
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.ledger.chain import facts_of
from amparo.foundations.ledger.models import Entry

TWO = 2


@dataclass(frozen=True, slots=True)
class Reading:
    """`until`: the last day until which it forbids to tell her, as she read it; or nothing.
    `suspended`: whose accounts were so when she said that, of all who read."""

    at: datetime
    by: str
    until: str
    suspended: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Readings:
    """`noter`: whoever wrote the order down; `by_two`: whether two have said that it forbids, she
    among them; `doubted_by`: who says now that it does not, where that is not enough, and since
    when (`doubted`); `lifted`: since when it keeps nothing, as whoever may say so said; `said`: all
    of it, of the `order` until that day."""

    noter: str = ""
    by_two: bool = False
    doubted_by: frozenset[str] = frozenset()
    doubted: datetime | None = None
    lifted: datetime | None = None
    order: str = ""
    said: tuple[Reading, ...] = ()

    def ends_by(self, signature: str, *, at: datetime) -> bool:
        """Whether it keeps nothing any more once she, too, says now that it forbids nothing."""
        out = frozenset(suspended_since(self.doubted_by, seen_by=STRANGER))
        word = Reading(at, signature, "", out)
        return whose_word(self.noter, self.order, (*self.said, word)).lifted is not None


def readings_in(entries: Iterable[Entry], *, by_whom: Collection[Permission]) -> list[Reading]:
    """Return those of these that count: signed for their own number by a member who might do one
    of these then."""
    entries = [one for one in entries if one.event == SilenceRead.__name__]
    hands = {one.by for one in entries}
    ranks = ranks_of(hands)
    return [
        Reading(
            one.at,
            one.by,
            str(facts_of(one).get("until", "")),
            frozenset(who for who in hands if ranks.suspended_at(who, one.sequence)),
        )
        for one in entries
        if ranks.counts(one, by_whom=by_whom)
    ]


def whose_word(noter: str, order: str, read: Iterable[Reading]) -> Readings:
    """The last word of each. That it forbids nothing anybody else says alone while it rests on the
    word of whoever wrote it down; once two have read that it forbids, two say so, neither of them
    suspended by then; whoever wrote it down takes that back alone, at any time."""
    forbid, nothing, said = {noter}, dict[str, datetime](), tuple(read)
    for one in said:
        if one.until == order:
            forbid.add(one.by)
            nothing.pop(one.by, None)
        elif not one.until:
            nothing.setdefault(one.by, one.at)
            two = len(forbid) < TWO or len(nothing.keys() - one.suspended) >= TWO
            if two or one.by == noter:
                return Readings(noter, len(forbid) >= TWO, lifted=one.at)
    doubted = min(nothing.values(), default=None)
    by_two, doubted_by = len(forbid) >= TWO, frozenset(nothing)
    return Readings(noter, by_two, doubted_by, doubted, order=order, said=said)


def is_told(entries: Iterable[Entry]) -> bool:
    """Whether a job recorded that the person was told, which ends what was kept silent. What a
    member records of one file ends nothing by itself: what ended it stands before it."""
    return any(one.event not in TELLINGS or not one.by.startswith(MEMBER) for one in entries)


def fewer_than_two_since(hands: Collection[str]) -> datetime | None:
    """Since when not two of these stand by it whose accounts are not suspended. What was said by
    whoever left counts on, and so does what was signed before she was held back: by the word of
    one the person would read too early what no one can take back."""
    out = sorted(suspended_since(hands, seen_by=STRANGER).values())
    left = len(hands) - len(out)
    return None if left >= TWO else out[left - TWO]
