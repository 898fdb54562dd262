"""What is handed to an outsider with a file: its hash, and proof that this hash was on record.

It tells no case and no name. Whoever has it can recognise that very file, and no other.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from amparo.crypto import lines, marks
from amparo.crypto.heads import Inclusion, NotPublished, from_hex

FORMAT = "file/1"
SIZE = marks.SIZE
_PIECE = 1024 * 1024
# `Infinity` is a number where JSON is read here, and no size.
_ODD = (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError)


@dataclass(frozen=True, slots=True)
class FileStatement:
    """`digest`: BLAKE2b-256 of the content, as `b2sum -l 256` prints it. With `salt` it makes the
    hash that stands in the record."""

    digest: bytes
    salt: bytes
    size: int
    kind: str
    inclusion: Inclusion | None = None

    @property
    def committed(self) -> bytes:
        """What the record holds of the file."""
        return marks.salted_hash(self.digest, self.salt)[1]

    @property
    def holds(self) -> bool:
        """Whether this very hash stands in the record whose head is given with it."""
        proof = self.inclusion
        if proof is None or proof.digest != self.committed:
            return False
        return lines.is_in(proof) and proof.head.is_signed

    def said(self) -> dict[str, Any]:
        return {
            "amparo": FORMAT,
            "digest": self.digest.hex(),
            "salt": self.salt.hex(),
            "size": self.size,
            "kind": self.kind,
            "inclusion": self.inclusion.said() if self.inclusion else None,
        }

    def text(self) -> str:
        return json.dumps(self.said(), sort_keys=True, indent=1)

    @classmethod
    def parsed(cls, text: str) -> "FileStatement":
        """Raises NotPublished."""
        try:
            said = json.loads(text)
            if said["amparo"] != FORMAT:
                raise NotPublished("This is no statement on a file.")
            return cls(
                digest=from_hex(said["digest"]),
                salt=from_hex(said["salt"]),
                size=int(said["size"]),
                kind=str(said["kind"]),
                inclusion=Inclusion.parsed(json.dumps(said["inclusion"])),
            )
        except _ODD as problem:
            raise NotPublished("This is no statement on a file.") from problem


def digest_of(path: Path) -> bytes:
    """BLAKE2b-256 of a plain file, however large it is. Raises OSError."""
    content = hashlib.blake2b(digest_size=SIZE)
    with path.open("rb") as source:
        while piece := source.read(_PIECE):
            content.update(piece)
    return content.digest()
