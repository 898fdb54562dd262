"""Failed tries while the database has no room: a file in memory that all processes share."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import IO

from amparo.foundations.accounts.server import disk_room as room

FILE = "failed"
MOST = 20_000  # keys: of more, the oldest are forgotten


def count(key: bytes, *, at: datetime, window: timedelta) -> int:
    """Return how often this failed within the window."""
    if not room.is_there(room.in_memory() / FILE):
        return 0
    with _tries() as file:
        times, since = _read(file).get(key.hex(), (0, 0.0))
    return times if at.timestamp() - since < window.total_seconds() else 0


def add(key: bytes, *, at: datetime, window: timedelta) -> None:
    """Count one more failure. Raises OSError where memory has no room either."""
    now = at.timestamp()
    with _tries() as file:
        fresh = {
            name: (times, since)
            for name, (times, since) in _read(file).items()
            if now - since < window.total_seconds()
        }
        times, since = fresh.pop(key.hex(), (0, now))
        fresh[key.hex()] = (times + 1, since)
        file.seek(0)
        file.truncate()
        json.dump(dict(list(fresh.items())[-MOST:]), file)


@contextmanager
def _tries() -> Iterator[IO[str]]:
    file = os.open(room.made_in_memory() / FILE, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(file, "r+", encoding="ascii") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield opened


def _read(file: IO[str]) -> dict[str, tuple[int, float]]:
    found: dict[str, tuple[int, float]] = json.loads(file.read() or "{}")
    return found
