"""Normalization of look-alike letters and digits in names. Pure functions, without access to
cases."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

DATA = Path(__file__).with_name("look_alikes.toml")
# Unicode letters that are displayed as nothing.
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")
_UNSEEN = frozenset({"Mn", "Me", "Cf"})
_ACCENTS = re.compile("[\u0300-\u036f]+")
_SIGNS = "0134578|!@$€"
_WITHIN = re.compile(rf"[\w{re.escape(_SIGNS)}]*[^\W\d_][\w{re.escape(_SIGNS)}]*")
_SIGN = re.compile(f"[{re.escape(_SIGNS)}]")
_LIKE = str.maketrans(_SIGNS, "oieastbiiase")
_ONE = str.maketrans("lL", "iI")
# Possible substitutions of letters: a sign beside a letter, a capital I in or before small letters,
# a small l where a capital I would stand, rn for m, vv for w.
_DECEIVES = re.compile(
    rf"(?<=[^\W\d_])[{re.escape(_SIGNS)}]|[{re.escape(_SIGNS)}](?=[^\W\d_])"
    r"|(?<=[a-z])I|(?<=[A-Z])I(?=[a-z])|\bI(?=[AEIOUaeioul])"
    r"|(?<=[A-Z])l(?![a-z])|\bl(?=[A-Zb-df-hjkm-np-tv-z])|rn|vv"
)
_TWO = str.maketrans({"m": "rn", "M": "Rn", "w": "vv", "W": "Vv"})
_NEXT_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")


def as_seen(text: str) -> str:
    """Return the text in Latin letters, without accents and invisible characters. Case stays."""
    if text.isascii():
        return text
    ours = _look_alikes()  # also before NFKD, which changes some look-alikes
    apart = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.translate(ours)))
    if apart.isascii():  # true of almost every name
        return apart
    return "".join(one for one in apart if not _is_unseen(one)).translate(ours)


def ways(one: str, other: str) -> Iterator[tuple[str, str]]:
    """Yield two names in each form in which to compare them: normalized; with a space before
    capitals inside a word, if there are any; with look-alike letters and digits unified, if there
    are any."""
    seen = as_seen(one), as_seen(other)
    yield seen
    if any(map(_NEXT_WORD.search, seen)):
        yield _NEXT_WORD.sub(" ", seen[0]), _NEXT_WORD.sub(" ", seen[1])
    if any(map(_DECEIVES.search, seen)):
        yield _taken_for_one(seen[0]), _taken_for_one(seen[1])


def both_ways(words: Iterable[str]) -> frozenset[str]:
    """Return words to compare with: as they are, and with look-alikes unified."""
    told = frozenset(words)
    return told | {word.replace("l", "i").replace("m", "rn") for word in told}


def _taken_for_one(text: str) -> str:
    letters = text.translate(_ONE)
    if _SIGN.search(letters):
        letters = _WITHIN.sub(lambda found: found[0].translate(_LIKE), letters)
    # To the longer form: a shorter word could fall below the length that counts.
    return letters.translate(_TWO)


def _is_unseen(letter: str) -> bool:
    """Return whether it is an accent or an invisible character."""
    hidden = letter in _FILLERS or unicodedata.category(letter) in _UNSEEN
    return hidden or bool(unicodedata.combining(letter))


@cache
def _look_alikes() -> dict[int, str]:
    """Load the table that is shipped with this module, once per process."""
    told = tomllib.loads(DATA.read_text("utf-8"))
    return {
        ord(one): ours
        for letters in (told["capital"], told["small"])
        for ours, others in letters.items()
        for one in others
    }
