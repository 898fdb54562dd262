"""Cleaned copies are made two at a time on one machine, however many ask and in whatever process.

Each may take half a gigabyte and twenty seconds: a few hostile files opened at once would leave
neither memory nor processors for anybody else.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from django.conf import settings

from amparo.foundations.intake.files.renditions import NotShown

AT_ONCE = 2
MAY_WAIT = 4  # threads of a process, with those whose copy is being made
PATIENCE = 15.0  # seconds
LOOK_AGAIN = 0.1

_inside = threading.BoundedSemaphore(MAY_WAIT)


@contextmanager
def a_turn() -> Iterator[None]:
    """Wait until a copy may be made. Raises NotShown("busy"): the file itself is as good as ever.

    Ask before the file is unsealed: whoever waits holds none of it in memory.
    """
    if not _inside.acquire(blocking=False):
        raise NotShown("busy")
    try:
        place = _place()
        try:
            yield
        finally:
            os.close(place)  # and so unlocked, as it would be if the process died
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
