"""Marks identify content without revealing it: hashes, blind rows, tokens, codes.

Every layout is written down in docs/reference/envelopes.md, so that an outsider can check a ledger
with `b2sum -l 256` alone.
"""

import hashlib
import secrets
import unicodedata

SIZE = 32
GENESIS = bytes(SIZE)
"""The link before the first entry of a chain."""

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUP = 4
_BITS = 5
_LONGEST_CODE = 64
# Crockford: these letters are read as the digits they resemble.
_LOOK_ALIKES = str.maketrans("OIL", "011")


def salted_hash(text: bytes, salt: bytes | None = None) -> tuple[bytes, bytes]:
    """Return (salt, digest). The salt stays with the sealed text: once both are erased, the digest
    cannot be verified."""
    salt = secrets.token_bytes(SIZE) if salt is None else salt
    if len(salt) != SIZE:
        raise ValueError(f"A salt is {SIZE} bytes long.")
    return salt, _hash(b"amparo/salted/1\n" + salt + text)


def chain(previous: bytes, payload: bytes) -> bytes:
    """Return the link of a chain: BLAKE2b-256 of a label, the previous link and the payload."""
    if len(previous) != SIZE:
        raise ValueError(f"A link is {SIZE} bytes long.")
    return _hash(b"amparo/chain/1\n" + previous + payload)


def masked(purpose: str, *parts: bytes) -> bytes:
    """Return a hash under a label of its own: it cannot be inverted if one part is long and
    unknown. The parts have fixed lengths, or only the last has none."""
    return _hash(f"amparo/{purpose}/1\n".encode() + b"".join(parts))


def blinded(key: bytes, label: str, value: str) -> bytes:
    """Return the name of a blind row: equal values under one label are equal, and only a holder of
    the key can compute it.

    The value is taken in Unicode form NFC; upper case and spaces are the caller's to settle.
    """
    if len(key) != SIZE:
        raise ValueError(f"A key is {SIZE} bytes long.")
    name = label.encode()
    content = unicodedata.normalize("NFC", value).encode(errors="surrogatepass")
    row = len(name).to_bytes(4, "big") + name + content
    return _keyed(key, row, b"amparo/blinded/1")


def of_holder(key: bytes, *parts: bytes) -> bytes:
    """Return a mark for the name of another holder of a file's key. Only a holder of that key can
    make it, since its key is derived from the file's."""
    if len(key) != SIZE:
        raise ValueError(f"A key is {SIZE} bytes long.")
    row = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return _keyed(_keyed(key, b"", b"amparo/holderkey"), row, b"amparo/holder/1")


def token() -> bytes:
    return secrets.token_bytes(SIZE)


def token_parts(token: bytes, pepper: bytes = b"") -> tuple[bytes, bytes]:
    """Return (lookup, key): what the database may know, and what only the bearer of the token can
    compute. With a pepper, it needs both the token and the pepper."""
    if len(token) != SIZE:
        raise ValueError(f"A token is {SIZE} bytes long.")
    return _keyed(token, pepper, b"amparo/tokenfind"), _keyed(token, pepper, b"amparo/token-key")


def fingerprint(digest: bytes, groups: int = 4) -> str:
    """Return a short form of a digest for people to compare: 20 bits a group, 80 bits by
    default."""
    bits = groups * _GROUP * _BITS
    if len(digest) * 8 < bits:
        raise ValueError("The digest is too short for so many groups.")
    number = int.from_bytes(digest, "big") >> (len(digest) * 8 - bits)
    letters = (_ALPHABET[number >> shift & 31] for shift in range(bits - _BITS, -1, -_BITS))
    return _grouped("".join(letters))


def digest_begins(fingerprint: str) -> bytes:
    """Return the first bytes of the digest with this short form."""
    letters = fingerprint.replace("-", "")
    number = 0
    for letter in letters:
        number = number << _BITS | _ALPHABET.index(letter)
    whole, rest = divmod(len(letters) * _BITS, 8)
    return (number >> rest).to_bytes(whole, "big")


def new_code(groups: int = 2) -> str:
    """Return a random public name, 20 random bits a group; the caller checks that it is free."""
    return _grouped("".join(secrets.choice(_ALPHABET) for _ in range(groups * _GROUP)))


def code_normalised(text: str) -> str:
    """Return a code in our spelling, from any typed form; empty if it cannot be one."""
    if len(text) > _LONGEST_CODE:
        return ""
    typed = unicodedata.normalize("NFKC", text).upper().translate(_LOOK_ALIKES)
    letters = "".join(letter for letter in typed if letter.isalnum())
    return _grouped(letters) if set(letters) <= set(_ALPHABET) else ""


def _grouped(letters: str) -> str:
    return "-".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))


def _hash(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=SIZE).digest()


def _keyed(key: bytes, content: bytes, purpose: bytes) -> bytes:
    return hashlib.blake2b(content, key=key, person=purpose, digest_size=SIZE).digest()
