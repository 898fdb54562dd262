"""Passwords: one slow derivation that both checks the password and unlocks the keys."""

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from mnemonic import Mnemonic
from nacl.bindings import crypto_pwhash_alg, crypto_pwhash_ALG_ARGON2ID13

from amparo.crypto.word_recognition import plain, typed_words

SALT_SIZE = 16
SHORTEST = 8
_KEY_SIZE = 32

_GOOD_ENOUGH = 3
_LOOKED_AT = 72
_MOST_HINTS = 20
_SHORTEST_HINT = 3
# zxcvbn knows English; these are common guesses in Spanish, then common nouns.
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


@dataclass(frozen=True)
class Cost:
    """The cost of one guess. libsodium runs Argon2id in one lane only."""

    memory_kib: int
    passes: int
    lanes: int = 1


SIGN_IN_COST = Cost(memory_kib=64 * 1024, passes=3)
TEST_COST = Cost(memory_kib=8, passes=1)


@dataclass(frozen=True, slots=True)
class Stretched:
    """`verifier` is stored, `wrapping_key` never is; neither reveals the other."""

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
    """Return why a password is too easy to guess, or None.

    Reasons: too_short, contains_hint, repeated, sequence, keyboard, date, common_word. A hint is a
    name or an address: what is left of the password without its words must be strong alone. zxcvbn
    takes no more than 72 characters, so only the first 72 are judged.
    """
    typed = plain(password[:_LOOKED_AT])[:_LOOKED_AT]
    if len(typed) < SHORTEST:
        return "too_short"
    left = _without(hints, typed)
    if not left:
        return "contains_hint"
    judged = _judge()(left, max_length=_LOOKED_AT)
    if judged["score"] >= _GOOD_ENOUGH:
        return None
    if left != typed:
        return "contains_hint"
    longest = max(judged["sequence"], key=lambda match: len(match["token"]))
    return _REASONS.get(longest["pattern"], "too_short")


@cache
def _judge() -> Callable[..., dict[str, Any]]:
    """Load zxcvbn on first use: its word lists take 12 MiB in a process."""
    from zxcvbn import zxcvbn  # noqa: PLC0415 - see above
    from zxcvbn.matching import RANKED_DICTIONARIES, build_ranked_dict  # noqa: PLC0415

    RANKED_DICTIONARIES["spanish"] = build_ranked_dict(_SPANISH)
    # zxcvbn sets this key in each call; a dictionary must not grow while another thread reads it.
    RANKED_DICTIONARIES["user_inputs"] = {}
    judge: Callable[..., dict[str, Any]] = zxcvbn
    return judge


def _without(hints: Sequence[str], typed: str) -> str:
    # Not given to zxcvbn as its `user_inputs`: it keeps those in a global, where one thread's
    # names would judge another's password and then stay in memory.
    words = {word for hint in hints[:_MOST_HINTS] for word in typed_words(hint)}
    for word in sorted(words, key=len, reverse=True):
        if len(word) >= _SHORTEST_HINT:
            typed = typed.replace(word, "")
    return typed
