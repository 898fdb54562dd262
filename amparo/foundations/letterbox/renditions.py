"""A cleaned copy of a picture or a PDF, made by a process of its own that has nothing to reach.

The content goes in and comes out through pipes. The process may use 512 MB and 20 seconds, may
write no file, and once it has started may open nothing at all: no file, no socket. What the
original says about who, where and with what stays behind.
"""

import resource
import subprocess
import sys
from dataclasses import dataclass

MEMORY = 512 * 1024 * 1024
SECONDS = 20
STREAMS = 3  # in, out and errors: no descriptor beyond them
TOO_LARGE, UNREADABLE = 3, 4
PICTURES = frozenset({"jpeg", "png", "webp"})
SHOWABLE = PICTURES | {"pdf"}


class NotShown(Exception):
    """There is no cleaned copy. Carries a reason code: other_kind | too_large | unreadable."""


@dataclass(frozen=True, slots=True)
class Rendition:
    media_type: str
    content: bytes


def cleaned(kind: str, content: bytes) -> Rendition:
    """A copy to look at. Raises NotShown."""
    if kind not in SHOWABLE:
        raise NotShown("other_kind")
    try:
        done = subprocess.run(  # noqa: S603 - our own module, and no word of the file in it
            [sys.executable, "-I", "-m", __name__, kind],
            input=content,
            capture_output=True,
            timeout=SECONDS * 2,
            check=False,
            env={"LC_ALL": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired as problem:
        raise NotShown("too_large") from problem
    if done.returncode == UNREADABLE:
        raise NotShown("unreadable")
    if done.returncode or not done.stdout:
        # Out of memory, out of time, or refused before either.
        raise NotShown("too_large")
    return Rendition("application/pdf" if kind == "pdf" else "image/jpeg", done.stdout)


def _confine() -> None:
    """No more memory, time, files or sockets than this. Called when everything is imported."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (STREAMS, STREAMS))


def _main(kind: str) -> int:
    # Only the child takes the parsers in.
    from PIL import Image  # noqa: PLC0415

    from amparo.foundations.letterbox import scrubbing  # noqa: PLC0415

    Image.init()
    content = sys.stdin.buffer.read()
    _confine()
    try:
        clean = scrubbing.picture if kind in PICTURES else scrubbing.document
        sys.stdout.buffer.write(clean(content))
    except (scrubbing.TooLarge, MemoryError, Image.DecompressionBombError):
        return TOO_LARGE
    except Exception:  # noqa: BLE001 - whatever a hostile file does to a parser
        return UNREADABLE
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1]))
