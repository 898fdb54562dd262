"""Slow sign-ins take turns: one runs at a time in a process, and few wait for it.

Whoever floods the sign-in page gets neither the memory nor the threads by which all other pages are
answered.
"""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

PLACES = 5  # of all threads of a process, with the one who runs
PLACES_OF_ONE = 3  # from one address: a flood from there leaves room for others
LONGEST_WAIT = 8.0  # seconds


class NoTurn(Exception):
    """Too many are signing in at this moment."""


_running = threading.BoundedSemaphore()
_door = threading.Lock()
_inside: Counter[str] = Counter()


@contextmanager
def turn(address: str) -> Iterator[None]:
    """Wait for one's turn. Raises NoTurn at once where too many wait already."""
    _enter(address)
    try:
        if not _running.acquire(timeout=LONGEST_WAIT):
            raise NoTurn
        try:
            yield
        finally:
            _running.release()
    finally:
        _leave(address)


def waiting() -> int:
    """How many are inside and do not run."""
    with _door:
        return max(0, _inside.total() - 1)


def _enter(address: str) -> None:
    with _door:
        if _inside.total() >= PLACES or _inside[address] >= PLACES_OF_ONE:
            raise NoTurn
        _inside[address] += 1


def _leave(address: str) -> None:
    with _door:
        _inside[address] -= 1
        if not _inside[address]:
            del _inside[address]
