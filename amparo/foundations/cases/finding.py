"""Looking for a case by a name: among her own cases, in her own index. It is on record that she
looked, and not for whom. Services, by noun: looking up."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations, islice

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from amparo.foundations.access.actors import Actor
from amparo.foundations.cases import events
from amparo.foundations.cases.leaves import END, label_of, seat_in, stretch_of, unread_in
from amparo.foundations.cases.listing import catch_up, forget_index, index_key, opened_bucket
from amparo.foundations.cases.models import NameBucket, Seat
from amparo.foundations.cases.names import PERSON, SPOILT, with_guard
from amparo.foundations.cases.noticing import asked_near, notice
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.spelling import Asked, asked_in
from amparo.foundations.ledger.services import record
from amparo.sealing.errors import Unsealable

SHOWN = 20
AS_WRITTEN, OTHERWISE, ALL_BUT_ONE = range(3)
ENOUGH = 3  # words, of which one may be another
type Places = set[bytes]  # a seat, and whose name of that case


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
    """One that is looked for. `begins`: how a line of it begins, however it is spelled; `anywhere`:
    finds the lines of one that is written so, where only its first letters are known."""

    written: bytes
    begins: tuple[bytes, ...]
    anywhere: re.Pattern[bytes] | None

    def is_written(self, word: bytes) -> bool:
        return word.startswith(self.written) if self.anywhere else word == self.written


@dataclass(slots=True)
class Standing:
    """In which names of one leaf a word stands, and in which it was written so."""

    word: Word
    anyhow: Places = field(default_factory=set)
    exact: Places = field(default_factory=set)

    def read(self, text: bytes) -> None:
        for begins in self.word.begins:
            for line in stretch_of(text, begins).split(END)[1:]:
                _form, word, *places = line.split()
                self._note(places, exact=self.word.is_written(word))
        if self.word.anywhere:
            for places in self.word.anywhere.findall(text):
                self._note(places.split(), exact=True)

    def _note(self, places: list[bytes], *, exact: bool) -> None:
        self.anyhow.update(places)
        if exact:
            self.exact.update(places)


def look_up(
    typed: str, *, reason: str, by: Actor, at: datetime, patience: float
) -> LookedUp | None:
    """Her cases in which somebody is called so. None where nothing was typed to look for. That
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
    found = _seen(_ranked(hits), by, unread)
    return LookedUp(tuple(found[:SHOWN]), len(found) > SHOWN, left, _count(unread, by))


@transaction.atomic
def _on_record(asked: list[Asked], reason: str, *, by: Actor, at: datetime) -> None:
    event = events.NamesLookedUp(about=by.member.code, role=by.role, reason=reason)
    entry = record(event, by=by, at=at)
    notice(entry, asked_near(asked, by=by), by=by)


def _count(seats: set[int], reader: Actor) -> int:
    return Seat.objects.filter(member=reader.member, pk__in=seats).count() if seats else 0


def _ranked(groups: Sequence[Places]) -> Iterator[tuple[int, int, bool]]:
    """How, seat, and whether it is the person at risk who is called so; the best first."""
    done: set[int] = set()
    for how, places in enumerate(groups):
        seats: dict[int, bool] = {}
        for place in places:
            seat = seat_in(place)
            seats[seat] = seats.get(seat, False) or place.endswith(PERSON.encode())
        for seat in sorted(seats.keys() - done, reverse=True):
            yield how, seat, seats[seat]
        done |= seats.keys()


def _hits(asked: list[Asked], reader: Actor) -> tuple[list[Places], set[int]]:
    """The names in which the words stand, by how; and cases whose names cannot be read."""
    unread: set[int] = set()
    key, words = index_key(reader), [word_of(one) for one in asked]
    wanted: dict[int, list[int]] = defaultdict(list)
    for number, one in enumerate(asked):
        for label in {label_of(key, place) for place in one.places}:
            wanted[label].append(number)
    rows = NameBucket.objects.filter(member=reader.member, label__in=wanted)
    leaves: dict[int, list[Standing]] = {}
    # In no order: to put some megabytes of buckets into one takes longer than to read them.
    for leaf, label, sealed in rows.values_list("leaf", "label", "sealed").iterator():
        found = leaves.setdefault(leaf, [Standing(word) for word in words])
        text = opened_bucket(leaf, label, bytes(sealed), by=reader, key=key)
        unread |= unread_in(text)
        for number in wanted[label]:
            found[number].read(text)
    groups: list[Places] = [set(), set(), set()]
    for found in leaves.values():
        _group(found, groups)
    return groups, unread


def _group(words: Sequence[Standing], groups: Sequence[Places]) -> None:
    """Of one leaf: AS_WRITTEN, OTHERWISE, ALL_BUT_ONE."""
    groups[AS_WRITTEN].update(set.intersection(*(one.exact for one in words)))
    groups[OTHERWISE].update(set.intersection(*(one.anyhow for one in words)))
    if len(words) >= ENOUGH:
        for some in combinations([one.anyhow for one in words], len(words) - 1):
            groups[ALL_BUT_ONE].update(set.intersection(*some))


def word_of(one: Asked) -> Word:
    """Its lines begin with letters that are known, so that a bucket without them is passed by."""
    written, ends = one.word.encode(), "" if one.begins else " "
    lines = (f"\n{form}{ends}".encode() for form in one.forms)
    anywhere = re.compile(b" " + re.escape(written) + rb"[^\s.]* ([^\n]+)") if one.begins else None
    return Word(written, tuple(lines), anywhere)


def _seen(ranked: Iterable[tuple[int, int, bool]], reader: Actor, unread: set[int]) -> list[Found]:
    """The cases themselves, until there is one more than is shown. What was noted since of who must
    not know counts at once."""
    found: list[Found] = []
    rest = iter(ranked)
    while part := list(islice(rest, SHOWN + 1)):
        hers = Seat.objects.filter(member=reader.member, pk__in=[seat for _, seat, _ in part])
        hers = hers.exclude(ends_at__lte=timezone.now())
        seats = {
            seat.pk: seat
            for seat in with_guard(hers.select_related("case__filing", "case__holder"))
        }
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
