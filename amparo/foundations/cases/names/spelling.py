"""Normalization of names: accents, particles and equivalent spellings of `spellings.toml`. Pure
functions, without access to cases."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from amparo.crypto.word_recognition import plain

DATA = Path(__file__).with_name("spellings.toml")
LONGEST = 120  # characters of a search
MOST_WORDS = 6
MOST_FORMS = 6  # readings of one word
BEGINS_WITH = 3  # letters, to search for a beginning
BEGINS = "*"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
TOLD_BY = 2  # letters of a reading that determine its bucket
# Apostrophes within a word: K'ana, Q’ero.
_WITHIN = str.maketrans("", "", "'’‘ʼ`´ʻ")
_WORD = re.compile(r"[^\W_]+\*?")
_TWICE = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True)
class Rule:
    """A spelling `pattern` that reads as `like`; two values mean either."""

    pattern: re.Pattern[str]
    like: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """A word to search for. `begins`: only its beginning is given; `forms` are then the readings
    long enough to match."""

    word: str
    forms: tuple[str, ...]
    begins: bool = False

    @property
    def places(self) -> frozenset[str]:
        """Return the possible beginnings of the readings of all words with this beginning, whatever
        letter follows. Empty if that may be anything: "ill" reads as one letter, or before a
        consonant as two others."""
        forms = [form for more in ("", *LETTERS) for form in forms_of(self.word + more)]
        if any(len(form) < TOLD_BY for form in forms):
            return frozenset()
        return frozenset(form[:TOLD_BY] for form in forms)


def words_of(name: str) -> list[str]:
    """Return the words of a name without particles, in lower case and without accents."""
    words = (word.rstrip(BEGINS) for word in _split(name))
    return [word for word in words if word not in _particles()]


def asked_in(typed: str) -> list[Asked]:
    """Return the words to search for. Skips words of one letter, and beginnings that are too
    short."""
    found = []
    for word in _split(typed[:LONGEST]):
        begins = word.endswith(BEGINS)
        letters = word.rstrip(BEGINS)
        if len(letters) < (BEGINS_WITH if begins else 2) or word in _particles():
            continue
        forms = forms_of(letters)
        if begins:
            forms = tuple(form for form in forms if len(form) >= TOLD_BY)
        found.append(Asked(letters, forms, begins))
    return list(dict.fromkeys(found))[:MOST_WORDS]


@lru_cache(maxsize=1024)
def forms_of(word: str) -> tuple[str, ...]:
    """Return the readings of a word. Words that share one match."""
    forms = [word]
    for rule in _rules():
        forms = list(dict.fromkeys(_read(forms, rule)))[:MOST_FORMS]
    return tuple(dict.fromkeys(_TWICE.sub(r"\1", form) or word for form in forms))


def _read(forms: Iterable[str], rule: Rule) -> Iterator[str]:
    for form in forms:
        for like in rule.like:
            yield rule.pattern.sub(like, form)


def _split(text: str) -> list[str]:
    whole = text.translate(_WITHIN)
    seen = "".join(one for one in whole if unicodedata.category(one) != "Cf")
    return _WORD.findall(plain(seen))


@cache
def data() -> dict[str, Any]:
    """Return the content of spellings.toml. Cached."""
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


@cache
def _particles() -> frozenset[str]:
    return frozenset(data()["particles"])


@cache
def _rules() -> tuple[Rule, ...]:
    return tuple(_rule(one) for one in data()["rule"])


def _rule(said: dict[str, Any]) -> Rule:
    like = said["like"]
    written = "|".join(re.escape(one) for one in sorted(said["write"], key=len, reverse=True))
    before = f"(?=[{said['before']}])" if "before" in said else ""
    after = {"": "", "^": "^"}.get(said.get("after", ""), f"(?<=[{said.get('after', '')}])")
    pattern = re.compile(f"{after}(?:{written}){before}")
    return Rule(pattern, (like,) if isinstance(like, str) else tuple(like))
