"""Keyholders of the keys that exist only in shares. Services and queries, by noun: shares held."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto.word_recognition import plain
from amparo.foundations.accounts.actors import Actor, Refused, must_be_free
from amparo.foundations.accounts.credentials.public_key_digest import recorded_as
from amparo.foundations.accounts.credentials.recovery_key import (
    ASSENTS,
    MAY_ASSENT,
    counts_as_recovery,
    who_assented,
)
from amparo.foundations.accounts.events import KeyAssented, KeyProposed, SharesHeld, SharesTried
from amparo.foundations.accounts.member_signatures import MEMBER, in_own_hand
from amparo.foundations.accounts.membership.leak_suspension import is_held_back
from amparo.foundations.accounts.models import (
    GroupKey,
    Keyholder,
    Member,
    ProposedKey,
    ProposedKeyConfirmation,
    ShareSet,
)
from amparo.foundations.accounts.permissions import permissions_of
from amparo.foundations.accounts.role_history import by_record, with_record
from amparo.foundations.accounts.services import make_group
from amparo.foundations.ledger.services import Signs, record

IN_SHARES = (GroupKey.Kind.RECOVERY, GroupKey.Kind.BACKUP)
OUTSIDE = frozenset({"civil_society", "international"})
"""Places outside the state: enough shares to make the key may be kept there."""
PROPOSED_FOR = timedelta(days=90)
"""How long a desk may start with a proposed key whose shares have no recorded keyholders. A
quarter: long enough for two members to reach the keyholders, while new data has no confirmed
recovery."""


@dataclass(frozen=True, slots=True)
class Holder:
    """One keyholder. `branch` of the state, or where outside it; empty for a lost share."""

    name: str
    branch: str
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A key in shares and its keyholders, as far as recorded."""

    kind: str
    public: bytes
    shares: ShareSet | None
    holders: tuple[Holder, ...]

    @property
    def fingerprint(self) -> str:
        return marks.fingerprint(self.public)

    @property
    def left(self) -> int:
        return sum(not one.lost for one in self.holders)

    @property
    def spare(self) -> int:
        """Return how many more shares may be lost."""
        return self.left - self.shares.needed if self.shares else 0


def keys_in_shares() -> list[Held]:
    """Return the present keys that exist only in shares."""
    return [_held(key) for key in _current().order_by("-kind")]


def key_called(fingerprint: str) -> GroupKey | None:
    """Return the present key with this fingerprint that exists only in shares."""
    wanted = marks.code_normalised(fingerprint)
    return next((one for one in _current() if marks.fingerprint(bytes(one.public)) == wanted), None)


@transaction.atomic
def hold_shares(
    key: GroupKey, *, needed: int, holders: Sequence[Holder], by: Signs, at: datetime
) -> None:
    """Note who keeps the shares of a key, in their order. Raises Refused: `one_branch` where one
    branch of the state could make the key by itself, `twice` for a keyholder of two shares,
    `member` for a member of this site."""
    kept = _may_lie_so(needed, holders)
    ShareSet.objects.filter(group=key, current=True).update(current=False)
    shares = ShareSet.objects.create(group=key, needed=needed, of=len(holders), noted_at=at)
    Keyholder.objects.bulk_create(
        Keyholder(of=shares, number=number, name=one.name, branch=one.branch, lost=one.lost)
        for number, one in enumerate(holders, start=1)
    )
    event = SharesHeld(
        about=key.name,
        number=key.number,
        needed=needed,
        of=len(holders),
        lost=len(holders) - len(kept),
        branches="+".join(sorted(one.branch for one in kept)),
    )
    record(event, by=by, at=at)


@transaction.atomic
def propose_key(
    public: bytes, *, needed: int, holders: Sequence[Holder], by: Signs, at: datetime
) -> None:
    """Propose another recovery key, in place of an earlier proposal; or the present one, as long as
    two members have not signed for it. Raises Refused as `hold_shares`, and `known` for any other
    key that was used before."""
    _may_lie_so(needed, holders)
    known = GroupKey.objects.filter(public=public)
    waits = _present(public) and not counts_as_recovery(public)
    if known.exists() and not waits:
        raise Refused("known")
    ProposedKeyConfirmation.objects.all().delete()
    ProposedKey.objects.all().delete()
    told = [[one.name, one.branch, one.lost] for one in holders]
    ProposedKey.objects.create(public=public, needed=needed, holders=told, proposed_at=at)
    record(KeyProposed(about="recovery", public=recorded_as(public)), by=by, at=at)


