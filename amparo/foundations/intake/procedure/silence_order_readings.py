"""Members' readings of a court order that keeps something in one case from the person, each signed
by the member, and whose statement ends it. The same rule applies to demands for every case."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from amparo.foundations.accounts.member_signatures import MEMBER, TELLINGS
from amparo.foundations.accounts.membership.suspension_queries import suspended_since
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.accounts.role_history import ranks_of
from amparo.foundations.intake.events import SilenceRead
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.ledger.chain import facts_of
from amparo.foundations.ledger.models import Entry

TWO = 2


@dataclass(frozen=True, slots=True)
class Reading:
    """What a member read in the order. `until`: the last day on which it forbids telling the
    person, or empty. `suspended`: all members among the readers who were suspended at that moment.
    """

    at: datetime
    by: str
    until: str
    suspended: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Readings:
    """The state of an order. `noter`: the member who wrote it down; `by_two`: two members, the
    noter included, said that it forbids; `doubted_by`, `doubted`: the members who say that it does
    not, while that is not enough, and since when; `lifted`: since when it keeps nothing; `said`:
    all readings, of the `order` until that day."""

    noter: str = ""
    by_two: bool = False
    doubted_by: frozenset[str] = frozenset()
    doubted: datetime | None = None
    lifted: datetime | None = None
    order: str = ""
    said: tuple[Reading, ...] = ()

    def ends_by(self, signature: str, *, at: datetime) -> bool:
        """Return whether the order ends if this member, too, now says that it forbids nothing."""
        out = frozenset(suspended_since(self.doubted_by, seen_by=STRANGER))
        word = Reading(at, signature, "", out)
        return whose_word(self.noter, self.order, (*self.said, word)).lifted is not None


def readings_in(entries: Iterable[Entry], *, by_whom: Collection[Permission]) -> list[Reading]:
    """Return the readings that count: signed for their own entry number by a member who then had
    one of these permissions."""
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
    """Combine the last reading of each member. While only the noter says that the order forbids,
    one other member can end it; once two say so, it takes two who are not suspended by then. The
    noter can end it alone at any time."""
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
    """Return whether a job recorded that the person was told, which ends the order. A member's
    entry about one case does not: what ended the order stands before it."""
    return any(one.event not in TELLINGS or not one.by.startswith(MEMBER) for one in entries)


def fewer_than_two_since(hands: Collection[str]) -> datetime | None:
    """Return since when fewer than two of these members are not suspended, else None. Statements of
    members who left still count, and so do those signed before a suspension: otherwise one member
    could disclose to the person too early, which cannot be undone."""
    out = sorted(suspended_since(hands, seen_by=STRANGER).values())
    left = len(hands) - len(out)
    return None if left >= TWO else out[left - TWO]
