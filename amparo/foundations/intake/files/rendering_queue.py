"""Limit on concurrent rendering: two copies at a time on one machine, across processes. Each may
use 512 MB of memory and 20 seconds. Without a limit, a few hostile files opened at once would
exhaust memory and processors."""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from django.conf import settings

from amparo.foundations.intake.files.sandboxed_rendering import NotShown

AT_ONCE = 2
MAY_WAIT = 4  # threads per process that wait or render
PATIENCE = 15.0  # seconds
LOOK_AGAIN = 0.1

_inside = threading.BoundedSemaphore(MAY_WAIT)


@contextmanager
def a_turn() -> Iterator[None]:
    """Wait for one of the two places. Raises NotShown("busy"), which says nothing about the file.
    Enter before the file is unsealed, so that a waiting thread holds none of it in memory."""
    if not _inside.acquire(blocking=False):
        raise NotShown("busy")
    try:
        place = _place()
        try:
            yield
        finally:
            os.close(place)  # closing unlocks it, as would the death of the process
    finally:
        _inside.release()


def _place() -> int:
    until = monotonic() + PATIENCE
    while True:
        for number in range(AT_ONCE):
            place = _taken(number)
            if place is not None:
                return place
        if monotonic() > until:
            raise NotShown("busy")
        sleep(LOOK_AGAIN)


def _taken(number: int) -> int | None:
    folder = Path(settings.RUN) / "turns"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = os.open(folder / f"copy-{number}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(place)
        return None
    return place
