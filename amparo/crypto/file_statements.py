"""A statement that an outsider gets with a file: its hash, and proof that this hash was on record.

It contains no case and no name. Its holder can recognise that very file, and no other.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import public_record as lines
from amparo.crypto.signed_heads import Inclusion, NotPublished, from_hex

FORMAT = "file/1"
SIZE = marks.SIZE
_PIECE = 1024 * 1024
# JSON as read here accepts `Infinity`, which is no size.
_ODD = (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError)


@dataclass(frozen=True, slots=True)
class FileStatement:
    """`digest`: BLAKE2b-256 of the content, as `b2sum -l 256` prints it. Together with `salt` it
    gives the hash in the record."""

    digest: bytes
    salt: bytes
    size: int
    kind: str
    inclusion: Inclusion | None = None

    @property
    def committed(self) -> bytes:
        """The hash of the file in the record."""
        return marks.salted_hash(self.digest, self.salt)[1]

    @property
    def holds(self) -> bool:
        """Whether this very hash is in the record whose head is given with it."""
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
        """Return a statement from JSON text. Raises NotPublished."""
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
    """Return BLAKE2b-256 of a plain file of any size. Raises OSError."""
    content = hashlib.blake2b(digest_size=SIZE)
    with path.open("rb") as source:
        while piece := source.read(_PIECE):
            content.update(piece)
    return content.digest()
