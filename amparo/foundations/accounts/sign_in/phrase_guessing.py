"""Protection against guessing an access phrase of which most words are known. Such tries share
words, and few similar tries are allowed.

Similarity of two tries is measured by their sets of seven words. Each set has a counter in a file
that lasts a day, at a place given by a keyed hash. So guessing is stopped wherever it comes from,
and other persons do not wait because of it. Rationale: docs/decisions/0002-phrases.md.
"""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from itertools import combinations
from pathlib import Path

from django.conf import settings

from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.server import disk_room as room

SHARED = 7  # words: with fewer known, what is left cannot be tried out
A_DAY = 40  # tries that share so many words
CELLS = 2**26  # of a byte: a flood of other words for a whole day does not fill them
FOLDER = "tries"


def begin(words: Sequence[str], *, at: datetime) -> bool:
    """Count a try; return False if too many similar ones were made today, and it must not be
    made."""
    with _counters(at) as files:
        cells = _cells_of(words)
        if max(sum(_read(file, cell) for file in files) for cell in cells) >= A_DAY:
            return False
        for cell in cells:
            _write(files[-1], cell, _read(files[-1], cell) + 1)
    return True


def was_right(words: Sequence[str], *, at: datetime) -> None:
    """Take the count of a try back: a person with the right phrase may come any number of times."""
    with _counters(at) as files:
        for cell in _cells_of(words):
            if counted := [file for file in files if _read(file, cell)]:
                _write(counted[-1], cell, _read(counted[-1], cell) - 1)


def forget_old(*, at: datetime) -> int:
    """Remove the counters of other days; returns how many days."""
    folders = (_folder(), room.in_memory())
    old = [path for one in folders for path in one.glob("[0-9]*") if path.name != _day(at)]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _cells_of(words: Sequence[str]) -> set[int]:
    alike = {" ".join(some) for some in combinations(sorted(words), SHARED)}
    return {
        int.from_bytes(marks.blinded(settings.SITE.limit_pepper, "alike", each)[:8]) % CELLS
        for each in alike
    }


@contextmanager
def _counters(at: datetime) -> Iterator[list[int]]:
    """Hold the files of the day under a lock, so that simultaneous guesses are counted one by one.
    The last is written: the one on the disk, or one in memory while the disk is nearly full."""
    _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    on_disk = _folder() / _day(at)
    if not on_disk.exists():
        forget_old(at=at)  # where the surfaces are apart, no other process reaches this folder
    with ExitStack() as files:
        held = [_held(on_disk, files)]
        if room.is_there(room.in_memory() / _day(at)) or not room.is_left(_folder()):
            held.append(_held(room.made_in_memory() / _day(at), files))
        yield held


def _held(path: Path, files: ExitStack) -> int:
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    files.callback(os.close, file)
    fcntl.flock(file, fcntl.LOCK_EX)
    return file


def _read(file: int, cell: int) -> int:
    return int.from_bytes(os.pread(file, 1, cell))  # nothing there is 0


def _write(file: int, cell: int, count: int) -> None:
    os.pwrite(file, bytes([count]), cell)


def _folder() -> Path:
    return Path(settings.RUN) / FOLDER


def _day(at: datetime) -> str:
    return str(at.date().toordinal())
