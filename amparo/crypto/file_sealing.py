"""Files: sealed block by block as they arrive, so that plain content never touches the disk.

Byte layout and reasons: docs/reference/envelopes.md, docs/decisions/0003-envelopes.md.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_ABYTES,
    crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    crypto_secretstream_xchacha20poly1305_init_pull,
    crypto_secretstream_xchacha20poly1305_init_push,
    crypto_secretstream_xchacha20poly1305_pull,
    crypto_secretstream_xchacha20poly1305_push,
    crypto_secretstream_xchacha20poly1305_state,
    crypto_secretstream_xchacha20poly1305_TAG_FINAL,
    crypto_secretstream_xchacha20poly1305_TAG_MESSAGE,
    crypto_secretstream_xchacha20poly1305_TAG_PUSH,
)
from nacl.exceptions import CryptoError

from amparo.crypto.errors import Unsealable
from amparo.crypto.keys import KEY_SIZE
from amparo.crypto.padding import MARKER, padded_size, unpad

ALGORITHM = b"\x01"
"""0x01: libsodium's secretstream (XChaCha20-Poly1305) in blocks of 64 KiB."""

BLOCK = 64 * 1024
SMALLEST = 4096
_SEALED_BLOCK = BLOCK + crypto_secretstream_xchacha20poly1305_ABYTES
_HEADER = len(ALGORITHM) + crypto_secretstream_xchacha20poly1305_HEADERBYTES

_MORE = crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_CONTENT_ENDS = crypto_secretstream_xchacha20poly1305_TAG_PUSH
_FINAL = crypto_secretstream_xchacha20poly1305_TAG_FINAL


@dataclass(frozen=True, slots=True)
class SealedFile:
    """`size` of the content and `sealed_size` in bytes.

    `digest` is BLAKE2b-256 of the content. It identifies a known file: keep it sealed, or salted
    (`marks.salted_hash`), never in the clear.
    """

    size: int
    sealed_size: int
    digest: bytes


class Sealer:
    """Seals content that arrives in pieces: write what `push` and `finish` return, in order."""

    def __init__(self, key: bytes, *, context: str) -> None:
        self._state = crypto_secretstream_xchacha20poly1305_state()
        self._pending = bytearray()
        self._digest = hashlib.blake2b(digest_size=32)
        self._size = 0
        self._padded_so_far = 0
        self._sealed_size = 0
        self._finished = False
        own_key = _stream_key(key, context)
        header = crypto_secretstream_xchacha20poly1305_init_push(self._state, own_key)
        self._first_bytes = ALGORITHM + header

    def push(self, data: bytes) -> bytes:
        """Take a piece of any length; the returned bytes may be empty."""
        self._refuse_when_finished()
        self._digest.update(data)
        self._size += len(data)
        self._pending += data
        whole = len(self._pending) // BLOCK * BLOCK
        blocks = [
            self._sealed(bytes(self._pending[start : start + BLOCK]), _MORE)
            for start in range(0, whole, BLOCK)
        ]
        del self._pending[:whole]
        return self._counted(b"".join(blocks))

    def finish(self) -> bytes:
        """Seal the rest, the padding and the end mark."""
        self._refuse_when_finished()
        self._finished = True
        left = padded_size(self._size, smallest=SMALLEST) - self._padded_so_far
        block = (bytes(self._pending) + MARKER).ljust(min(left, BLOCK), b"\0")
        self._pending.clear()
        tag = _CONTENT_ENDS
        blocks = []
        while left > len(block):
            blocks.append(self._sealed(block, tag))
            left -= len(block)
            block, tag = bytes(min(left, BLOCK)), _MORE
        blocks.append(self._sealed(block, _FINAL))
        return self._counted(b"".join(blocks))

    @property
    def result(self) -> SealedFile:
        """The result of sealing; raises RuntimeError before `finish`."""
        if not self._finished:
            raise RuntimeError("The file is not finished.")
        return SealedFile(self._size, self._sealed_size, self._digest.digest())

    def _sealed(self, block: bytes, tag: int) -> bytes:
        self._padded_so_far += len(block)
        return crypto_secretstream_xchacha20poly1305_push(self._state, block, tag=tag)

    def _counted(self, sealed: bytes) -> bytes:
        out = self._first_bytes + sealed
        self._first_bytes = b""
        self._sealed_size += len(out)
        return out

    def _refuse_when_finished(self) -> None:
        if self._finished:
            raise RuntimeError("The file is finished.")


def seal_stream(
    key: bytes, source: BinaryIO | Iterable[bytes], sink: BinaryIO, *, context: str
) -> SealedFile:
    sealer = Sealer(key, context=context)
    sink.writelines(sealer.push(piece) for piece in _pieces(source))
    sink.write(sealer.finish())
    return sealer.result


def unseal_stream(
    key: bytes, source: BinaryIO | Iterable[bytes], *, context: str
) -> Iterator[bytes]:
    """Yield the content piece by piece.

    Each piece is authentic when it comes, but that the file is whole is only known at the end: a
    caller that passes pieces on must be able to break off when Unsealable is raised.
    """
    own_key = _stream_key(key, context)
    pieces = _cut(_pieces(source))
    state = crypto_secretstream_xchacha20poly1305_state()
    try:
        yield from _opened(state, own_key, pieces)
    except CryptoError:
        raise Unsealable from None


def _opened(
    state: crypto_secretstream_xchacha20poly1305_state, own_key: bytes, blocks: Iterator[bytes]
) -> Iterator[bytes]:
    first = next(blocks, b"")
    if first[:1] != ALGORITHM:
        raise Unsealable
    crypto_secretstream_xchacha20poly1305_init_pull(state, first[1:], own_key)
    tag, content_ended = _MORE, False
    for sealed in blocks:
        if tag == _FINAL:
            raise Unsealable
        block, tag = crypto_secretstream_xchacha20poly1305_pull(state, sealed)
        if not content_ended:
            content_ended = tag != _MORE
            yield unpad(block) if content_ended else block
    if tag != _FINAL:
        raise Unsealable


def _cut(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Split the input into the header and the sealed blocks."""
    pending = bytearray()
    wanted = _HEADER
    for piece in pieces:
        pending += piece
        start = 0
        while len(pending) - start >= wanted:
            yield bytes(pending[start : start + wanted])
            start += wanted
            wanted = _SEALED_BLOCK
        del pending[:start]
    if pending:
        yield bytes(pending)


def _pieces(source: BinaryIO | Iterable[bytes]) -> Iterator[bytes]:
    read = getattr(source, "read", None)
    return iter(source) if read is None else iter(lambda: read(BLOCK), b"")


def _stream_key(key: bytes, context: str) -> bytes:
    if len(key) != KEY_SIZE:
        raise ValueError(f"A key is {KEY_SIZE} bytes long.")
    if not context:
        raise ValueError("Say what is sealed: an empty context binds nothing.")
    # A key of its own, so that one case key may serve envelopes and files alike.
    purpose = b"amparo/stream/1"
    return hashlib.blake2b(context.encode(), key=key, person=purpose, digest_size=32).digest()
