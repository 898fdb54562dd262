"""Looking for a case by a name: among her own cases, in her own index. It is on record that she
looked, and not for whom. Services, by noun: looking up."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from amparo.foundations.access.actors import Actor
from amparo.foundations.cases import events
from amparo.foundations.cases.leaves import label_of, unread_in
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
type Place = bytes  # a seat, and whose name of that case


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
    found = _seen(_ranked(hits, len(asked)), by, unread)
    return LookedUp(tuple(found[:SHOWN]), len(found) > SHOWN, left, _count(unread, by))


@transaction.atomic
def _on_record(asked: list[Asked], reason: str, *, by: Actor, at: datetime) -> None:
    event = events.NamesLookedUp(about=by.member.code, role=by.role, reason=reason)
    entry = record(event, by=by, at=at)
    notice(entry, asked_near(asked, by=by), by=by)


def _count(seats: set[int], reader: Actor) -> int:
    return Seat.objects.filter(member=reader.member, pk__in=seats).count() if seats else 0


def _ranked(hits: Mapping[Place, dict[int, bool]], asked: int) -> list[tuple[int, int, bool]]:
    """How, seat, and whether it is the person at risk who is called so; the best first."""
    best: dict[int, tuple[int, bool]] = {}
    for place, words in hits.items():
        how = _how(words, asked)
        if how is None:
            continue
        seat = int(place.partition(b".")[0])
        of_person = place.endswith(PERSON.encode())
        rank = (how, not of_person)
        if seat not in best or rank < best[seat]:
            best[seat] = rank
    return sorted((how, -seat, not other) for seat, (how, other) in best.items())


def _how(words: dict[int, bool], asked: int) -> int | None:
    """`words`: those of the words asked for that are in this name, and whether as written."""
    if len(words) == asked:
        return AS_WRITTEN if all(words.values()) else OTHERWISE
    return ALL_BUT_ONE if ENOUGH <= asked == len(words) + 1 else None


def _hits(asked: list[Asked], reader: Actor) -> tuple[dict[Place, dict[int, bool]], set[int]]:
    """Which words are in which name; and cases whose names cannot be read."""
    unread: set[int] = set()
    key = index_key(reader)
    wanted: dict[int, list[tuple[int, bytes, re.Pattern[bytes]]]] = defaultdict(list)
    for number, one in enumerate(asked):
        for label in {label_of(key, place) for place in one.places}:
            wanted[label] += [(number, *line) for line in _lines(one)]
    rows = NameBucket.objects.filter(member=reader.member, label__in=wanted)
    hits: dict[Place, dict[int, bool]] = defaultdict(dict)
    for leaf, label, sealed in rows.values_list("leaf", "label", "sealed"):
        text = opened_bucket(leaf, label, bytes(sealed), by=reader, key=key)
        unread |= unread_in(text)
        for number, begins, pattern in wanted[label]:
            if begins in text:  # the quickest way to say no
                _note(hits, number, asked[number], pattern.findall(text))
    return hits, unread


def _note(
    hits: dict[Place, dict[int, bool]],
    number: int,
    one: Asked,
    lines: Iterable[tuple[bytes, bytes]],
) -> None:
    word = one.word.encode()
    for written, place in lines:
        exact = written.startswith(word) if one.begins else written == word
        hits[place][number] = exact or hits[place].get(number, False)


def _lines(one: Asked) -> list[tuple[bytes, re.Pattern[bytes]]]:
    """Lines that match: how they begin, then the word as it was written, and where. Each begins
    with letters that are known, so that a bucket without them is passed by."""
    rest = rb"\S* (\S+) (\S+)" if one.begins else rb" (\S+) (\S+)"
    starts = [f"\n{form}".encode() for form in one.forms]
    found = [(start, re.compile(re.escape(start) + rest)) for start in starts]
    if one.begins:
        word = one.word.encode()
        found.append((b" " + word, re.compile(rb" (" + re.escape(word) + rb"\S*) (\S+)")))
    return found


def _seen(ranked: list[tuple[int, int, bool]], reader: Actor, unread: set[int]) -> list[Found]:
    """The cases themselves, until there is one more than is shown. What was noted since of who must
    not know counts at once."""
    found: list[Found] = []
    for start in range(0, len(ranked), SHOWN + 1):
        part = ranked[start : start + SHOWN + 1]
        hers = Seat.objects.filter(member=reader.member, pk__in=[-seat for _, seat, _ in part])
        hers = hers.exclude(ends_at__lte=timezone.now())
        seats = {
            seat.pk: seat
            for seat in with_guard(hers.select_related("case__filing", "case__holder"))
        }
        for how, number, of_person in part:
            seat = seats.get(-number)
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
