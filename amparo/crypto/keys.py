"""Keys: X25519 pairs for people and roles, 32 random bytes for cases and files."""

import secrets
from dataclasses import dataclass, field

from nacl.bindings import crypto_scalarmult_base

KEY_SIZE = 32


@dataclass(frozen=True, slots=True)
class KeyPair:
    public: bytes
    secret: bytes = field(repr=False)


def new_pair() -> KeyPair:
    return pair_of(secrets.token_bytes(KEY_SIZE))


def pair_of(secret: bytes) -> KeyPair:
    """Return the pair of a secret. Any 32 bytes are an X25519 secret (RFC 7748, section 5); other
    lengths raise ValueError."""
    if len(secret) != KEY_SIZE:
        raise ValueError(f"A secret key is {KEY_SIZE} bytes long.")
    return KeyPair(public=crypto_scalarmult_base(secret), secret=secret)


def new_key() -> bytes:
    return secrets.token_bytes(KEY_SIZE)
