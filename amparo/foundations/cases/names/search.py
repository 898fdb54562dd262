"""Search by name among a member's own cases, in that member's own index. The record holds that a
search took place, not the name."""

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
from amparo.foundations.cases.access.suspicious_looks import asked_near, notice
from amparo.foundations.cases.fields import OTHERS, Reads, reads
from amparo.foundations.cases.models import CaseAccess, NameIndexBucket
from amparo.foundations.cases.names.case_names import SPOILT, with_guard
from amparo.foundations.cases.names.index import catch_up, forget_index, index_key, opened_bucket
from amparo.foundations.cases.names.index_leaf_format import (
    BASE,
    OTHER,
    READ_AS,
    labels_of,
    lines_that_begin,
    places_after,
    seat_in,
    unread_in,
)
from amparo.foundations.cases.names.spelling import Asked, asked_in
from amparo.foundations.cases.queries import opened
from amparo.foundations.ledger.services import record

SHOWN = 20
AS_WRITTEN, OTHERWISE, ALL_BUT_ONE = range(3)
OF_OTHERS = OTHER.encode()  # in each place where a related person, not the person, has the name
ENOUGH = 3  # words, one of which may differ
type Places = set[bytes]  # a seat, and which name of its case

_SEATS = with_guard(CaseAccess.objects.select_related("case__filing", "case__holder"))


@dataclass(frozen=True, slots=True)
class Found:
    """A case that was found. `how`: AS_WRITTEN, OTHERWISE (another spelling) or ALL_BUT_ONE
    (word)."""

    seat: CaseAccess
    how: int
    of_person: bool


@dataclass(frozen=True, slots=True)
class LookedUp:
    """The result of a search: exact matches first, then the newest cases. `more`: there are others;
    `left`: number of cases not indexed yet; `unread`: number of cases whose names cannot be read.
    """

    found: tuple[Found, ...]
    more: bool
    left: int
    unread: int = 0


@dataclass(frozen=True, slots=True)
class Word:
    """A word to search for. `written`: as it ends a line's word, after the way it is read;
    `begins`: beginnings of its lines, in any spelling; `more`: only the first letters are known, so
    that the reading may begin differently."""

    written: bytes
    begins: tuple[bytes, ...]
    more: bool

    def is_written(self, word: bytes) -> bool:
        return self.written in word if self.more else word.endswith(self.written)


@dataclass(slots=True)
class Standing:
    """The places in the whole index where a word occurs, spelled exactly or otherwise. The places
    of a line are the same for each reading of one word."""

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
    """Search the member's cases for a name. Without the right to read related people, only names of
    the person count. None if nothing searchable was typed. A match alone is information, so the
    reason is recorded before, not only when a case is opened."""
    asked = asked_in(typed)
    if not asked:
        return None
    _on_record(asked, reason, by=by, at=at)
    left = catch_up(by=by, patience=patience)
    try:
        hits, unread = _hits(asked, by)
    except Unsealable:  # sealed under another key, or damaged: build the index again
        forget_index(by.member)
        left = catch_up(by=by, patience=patience)
        hits, unread = _hits(asked, by)
    found = _seen(_ranked(hits if finds_others(by) else _of_persons(hits)), by, unread)
    return LookedUp(tuple(found[:SHOWN]), len(found) > SHOWN, left, _count(unread, by))


def finds_others(reader: Actor) -> bool:
    """Return whether the reader may read related people at all; a match on their names reveals
    them."""
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
    return CaseAccess.objects.filter(member=reader.member, pk__in=seats).count() if seats else 0


def _ranked(groups: Iterable[Places]) -> Iterator[tuple[int, int, bool]]:
    """Yield how it matched, the seat, and whether the name is the person's, best first."""
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
    """Return the matching names by how they match, and the cases whose names cannot be read."""
    unread: set[int] = set()
    key, words = index_key(reader), [Standing(word_of(one)) for one in asked]
    wanted: dict[int, list[Standing]] = defaultdict(list)
    for one, found in zip(asked, words, strict=True):
        for label in labels_of(key, one):
            wanted[label].append(found)
    rows = NameIndexBucket.objects.filter(member=reader.member, label__in=wanted)
    # In no order: merging buckets of some megabytes takes longer than reading them.
    for leaf, label, sealed in rows.values_list("leaf", "label", "sealed").iterator():
        text = opened_bucket(leaf, label, bytes(sealed), by=reader, key=key)
        unread |= unread_in(text)
        for found in wanted[label]:
            found.read(text)
    return _groups(words), unread


def _groups(words: Sequence[Standing]) -> Iterator[Places]:
    """Yield AS_WRITTEN, OTHERWISE, ALL_BUT_ONE, each computed only if needed. A case is in one
    leaf, so that leaves need not be distinguished."""
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
    """Return the word to search for. Its lines begin with known letters, so that a bucket without
    them is skipped."""
    written, ends = f"{READ_AS}{one.word}".encode(), "" if one.begins else READ_AS
    lines = (f"\n{form}{ends}".encode() for form in one.forms)
    return Word(written, tuple(lines), one.begins)


def _seen(ranked: Iterable[tuple[int, int, bool]], reader: Actor, unread: set[int]) -> list[Found]:
    """Return the matching cases, until there are more than are displayed. Exclusions added since
    the indexing apply at once."""
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


def _may_open(seat: CaseAccess, reader: Actor, unread: set[int]) -> bool:
    try:
        opened(seat.case.code, seen_by=reader)
    except Http404:
        return False
    except SPOILT:
        unread.add(seat.pk)
        return False
    return True
