"""The name index of each member, which finds that member's cases by name.

It is sealed under a key derived from the member's secret and not stored, so that only the member
can fill it, during a search. Removing a case from a member, or a name from a case, deletes the
whole leaf and needs no key; the member's next search indexes the remaining cases again.

Rows are locked in one order everywhere: filing, record, lock of the member's index, then seats and
leaves. Removal waits for indexing. Indexing takes the lock, filings and seats before reading names,
and skips locked rows, so that there is no deadlock.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from itertools import batched

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import shared_key_sealing as envelopes
from amparo.crypto.errors import Unsealable
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.models import CaseAccess, NameIndexBucket, NameIndexLeaf
from amparo.foundations.cases.names.case_names import Called, names_in, with_guard
from amparo.foundations.cases.names.index_leaf_format import (
    Leaf,
    bucket_context,
    each_in,
    end_filled,
    lines_of,
    lines_unread,
    room_of,
    seat_in,
    unfilled,
)
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.services import has_turn, keep_turns

CASES = 3072  # of one leaf
BATCH = 256
HOLLOW = 4  # a leaf with at most 1/HOLLOW of the usual cases is emptied
TURN = 0x4E414D45  # "NAME": advisory lock on a member's index, by primary key

_WHOLE = Exists(NameIndexBucket.objects.filter(leaf=OuterRef("pk")))
_EMPTY = NameIndexLeaf.objects.filter(~_WHOLE)


def index_key(by: Actor) -> bytes:
    """Return the key of a member's index, which cannot be derived from stored data."""
    return marks.blinded(by.pair.secret, "names/key", by.member.code)


def catch_up(*, by: Actor, patience: float) -> int:
    """Index cases for up to `patience` seconds. Return how many of the member's cases are left."""
    until = time.monotonic() + patience
    _clear(by.member)
    left, done = _left(by.member), 1
    while left and done:
        done = _listed_some(by)
        left = _left(by.member)
        if time.monotonic() >= until:
            break
    return left


def _waiting(member: int) -> QuerySet[CaseAccess]:
    """Return the seats to index; none for a deactivated account."""
    return CaseAccess.objects.filter(member=member, member__active=True, listed=False)


def _left(member: Member) -> int:
    return _waiting(member.pk).count()


@transaction.atomic
def names_changed(filing: Filing) -> None:
    """Mark this case to be indexed again, because a name may have changed. The caller holds its
    row, so that it is not being indexed."""
    CaseAccess.objects.filter(case__filing=filing, listed=True).update(listed=False)


@transaction.atomic
def forget_names(filing: Filing, *, of: Iterable[int] = ()) -> None:
    """Empty the leaves with this case's names in all members' indexes, or in those of the members
    `of` (primary keys). Needs no key."""
    seats = CaseAccess.objects.filter(case__filing=filing)
    if members := list(of):
        seats = seats.filter(member__in=members)
    keep_turns(TURN, seats.values_list("member", flat=True))
    _empty(seats.exclude(leaf=None).values_list("leaf", flat=True))


@transaction.atomic
def forget_index(member: Member) -> None:
    """Empty a member's whole index."""
    keep_turns(TURN, [member.pk])
    _empty(NameIndexLeaf.objects.filter(member=member).values_list("pk", flat=True))


def _empty(leaves: Iterable[int]) -> None:
    """Delete the buckets of these leaves. The members' other cases in them are indexed again later;
    their rows do not change."""
    held = NameIndexLeaf.objects.select_for_update().filter(pk__in=list(leaves)).order_by("pk")
    gone = list(held.values_list("pk", flat=True))
    NameIndexBucket.objects.filter(leaf__in=gone).delete()


def _clear(member: Member) -> None:
    """Mark the cases of leaves without buckets, emptied or missing from a backup, to be indexed
    again."""
    if empty := list(_EMPTY.filter(member=member.pk)):
        _list_again(leaf.pk for leaf in empty)


@transaction.atomic
def _list_again(empty: Iterable[int]) -> None:
    rows = NameIndexLeaf.objects.filter(~_WHOLE, pk__in=_held(empty))
    leaves = set(rows.values_list("pk", flat=True))
    there = CaseAccess.objects.filter(leaf__in=leaves)
    free = there.select_for_update(skip_locked=True).values_list("pk", flat=True)
    for some in batched(list(free), BATCH):  # databases limit the number of bound values
        CaseAccess.objects.filter(pk__in=some).update(leaf=None, listed=False)
    used = set(there.values_list("leaf", flat=True))
    NameIndexLeaf.objects.filter(pk__in=leaves - used).delete()


def _listed_some(by: Actor) -> int:
    """Index a batch; if a bucket cannot be unsealed, for another key or damage, start the index
    again."""
    try:
        return _list_some(by)
    except Unsealable:
        forget_index(by.member)
        _clear(by.member)
        return _list_some(by)


@transaction.atomic
def _list_some(by: Actor) -> int:
    """Index a batch and return how many. Skips rows that are locked elsewhere."""
    if not has_turn(TURN, by.member.pk):
        return 0
    seats = _free(_waiting(by.member.pk).order_by("pk").values_list("pk", flat=True)[:BATCH])
    if not seats:
        return 0
    young = _young(by.member)
    held = _held({young.pk, *(seat.leaf_id for seat in seats if seat.leaf_id)})
    if young.pk not in held or _was_emptied(young):
        return 0
    return _list_into(young, [one for one in seats if one.leaf_id in {None, *held}], by)


def _free(some: Iterable[int]) -> list[CaseAccess]:
    """Lock those of these seats that are free, with their filings, then read them, so that
    exclusions are current."""
    rows = CaseAccess.objects.filter(pk__in=list(some)).select_related("case__filing")
    held = rows.select_for_update(of=("self", "case__filing"), no_key=True, skip_locked=True)
    free = with_guard(rows.filter(pk__in=[seat.pk for seat in held], listed=False))
    return list(free.order_by("pk"))


