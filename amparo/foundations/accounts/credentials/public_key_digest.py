"""The form of a public key in the record: a hash of all of it."""

from amparo.crypto import hashes_and_tokens as marks


def recorded_as(public: bytes) -> str:
    """Return the hash of a public key, in hexadecimal."""
    return marks.masked("key", public).hex()
