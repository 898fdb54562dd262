"""How a public key stands in the record: by a hash of all of it."""

from amparo.crypto import marks


def recorded_as(public: bytes) -> str:
    """Return the hash of a public key, in hexadecimal."""
    return marks.masked("key", public).hex()
