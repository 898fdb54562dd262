"""Access phrases of persons without an account: ten words, and the keys derived from them.

Why ten words and no slow hash: docs/decisions/0002-phrases.md.
"""

import hashlib
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from mnemonic import Mnemonic

from amparo.crypto import word_recognition as wording
from amparo.crypto.errors import NotAPhrase
from amparo.crypto.keys import KEY_SIZE, KeyPair, pair_of

Language = Literal["es", "en"]

LENGTH = 10
_SMALLEST_PEPPER = 32


def _list_of(name: str) -> tuple[str, ...]:
    # The Spanish list ships decomposed; screens and hashes want one form.
    return tuple(unicodedata.normalize("NFC", word) for word in Mnemonic(name).wordlist)


LISTED: Mapping[Language, tuple[str, ...]] = {
    "es": _list_of("spanish"),
    "en": _list_of("english"),
}
_INDEXES = {language: wording.index(words) for language, words in LISTED.items()}
NOT_OFFERED: Mapping[Language, frozenset[str]] = {
    "es": frozenset(wording.NOT_OFFERED_SPANISH.split()),
    "en": frozenset((wording.NOT_OFFERED_ENGLISH + wording.SOUND_ALIKE_ENGLISH).split()),
}
OFFERED = {
    language: tuple(word for word in words if word not in NOT_OFFERED[language])
    for language, words in LISTED.items()
}

_RANDOM = secrets.SystemRandom()


@dataclass(frozen=True, slots=True)
class PhraseKeys:
    """`identity` finds the person's row; `pair` opens what was sealed to the person."""

    identity: bytes = field(repr=False)
    pair: KeyPair = field(repr=False)


def new_phrase(language: Language) -> tuple[str, ...]:
    while True:
        # No word twice: copied by hand, the second would look like a mistake.
        words = tuple(_RANDOM.sample(OFFERED[language], LENGTH))
        # About one phrase in a million could be read, by its first letters, in both lists.
        if len(_readings([wording.known_by(word) for word in words])) == 1:
            return words


def recognise(text: str) -> tuple[str, ...]:
    """Return the words of the list, from any typed form. Raises NotAPhrase."""
    typed = [wording.known_by(word) for word in wording.typed_words(text)]
    readings = _readings(typed)
    if len(typed) != LENGTH or len(readings) != 1:
        raise NotAPhrase
    return readings[0]


@dataclass(frozen=True, slots=True)
class Mistyped:
    """What is wrong with a typed text by the public list alone: how many words it has, and those
    that are not on the list (of the language that has most of them)."""

    count: int
    not_listed: tuple[str, ...]


def mistyped(text: str) -> Mistyped:
    """Compare a text with the list. No stored phrase is looked up: the answer is the same whatever
    requests exist."""
    words = wording.typed_words(text)
    unknown = (
        tuple(word for word in dict.fromkeys(words) if wording.known_by(word) not in index)
        for index in _INDEXES.values()
    )
    return Mistyped(count=len(words), not_listed=min(unknown, key=len))


def keys_of(words: tuple[str, ...], *, identity_pepper: bytes, key_pepper: bytes) -> PhraseKeys:
    """Derive the keys from words as `recognise` returns them; peppers of at least 32 bytes that
    differ."""
    if min(len(identity_pepper), len(key_pepper)) < _SMALLEST_PEPPER:
        raise ValueError(f"A pepper has at least {_SMALLEST_PEPPER} bytes.")
    if identity_pepper == key_pepper:
        raise ValueError("The two peppers must differ.")
    phrase = " ".join(words).encode()
    return PhraseKeys(
        identity=_peppered(phrase, identity_pepper, b"amparo/identity1"),
        pair=pair_of(_peppered(phrase, key_pepper, b"amparo/phrasekey")),
    )


def _readings(typed: list[str]) -> list[tuple[str, ...]]:
    return [
        tuple(index[start] for start in typed)
        for index in _INDEXES.values()
        if all(start in index for start in typed)
    ]


def _peppered(phrase: bytes, pepper: bytes, purpose: bytes) -> bytes:
    return hashlib.blake2b(phrase, key=pepper, person=purpose, digest_size=KEY_SIZE).digest()
