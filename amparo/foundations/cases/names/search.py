"""Looking for a case by a name: among her own cases, in her own index. It is on record that she
looked, and not for whom. Services, by noun: looking up."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, combinations, islice

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from amparo.crypto.errors import Unsealable
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases import events
from amparo.foundations.cases.access.noticing import asked_near, notice
from amparo.foundations.cases.fields import OTHERS, Reads, reads
from amparo.foundations.cases.models import NameBucket, Seat
from amparo.foundations.cases.names.index import catch_up, forget_index, index_key, opened_bucket
from amparo.foundations.cases.names.leaves import (
    BASE,
    OTHER,
    READ_AS,
    labels_of,
    lines_that_begin,
    places_after,
    seat_in,
    unread_in,
)
from amparo.foundations.cases.names.names import SPOILT, with_guard
from amparo.foundations.cases.names.spelling import Asked, asked_in
from amparo.foundations.cases.queries import opened
from amparo.foundations.ledger.services import record

SHOWN = 20
AS_WRITTEN, OTHERWISE, ALL_BUT_ONE = range(3)
OF_OTHERS = OTHER.encode()  # stands in each place at which another than the person is called so
ENOUGH = 3  # words, of which one may be another
type Places = set[bytes]  # a seat, and whose name of that case

_SEATS = with_guard(Seat.objects.select_related("case__filing", "case__holder"))


@dataclass(frozen=True, slots=True)
class Found:
    """One of her cases. `how`: AS_WRITTEN, OTHERWISE (spelled) or ALL_BUT_ONE (of the words)."""

    seat: Seat
    how: int
    of_person: bool


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What was found: those as written first, then the newest. `more`: there are others. `left`: so
    many of her cases were not looked into yet; `unread`: of so many the names cannot be read."""

    found: tuple[Found, ...]
    more: bool
    left: int
    unread: int = 0


@dataclass(frozen=True, slots=True)
class Word:
    """One that is looked for. `written`: as it stands in a line, after how it is read; `begins`:
    how a line of it begins, however it is spelled; `more`: only its first letters are known, so
    that what is written so may be read in ways that begin otherwise."""

    written: bytes
    begins: tuple[bytes, ...]
    more: bool

    def is_written(self, word: bytes) -> bool:
        return self.written in word if self.more else word.endswith(self.written)


@dataclass(slots=True)
class Standing:
    """In which names of her whole index a word stands, as written so or spelled otherwise: the
    places of each line, which are the same for each way of reading one word."""

    word: Word
    written: set[bytes] = field(default_factory=set)
    otherwise: set[bytes] = field(default_factory=set)

    def read(self, text: bytes) -> None:
        ways = (lines_that_begin(text, begins) for begins in self.word.begins)
        so = 0
        for line in set(chain.from_iterable(ways)):
            word, _, places = line.partition(b" ")
            is_so = self.word.is_written(word)
            (self.written if is_so else self.otherwise).add(places)
            so += is_so
        if self.word.more and so < text.count(self.word.written):
            self.written.update(places_after(text, self.word.written))


def look_up(
    typed: str, *, reason: str, by: Actor, at: datetime, patience: float
) -> LookedUp | None:
    """Her cases in which somebody is called so; of whom others of a case are never hers to read,
    the person alone. None where nothing was typed to look for. That
    somebody is found is told already: so the reason is asked before, and not only at a file."""
    asked = asked_in(typed)
    if not asked:
        return None
    _on_record(asked, reason, by=by, at=at)
    left = catch_up(by=by, patience=patience)
    try:
        hits, unread = _hits(asked, by)
    except Unsealable:  # written under another key, or spoilt: it is made anew
        forget_index(by.member)
        left = catch_up(by=by, patience=patience)
        hits, unread = _hits(asked, by)
    found = _seen(_ranked(hits if finds_others(by) else _of_persons(hits)), by, unread)
    return LookedUp(tuple(found[:SHOWN]), len(found) > SHOWN, left, _count(unread, by))


def finds_others(reader: Actor) -> bool:
    """Whether who else is of a case is hers to read: that somebody is found tells that too."""
    return reads(OTHERS, reader.roles) != Reads.NEVER


def _of_persons(groups: Iterable[Places]) -> Iterator[Places]:
    for places in groups:
        yield {place for place in places if OF_OTHERS not in place}


