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
from amparo.foundations.cases.leaves import label_of, stretch_of, unread_in
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


@dataclass(slots=True)
class Standing:
    """In which names a word stands: however it is spelled, and as it was written."""

    anyhow: Places = field(default_factory=set)
    exact: Places = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Line:
    """Lines that hold a word: how they begin, then what finds whose name it is in."""

    begins: bytes
    anyhow: re.Pattern[bytes]
    exact: re.Pattern[bytes]


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


def _ranked(words: Sequence[Standing]) -> Iterator[tuple[int, int, bool]]:
    """How, seat, and whether it is the person at risk who is called so; the best first."""
    done: set[int] = set()
    for how, places in enumerate(_groups(words)):
        seats: dict[int, bool] = {}
        for place in places:
            seat = int(place.partition(b".")[0])
            seats[seat] = seats.get(seat, False) or place.endswith(PERSON.encode())
        for seat in sorted(seats.keys() - done, reverse=True):
            yield how, seat, seats[seat]
        done |= seats.keys()


def _groups(words: Sequence[Standing]) -> Iterator[Places]:
    """AS_WRITTEN, OTHERWISE, ALL_BUT_ONE: by sets, because a common name stands in thousands."""
    yield set.intersection(*(one.exact for one in words))
    yield set.intersection(*(one.anyhow for one in words))
    if len(words) >= ENOUGH:
        fewer = combinations([one.anyhow for one in words], len(words) - 1)
        yield set.union(*(set.intersection(*some) for some in fewer))


def _hits(asked: list[Asked], reader: Actor) -> tuple[list[Standing], set[int]]:
    """In which names each word stands; and cases whose names cannot be read."""
    unread: set[int] = set()
    key = index_key(reader)
    wanted: dict[int, list[tuple[int, Line]]] = defaultdict(list)
    for number, one in enumerate(asked):
        for label in {label_of(key, place) for place in one.places}:
            wanted[label] += [(number, line) for line in _lines(one)]
    rows = NameBucket.objects.filter(member=reader.member, label__in=wanted)
    found = [Standing() for _ in asked]
    for leaf, label, sealed in rows.values_list("leaf", "label", "sealed"):
        text = opened_bucket(leaf, label, bytes(sealed), by=reader, key=key)
        unread |= unread_in(text)
        for number, line in wanted[label]:
            stretch = stretch_of(text, line.begins)
            if stretch:
                found[number].anyhow.update(line.anyhow.findall(stretch))
                found[number].exact.update(line.exact.findall(stretch))
    return found, unread


def _lines(one: Asked) -> list[Line]:
    """Each begins with letters that are known, so that a bucket without them is passed by."""
    more = rb"\S*" if one.begins else b""
    word = one.word.encode()
    written = b" " + re.escape(word) + more + rb" (\S+)"
    found = [
        Line(
            start,
            re.compile(re.escape(start) + more + rb" \S+ (\S+)"),
            re.compile(re.escape(start) + more + written),
        )
        for start in (f"\n{form}".encode() for form in one.forms)
    ]
    if one.begins:
        found.append(Line(b" " + word, re.compile(written), re.compile(written)))
    return found


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
