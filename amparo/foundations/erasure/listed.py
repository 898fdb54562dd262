"""What was erased, on a list beside the database that no backup holds: so that a backup older than
an erasure can be put back, and what it brings back be erased again.

Each line is sealed under a key made of the site's own, and is as long as any other: whoever finds
the list reads how many erasures there were. It lies where the jobs write; a copy goes into the
folder of the backups with each of them, and is carried with it.
"""

import os
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from amparo.crypto import envelopes, marks
from amparo.crypto.errors import Unsealable
from amparo.foundations.erasure.models import Erasure

NAME = "erased.list"
CONTEXT = "erased list"
FOR_BACKUPS = 0o644


@dataclass(frozen=True, slots=True)
class Line:
    """Which file, by which receipt, what of it, on which day: codes alone."""

    code: str
    ref: str
    scope: str
    on: str


def places() -> list[Path]:
    """Where lists of this site lie: of a site that is served whole, and of jobs that run apart."""
    state = Path(settings.STATE)
    found = [state / NAME, state / "run" / "jobs" / NAME, Path(settings.RUN) / NAME]
    return list(dict.fromkeys(found))


def note(erasures: Sequence[Erasure], *, at: datetime) -> None:
    """On the disk before they are called finished; each once, as far as this process may read: of
    jobs that run apart the list of the whole site is another account's. Raises OSError."""
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
        if settings.SURFACE:  # whoever makes backups is another account; each line is sealed
            own.chmod(FOR_BACKUPS)


def copy_to(path: Path) -> int:
    """The whole list; no file where nothing was ever erased. Returns how many lines. Raises
    OSError: also where a list of this site is there and another account's alone."""
    return take_in(path, _lines_of(places()))


def take_in(path: Path, lines: Iterable[str]) -> int:
    """Add the lines that are not there yet. Returns how many there are then."""
    there = list(_lines_of([path]))
    fresh = [one for one in dict.fromkeys(lines) if one not in set(there)]
    if fresh:
        _append(path, fresh)
    return len(there) + len(fresh)


def all_lines(*more: Path) -> list[str]:
    return list(dict.fromkeys(_lines_of([*places(), *more])))


def read(lines: Iterable[str], *, others: Sequence[bytes] = ()) -> tuple[list[Line], int]:
    """What they say, and how many say nothing under this site's key, nor under others that it had:
    of a site that is not this one, or harmed."""
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
    """The jobs have the key that signs heads, and so has whoever puts the site back."""
    own = other or settings.SIGNING_KEY or settings.SITE.limit_pepper
    return marks.blinded(own, CONTEXT, "key")


def _append(path: Path, lines: Iterable[str]) -> None:
    """Behind what is there, also where a machine died in the middle of a line."""
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