def _list_into(young: NameIndexLeaf, seats: list[CaseAccess], by: Actor) -> int:
    """Write as many of these cases as fit into this leaf, and nowhere else, including cases without
    readable names, so that those with no name, or with an exclusion, do not stand out. A case that
    does not fit closes the leaf, so that the length of its names does not show in what is written
    after it."""
    key = index_key(by)
    leaf = _read(young.pk, {seat.pk for seat in seats}, key=key, by=by)
    done: list[CaseAccess] = []
    for seat, called in names_in(seats, seen_by=by):
        if not leaf.takes(_lines(seat, called, key)):
            break
        done.append(seat)
    if not done and not leaf.empty:
        return _list_into(_begun(by.member), seats, by)
    if not done:  # more than a whole leaf: a partial entry would reveal its length
        leaf.takes(lines_unread(seats[0].pk))
        done = seats[:1]
    _write(young.pk, leaf.lines, key=key, by=by)
    _move(seats, done, young, key=key, by=by)
    return len(done)


def _lines(
    seat: CaseAccess, called: Iterable[Called] | None, key: bytes
) -> list[tuple[int, bytes]]:
    if called is None:
        return lines_unread(seat.pk)
    return lines_of(seat.pk, [(one.whose, one.name) for one in called], key)


def _move(
    seats: Iterable[CaseAccess],
    done: list[CaseAccess],
    young: NameIndexLeaf,
    *,
    key: bytes,
    by: Actor,
) -> None:
    """Remove the indexed cases from older leaves, and detach those that did not fit."""
    left = {seat.leaf_id for seat in done if seat.leaf_id} - {young.pk}
    for older in left:
        gone = {seat.pk for seat in done if seat.leaf_id == older}
        if NameIndexBucket.objects.filter(leaf=older).exists():  # an emptied leaf stays empty
            _write(older, _read(older, gone, key=key, by=by).lines, key=key, by=by)
    for seat in done:
        seat.leaf_id, seat.listed = young.pk, True
    waiting = [one for one in seats if one.leaf_id == young.pk and not one.listed]
    for seat in waiting:
        seat.leaf_id = None
    CaseAccess.objects.bulk_update([*done, *waiting], ["leaf", "listed"])
    empty = NameIndexLeaf.objects.filter(pk__in=left, seats=None)
    NameIndexBucket.objects.filter(leaf__in=list(empty)).delete()
    empty.delete()


def _young(member: Member) -> NameIndexLeaf:
    """Return the last leaf if it is not full, else a new one."""
    last = NameIndexLeaf.objects.filter(member=member).order_by("pk").last()
    if last and last.seats.count() <= CASES - BATCH and last.buckets.exists():
        return last
    return _begun(member)


def _begun(member: Member) -> NameIndexLeaf:
    """Create a leaf. A leaf that lost most of its cases is emptied into it, unless the last leaf
    held few cases: then these need the space."""
    counted = NameIndexLeaf.objects.filter(_WHOLE, member=member).annotate(cases=Count("seats"))
    held = dict(counted.order_by("pk").values_list("pk", "cases"))
    usual = sum(held.values()) // max(len(held), 1)
    if held and held[max(held)] * 2 >= usual:
        few = [leaf for leaf, cases in held.items() if cases * HOLLOW <= usual]
        there = CaseAccess.objects.filter(leaf__in=few[:1], listed=True)
        free = there.select_for_update(skip_locked=True).values_list("pk", flat=True)
        CaseAccess.objects.filter(pk__in=list(free)).update(listed=False)
    return NameIndexLeaf.objects.create(member=member)


def _was_emptied(leaf: NameIndexLeaf) -> bool:
    """Return whether the leaf was emptied: nothing is written to it until its cases are marked
    again."""
    return leaf.seats.exists() and not leaf.buckets.exists()


def _held(leaves: Iterable[int]) -> set[int]:
    """Lock those of these leaves that are free and return them."""
    rows = NameIndexLeaf.objects.select_for_update(skip_locked=True).filter(pk__in=list(leaves))
    return set(rows.values_list("pk", flat=True))


def _read(leaf: int, gone: set[int], *, key: bytes, by: Actor) -> Leaf:
    """Return the lines of a leaf, without these seats and seats that no longer belong to it."""
    stored = NameIndexBucket.objects.filter(leaf=leaf).values_list("label", "sealed")
    stay = set(CaseAccess.objects.filter(leaf=leaf).values_list("pk", flat=True)) - gone
    found = Leaf(room_of(key, leaf))
    for label, sealed in stored:
        older = each_in(opened_bucket(leaf, label, bytes(sealed), by=by, key=key))
        found.keep([(label, one) for one in older if seat_in(one) in stay])
    return found


def _write(leaf: int, lines: Mapping[int, Sequence[bytes]], *, key: bytes, by: Actor) -> None:
    """Seal every bucket of a leaf again."""
    rows = []
    for label, text in end_filled(lines).items():
        place = bucket_context(by.member.code, leaf, label)
        sealed = envelopes.seal(key, text, context=place)
        rows.append(NameIndexBucket(leaf_id=leaf, member=by.member, label=label, sealed=sealed))
    NameIndexBucket.objects.filter(leaf=leaf).delete()
    NameIndexBucket.objects.bulk_create(rows)


def opened_bucket(leaf: int, label: int, sealed: bytes, *, by: Actor, key: bytes) -> bytes:
    """Return the text of a bucket. Raises Unsealable."""
    context = bucket_context(by.member.code, leaf, label)
    return unfilled(envelopes.unseal(key, sealed, context=context))