def proposed_key(*, seen_by: Actor) -> ProposedKey | None:
    """Return the key that waits for the member's assent; None for members who neither manage the
    team nor decide, or have assented."""
    if not any(seen_by.may(one) for one in MAY_ASSENT):
        return None
    found = ProposedKey.objects.first()
    if found and seen_by.signature in who_assented(bytes(found.public)):
        return None
    return found


@transaction.atomic
def assent_to_key(typed: str, *, by: Actor, at: datetime) -> GroupKey | None:
    """Assent to the proposed key by signature, after the keyholders told the member its
    fingerprint. Returns the key once two members have assented whose assent still counts: from then
    on it is the site's. Raises Refused."""
    must_be_free(by)
    found = ProposedKey.objects.select_for_update().first()
    public = bytes(found.public) if found else b""
    may = any(by.may(one) for one in MAY_ASSENT)
    if found is None or not may or marks.code_normalised(typed) != marks.fingerprint(public):
        raise Refused("another_key")
    ProposedKeyConfirmation.objects.get_or_create(key=found, member=by.member, defaults={"at": at})
    assented = KeyAssented(about="recovery", public=recorded_as(public))
    record(in_own_hand(assented, by=by), by=by, at=at)
    if _who_still_may(public) < ASSENTS:
        return None
    key = _present(public) or make_group("recovery", "", public=public, by=by, at=at)
    holders = [Holder(name, branch, lost) for name, branch, lost in found.holders]
    hold_shares(key, needed=found.needed, holders=holders, by=by, at=at)
    found.assents.all().delete()
    found.delete()
    return key


def _present(public: bytes) -> GroupKey | None:
    found = GroupKey.objects.filter(kind=GroupKey.Kind.RECOVERY, ref="", current=True)
    return found.filter(public=public).first()


def _who_still_may(public: bytes) -> int:
    """Return how many signed for this key whose assent counts. Reads only the record."""
    codes = {one.removeprefix(MEMBER) for one in who_assented(public)}
    rows = with_record(Member.objects.filter(code__in=codes))
    return sum(map(_still_may, by_record(rows)))


def _still_may(member: Member) -> bool:
    """Return whether the member's assent counts: not that of an ended account, nor of one that is
    held back."""
    able = permissions_of(member.role_set).intersection(MAY_ASSENT)
    return member.active and bool(able) and not is_held_back(member)


@transaction.atomic
def shares_tried(key: GroupKey, *, by: Signs, at: datetime) -> None:
    """Put on record that enough shares made the key."""
    ShareSet.objects.filter(group=key, current=True).update(tried_at=at)
    record(SharesTried(about=key.name, number=key.number), by=by, at=at)


def _may_lie_so(needed: int, holders: Sequence[Holder]) -> list[Holder]:
    """Return the holders that keep a share. Raises Refused where the shares may not be distributed
    so."""
    kept = [one for one in holders if not one.lost]
    in_branch = Counter(one.branch for one in kept if one.branch not in OUTSIDE)
    if any(count >= needed for count in in_branch.values()):
        raise Refused("one_branch")
    names = [_as_said(one.name) for one in kept]
    if len(set(names)) < len(names):
        raise Refused("twice")
    active = Member.objects.filter(active=True).values_list("name", flat=True)
    if set(names) & {_as_said(name) for name in active}:
        raise Refused("member")
    return kept


def _current() -> QuerySet[GroupKey]:
    return GroupKey.objects.filter(kind__in=IN_SHARES, current=True)


def _held(key: GroupKey) -> Held:
    shares = ShareSet.objects.filter(group=key, current=True).first()
    rows = shares.keyholders.order_by("number") if shares else []
    holders = tuple(Holder(one.name, one.branch, one.lost) for one in rows)
    return Held(key.kind, bytes(key.public), shares, holders)


def _as_said(name: str) -> str:
    return " ".join(plain(name).split())
