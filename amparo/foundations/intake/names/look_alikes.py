"""Names as they look: other alphabets' letters, and digits, that pass for ours. Pure: it knows of
no case."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

DATA = Path(__file__).with_name("look_alikes.toml")
# They show as nothing, and Unicode calls them letters.
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")
_UNSEEN = frozenset({"Mn", "Me", "Cf"})
_ACCENTS = re.compile("[\u0300-\u036f]+")
_SIGNS = "0134578|!@$€"
_WITHIN = re.compile(rf"[\w{re.escape(_SIGNS)}]*[^\W\d_][\w{re.escape(_SIGNS)}]*")
_SIGN = re.compile(f"[{re.escape(_SIGNS)}]")
_LIKE = str.maketrans(_SIGNS, "oieastbiiase")
_ONE = str.maketrans("lL", "iI")
# Where somebody may have written one letter for another: a sign beside a letter, a capital I in or
# before small letters, a small l where a capital I would stand, rn for m, vv for w.
_DECEIVES = re.compile(
    rf"(?<=[^\W\d_])[{re.escape(_SIGNS)}]|[{re.escape(_SIGNS)}](?=[^\W\d_])"
    r"|(?<=[a-z])I|(?<=[A-Z])I(?=[a-z])|\bI(?=[AEIOUaeioul])"
    r"|(?<=[A-Z])l(?![a-z])|\bl(?=[A-Zb-df-hjkm-np-tv-z])|rn|vv"
)
_TWO = str.maketrans({"m": "rn", "M": "Rn", "w": "vv", "W": "Vv"})
_NEXT_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")


def as_seen(text: str) -> str:
    """In our own letters, without accents and what shows as nothing. Capitals stay."""
    if text.isascii():
        return text
    ours = _look_alikes()  # asked before as well: by NFKD some of them are no look-alikes any more
    apart = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.translate(ours)))
    if apart.isascii():  # as nearly every name is
        return apart
    return "".join(one for one in apart if not _is_unseen(one)).translate(ours)


def ways(one: str, other: str) -> Iterator[tuple[str, str]]:
    """Two names as they look, in each way in which they are to be compared with one another: as
    they are; where capitals begin words that nothing parts, with a space; where one letter or digit
    may stand for another, with such letters taken for one."""
    seen = as_seen(one), as_seen(other)
    yield seen
    if any(map(_NEXT_WORD.search, seen)):
        yield _NEXT_WORD.sub(" ", seen[0]), _NEXT_WORD.sub(" ", seen[1])
    if any(map(_DECEIVES.search, seen)):
        yield _taken_for_one(seen[0]), _taken_for_one(seen[1])


def both_ways(words: Iterable[str]) -> frozenset[str]:
    """Words that are compared with: as they are, and with what looks alike taken for one."""
    told = frozenset(words)
    return told | {word.replace("l", "i").replace("m", "rn") for word in told}


def _taken_for_one(text: str) -> str:
    letters = text.translate(_ONE)
    if _SIGN.search(letters):
        letters = _WITHIN.sub(lambda found: found[0].translate(_LIKE), letters)
    # The longer of two: shorter, a word might tell nothing any more.
    return letters.translate(_TWO)


def _is_unseen(letter: str) -> bool:
    """An accent, or what stands within a word and shows as nothing."""
    hidden = letter in _FILLERS or unicodedata.category(letter) in _UNSEEN
    return hidden or bool(unicodedata.combining(letter))


@cache
def _look_alikes() -> dict[int, str]:
    """The file that is shipped beside this, read once per process."""
    told = tomllib.loads(DATA.read_text("utf-8"))
    return {
        ord(one): ours
        for letters in (told["capital"], told["small"])
        for ours, others in letters.items()
        for one in others
    }
