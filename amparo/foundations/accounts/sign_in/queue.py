"""Slow sign-ins take turns: one runs at a time in a process, and few wait for it.

Whoever floods the sign-in page gets neither the memory nor the threads by which all other pages are
answered. Who shows password and code again in a sitting has places apart: nobody outside takes one.
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
    """`most` of `one`, of `whole` for all."""

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
    """Wait for one's turn, in a `sitting` among those who are signed in. Raises NoTurn at once
    where too many wait already. Of IPv6 a whole line counts as one address."""
    return _inside.turn(str(sitting)) if sitting else _outside.turn(lane_of(address))


def waiting() -> int:
    """How many are at the door and do not run."""
    return _outside.waiting()


def waiting_inside() -> int:
    """The same of those who are signed in."""
    return _inside.waiting()
