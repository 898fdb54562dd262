"""What a person sees of a command on a terminal: stderr is a pseudo-terminal, in this process."""

import os
import pty
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Queue
from threading import Thread

import pytest

from amparo.cli.terminal import progress

COLUMNS = 80
END = "\0"


class Terminal:
    """It is read all the time: what nobody reads would make the writer wait."""

    def __init__(self) -> None:
        self._ours, theirs = pty.openpty()
        self.stderr = os.fdopen(theirs, "w", encoding="utf-8")
        self._read: Queue[bytes] = Queue()
        self._rest = b""  # written after what was shown last: a thread may write at any time
        Thread(target=self._reads, daemon=True).start()

    def _reads(self) -> None:
        with suppress(OSError):  # the other end was closed
            while piece := os.read(self._ours, 65536):
                self._read.put(piece)
        os.close(self._ours)

    def shown(self) -> str:
        """All that was written since it was asked last."""
        print(END, end="", file=self.stderr, flush=True)
        found = self._rest
        while END.encode() not in found:
            found += self._read.get(timeout=60)
        shown, _, self._rest = found.partition(END.encode())
        return shown.decode()

    def lines(self) -> list[str]:
        """What stood on the one line, one after the other; the last is what is left of it."""
        shown = self.shown()
        assert "\n" not in shown
        return [line.rstrip() for line in shown.split("\r")[1:]]


@contextmanager
def on_a_terminal(every: float = 0) -> Iterator[Terminal]:
    """Steps of a progress are written at most each `every` seconds; without it all of them."""
    made = Terminal()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(progress, "EVERY", every)
        patch.setattr(sys, "stderr", made.stderr)
        try:
            yield made
        finally:
            made.stderr.close()
