"""The name index of each member: which of her cases are found by which names. Services, by noun:
what is listed.

It belongs to one member and holds her own cases. Its key comes from her own secret and lies
nowhere, so that only she can fill it, when she looks for a name; and whoever takes a case from her,
or a name out of a case, takes the whole leaf away without any key. What is gone so she lists again.

The order in which rows are held is one everywhere: a file's row, the record, the turn at a
member's index, then seats and leaves. Who takes away keeps it, and waits for whoever lists. Who
lists has the turn, the file's rows and the seats before she reads a name, and takes only what is
free: she waits for nobody, so that nobody waits for ever.
"""

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet

from amparo.foundations.access.actors import Actor
from amparo.foundations.access.models import Member
from amparo.foundations.cases.leaves import (
    BUCKETS,
    bucket_context,
    each_in,
    end_filled,
    lines_of,
    lines_unread,
    seat_in,
)
from amparo.foundations.cases.models import NameBucket, NameLeaf, Seat
from amparo.foundations.cases.names import names_in, with_guard
from amparo.foundations.ledger.services import has_turn, keep_turns
from amparo.foundations.letterbox.models import Filing
from amparo.sealing import envelopes, marks
from amparo.sealing.errors import Unsealable

CASES = 1024  # of one leaf
BATCH = 256
TURN = 0x4E414D45  # "NAME": at a member's index, by her number

_WHOLE = Exists(NameBucket.objects.filter(leaf=OuterRef("pk")))


def index_key(by: Actor) -> bytes:
    """The key of a member's index. Nothing that is stored gives it."""
    return marks.blinded(by.pair.secret, "names/key", by.member.code)


def catch_up(*, by: Actor, patience: float) -> int:
    """List what is not listed yet, for so many seconds. Returns how many of her cases are left."""
    until = time.monotonic() + patience
    _clear(by.member)
    left, done = _waiting(by.member).count(), 1
    while left and done:
        done = _listed_some(by)
        left = _waiting(by.member).count()
        if time.monotonic() >= until:
            break
    return left


def _waiting(member: Member) -> QuerySet[Seat]:
    """Nothing of hers once her account ended."""
    return Seat.objects.filter(member=member, member__active=True, listed=False)


@transaction.atomic
def names_changed(filing: Filing) -> None:
    """Somebody of this case may be called otherwise now: whoever looks next lists it anew. Its row
    is held: nobody lists it just now."""
    Seat.objects.filter(case__filing=filing, listed=True).update(listed=False)


@transaction.atomic
def forget_names(filing: Filing, *, of: Iterable[int] = ()) -> None:
    """Nothing of this case's names is left in anybody's index from now on; or in those `of` some
    members, by number. No key is needed."""
    seats = Seat.objects.filter(case__filing=filing)
    if members := list(of):
        seats = seats.filter(member__in=members)
    keep_turns(TURN, seats.values_list("member", flat=True))
    _empty(seats.exclude(leaf=None).values_list("leaf", flat=True))


@transaction.atomic
def forget_index(member: Member) -> None:
    """Nothing is left in a member's whole index."""
    keep_turns(TURN, [member.pk])
    _empty(NameLeaf.objects.filter(member=member).values_list("pk", flat=True))


def _empty(leaves: Iterable[int]) -> None:
    """Leaves without buckets: their other cases are listed again by whose they are. No other case's
    row is touched."""
    held = NameLeaf.objects.select_for_update().filter(pk__in=list(leaves)).order_by("pk")
    gone = list(held.values_list("pk", flat=True))
    NameBucket.objects.filter(leaf__in=gone).delete()


@transaction.atomic
def _clear(member: Member) -> None:
    """What was emptied, or is in no backup: its cases are to be listed again."""
    empty = list(NameLeaf.objects.filter(~_WHOLE, member=member).values_list("pk", flat=True))
    if not empty:
        return
    leaves = _held(empty)
    there = Seat.objects.filter(leaf__in=leaves)
    free = there.select_for_update(skip_locked=True).values_list("pk", flat=True)
    Seat.objects.filter(pk__in=list(free)).update(leaf=None, listed=False)
    used = set(there.values_list("leaf", flat=True))
    NameLeaf.objects.filter(pk__in=leaves - used).delete()


