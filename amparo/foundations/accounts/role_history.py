"""Roles and permissions of members at a point in the record: the roles they had by then, and
whether the account was suspended or had ended. An overwritten row changes nothing here, and a
member's key has no effect at a place where the member lacked the role. Queries, by noun: ranks."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.events import (
    MemberEnrolled,
    MemberLeft,
    MemberReinstated,
    MemberSuspended,
)
from amparo.foundations.accounts.member_signatures import MEMBER, NUMBERED, hand_in, is_in_hand_of
from amparo.foundations.accounts.membership.leak_suspension import is_held_back, supervises
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.permissions import Permission, Role, permissions_of
from amparo.foundations.ledger.chain import facts_of
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.recent_entries import of_accounts

SUSPENDED, GIVEN_BACK = MemberSuspended.__name__, MemberReinstated.__name__
LEFT = MemberLeft.__name__
MANAGES = frozenset({Permission.TEAM_MANAGE})
SUSPENDS = MANAGES | {Permission.CASE_DECIDE}
"""Permissions of which one is needed: those of a supervisor; and those of a decision maker, for
times without a free supervisor, which the record does not show."""
OF_TEAM = frozenset({Permission.DESK})
LETS_OUT = frozenset({Permission.EXPORT_APPROVE})
"""Permission of members who decide whether data leaves: decision makers and supervisors."""
WHOSE = {SUSPENDED: SUSPENDS, GIVEN_BACK: SUSPENDS, LEFT: MANAGES}
"""Events that take a role and give it back, with the permissions their signer needs."""
ASKED = "LiftAsked"
"""The event by which a member asks that a suspicion be lifted from an account."""
_ENROLLED = MemberEnrolled.__name__
_TURNS = (*WHOSE, _ENROLLED)


@dataclass(slots=True)
class _Account:
    """`since`: the entry that gave the account its `roles`, the first one. `turns`: the entries
    that count and took or gave back the roles, in order."""

    roles: frozenset[Role] = frozenset()
    since: int = 0
    kept: list[Entry] = field(default_factory=list)
    turns: list[Entry] = field(default_factory=list)

    def last_before(self, number: int | None, *, of: Collection[str]) -> Entry | None:
        """Return the last entry of these kinds before that number, or the last of all."""
        found = (one for one in reversed(self.turns) if one.event in of)
        return next((one for one in found if number is None or one.sequence < number), None)


class Ranks:
    """Roles according to these entries about accounts, which are complete for each member they
    name, including those who suspended, reinstated or ended another. The record is read in order:
    an entry that takes a role counts if its signer had the needed role there, by what came
    before."""

    def __init__(self, told: Iterable[Entry]) -> None:
        told = list(told)
        self._asked = {one.sequence: one for one in told if one.event == ASKED}
        self._accounts: dict[str, _Account] = {}
        self._counted: set[int] = set()
        for one in sorted((one for one in told if one.event in _TURNS), key=_place):
            account = self._accounts.setdefault(f"{MEMBER}{one.about}", _Account())
            if one.event in WHOSE:
                self._turn(account, one)
            elif one.by == f"{MEMBER}{one.about}":
                account.kept.append(one)
                if not account.since:
                    account.roles, account.since = roles_in(one), one.sequence

    def may_at(self, signature: str, number: int | None = None) -> frozenset[Permission]:
        """Return the permissions at the entry of this number; without a number, after all entries.
        Empty before the member had an account, while it was suspended, and after its end."""
        account = self._accounts.get(signature, _Account())
        if not account.since or (number is not None and number <= account.since):
            return frozenset()
        return frozenset() if self.is_out(signature, number) else permissions_of(account.roles)

    def is_out(self, signature: str, number: int | None = None) -> bool:
        """Return whether the account was suspended or had ended then, or now, and was not given
        back."""
        return self.has_ended(signature, number) or self.suspension(signature, number) is not None

    def has_ended(self, signature: str, number: int | None = None) -> bool:
        """Return whether the account had ended then, or has now: an ended account cannot be given
        back."""
        account = self._accounts.get(signature, _Account())
        return account.last_before(number, of=(LEFT,)) is not None

    def counts(self, entry: Entry, *, by_whom: Collection[Permission]) -> bool:
        """Return whether the entry is readable and signed with one of these permissions."""
        readable = entry.by.startswith(MEMBER) and _is_readable(entry)
        return readable and self.signed(entry, by_whom=by_whom)

    def signed(self, entry: Entry, *, by_whom: Collection[Permission]) -> bool:
        """Return whether the entry is signed by a member who had one of these permissions there;
        where its kind says so, for that very place."""
        if not self._is_here(entry) or self.may_at(entry.by, entry.sequence).isdisjoint(by_whom):
            return False
        return self._is_hers(entry)

    def _is_hers(self, entry: Entry) -> bool:
        kept = self._accounts.get(entry.by, _Account()).kept
        return is_in_hand_of(hand_in(kept, entry.by), entry)

    def _is_here(self, entry: Entry) -> bool:
        return entry.event not in NUMBERED or facts_of(entry).get("number") == entry.sequence

    def turned_by(self, entry: Entry) -> bool:
        """Return whether this entry suspends an account, gives it back or ends it, and counts."""
        return entry.sequence in self._counted

    def suspended_at(self, signature: str, number: int | None = None) -> datetime | None:
        """Return since when the account was suspended at the entry of this number, or is now; None
        if it was not."""
        found = self.suspension(signature, number)
        return found.at if found else None

    def suspension(self, signature: str, number: int | None = None) -> Entry | None:
        """Return the entry by which the account was suspended then, or is now."""
        account = self._accounts.get(signature, _Account())
        last = account.last_before(number, of=(SUSPENDED, GIVEN_BACK))
        return last if last and last.event == SUSPENDED else None

    def _turn(self, account: _Account, entry: Entry) -> None:
        """Apply an entry that takes or gives back a role, if it counts.

        The operator also suspends and gives back, without a signature: no surface writes such
        entries (`rights.toml`). Entries by members about their own accounts do not count: the key
        of a suspended account gives nothing back.
        """
        by_operator = entry.by == SYSTEM.signature and entry.event != LEFT
        of_another = entry.by != f"{MEMBER}{entry.about}"
        signed = of_another and self.counts(entry, by_whom=WHOSE[entry.event])
        if by_operator or (signed and (entry.event != GIVEN_BACK or self._by_two(entry))):
            account.turns.append(entry)
            self._counted.add(entry.sequence)

    def _by_two(self, entry: Entry) -> bool:
        """Return whether another member had asked to give it back, for the suspension in force."""
        first = self._asked.get(asked_in(entry))
        if first is None or first.by in {entry.by, f"{MEMBER}{entry.about}"}:
            return False
        held = self.suspension(f"{MEMBER}{entry.about}", entry.sequence)
        meant = facts_of(first).get("suspended", 0) == (held.sequence if held else 0)
        return meant and self.counts(first, by_whom=SUSPENDS)


def ranks_of(signatures: Iterable[str]) -> Ranks:
    """Read the roles of these members: one statement if none of their accounts was ever suspended
    or ended; one more for each level of members who did that."""
    wanted = {one.removeprefix(MEMBER) for one in signatures if one.startswith(MEMBER)}
    seen, found = set[str](), list[Entry]()
    while wanted:
        told = list(of_accounts().filter(about__in=wanted))
        asked = {asked_in(one) for one in told if one.event == GIVEN_BACK} - {0}
        told += Entry.objects.filter(event=ASKED, sequence__in=asked) if asked else ()
        seen, found = seen | wanted, found + told
        said = (one for one in told if one.event in {*WHOSE, ASKED})
        hands = (one.by for one in said if one.by.startswith(MEMBER))
        wanted = {one.removeprefix(MEMBER) for one in hands} - seen
    return Ranks(found)


def asked_in(entry: Entry) -> int:
    """Return the number of the earlier entry by which another member had asked for it; 0 if it
    names none."""
    said = facts_of(entry).get("asked")
    return said if type(said) is int and 0 < said < entry.sequence else 0


def roles_in(enrolled: Entry) -> frozenset[Role]:
    said = str(facts_of(enrolled).get("roles", "")).split("+")
    return frozenset(role for role in Role if role.value in said)


# --- rows, as the record has them ---


def with_record(rows: QuerySet[Any], code: str = "code") -> QuerySet[Any]:
    """Annotate these rows, in the same statement, with what `by_record` reads of the record.
    `code`: the field with the member's code."""
    hers = of_accounts().filter(about=OuterRef(code)).order_by("sequence")
    own = hers.filter(event=_ENROLLED, by=Concat(Value(MEMBER), OuterRef(code)))
    turned = hers.filter(event__in=(SUSPENDED, LEFT)).order_by()
    asked: QuerySet[Any] = rows.annotate(
        enrolled=Subquery(own.values("facts")[:1]), turned=Exists(turned)
    )
    return asked


def by_record(some: Iterable[Member], *, read: Any = None) -> list[Member]:
    """Return those members of these rows, annotated by `with_record`, who are active by the record
    too, each limited to the roles that the record gives. `read`: the annotated row, if it leads to
    the member."""
    asked: list[tuple[Member, Any]] = [(one, read or one) for one in some]
    turned = [f"{MEMBER}{one.code}" for one, row in asked if row.turned]
    ranks = ranks_of(turned)
    here = [both for both in asked if not ranks.is_out(f"{MEMBER}{both[0].code}")]
    for one, row in here:
        one.given = roles_in(Entry(facts=row.enrolled))
    return [one for one, _row in here]


def who_is_free() -> list[Member]:
    """Return the members who manage the team, are active by the record and not held back."""
    here = Member.objects.select_related("unit").filter(active=True).order_by("pk")
    able = [one for one in with_record(here) if supervises(one)]
    return [one for one in by_record(able) if supervises(one) and not is_held_back(one)]


def _is_readable(entry: Entry) -> bool:
    return bool(facts_of(entry)) or entry.facts == "{}"


def _place(entry: Entry) -> int:
    return entry.sequence
