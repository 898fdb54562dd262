"""Sealing with a shared key: XChaCha20-Poly1305, the context authenticated, the length padded.

Byte layout and reasons: docs/reference/envelopes.md, docs/decisions/0003-envelopes.md.
"""

import json
from contextlib import suppress
from typing import Any

from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as decrypted
from nacl.exceptions import CryptoError
from nacl.secret import Aead

from amparo.crypto.errors import Unsealable
from amparo.crypto.padding import STEP, pad, unpad

ALGORITHM = b"\x01"
"""0x01: XChaCha20-Poly1305 (IETF), 24 random bytes of nonce, padded content."""

_BOX = len(ALGORITHM) + Aead.NONCE_SIZE
_SHORTEST = _BOX + STEP + Aead.MACBYTES


def seal(key: bytes, data: bytes, *, context: str) -> bytes:
    return ALGORITHM + Aead(key).encrypt(pad(data), _authenticated(context))


def unseal(key: bytes, envelope: bytes, *, context: str) -> bytes:
    authenticated = _authenticated(context)
    # PyNaCl raises another error for what is shorter than the tag.
    if envelope[:1] != ALGORITHM or len(envelope) < _SHORTEST:
        raise Unsealable
    try:
        padded = decrypted(envelope[_BOX:], authenticated, envelope[1:_BOX], key)
    except CryptoError:
        padded = None
    if padded is None:  # not raised above, so that the library's error is not its cause
        raise Unsealable
    return unpad(padded)


def seal_json(key: bytes, value: Any, *, context: str) -> bytes:
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return seal(key, text.encode(errors="surrogatepass"), context=context)


def unseal_json(key: bytes, envelope: bytes, *, context: str) -> Any:
    content = unseal(key, envelope, context=context)
    # json's own error carries the whole text, so it must not even be the cause of ours.
    with suppress(ValueError, RecursionError):
        return json.loads(content)
    raise Unsealable


def _authenticated(context: str) -> bytes:
    if not context:
        raise ValueError("Say what is sealed: an empty context binds nothing.")
    return ALGORITHM + context.encode()