def _listed_some(by: Actor) -> int:
    """What does not open was written under another key, or spoilt: she begins anew."""
    try:
        return _list_some(by)
    except Unsealable:
        forget_index(by.member)
        _clear(by.member)
        return _list_some(by)


@transaction.atomic
def _list_some(by: Actor) -> int:
    """List a batch; returns how many. What somebody else holds just now is left for later."""
    if not has_turn(TURN, by.member.pk):
        return 0
    seats = _free(_waiting(by.member).values_list("pk", flat=True)[:BATCH])
    if not seats:
        return 0
    young = _young(by.member)
    held = _held({young.pk, *(seat.leaf_id for seat in seats if seat.leaf_id)})
    if young.pk not in held or _was_emptied(young):
        return 0
    return _list_into(young, [one for one in seats if one.leaf_id in {None, *held}], by)


def _free(some: Iterable[int]) -> list[Seat]:
    """Those of these seats that nobody else holds, nor their files, held; and then read: who must
    not know is as it stands from now on."""
    rows = Seat.objects.filter(pk__in=list(some)).select_related("case__filing")
    held = rows.select_for_update(of=("self", "case__filing"), no_key=True, skip_locked=True)
    return list(with_guard(rows.filter(pk__in=[seat.pk for seat in held], listed=False)))


def _list_into(young: NameLeaf, seats: list[Seat], by: Actor) -> int:
    """These are in this leaf from now on, and nowhere else."""
    key, lines, named = index_key(by), defaultdict[int, list[bytes]](list), set()
    for seat, called in names_in(seats, seen_by=by):
        pairs = ((one.whose, one.name) for one in called or ())
        new = lines_unread(seat.pk) if called is None else lines_of(seat.pk, pairs, key)
        for label, line in new:
            lines[label].append(line)
            named.add(seat.pk)
    for leaf in {young.pk, *(seat.leaf_id for seat in seats if seat.leaf_id)}:
        gone = {seat.pk for seat in seats if seat.leaf_id == leaf}
        _write(leaf, gone, lines if leaf == young.pk else {}, key=key, by=by)
    for seat in seats:
        seat.leaf_id, seat.listed = (young.pk if seat.pk in named else None), True
    Seat.objects.bulk_update(seats, ["leaf", "listed"])
    return len(seats)


def _young(member: Member) -> NameLeaf:
    """The leaf that is not full yet, or a new one."""
    counted = NameLeaf.objects.filter(_WHOLE, member=member).annotate(cases=Count("seats"))
    found = counted.filter(cases__lte=CASES - BATCH).order_by("pk").last()
    return found or NameLeaf.objects.create(member=member)


def _was_emptied(leaf: NameLeaf) -> bool:
    """Whether cases that it held are to be listed again: until then nothing is written there."""
    return leaf.seats.exists() and not leaf.buckets.exists()


def _held(leaves: Iterable[int]) -> set[int]:
    """Those of these that nobody else holds, held."""
    rows = NameLeaf.objects.select_for_update(skip_locked=True).filter(pk__in=list(leaves))
    return set(rows.values_list("pk", flat=True))


def _write(
    leaf: int, gone: set[int], more: Mapping[int, Sequence[bytes]], *, key: bytes, by: Actor
) -> None:
    """Seal a leaf anew: without some seats, or any that ended, with more lines. What was emptied
    stays so."""
    there = NameBucket.objects.filter(leaf=leaf)
    stored = list(there.values_list("label", "sealed"))
    if not stored and not more:
        return
    lines = {label: list(more.get(label, ())) for label in range(BUCKETS)}
    stay = set(Seat.objects.filter(leaf=leaf).values_list("pk", flat=True)) - gone
    for label, sealed in stored:
        older = each_in(opened_bucket(leaf, label, bytes(sealed), by=by, key=key))
        lines[label] += [one for one in older if seat_in(one) in stay]
    rows = []
    for label, text in end_filled(lines).items():
        place = bucket_context(by.member.code, leaf, label)
        sealed = envelopes.seal(key, text, context=place)
        rows.append(NameBucket(leaf_id=leaf, member=by.member, label=label, sealed=sealed))
    there.delete()
    NameBucket.objects.bulk_create(rows)


def opened_bucket(leaf: int, label: int, sealed: bytes, *, by: Actor, key: bytes) -> bytes:
    """What lies in a bucket. Raises Unsealable."""
    return envelopes.unseal(key, sealed, context=bucket_context(by.member.code, leaf, label))
