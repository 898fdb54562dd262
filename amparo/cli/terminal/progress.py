"""Progress of a long command: one line of a terminal, rewritten. Without a terminal nothing."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import BinaryIO, Self, cast

EVERY = 0.1  # seconds between two updates
USUAL = 80  # columns, where a terminal does not say
MEGABYTE = 1_000_000


def megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.1f}"


class Progress:
    """A line on stderr, so that stdout stays clean. It is removed at the end."""

    def __init__(
        self, what: str, unit: str, total: int | None = None, said: Callable[[int], str] = str
    ) -> None:
        self.what, self.unit, self.total, self.said = what, unit, total, said
        self.done, self._written, self._next = 0, 0, 0.0
        self.is_seen = sys.stderr.isatty()

    def __enter__(self) -> Self:
        self.at(0)
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def add(self, many: int = 1) -> None:
        self.at(self.done + many)

    def at(self, done: int) -> None:
        self.done = done
        if self.is_seen and monotonic() >= self._next:
            self._write(self.sentence())
            self._next = monotonic() + EVERY

    def clear(self) -> None:
        """Remove the line for other output to the same terminal."""
        if self._written:
            self._write("")
            sys.stderr.write("\r")
            sys.stderr.flush()
        self._next = 0.0

    def sentence(self) -> str:
        if self.total is None:
            return f"{self.what}: {self.said(self.done)} {self.unit}"
        share = min(100, 100 * self.done // self.total) if self.total else 100
        counted = f"{self.said(self.done)}/{self.said(self.total)} {self.unit}"
        return f"{self.what}: {counted} ({share} %)"

    def _write(self, sentence: str) -> None:
        """Write the line, cut to the terminal's width: a wider one could not be overwritten."""
        columns = os.get_terminal_size(sys.stderr.fileno()).columns or USUAL
        line = sentence[: columns - 1]
        sys.stderr.write(f"\r{line.ljust(self._written)}")
        sys.stderr.flush()
        self._written = len(line)


class Counted:
    """An open file that reports how much was read."""

    def __init__(self, source: BinaryIO, progress: Progress) -> None:
        self._source, self._progress = source, progress

    def read(self, size: int = -1) -> bytes:
        return self._counted(self._source.read(size))

    def readline(self, size: int = -1) -> bytes:
        return self._counted(self._source.readline(size))

    def _counted(self, data: bytes) -> bytes:
        self._progress.add(len(data))
        return data


@contextmanager
def reading(what: str, path: Path) -> Iterator[BinaryIO]:
    with (
        path.open("rb") as source,
        Progress(what, "MB", path.stat().st_size, megabytes) as progress,
    ):
        yield cast("BinaryIO", Counted(source, progress))


@contextmanager
def growing(what: str, path: Path, total: int | None = None) -> Iterator[None]:
    """Report the growing size of a file that another program, or one call, writes."""
    with Progress(what, "MB", total, megabytes) as progress:
        if not progress.is_seen:
            yield
            return
        ended = Event()

        def look() -> None:
            while not ended.wait(EVERY):
                progress.at(path.stat().st_size)

        watching = Thread(target=look, daemon=True)
        watching.start()
        try:
            yield
        finally:
            ended.set()
            watching.join()
