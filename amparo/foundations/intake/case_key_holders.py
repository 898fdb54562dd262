"""Who holds the key of a case.

Each row by which a holder opens the case or reads copies of it bears a mark that takes the case key
to make. Write access to the tables without the case key cannot make one: nothing is sealed to such
a row, and the team is told (decision 0004).
"""

import json
from collections.abc import Iterable
from datetime import datetime
from secrets import compare_digest
from typing import Any, Protocol

from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.intake.events import KeyLeftOut
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.ledger.events import CODE
from amparo.foundations.ledger.queries import entries_about
from amparo.foundations.ledger.services import Signs, record


class Holds(Protocol):
    """A row that names a holder. `given_to`: kind of row, code or ref of the holder, and then what
    else the mark covers, such as the public key that is sealed to."""

    mark: Any

    @property
    def given_to(self) -> tuple[bytes, ...]: ...


def mark_of(folder: Folder, row: Holds) -> bytes:
    return marks.of_holder(folder.key, folder.code.encode(), *row.given_to)


def marked[R: Holds](folder: Folder, row: R) -> R:
    """Return the row with its mark set, to be stored."""
    row.mark = mark_of(folder, row)
    return row


def was_given(folder: Folder, row: Holds) -> bool:
    """Return whether the row was written with the case key."""
    return compare_digest(bytes(row.mark), mark_of(folder, row))


def left_out(folder: Folder, *, since: datetime, seen_by: Signs) -> list[tuple[datetime, str]]:
    """Return when a key row was removed from this case, and the kind of holder it claimed, newest
    first."""
    entries = folder.once("record", lambda: entries_about(folder.code, seen_by=seen_by))
    return [
        (entry.at, str(json.loads(entry.facts)["holder"]))
        for entry in reversed(entries)
        if entry.event == KeyLeftOut.__name__ and entry.at >= since
    ]


def _as_code(part: bytes) -> str:
    """Return a code as the record accepts it, or "": a forged row may hold any text."""
    text = part.decode()
    return text if CODE.fullmatch(text) else ""


def note_left_out(folder: Folder, rows: Iterable[Holds], *, by: Signs, at: datetime) -> None:
    """Record removed key rows; the members of the case are told from the record."""
    for row in rows:
        kind, whom = (_as_code(part) for part in row.given_to[:2])
        record(KeyLeftOut(about=folder.code, holder=kind, whom=whom), by=by, at=at)
