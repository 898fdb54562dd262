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
from collections.abc import Iterable, Mapping, Sequence
from itertools import batched

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet

from amparo.crypto import envelopes, marks
from amparo.crypto.errors import Unsealable
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.models import NameBucket, NameLeaf, Seat
from amparo.foundations.cases.names.leaves import (
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
from amparo.foundations.cases.names.names import Called, names_in, with_guard
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.services import has_turn, keep_turns

CASES = 3072  # of one leaf
BATCH = 256
HOLLOW = 4  # a leaf with less than one in so many of the cases that others hold
TURN = 0x4E414D45  # "NAME": at a member's index, by her number

_WHOLE = Exists(NameBucket.objects.filter(leaf=OuterRef("pk")))
_EMPTY = NameLeaf.objects.filter(~_WHOLE)


def index_key(by: Actor) -> bytes:
    """The key of a member's index. Nothing that is stored gives it."""
    return marks.blinded(by.pair.secret, "names/key", by.member.code)


def catch_up(*, by: Actor, patience: float) -> int:
    """List what is not listed yet, for so many seconds. Returns how many of her cases are left."""
    until = time.monotonic() + patience
    _clear(by.member)
    left, done = _left(by.member), 1
    while left and done:
        done = _listed_some(by)
        left = _left(by.member)
        if time.monotonic() >= until:
            break
    return left


def _waiting(member: int) -> QuerySet[Seat]:
    """Nothing of hers once her account ended."""
    return Seat.objects.filter(member=member, member__active=True, listed=False)


def _left(member: Member) -> int:
    return _waiting(member.pk).count()


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


def _clear(member: Member) -> None:
    """What was emptied, or is in no backup: its cases are to be listed again."""
    if empty := list(_EMPTY.filter(member=member.pk)):
        _list_again(leaf.pk for leaf in empty)


@transaction.atomic
def _list_again(empty: Iterable[int]) -> None:
    rows = NameLeaf.objects.filter(~_WHOLE, pk__in=_held(empty))
    leaves = set(rows.values_list("pk", flat=True))
    there = Seat.objects.filter(leaf__in=leaves)
    free = there.select_for_update(skip_locked=True).values_list("pk", flat=True)
    for some in batched(list(free), BATCH):  # a database takes so many values at once, and no more
        Seat.objects.filter(pk__in=some).update(leaf=None, listed=False)
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
    seats = _free(_waiting(by.member.pk).order_by("pk").values_list("pk", flat=True)[:BATCH])
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
    free = with_guard(rows.filter(pk__in=[seat.pk for seat in held], listed=False))
    return list(free.order_by("pk"))


def _list_into(young: NameLeaf, seats: list[Seat], by: Actor) -> int:
    """These are in this leaf from now on, and nowhere else, as many as it has room for; also those
    by no name: that one was not told, or is kept from her, nobody else is to see. A case that finds
    no room ends the leaf, so that of none that comes after it is told how long its names are."""
    key = index_key(by)
    leaf = _read(young.pk, {seat.pk for seat in seats}, key=key, by=by)
    done: list[Seat] = []
    for seat, called in names_in(seats, seen_by=by):
        if not leaf.takes(_lines(seat, called, key)):
            break
        done.append(seat)
    if not done and not leaf.empty:
        return _list_into(_begun(by.member), seats, by)
    if not done:  # alone more than a leaf holds: cut, it would tell of the next
        leaf.takes(lines_unread(seats[0].pk))
        done = seats[:1]
    _write(young.pk, leaf.lines, key=key, by=by)
    _move(seats, done, young, key=key, by=by)
    return len(done)


def _lines(seat: Seat, called: Iterable[Called] | None, key: bytes) -> list[tuple[int, bytes]]:
    if called is None:
        return lines_unread(seat.pk)
    return lines_of(seat.pk, [(one.whose, one.name) for one in called], key)


def _move(
    seats: Iterable[Seat], done: list[Seat], young: NameLeaf, *, key: bytes, by: Actor
) -> None:
    """What is listed is in no older leaf any more, and what found no room is nowhere yet."""
    left = {seat.leaf_id for seat in done if seat.leaf_id} - {young.pk}
    for older in left:
        gone = {seat.pk for seat in done if seat.leaf_id == older}
        if NameBucket.objects.filter(leaf=older).exists():  # what was emptied stays so
            _write(older, _read(older, gone, key=key, by=by).lines, key=key, by=by)
    for seat in done:
        seat.leaf_id, seat.listed = young.pk, True
    waiting = [one for one in seats if one.leaf_id == young.pk and not one.listed]
    for seat in waiting:
        seat.leaf_id = None
    Seat.objects.bulk_update([*done, *waiting], ["leaf", "listed"])
    empty = NameLeaf.objects.filter(pk__in=left, seats=None)
    NameBucket.objects.filter(leaf__in=list(empty)).delete()
    empty.delete()


def _young(member: Member) -> NameLeaf:
    """The last leaf, where it is not full yet, or a new one."""
    last = NameLeaf.objects.filter(member=member).order_by("pk").last()
    if last and last.seats.count() <= CASES - BATCH and last.buckets.exists():
        return last
    return _begun(member)


def _begun(member: Member) -> NameLeaf:
    """A new leaf. One that lost most of its cases gives it the others: not where the last leaf had
    room for few, because then these are the ones that take it."""
    counted = NameLeaf.objects.filter(_WHOLE, member=member).annotate(cases=Count("seats"))
    held = dict(counted.order_by("pk").values_list("pk", "cases"))
    usual = sum(held.values()) // max(len(held), 1)
    if held and held[max(held)] * 2 >= usual:
        few = [leaf for leaf, cases in held.items() if cases * HOLLOW <= usual]
        there = Seat.objects.filter(leaf__in=few[:1], listed=True)
        free = there.select_for_update(skip_locked=True).values_list("pk", flat=True)
        Seat.objects.filter(pk__in=list(free)).update(listed=False)
    return NameLeaf.objects.create(member=member)


def _was_emptied(leaf: NameLeaf) -> bool:
    """Whether cases that it held are to be listed again: until then nothing is written there."""
    return leaf.seats.exists() and not leaf.buckets.exists()


def _held(leaves: Iterable[int]) -> set[int]:
    """Those of these that nobody else holds, held."""
    rows = NameLeaf.objects.select_for_update(skip_locked=True).filter(pk__in=list(leaves))
    return set(rows.values_list("pk", flat=True))


def _read(leaf: int, gone: set[int], *, key: bytes, by: Actor) -> Leaf:
    """What is written in a leaf, without some seats, or any that ended."""
    stored = NameBucket.objects.filter(leaf=leaf).values_list("label", "sealed")
    stay = set(Seat.objects.filter(leaf=leaf).values_list("pk", flat=True)) - gone
    found = Leaf(room_of(key, leaf))
    for label, sealed in stored:
        older = each_in(opened_bucket(leaf, label, bytes(sealed), by=by, key=key))
        found.keep([(label, one) for one in older if seat_in(one) in stay])
    return found


def _write(leaf: int, lines: Mapping[int, Sequence[bytes]], *, key: bytes, by: Actor) -> None:
    """Seal a leaf anew, every bucket of it."""
    rows = []
    for label, text in end_filled(lines).items():
        place = bucket_context(by.member.code, leaf, label)
        sealed = envelopes.seal(key, text, context=place)
        rows.append(NameBucket(leaf_id=leaf, member=by.member, label=label, sealed=sealed))
    NameBucket.objects.filter(leaf=leaf).delete()
    NameBucket.objects.bulk_create(rows)


def opened_bucket(leaf: int, label: int, sealed: bytes, *, by: Actor, key: bytes) -> bytes:
    """What is written in a bucket. Raises Unsealable."""
    context = bucket_context(by.member.code, leaf, label)
    return unfilled(envelopes.unseal(key, sealed, context=context))
