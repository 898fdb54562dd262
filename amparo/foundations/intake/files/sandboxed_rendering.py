"""Clean copies of pictures, PDF documents and recordings, and pictures of single pages, made in a
sandboxed process.

The content passes through pipes and is not written to disk. `confinement` defines what the process
may do. Author, place and device in the original are left out.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from threading import Timer

from amparo.foundations.intake.files import sandbox as confinement
from amparo.foundations.intake.files.file_types import KINDS, kind_of
from amparo.foundations.intake.files.sandbox_output_check import is_plain_picture

SECONDS, SECONDS_OF_A_SMALL_ONE = 20, 4
TOO_LARGE, UNREADABLE, NOT_KNOWN, LOCKED, OTHER_KIND = 3, 4, 5, 6, 7
REASONS = {
    UNREADABLE: "unreadable",
    NOT_KNOWN: "not_known",
    LOCKED: "locked",
    OTHER_KIND: "other_kind",
}
COUNT = 4  # bytes before the picture of a page that hold the number of pages
MOST_PAGES = 2_000  # that can be viewed of a document
MOST = 64 * 1024 * 1024
"""Bytes; above the size of any copy: an upload has at most 20 MB."""
PICTURES = frozenset({"jpeg", "png", "webp", "heif"})
SHOWABLE = PICTURES | {"pdf"}
RECORDINGS = frozenset({"mp3", "mp4", "m4a", "amr", "ogg", "wav", "webm"})
"""Audio and video."""
PAGE, PROBE = "page", "probe"


class NotShown(Exception):
    """There is no clean copy. Carries a reason code: other_kind | too_large | unreadable |
    not_known | locked."""


@dataclass(frozen=True, slots=True)
class Rendition:
    media_type: str
    content: bytes
    pages: int = 1  # of the document
    goes_on: bool = False  # it has more than MOST_PAGES pages


def cleaned(kind: str, content: bytes, *, small: bool = False) -> Rendition:
    """Return a copy to view, or a small picture (of a document, its first page). Raises
    NotShown."""
    if kind not in SHOWABLE:
        raise NotShown("other_kind")
    seconds = SECONDS_OF_A_SMALL_ONE if small else SECONDS
    made = _made("small" if small else "whole", kind, content=content, seconds=seconds)
    if kind == "pdf" and not small:
        return Rendition("application/pdf", made)
    return Rendition("image/jpeg", _looked_at(made))


def to_give(kind: str, content: bytes) -> Rendition:
    """Return a copy to download: a recording in a new container, anything else as `cleaned`. Raises
    NotShown."""
    if kind not in RECORDINGS:
        return cleaned(kind, content)
    made = _made("whole", kind, content=content, seconds=SECONDS)
    found = kind_of(made)
    if found not in RECORDINGS:
        raise NotShown("unreadable")
    return Rendition(KINDS[found][0], made)


def page_of(content: bytes, number: int) -> Rendition:
    """Return one page of a document as a picture, or the last page if there are fewer. Raises
    NotShown."""
    made = _made(PAGE, "pdf", str(number), content=content, seconds=SECONDS)
    pages, picture = int.from_bytes(made[:COUNT]), _looked_at(made[COUNT:])
    shown = min(max(pages, 1), MOST_PAGES)
    return Rendition("image/jpeg", picture, pages=shown, goes_on=pages > MOST_PAGES)


def _looked_at(picture: bytes) -> bytes:
    if not is_plain_picture(picture):
        raise NotShown("unreadable")
    return picture


def _made(*words: str, content: bytes, seconds: int) -> bytes:
    done = _apart(*words, content=content, seconds=seconds * 2)
    if done.returncode or not done.stdout:
        # No exit code of its own: out of memory or time, or refused before either.
        raise NotShown(REASONS.get(done.returncode, "too_large"))
    return done.stdout


def reached_all_the_same() -> list[str]:
    """Return the sandbox layers that do not work on this machine: see `confinement`."""
    done = _apart(PROBE, PROBE, content=b"", seconds=SECONDS)
    if done.returncode:
        return list(confinement.ATTEMPTS)
    return done.stdout.decode().split()


def _apart(*words: str, content: bytes, seconds: float) -> subprocess.CompletedProcess[bytes]:
    """Run this module in a child process. Its output is read up to a limit and its errors are
    discarded, so that a compromised child cannot fill memory. It is killed if it writes too much or
    takes too long."""
    command = [sys.executable, "-I", "-m", __name__, *words]
    with subprocess.Popen(  # noqa: S603 - our own module, and no word of the file in it
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"LC_ALL": "C.UTF-8"},
    ) as child:
        late = Timer(seconds, child.kill)
        late.start()
        try:
            said = _told(child, content)
        finally:
            late.cancel()
            child.kill()
    return subprocess.CompletedProcess(command, child.returncode, said)


def _told(child: subprocess.Popen[bytes], content: bytes) -> bytes:
    """Return the child's whole output once it has ended; empty if it is too large."""
    given, said = child.stdin, child.stdout
    if given is None or said is None:
        return b""
    with suppress(BrokenPipeError):  # it ended before reading all; its exit code says why
        given.write(content)
    with suppress(BrokenPipeError):
        given.close()
    answer = said.read(MOST + 1)
    if len(answer) > MOST:
        child.kill()
        answer = b""
    child.wait()
    return answer


def _main(form: str, kind: str, number: str = "1") -> int:
    if form == PROBE:
        confinement.confine(seconds=SECONDS)
        os.write(sys.stdout.fileno(), " ".join(confinement.reached()).encode())
        return 0
    # Only the child imports the parsers.
    from PIL.Image import DecompressionBombError  # noqa: PLC0415

    from amparo.foundations.intake.files import embedded_photos as photographs  # noqa: PLC0415
    from amparo.foundations.intake.files import images as painting  # noqa: PLC0415

    small = form == "small"
    clean = _reader(form, kind, int(number))
    content = sys.stdin.buffer.read()
    confinement.confine(seconds=SECONDS_OF_A_SMALL_ONE if small else SECONDS)
    try:
        sys.stdout.buffer.write(clean(content))
        sys.stdout.buffer.flush()
    except (painting.TooLarge, MemoryError, DecompressionBombError):
        return TOO_LARGE
    except photographs.NotKnown:
        return NOT_KNOWN if kind in RECORDINGS else OTHER_KIND
    except painting.Locked:
        return LOCKED
    except Exception:  # noqa: BLE001 - whatever a hostile file does to a parser
        return UNREADABLE
    return 0


def _reader(form: str, kind: str, number: int) -> Callable[[bytes], bytes]:
    """Return the function that reads this kind. Imports only the parser that is needed, because
    they load slowly."""
    if kind in RECORDINGS:
        from amparo.foundations.intake.files import recordings  # noqa: PLC0415

        recordings.ready()
        return partial(recordings.clean, kind=kind)
    from amparo.foundations.intake.files import images as painting  # noqa: PLC0415

    painting.ready()
    if kind == "heif":
        from amparo.foundations.intake.files import heif  # noqa: PLC0415

        heif.ready()
        return partial(heif.picture, small=form == "small")
    if kind != "pdf":
        return partial(painting.picture, kind=kind, small=form == "small")
    if form == "whole":
        from amparo.foundations.intake.files import pdf as scrubbing  # noqa: PLC0415

        scrubbing.ready()
        return scrubbing.document
    from amparo.foundations.intake.files import page_pictures as drawing  # noqa: PLC0415

    return partial(drawing.page, number=number) if form == PAGE else drawing.first


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:4]))
