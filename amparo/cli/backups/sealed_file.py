"""One sealed file that holds a site: a header line, then a sealed tar.

The line (JSON) names the backup key and carries the file's own key, sealed to it. In the tar, the
list (`list.json`) comes last: hashes, sizes and counts of everything before it.
"""

import base64
import hashlib
import io
import json
import re
import tarfile
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Self, cast

from amparo.cli.terminal.progress import reading
from amparo.crypto import public_key_sealing as boxes
from amparo.crypto.errors import Unsealable
from amparo.crypto.file_sealing import BLOCK, Sealer, unseal_stream
from amparo.crypto.keys import new_key

MAGIC = b"amparo-backup/1 "
LONGEST_LINE = 4096
LIST = "list.json"
# Errors of malformed lists. Python's JSON accepts `Infinity`, which is no size.
ODD = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)
# Names that a backup may hold and restore. A recording's folder has the language's own name. A
# draft of rules is a folder of files, some of them in folders.
_PART = r"[^\W_][\w .,’'()-]{0,119}"
FINE = re.compile(
    rf"site\.toml|signing\.key|amparo\.env|retention\.toml|amparo\.sqlite3|database\.dump|uploads/[0-9a-f]{{2}}/[0-9a-f]{{40}}"
    rf"|prompts/{_PART}/{_PART}|drafts/{_PART}/{_PART}(?:/{_PART})?"
)


class NotABackup(Exception):
    """Why this file cannot be opened: not_one, `damaged` (cut or changed), another_key."""


@dataclass(frozen=True, slots=True)
class Line:
    """The public header of a backup: when it was made, until when it is kept, for which key."""

    made_at: datetime
    until: datetime
    key: str  # fingerprint of the public half
    number: int

    def context(self) -> str:
        said = json.dumps(self.said(), sort_keys=True)
        return f"backup/{said}"

    def said(self) -> dict[str, Any]:
        days = {"made_at": self.made_at.isoformat(), "until": self.until.isoformat()}
        return {**asdict(self), **days}


@dataclass(slots=True)
class Contents:
    """The list of a backup. `files`: path → [bytes, SHA-256]; `rows`: table → how many."""

    version: str
    vendor: str
    head: str
    rows: Mapping[str, int]
    files: dict[str, tuple[int, str]] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)  # erased between tables' and files' copies
    apart: bool = False  # its surfaces ran apart, with roles and secrets that are not in here

    @classmethod
    def read(cls, text: bytes) -> Self:
        found = json.loads(text)
        files = {path: (int(size), str(digest)) for path, (size, digest) in found["files"].items()}
        return cls(**{**found, "files": files})

    def text(self) -> bytes:
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode()


class Writer:
    """Write a backup piece by piece; nothing unsealed is written to the target disk."""

    def __init__(self, sink: BinaryIO, line: Line, *, public: bytes) -> None:
        self.key = new_key()
        sealed = base64.b64encode(boxes.seal_to(public, self.key, context=line.context()))
        head = json.dumps({**line.said(), "sealed_key": sealed.decode()}).encode()
        sink.write(MAGIC + head + b"\n")
        self._sink = sink
        self._sealer = Sealer(self.key, context=line.context())
        self._tar = tarfile.open(fileobj=cast("BinaryIO", self), mode="w|", bufsize=BLOCK)  # noqa: SIM115 - `finish` closes it

    def write(self, data: bytes) -> int:
        """Seal what the tar writes."""
        self._sink.write(self._sealer.push(bytes(data)))
        return len(data)

    def add(self, name: str, source: BinaryIO, size: int) -> tuple[int, str]:
        """Add one file of exactly `size` bytes; return its size and hash."""
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        read = _Hashed(source)
        self._tar.addfile(entry, cast("BinaryIO", read))
        return size, read.digest.hexdigest()

    def finish(self, contents: Contents) -> None:
        text = contents.text()
        self.add(LIST, io.BytesIO(text), len(text))
        self._tar.close()
        self._sink.write(self._sealer.finish())


