"""Request bodies are accepted whole or not at all: a broken connection must not leave half a
request."""

from collections.abc import Callable, Iterable
from typing import Any

type Answer = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Cut(OSError):
    """The connection broke before the whole body had come."""


class WholeBody:
    """A body that raises Cut if it ends before its announced length. The functions in `when_cut`
    are called first, to remove what was already stored."""

    def __init__(self, body: Any, length: int) -> None:
        self.body = body
        self.left = length
        self.when_cut: list[Callable[[], None]] = []

    def read(self, size: int = -1) -> bytes:
        """Return as many bytes as asked for, or all that are left: a server may return fewer at
        once."""
        wanted, parts = self._most(size), []
        while wanted:
            part = self._counted(self._come(self.body.read, wanted))
            wanted -= len(part)
            parts.append(part)
        return b"".join(parts)

    def readline(self, size: int = -1) -> bytes:
        return self._counted(self._come(self.body.readline, self._most(size)))

    def _come(self, read: Callable[[int], bytes], size: int) -> bytes:
        try:
            return read(size)
        except OSError:  # it was ended: too slow, or others needed the place
            return b""

    def _most(self, size: int) -> int:
        return self.left if size < 0 else min(size, self.left)

    def _counted(self, part: bytes) -> bytes:
        if not part and self.left:
            for take_away in self.when_cut:
                take_away()
            raise Cut
        self.left -= len(part)
        return part


def only_whole(answer: Answer) -> Answer:
    """Refuse bodies that end early. Django would take them as complete."""

    def answered(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length):
            environ["wsgi.input"] = WholeBody(environ["wsgi.input"], int(length))
        return answer(environ, start)

    return answered
