"""Signatures: Ed25519. They authenticate what a site publishes."""

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from amparo.crypto.keys import KEY_SIZE, KeyPair

SIGNATURE_SIZE = 64


def signing_pair_of(secret: bytes) -> KeyPair:
    """Return the pair of a seed. Any 32 bytes are an Ed25519 seed (RFC 8032); other lengths raise
    ValueError."""
    if len(secret) != KEY_SIZE:
        raise ValueError(f"A signing key is {KEY_SIZE} bytes long.")
    return KeyPair(public=bytes(SigningKey(secret).verify_key), secret=secret)


def sign(pair: KeyPair, content: bytes) -> bytes:
    return SigningKey(pair.secret).sign(content).signature


def is_signed(public: bytes, content: bytes, signature: bytes) -> bool:
    if len(public) != KEY_SIZE or len(signature) != SIGNATURE_SIZE:
        return False
    try:
        VerifyKey(public).verify(content, signature)
    except BadSignatureError:
        return False
    return True
