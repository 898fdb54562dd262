"""Chain of custody of a file: received, viewed, downloaded, stated to others, and whether it is
unchanged. All of it from the record."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from amparo.crypto.errors import Unsealable
from amparo.crypto.file_statements import SIZE, FileStatement
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases import events
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.events import FileTaken
from amparo.foundations.intake.files.attachments import OpenedFile
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import COPY, entries_about, inclusion_of, shown_since
from amparo.foundations.ledger.services import record

RECEIVED = "FileReceived"


@dataclass(frozen=True, slots=True)
class Step:
    """One event in a file's history. `form`: small | whole | copy when viewed, original | clean |
    statement when it left; `what_for`: reason of a download, as a code; `export`: number of the
    export to an outside recipient."""

    event: str
    at: datetime
    by: str
    role: str
    form: str
    what_for: str
    export: str


@dataclass(frozen=True, slots=True)
class Custody:
    """History of a file. `whole`: its content still has the hash with which it came; `number`: the
    entry by which it was received; `committed`: that entry holds this hash."""

    steps: tuple[Step, ...]
    whole: bool
    number: int
    committed: bool


def file_taken(case: Case, ref: str, *, what_for: str, by: Actor, at: datetime) -> None:
    """Record the download of an original, each time, before its first byte."""
    record(FileTaken(about=case.code, ref=ref, role=by.role, what_for=what_for), by=by, at=at)


def copy_taken(case: Case, ref: str, *, what_for: str, by: Actor, at: datetime) -> None:
    """Record the download of a clean copy."""
    told = {"ref": ref, "role": by.role, "form": COPY, "what_for": what_for}
    record(events.FileShown(about=case.code, **told), by=by, at=at)


def files_shown(case: Case, refs: Iterable[str], form: str, *, by: Actor, at: datetime) -> None:
    """Record that clean copies were viewed, once a session, like the look at the case."""
    known = shown_since(case.code, by.since, seen_by=by) if by.since else set()
    for ref in refs:
        if (ref, form) not in known:
            shown = events.FileShown(about=case.code, ref=ref, role=by.role, form=form)
            record(shown, by=by, at=at)


def custody_of(open_case: OpenCase, found: OpenedFile, *, seen_by: Actor) -> Custody:
    """Return a file's history. Decrypts the whole file once to compare its hash."""
    ref = found.attachment.ref
    about = [(one, json.loads(one.facts)) for one in entries_about(open_case.code, seen_by=seen_by)]
    own = [(entry, facts) for entry, facts in about if facts.get("ref") == ref]
    received = next((entry for entry, _facts in own if entry.event == RECEIVED), None)
    statement = _statement(found, None)
    return Custody(
        steps=tuple(_step(entry, facts) for entry, facts in own),
        whole=_hash_of(found) == found.digest,
        number=received.sequence if received else 0,
        committed=bool(received and found.salt and bytes(received.digest) == statement.committed),
    )


def statement_of(found: OpenedFile, custody: Custody, *, seen_by: Actor) -> FileStatement | None:
    """Return what an outsider needs to verify a file: its hash, and proof that the hash was on
    record by a day. None until that day's record is published, for files without a hash on record,
    and for changed files."""
    if not custody.committed or not custody.whole:
        return None
    inclusion = inclusion_of(custody.number, seen_by=seen_by, earliest=True)
    return _statement(found, inclusion) if inclusion else None


def _statement(found: OpenedFile, inclusion: Any) -> FileStatement:
    return FileStatement(
        digest=found.digest,
        salt=found.salt or bytes(SIZE),
        size=found.size,
        kind=found.attachment.kind,
        inclusion=inclusion,
    )


def _hash_of(found: OpenedFile) -> bytes:
    """Return the hash of the content; empty if the sealed file is missing, truncated or altered."""
    content = hashlib.blake2b(digest_size=SIZE)
    try:
        for piece in found.pieces():
            content.update(piece)
    except (Unsealable, OSError):
        return b""
    return content.digest()


def _step(entry: Entry, facts: dict[str, Any]) -> Step:
    said = (str(facts.get(name, "")) for name in ("role", "form", "what_for", "export"))
    return Step(entry.event, entry.at, entry.by, *said)
