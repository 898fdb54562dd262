"""The sign-in queue: one slow sign-in runs at a time in a process, and few wait for it.

A flood of the sign-in page takes neither the memory nor the threads that answer other pages.
Members who show password and code again in a session have separate places, which nothing from
outside can take.
"""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from amparo.foundations.accounts.server.fairness_queue import lane_of

PLACES = 5  # of all threads of a process, with the one who runs
PLACES_OF_ONE = 3  # from one address: a flood from there leaves room for others
PLACES_INSIDE = 3  # for all who are signed in
PLACES_OF_A_SITTING = 2
LONGEST_WAIT = 8.0  # seconds


class NoTurn(Exception):
    """Too many are signing in at this moment."""


class _Places:
    """`whole` places in all, at most `most` of them for one key."""

    def __init__(self, whole: int, *, most: int) -> None:
        self.whole, self.most = whole, most
        self._running = threading.BoundedSemaphore()
        self._door = threading.Lock()
        self._inside: Counter[str] = Counter()

    @contextmanager
    def turn(self, one: str) -> Iterator[None]:
        self._enter(one)
        try:
            if not self._running.acquire(timeout=LONGEST_WAIT):
                raise NoTurn
            try:
                yield
            finally:
                self._running.release()
        finally:
            self._leave(one)

    def waiting(self) -> int:
        with self._door:
            return max(0, self._inside.total() - 1)

    def _enter(self, one: str) -> None:
        with self._door:
            if self._inside.total() >= self.whole or self._inside[one] >= self.most:
                raise NoTurn
            self._inside[one] += 1

    def _leave(self, one: str) -> None:
        with self._door:
            self._inside[one] -= 1
            if not self._inside[one]:
                del self._inside[one]


_outside = _Places(PLACES, most=PLACES_OF_ONE)
_inside = _Places(PLACES_INSIDE, most=PLACES_OF_A_SITTING)


def turn(address: str, *, sitting: int = 0) -> AbstractContextManager[None]:
    """Wait for a turn, in a `sitting` among signed-in members. Raises NoTurn at once if too many
    wait already. For IPv6 the network of one line counts as one address."""
    return _inside.turn(str(sitting)) if sitting else _outside.turn(lane_of(address))


def waiting() -> int:
    """Return how many wait outside and do not run."""
    return _outside.waiting()


def waiting_inside() -> int:
    """Return how many of the signed-in members wait."""
    return _inside.waiting()
