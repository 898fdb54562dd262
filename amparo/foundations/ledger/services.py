"""Writing to the record, and what follows from it, in one transaction."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime

from django.db import connection, transaction

from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.ledger.chain import Signs, payload
from amparo.foundations.ledger.events import Event
from amparo.foundations.ledger.last_link import last_link
from amparo.foundations.ledger.models import Entry

__all__ = [
    "Flow",
    "Signs",
    "flows_of",
    "follow",
    "has_turn",
    "keep_number",
    "keep_order",
    "keep_turns",
    "record",
    "record_alike",
]

CHAIN_LOCK = 0x414D5041524F  # "AMPARO": one writer at a time keeps the chain a chain

type Flow = Callable[..., None]

_flows: dict[type[Event], tuple[Flow, ...]] = {}


def follow(flows: Mapping[type[Event], Sequence[Flow]]) -> None:
    """Register what follows from each event, in order. Called once, with the casework's table."""
    _flows.update({event: tuple(functions) for event, functions in flows.items()})


def flows_of(event: type[Event]) -> tuple[Flow, ...]:
    return _flows.get(event, ())


def record(event: Event, *, by: Signs, at: datetime, digest: bytes = b"") -> Entry:
    """Add one event to the record, then run what follows from it; if that fails, nothing is
    recorded.

    `digest` is the salted hash of sealed text that belongs to the event (32 bytes, or none).
    """
    event.check()
    followers = flows_of(type(event))
    # Without flows nothing can fail that would not undo the caller's work too.
    with transaction.atomic(savepoint=bool(followers)):
        entry = _chain(event, by=by.signature, at=at.astimezone(UTC), digest=digest)
        for flow in followers:
            flow(event, by=by, at=at)
    return entry


def keep_order() -> None:
    """Lock the record against other writers until this transaction ends, so that what is read from
    it now stays true. Lock rows before it, never after."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])


def keep_number() -> int:
    """Return the number of the next entry, locked for this transaction."""
    keep_order()
    return last_link()[0] + 1


def keep_turns(of: int, numbers: Iterable[int]) -> None:
    """Take these turns until this transaction ends; waits for transactions that hold one of them.
    Taken in the record's order, to prevent deadlocks."""
    keep_order()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for number in sorted(set(numbers)):
                cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [of, number])


def has_turn(of: int, number: int) -> bool:
    """Take a turn if it is free, without waiting. On a database with a single writer it always
    is."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [of, number])
        return bool(cursor.fetchone()[0])


def record_alike(event: Event, count: int, *, by: Signs, at: datetime) -> None:
    """Add the same event to the record so many times at once; nothing follows from it."""
    event.check()
    keep_order()
    last, entries = last_link(), []
    for _ in range(count):
        entry = _after(last, event, by=by.signature, at=at.astimezone(UTC), digest=b"")
        entries.append(entry)
        last = (entry.sequence, bytes(entry.hash))
    Entry.objects.bulk_create(entries)


def _chain(event: Event, *, by: str, at: datetime, digest: bytes) -> Entry:
    keep_order()
    entry = _after(last_link(), event, by=by, at=at, digest=digest)
    entry.save(force_insert=True)
    return entry


def _after(last: tuple[int, bytes], event: Event, *, by: str, at: datetime, digest: bytes) -> Entry:
    sequence, previous = last
    entry = Entry(
        sequence=sequence + 1,
        at=at,
        event=event.name,
        about=event.about,
        by=by,
        facts=json.dumps(event.facts(), sort_keys=True, separators=(",", ":")),
        digest=digest,
        previous=previous,
    )
    entry.hash = marks.chain(previous, payload(entry))
    return entry
