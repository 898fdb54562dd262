"""Load balance among the server's processes: the busiest one closes a connection.

A browser keeps its connection, and with it the process that accepted it. Four officers whose
connections came to one process would share one core while another stands idle; the system spreads
connections without asking who is busy. So each process writes how many pages it makes now to shared
memory, and a process that has clearly more than another asks a browser to connect anew.
"""

import fcntl
import mmap
import os
import struct
from pathlib import Path

PLACES = 64  # for processes; one that finds none keeps its connections
PLACE = struct.Struct("<II")  # whose (a process's number), how many pages
CLEARLY = 2  # pages more than another


class Balance:
    """The counts of all processes that serve one address, and the place of this one."""

    def __init__(self, path: Path) -> None:
        with path.open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self._all = mmap.mmap(file.fileno(), PLACES * PLACE.size)
            self._mine = next((one for one in range(PLACES) if not self._taken(one)), None)
            self._write(0)
            fcntl.flock(file, fcntl.LOCK_UN)  # the memory above holds the file, and so its lock

    def begin(self) -> None:
        self._write(self.busy + 1)

    def end(self) -> None:
        self._write(self.busy - 1)

    @property
    def busy(self) -> int:
        return 0 if self._mine is None else self._read(self._mine)[1]

    def should_let_go(self) -> bool:
        """Return whether another process has clearly less to do than this one."""
        others = [
            pages
            for one in range(PLACES)
            if one != self._mine
            for whose, pages in [self._read(one)]
            if whose
        ]
        return bool(others) and self.busy >= min(others) + CLEARLY

    def _taken(self, one: int) -> bool:
        whose = self._read(one)[0]
        if not whose:
            return False
        try:
            os.kill(whose, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True

    def _read(self, one: int) -> tuple[int, int]:
        whose, pages = PLACE.unpack_from(self._all, one * PLACE.size)
        return whose, pages

    def _write(self, pages: int) -> None:
        if self._mine is not None:
            PLACE.pack_into(self._all, self._mine * PLACE.size, os.getpid(), pages)


def made(path: Path) -> Path:
    """Create the file of counts, with no process registered yet, and return its path."""
    path.write_bytes(bytes(PLACES * PLACE.size))
    return path
