"""What is chained, and who signs it."""

import json
from datetime import UTC
from typing import Any, Protocol

from amparo.foundations.ledger.models import Entry
from amparo.sealing import lines, marks
from amparo.sealing.lines import Line

NOTHING = b"\0" * 32


class Signs(Protocol):
    """Whoever acts: `member:CODE`, `person`, `other:REF`, `system`."""

    @property
    def signature(self) -> str: ...


def of_team(by: Signs) -> bool:
    """Whether a member acts: of the team, or of an institution."""
    return by.signature.startswith("member:")


def payload(entry: Entry) -> bytes:
    """The bytes that are chained: see docs/reference/ledger.md for their layout."""
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
    """What an outsider may hold of it."""
    link, previous = bytes(entry.hash), bytes(entry.previous)
    chained = marks.chain(previous, payload(entry))
    return Line(
        number=entry.sequence,
        before=lines.link_of(previous),
        link=lines.link_of(link),
        content=lines.content_of(lines.inner_of(chained), bytes(entry.digest)),
        sound=chained == link,
    )
