"""The bytes of an entry that are chained, and the signature of its actor."""

import json
from datetime import UTC, date
from typing import Any, Protocol, cast

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import public_record as lines
from amparo.crypto.public_record import Line
from amparo.crypto.signed_heads import Head
from amparo.foundations.ledger.models import Entry, PublishedHead

NOTHING = b"\0" * 32


class Signs(Protocol):
    """An actor: `member:CODE`, `person`, `other:REF`, `system`."""

    @property
    def signature(self) -> str: ...


def of_team(by: Signs) -> bool:
    """Return whether the actor is a member: of the team, or of an institution."""
    return by.signature.startswith("member:")


def payload(entry: Entry) -> bytes:
    """Return the bytes that are chained: see docs/reference/ledger.md for their layout."""
    content: list[Any] = [
        entry.sequence,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.event,
        entry.about,
        entry.by,
        entry.facts,
        bytes(entry.digest).hex(),
    ]
    return json.dumps(content, ensure_ascii=True, separators=(",", ":")).encode()


def line_of(entry: Entry) -> Line:
    """Return the line of an entry that outsiders may have."""
    link, previous, digest = map(bytes_of, (entry.hash, entry.previous, entry.digest))
    chained, number = _chained(previous, entry), cast("Any", entry.sequence)
    return Line(
        number=number if isinstance(number, int) else 0,
        before=lines.link_of(previous),
        link=lines.link_of(link),
        content=lines.content_of(lines.inner_of(chained), digest),
        sound=chained == link,
    )


def facts_of(entry: Entry) -> dict[str, Any]:
    """Return the facts of an entry; empty if the row was overwritten with a value that `record`
    cannot write."""
    try:
        said = json.loads(entry.facts)
    except (RecursionError, TypeError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def head_of(row: PublishedHead) -> Head:
    """Return a head from its row; a row changed after signing has no valid signature."""
    day = cast("Any", row.day)
    return Head(
        day=day.isoformat() if isinstance(day, date) else "",
        size=row.size,
        root=bytes_of(row.root),
        begins=bytes_of(row.begins),
        key=bytes_of(row.key),
        signature=bytes_of(row.signature),
        after=row.after,
        path=_path_in(row.path),
    )


def bytes_of(value: Any) -> bytes:
    """Return the bytes of a column; of a value that is not bytes, its text encoded. SQLite stores
    any type in any column."""
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def _chained(previous: bytes, entry: Entry) -> bytes:
    """Return the link that the entry makes; empty if the row was overwritten with a value that
    `record` cannot write."""
    try:
        return marks.chain(previous, payload(entry))
    except (AttributeError, TypeError, ValueError):
        return b""


def _path_in(text: str) -> tuple[bytes, ...]:
    try:
        return tuple(bytes.fromhex(step) for step in text.split())
    except (AttributeError, TypeError, ValueError):
        return ()
