"""Passwords: one slow run that both checks the password and unlocks the keys."""

import hashlib
import hmac
import secrets
import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from mnemonic import Mnemonic
from nacl.bindings import crypto_pwhash_alg, crypto_pwhash_ALG_ARGON2ID13
from zxcvbn import zxcvbn
from zxcvbn.matching import RANKED_DICTIONARIES

from amparo.sealing.words import plain, typed_words

SALT_SIZE = 16
SHORTEST = 8
_KEY_SIZE = 32

_GOOD_ENOUGH = 3
_LOOKED_AT = 72
_MOST_HINTS = 20
_SHORTEST_HINT = 3
# zxcvbn knows English; these are what a Spanish speaker would try first, then common nouns.
_TRIED_FIRST = (
    "amparo contraseña contrasena clave secreto seguridad hola mecanismo proteccion defensor"
    " defensora derechos humanos justicia libertad peru lima mexico colombia teamo tequiero"
)
_SPANISH = tuple(plain(word) for word in (*_TRIED_FIRST.split(), *Mnemonic("spanish").wordlist))
_REASONS = {
    "repeat": "repeated",
    "sequence": "sequence",
    "spatial": "keyboard",
    "date": "date",
    "dictionary": "common_word",
}
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Cost:
    """What one guess costs. libsodium runs Argon2id in one lane only."""

    memory_kib: int
    passes: int
    lanes: int = 1


SIGN_IN_COST = Cost(memory_kib=64 * 1024, passes=3)
TEST_COST = Cost(memory_kib=8, passes=1)


@dataclass(frozen=True, slots=True)
class Stretched:
    """`verifier` is stored, `wrapping_key` never is; neither tells anything about the other."""

    verifier: bytes = field(repr=False)
    wrapping_key: bytes = field(repr=False)


def new_salt() -> bytes:
    return secrets.token_bytes(SALT_SIZE)


def stretch(password: str, salt: bytes, cost: Cost) -> Stretched:
    if cost.lanes != 1:
        raise ValueError("Only one lane is supported.")
    # NFKC: the same password typed on another keyboard or system is the same bytes.
    typed = unicodedata.normalize("NFKC", password).encode(errors="surrogatepass")
    root = crypto_pwhash_alg(
        _KEY_SIZE,
        typed,
        salt,
        cost.passes,
        cost.memory_kib * 1024,
        crypto_pwhash_ALG_ARGON2ID13,
    )
    return Stretched(
        verifier=_part(root, b"amparo/verifier1"),
        wrapping_key=_part(root, b"amparo/wrapping1"),
    )


def verifier_matches(stored: bytes, given: bytes) -> bool:
    return hmac.compare_digest(stored, given)


def _part(root: bytes, purpose: bytes) -> bytes:
    return hashlib.blake2b(key=root, person=purpose, digest_size=_KEY_SIZE).digest()


def guessable(password: str, hints: Sequence[str]) -> str | None:
    """Say why a password is too easy to guess, or None.

    Reasons: repeated, sequence, keyboard, date, common_word, too_short, and contains_hint
    (a name, an address: what the caller gave, its first twenty hints, each of its words).
    zxcvbn takes no more than 72 characters, so only the first 72 are judged.
    """
    typed = plain(password)[:_LOOKED_AT]
    if len(typed) < SHORTEST:
        return "too_short"
    about = _parts(hints)
    judged = _judged(typed, (*about, *_SPANISH))
    if judged["score"] >= _GOOD_ENOUGH:
        return None
    if any(hint in typed for hint in about):
        return "contains_hint"
    longest = max(judged["sequence"], key=lambda match: len(match["token"]))
    return _REASONS.get(longest["pattern"], "too_short")


def _parts(hints: Sequence[str]) -> list[str]:
    parts = (part for hint in hints[:_MOST_HINTS] for part in (plain(hint), *typed_words(hint)))
    return [part for part in parts if len(part) >= _SHORTEST_HINT]


def _judged(typed: str, known: Sequence[str]) -> Any:
    # zxcvbn keeps the hints in a global: one thread's names would judge another's password,
    # and stay in memory for good.
    with _one_at_a_time:
        try:
            return zxcvbn(typed, user_inputs=known, max_length=_LOOKED_AT)
        finally:
            RANKED_DICTIONARIES.pop("user_inputs", None)