class _Hashed:
    def __init__(self, source: BinaryIO) -> None:
        self._source, self.digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self.digest.update(data)
        return data


def is_fine(name: str) -> bool:
    """Whether a file with this name is put into a backup, and restored from one."""
    return bool(FINE.fullmatch(unicodedata.normalize("NFC", name)))


def line_of(source: BinaryIO) -> tuple[Line, bytes]:
    """The first line of an open file, and the sealed key in it. Raises NotABackup."""
    first = source.readline(LONGEST_LINE)
    if not first.startswith(MAGIC) or not first.endswith(b"\n"):
        raise NotABackup("not_one")
    with suppress(*ODD):
        found = json.loads(first[len(MAGIC) :])
        line = Line(
            made_at=_moment(found["made_at"]),
            until=_moment(found["until"]),
            key=str(found["key"]),
            number=int(found["number"]),
        )
        return line, base64.b64decode(found["sealed_key"], validate=True)
    raise NotABackup("damaged")


def _moment(text: str) -> datetime:
    """A moment with its offset, without which it cannot be compared. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("A moment has a time zone.")
    return moment


def key_in(line: Line, sealed: bytes, secret: bytes) -> bytes:
    """The file's own key. Raises NotABackup where the shares make another backup key."""
    try:
        return boxes.open_with(secret, sealed, context=line.context())
    except Unsealable as problem:
        raise NotABackup("another_key") from problem


def each_file(
    source: BinaryIO, line: Line, key: bytes, take: Callable[[str, BinaryIO], tuple[int, str]]
) -> Contents:
    """Pass each file of a backup to `take`, which reads it and returns its size and hash; then
    compare all with the list. `source` is positioned after the line. Raises NotABackup, at the
    latest at the end: until then the content is not verified."""
    pieces = _Pieces(unseal_stream(key, source, context=line.context()))
    found: dict[str, tuple[int, str]] = {}
    contents: Contents | None = None
    try:
        with tarfile.open(fileobj=cast("BinaryIO", pieces), mode="r|", bufsize=BLOCK) as tar:
            for entry in tar:
                content = cast("BinaryIO", tar.extractfile(entry))
                if entry.name == LIST:
                    contents = Contents.read(content.read())
                elif is_fine(entry.name) and entry.name not in found:
                    found[entry.name] = take(entry.name, content)
                else:
                    raise NotABackup("damaged")
        pieces.to_the_end()
    except (Unsealable, tarfile.TarError, EOFError, *ODD) as problem:
        raise NotABackup("damaged") from problem
    if contents is None or contents.files != found:
        raise NotABackup("damaged")
    return contents


class _Pieces:
    """An iterator of bytes as a file that a tar reads from."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._left = pieces, bytearray()

    def read(self, size: int) -> bytes:
        while len(self._left) < size:
            piece = next(self._pieces, b"")
            if not piece:
                break
            self._left += piece
        out = bytes(self._left[:size])
        del self._left[:size]
        return out

    def to_the_end(self) -> None:
        """Read to the end: only there is a sealed stream known to be complete."""
        for _ in self._pieces:
            pass


def compared(path: Path, line: Line, key: bytes) -> Contents:
    """Read a backup through and compare everything with its list. Raises NotABackup."""
    with reading("Read back", path) as source:
        line_of(source)
        return each_file(source, line, key, lambda _, content: hashed(content))


def hashed(source: BinaryIO, sink: BinaryIO | None = None) -> tuple[int, str]:
    """Size and SHA-256 of everything read, which is also written to `sink`."""
    digest, size = hashlib.sha256(), 0
    while piece := source.read(BLOCK):
        digest.update(piece)
        size += len(piece)
        if sink is not None:
            sink.write(piece)
    return size, digest.hexdigest()


def digest_of(path: Path) -> str:
    """SHA-256 of the sealed file itself."""
    with reading("Compared", path) as source:
        return hashed(source)[1]
