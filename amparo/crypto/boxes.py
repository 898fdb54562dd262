"""Sealing to somebody's public key: HPKE (RFC 9180), so that the context is bound.

Byte layout and reasons: docs/reference/envelopes.md, docs/decisions/0003-envelopes.md.
"""

import json
from contextlib import suppress
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from amparo.crypto.errors import Unsealable
from amparo.crypto.padding import pad, unpad

ALGORITHM = b"\x01"
"""By which is sealed today. 0x01: base mode, X25519, HKDF-SHA256, ChaCha20-Poly1305."""

SMALLEST = 64
"""A sealed 32-byte key is the common content, so the first bucket is small."""

_SUITES = {b"\x01": Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)}
"""What is opened, by the byte that stands before it."""


def seal_to(public: bytes, data: bytes, *, context: str) -> bytes:
    """Seal so that only the secret of `public` opens it, and only in the same context."""
    recipient = X25519PublicKey.from_public_bytes(public)
    padded = pad(data, smallest=SMALLEST)
    return ALGORITHM + _SUITES[ALGORITHM].encrypt(padded, recipient, info=_info(context))


def open_with(secret: bytes, envelope: bytes, *, context: str) -> bytes:
    info = _info(context)
    suite = _SUITES.get(bytes(envelope[:1]))
    if suite is None:
        raise Unsealable
    with suppress(InvalidTag, ValueError):
        recipient = X25519PrivateKey.from_private_bytes(secret)
        return unpad(suite.decrypt(envelope[1:], recipient, info=info))
    raise Unsealable


def value_in(secret: bytes, envelope: bytes, *, context: str) -> Any:
    """JSON that somebody sealed. To seal it takes no secret, so nobody knows who did: what is none
    is as unreadable as what does not open. Raises Unsealable."""
    content = open_with(secret, envelope, context=context)
    # json's own error carries the whole text, so it must not even be the cause of ours.
    with suppress(ValueError, RecursionError):
        return json.loads(content)
    raise Unsealable


def words_in(secret: bytes, envelope: bytes, *, context: str) -> dict[str, Any]:
    """The same, by their names. Raises Unsealable."""
    said = value_in(secret, envelope, context=context)
    if isinstance(said, dict):
        return said
    raise Unsealable


def context_of_file(code: str) -> str:
    """What the key of a file is bound to, whoever holds it."""
    return f"filing/{code}"


def context_of_recovered(code: str, member: str) -> str:
    """What the key of a file is bound to that the keyholders seal to one member."""
    return f"recovered/{code}/{member}"


def _info(context: str) -> bytes:
    if not context:
        raise ValueError("Say what is sealed: an empty context binds nothing.")
    return b"amparo/box/1\0" + context.encode()
