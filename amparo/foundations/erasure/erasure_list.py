"""Keep a list of erasures beside the database and outside the backups, so that what an older backup
restores can be erased again.

Each line is sealed under a key derived from the site's own and has the same length as any other: a
finder learns only how many erasures there were. The list is where the jobs write; a copy is put
into the backup folder with each backup.
"""

import os
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import shared_key_sealing as envelopes
from amparo.crypto.errors import Unsealable
from amparo.foundations.erasure.models import Erasure

NAME = "erased.list"
CONTEXT = "erased list"
FOR_BACKUPS = 0o644


@dataclass(frozen=True, slots=True)
class Line:
    """One erasure: case code, receipt, scope and day. Codes only."""

    code: str
    ref: str
    scope: str
    on: str


def places() -> list[Path]:
    """Return where lists of this site may be: those of a site run as one account, and of separate
    jobs."""
    state = Path(settings.STATE)
    found = [state / NAME, state / "run" / "jobs" / NAME, Path(settings.RUN) / NAME]
    return list(dict.fromkeys(found))


def note(erasures: Sequence[Erasure], *, at: datetime) -> None:
    """Write these erasures to disk before they are marked finished, each once, as far as this
    process can read. Where jobs run apart, the list of the whole site belongs to another account.
    Raises OSError."""
    own = Path(settings.RUN) / NAME
    readable = [one for one in places() if one == own or os.access(one, os.R_OK)]
    there = {one.ref for one in read(_lines_of(readable))[0]} if erasures else set()
    on = at.date().isoformat()
    fresh = [
        _sealed(Line(one.filing.code, one.ref, one.scope, on))
        for one in erasures
        if one.ref not in there
    ]
    if fresh:
        _append(own, fresh)
        if settings.SURFACE:  # backups are made by another account; each line is sealed
            own.chmod(FOR_BACKUPS)


def copy_to(path: Path) -> int:
    """Copy the whole list; no file is written where nothing was ever erased. Returns the number of
    lines. Raises OSError, also where a list of this site is readable only by another account."""
    return take_in(path, _lines_of(places()))


def take_in(path: Path, lines: Iterable[str]) -> int:
    """Add the lines that are missing. Returns the number of lines afterwards."""
    there = list(_lines_of([path]))
    fresh = [one for one in dict.fromkeys(lines) if one not in set(there)]
    if fresh:
        _append(path, fresh)
    return len(there) + len(fresh)


def all_lines(*more: Path) -> list[str]:
    return list(dict.fromkeys(_lines_of([*places(), *more])))


def read(lines: Iterable[str], *, others: Sequence[bytes] = ()) -> tuple[list[Line], int]:
    """Return the decrypted lines, and the number of lines that neither this site's key nor
    `others`, its former keys, decrypt: damaged, or of another site."""
    keys = [_key(), *(_key(one) for one in others)]
    read_now = [_read(one, keys) for one in lines]
    known = [one for one in read_now if one]
    return known, len(read_now) - len(known)


# --- inside ---


def _sealed(line: Line) -> str:
    return b64encode(envelopes.seal_json(_key(), asdict(line), context=CONTEXT)).decode()


def _read(line: str, keys: Iterable[bytes]) -> Line | None:
    for key in keys:
        try:
            said = envelopes.unseal_json(key, b64decode(line, validate=True), context=CONTEXT)
            return Line(**said)
        except (Unsealable, ValueError, TypeError):
            continue
    return None


def _key(other: bytes = b"") -> bytes:
    """Derive the key of the list from the key that signs heads, which the jobs and the operator who
    restores a site have."""
    own = other or settings.SIGNING_KEY or settings.SITE.limit_pepper
    return marks.blinded(own, CONTEXT, "key")


def _append(path: Path, lines: Iterable[str]) -> None:
    """Append lines, starting a new one where a crash left a line incomplete."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "r+b") as file:
        size = file.seek(0, os.SEEK_END)
        torn = size and os.pread(file.fileno(), 1, size - 1) != b"\n"
        file.write(b"\n" * bool(torn) + "".join(f"{one}\n" for one in lines).encode())
        file.flush()
        os.fsync(file.fileno())


def _lines_of(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        if path.is_file():
            yield from (one for one in path.read_text("ascii", "replace").splitlines() if one)