@transaction.atomic
def _on_record(asked: list[Asked], reason: str, *, by: Actor, at: datetime) -> None:
    event = events.NamesLookedUp(about=by.member.code, role=by.role, reason=reason)
    entry = record(event, by=by, at=at)
    notice(entry, asked_near(asked, by=by), by=by)


def _count(seats: set[int], reader: Actor) -> int:
    return Seat.objects.filter(member=reader.member, pk__in=seats).count() if seats else 0


def _ranked(groups: Iterable[Places]) -> Iterator[tuple[int, int, bool]]:
    """How, seat, and whether it is the person at risk who is called so; the best first."""
    done: set[int] = set()
    for how, places in enumerate(groups):
        seats = hers = {int(one, BASE) for one in places if one.isalnum()}
        if rest := [one for one in places if not one.isalnum()]:
            hers = hers.union(seat_in(one) for one in rest if OF_OTHERS not in one)
            seats = hers.union(seat_in(one) for one in rest if OF_OTHERS in one)
        for seat in sorted(seats - done, reverse=True):
            yield how, seat, seat in hers
        done |= seats


def _hits(asked: list[Asked], reader: Actor) -> tuple[Iterator[Places], set[int]]:
    """The names in which the words stand, by how; and cases whose names cannot be read."""
    unread: set[int] = set()
    key, words = index_key(reader), [Standing(word_of(one)) for one in asked]
    wanted: dict[int, list[Standing]] = defaultdict(list)
    for one, found in zip(asked, words, strict=True):
        for label in labels_of(key, one):
            wanted[label].append(found)
    rows = NameBucket.objects.filter(member=reader.member, label__in=wanted)
    # In no order: to put some megabytes of buckets into one takes longer than to read them.
    for leaf, label, sealed in rows.values_list("leaf", "label", "sealed").iterator():
        text = opened_bucket(leaf, label, bytes(sealed), by=reader, key=key)
        unread |= unread_in(text)
        for found in wanted[label]:
            found.read(text)
    return _groups(words), unread


def _groups(words: Sequence[Standing]) -> Iterator[Places]:
    """AS_WRITTEN, OTHERWISE, ALL_BUT_ONE; each is worked out where the ones before are not enough.
    A case lies in one leaf: what stands in several need not be told apart."""
    exact = [_each(one.written) for one in words]
    yield set.intersection(*exact)
    both = zip(exact, words, strict=True)
    anyhow = [so | _each(one.otherwise) if one.otherwise else so for so, one in both]
    yield set.intersection(*anyhow)
    if len(words) >= ENOUGH:
        some = combinations(anyhow, len(words) - 1)
        yield set().union(*(set.intersection(*those) for those in some))


def _each(places: Iterable[bytes]) -> Places:
    return set(b" ".join(places).split())


def word_of(one: Asked) -> Word:
    """Its lines begin with letters that are known, so that a bucket without them is passed by."""
    written, ends = f"{READ_AS}{one.word}".encode(), "" if one.begins else READ_AS
    lines = (f"\n{form}{ends}".encode() for form in one.forms)
    return Word(written, tuple(lines), one.begins)


def _seen(ranked: Iterable[tuple[int, int, bool]], reader: Actor, unread: set[int]) -> list[Found]:
    """The cases themselves, until there is one more than is shown. What was noted since of who must
    not know counts at once."""
    found: list[Found] = []
    rest = iter(ranked)
    while part := list(islice(rest, SHOWN + 1)):
        numbers = [seat for _, seat, _ in part]
        hers = _SEATS.filter(member=reader.member, pk__in=numbers)
        seats = {seat.pk: seat for seat in hers.exclude(ends_at__lte=timezone.now())}
        for how, number, of_person in part:
            seat = seats.get(number)
            if seat and (not getattr(seat, "guarded", True) or _may_open(seat, reader, unread)):
                found.append(Found(seat, how, of_person))
        if len(found) > SHOWN:
            break
    return found


def _may_open(seat: Seat, reader: Actor, unread: set[int]) -> bool:
    try:
        opened(seat.case.code, seen_by=reader)
    except Http404:
        return False
    except SPOILT:
        unread.add(seat.pk)
        return False
    return True
