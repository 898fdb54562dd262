"""The signed head: the length of the record and one hash of all of it, published for anyone to
keep."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, Final, Literal, Self, TypedDict

from amparo.crypto import merkle_trees as trees
from amparo.crypto.keys import KeyPair
from amparo.crypto.signatures import is_signed, sign

FORMAT: Final = "head/1"
HASH = 32
_SIGNED = "begins", "day", "key", "root", "size"
_ODD = (ValueError, KeyError, TypeError, AttributeError, RecursionError)


# JSON Schema keywords of the published types besides their kind: keyword, value.
Day = Annotated[str, ("format", "date")]
Count = Annotated[int, ("minimum", 0)]
Hex = Annotated[str, ("pattern", f"^[0-9a-f]{{{2 * HASH}}}$")]
"""A hash or a public key, as published."""


class HeadSaid(TypedDict):
    """A head as published."""

    amparo: Literal["head/1"]
    day: Day
    size: Count
    root: Hex
    begins: Hex
    key: Hex
    signature: Annotated[str, ("pattern", "^[0-9a-f]{128}$")]
    after: Count
    path: list[Hex]


class NotPublished(ValueError):
    """The given text is nothing that a site publishes. Says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Head:
    """`begins`: the content hash of the first entry, which identifies the record; `path`: the proof
    that this record extends the head of `after` entries."""

    day: str
    size: int
    root: bytes
    begins: bytes
    key: bytes
    signature: bytes = b""
    after: int = 0
    path: Sequence[bytes] = ()

    def statement(self) -> bytes:
        """Return the bytes that are signed."""
        said = {name: value for name, value in self.said().items() if name in _SIGNED}
        return b"amparo/head/1\n" + _compact(said).encode()

    def signed(self, pair: KeyPair) -> Self:
        return replace(self, signature=sign(pair, self.statement()))

    @property
    def is_signed(self) -> bool:
        return is_signed(self.key, self.statement(), self.signature)

    def goes_on_from(self, older: "Head") -> bool:
        same = self.begins == older.begins and self.after == older.size
        return same and trees.extends((older.size, older.root), (self.size, self.root), self.path)

    def said(self) -> HeadSaid:
        return {
            "amparo": FORMAT,
            "day": self.day,
            "size": self.size,
            "root": self.root.hex(),
            "begins": self.begins.hex(),
            "key": self.key.hex(),
            "signature": self.signature.hex(),
            "after": self.after,
            "path": [step.hex() for step in self.path],
        }

    def text(self) -> str:
        return _compact(self.said())

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Self:
        """Return a head from its published form. Raises NotPublished."""
        try:
            if said["amparo"] != FORMAT:
                raise NotPublished("This is no head of a record.")
            return cls(
                day=date.fromisoformat(said["day"]).isoformat(),
                size=_count(said["size"]),
                root=from_hex(said["root"]),
                begins=from_hex(said["begins"]),
                key=from_hex(said["key"]),
                signature=bytes.fromhex(said["signature"]),
                after=_count(said["after"]),
                path=tuple(from_hex(step) for step in said["path"]),
            )
        except _ODD as problem:
            raise NotPublished("This is no head of a record.") from problem

    @classmethod
    def parsed(cls, text: str) -> Self:
        """Return a head from JSON text. Raises NotPublished."""
        try:
            return cls.read(json.loads(text))
        except (ValueError, RecursionError) as problem:
            raise NotPublished("This is no head of a record.") from problem


def heads_in(text: str) -> list[Head]:
    """Return the head, or the heads, in a file as the site publishes it. Raises NotPublished."""
    try:
        said = json.loads(text)
        return [Head.read(one) for one in said.get("heads", [said])]
    except _ODD as problem:
        raise NotPublished("This is no head of a record.") from problem


@dataclass(frozen=True, slots=True)
class Inclusion:
    """Proof that an entry is in a published record: its number, and nothing about its subject."""

    number: int
    inner: bytes
    digest: bytes
    path: Sequence[bytes]
    head: Head

    def said(self) -> dict[str, Any]:
        return {
            "amparo": "inclusion/1",
            "number": self.number,
            "inner": self.inner.hex(),
            "digest": self.digest.hex(),
            "path": [step.hex() for step in self.path],
            "head": self.head.said(),
        }

    @classmethod
    def parsed(cls, text: str) -> Self:
        """Return a proof from JSON text. Raises NotPublished."""
        try:
            said = json.loads(text)
            return cls(
                number=_count(said["number"]),
                inner=from_hex(said["inner"]),
                digest=from_hex(said["digest"]) if said["digest"] else b"",
                path=tuple(from_hex(step) for step in said["path"]),
                head=Head.read(said["head"]),
            )
        except _ODD as problem:
            raise NotPublished("This is no proof that something is on record.") from problem


def from_hex(text: str) -> bytes:
    """Return 32 bytes from hexadecimal text. Raises ValueError."""
    found = bytes.fromhex(text)
    if len(found) != HASH:
        raise ValueError(f"A hash is {HASH} bytes long.")
    return found


def _count(given: object) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or given < 0:
        raise ValueError("A number of entries was expected.")
    return given


def _compact(said: Mapping[str, Any]) -> str:
    return json.dumps(said, sort_keys=True, separators=(",", ":"))
