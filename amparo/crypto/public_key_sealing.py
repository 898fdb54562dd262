"""Sealing to a public key: HPKE (RFC 9180), with the context bound.

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
"""The algorithm for sealing. 0x01: base mode, X25519, HKDF-SHA256, ChaCha20-Poly1305."""

SMALLEST = 64
"""A sealed 32-byte key is the common content, so the first bucket is small."""

_SUITES = {b"\x01": Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)}
"""The algorithms that can be opened, by the first byte of the envelope."""


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
    """Return the JSON value in an envelope. Sealing needs no secret, so the author is unknown:
    invalid JSON is treated as an envelope that does not open. Raises Unsealable."""
    content = open_with(secret, envelope, context=context)
    # json's own error carries the whole text, so it must not even be the cause of ours.
    with suppress(ValueError, RecursionError):
        return json.loads(content)
    raise Unsealable


def words_in(secret: bytes, envelope: bytes, *, context: str) -> dict[str, Any]:
    """Return the JSON object in an envelope. Raises Unsealable."""
    said = value_in(secret, envelope, context=context)
    if isinstance(said, dict):
        return said
    raise Unsealable


def context_of_file(code: str) -> str:
    """Return the context to which the key of a file is bound, for every holder."""
    return f"filing/{code}"


def context_of_recovered(code: str, member: str) -> str:
    """Return the context of a file's key that the keyholders seal to one member."""
    return f"recovered/{code}/{member}"


def _info(context: str) -> bytes:
    if not context:
        raise ValueError("Say what is sealed: an empty context binds nothing.")
    return b"amparo/box/1\0" + context.encode()
