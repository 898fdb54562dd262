"""To whom a file was given.

Each row by which somebody opens the file, or reads copies of it, bears a mark that only whoever has
the file's key can make. Whoever can write into the tables and cannot open the file makes none:
nothing is sealed to such a row, and it is told (decision 0004).
"""

import json
from collections.abc import Iterable
from datetime import datetime
from secrets import compare_digest
from typing import Any, Protocol

from amparo.crypto import marks
from amparo.foundations.intake.events import KeyLeftOut
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.ledger.events import CODE
from amparo.foundations.ledger.queries import entries_about
from amparo.foundations.ledger.services import Signs, record


class Holds(Protocol):
    """A row that names somebody: `given_to` is who, and the public key that is sealed to. The first
    two parts are of which kind the row is, and whose code or ref it bears."""

    mark: Any

    @property
    def given_to(self) -> tuple[bytes, ...]: ...


def mark_of(folder: Folder, row: Holds) -> bytes:
    return marks.of_holder(folder.key, folder.code.encode(), *row.given_to)


def marked[R: Holds](folder: Folder, row: R) -> R:
    """The row with its mark, to be stored."""
    row.mark = mark_of(folder, row)
    return row


def was_given(folder: Folder, row: Holds) -> bool:
    """Whether somebody who had this file's key wrote this very row."""
    return compare_digest(bytes(row.mark), mark_of(folder, row))


def left_out(folder: Folder, *, since: datetime, seen_by: Signs) -> list[tuple[datetime, str]]:
    """When something was left out of this file, and what it said to be; newest first."""
    entries = folder.once("record", lambda: entries_about(folder.code, seen_by=seen_by))
    return [
        (entry.at, str(json.loads(entry.facts)["holder"]))
        for entry in reversed(entries)
        if entry.event == KeyLeftOut.__name__ and entry.at >= since
    ]


def _as_code(part: bytes) -> str:
    """As the record takes it: whoever forges a row may have written anything there."""
    text = part.decode()
    return text if CODE.fullmatch(text) else ""


def note_left_out(folder: Folder, rows: Iterable[Holds], *, by: Signs, at: datetime) -> None:
    """On record, and from there before whoever works on the case: nobody gave these."""
    for row in rows:
        kind, whom = (_as_code(part) for part in row.given_to[:2])
        record(KeyLeftOut(about=folder.code, holder=kind, whom=whom), by=by, at=at)
