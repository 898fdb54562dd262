"""Reading the record. It holds no content, but who did what to which file is need-to-know too."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from amparo.foundations.ledger.chain import NOTHING, Signs, payload
from amparo.foundations.ledger.models import Entry
from amparo.foundations.prepared import Prepared
from amparo.sealing import marks


def entries_about(about: str, *, seen_by: Signs) -> list[Entry]:
    """Everything recorded about one code. The caller has already let `seen_by` into that file."""
    return _ABOUT(about=about)


_ABOUT = Prepared(lambda about: Entry.objects.filter(about=about).order_by("sequence"))


PERSON = "person"
LOOKS = ("FileOpened", "FileTaken")
# What the person reads under "who looked": also who gave words that open her page.
LOOKED_AT = (*LOOKS, "WordsGiven", "FileRecovered")


@dataclass(frozen=True, slots=True)
class News:
    """The last thing that others recorded about one code; what the person did goes before what
    the team did. `count`: how many things the person did."""

    event: str
    facts: dict[str, Any]
    by: str
    at: datetime
    count: int


def news_about(since: Mapping[str, datetime], *, seen_by: Signs) -> dict[str, News]:
    """For each code what others recorded after that moment; looking is no news."""
    if not since:
        return {}
    entries = Entry.objects.filter(about__in=list(since), at__gt=min(since.values()))
    found: dict[str, News] = {}
    others = entries.exclude(event__in=LOOKS).exclude(by=seen_by.signature)
    for entry in others.order_by("sequence"):
        earlier = found.get(entry.about)
        by_person = entry.by == PERSON
        if entry.at <= since[entry.about] or (earlier and earlier.by == PERSON and not by_person):
            continue
        count = (earlier.count if earlier else 0) + by_person
        found[entry.about] = News(entry.event, json.loads(entry.facts), entry.by, entry.at, count)
    return found


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain no longer holds: the sequence number and a reason code."""

    sequence: int
    reason: str  # missing | changed | cut


def breaks(*, expected_last: tuple[int, bytes] | None = None) -> Iterator[Break]:
    """Walk the whole chain. `expected_last` is a head that somebody kept outside (sequence,
    hash)."""
    sequence, previous = 0, NOTHING
    kept_hash = NOTHING if expected_last and not expected_last[0] else b""
    for entry in Entry.objects.order_by("sequence").iterator(chunk_size=2000):
        if entry.sequence != sequence + 1:
            yield Break(sequence + 1, "missing")
        if entry.sequence == sequence + 1 and bytes(entry.previous) != previous:
            yield Break(entry.sequence, "changed")
        if bytes(entry.hash) != marks.chain(bytes(entry.previous), payload(entry)):
            yield Break(entry.sequence, "changed")
        sequence, previous = entry.sequence, bytes(entry.hash)
        if expected_last and sequence == expected_last[0]:
            kept_hash = previous
    yield from _against_the_kept_head(sequence, kept_hash, expected_last)


def _against_the_kept_head(
    last: int, kept_hash: bytes, expected: tuple[int, bytes] | None
) -> Iterator[Break]:
    if expected is None:
        return
    if last < expected[0]:
        yield Break(last + 1, "cut")
    elif kept_hash != expected[1]:
        yield Break(expected[0], "changed")


def head() -> tuple[int, bytes]:
    """Number and hash of the last entry: what an outsider keeps to prove a later change."""
    last = Entry.objects.order_by("-sequence").values_list("sequence", "hash").first()
    return (last[0], bytes(last[1])) if last else (0, NOTHING)
