"""Who knows most of somebody's ten words tries the rest: such tries are alike, and few are allowed.

What two tries share is told by the sets of seven of their words. Each set has a counter in a file
that lasts a day; which one, only a keyed hash tells. So guessing is stopped wherever it comes from,
and nobody waits for what others guess. Why so: docs/decisions/0002-phrases.md.
"""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import combinations
from pathlib import Path

from django.conf import settings

from amparo.sealing import marks

SHARED = 7  # words: with fewer known, what is left cannot be tried out
A_DAY = 40  # tries that share so many words
CELLS = 2**26  # of a byte: a flood of other words for a whole day does not fill them
FOLDER = "tries"


def begin(words: Sequence[str], *, at: datetime) -> bool:
    """Count a try; False where too many like it were made today, and it must not be made."""
    with _counters(at) as file:
        cells = {cell: _read(file, cell) for cell in _cells_of(words)}
        if max(cells.values()) >= A_DAY:
            return False
        for cell, count in cells.items():
            _write(file, cell, count + 1)
    return True


def was_right(words: Sequence[str], *, at: datetime) -> None:
    """Take the count of a try back: whoever has all the words may come as often as she likes."""
    with _counters(at) as file:
        for cell in _cells_of(words):
            _write(file, cell, max(0, _read(file, cell) - 1))


def forget_old(*, at: datetime) -> int:
    """Remove the counters of other days; returns how many days."""
    old = [path for path in _folder().glob("*") if path.name != _day(at)]
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
def _counters(at: datetime) -> Iterator[int]:
    """The file of the day, for this try alone: guesses sent at once are counted one by one."""
    _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (_folder() / _day(at)).exists():
        forget_old(at=at)  # where the surfaces are apart, nobody else reaches this folder
    file = os.open(_folder() / _day(at), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
    finally:
        os.close(file)


def _read(file: int, cell: int) -> int:
    return int.from_bytes(os.pread(file, 1, cell))  # nothing there is 0


def _write(file: int, cell: int, count: int) -> None:
    os.pwrite(file, bytes([count]), cell)


def _folder() -> Path:
    return Path(settings.RUN) / FOLDER


def _day(at: datetime) -> str:
    return str(at.date().toordinal())
