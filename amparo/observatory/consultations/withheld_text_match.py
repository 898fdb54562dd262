"""Whether a text repeats what is withheld. Of a left-out passage that is the passage; of a proposal
withheld whole it is a name, a number, or a few of its words in a row, because it is not marked
which of its words endanger a person."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

RUN = 4
"""This many words in a row count as repeated and not as chance."""
DIGITS = 3
"""A number with this many digits may be a telephone, a document or a house."""
_WORD = re.compile(r"\w+")
_JOIN = frozenset(
    re.findall(
        r"\w+",
        "a al con de del el en la las lo los no para por que se si sin su un una y"
        " the of and in to for",
    )
)
"""Words that are in every text, and within names too."""
_BEFORE_IT = " \t\"'«“(¡¿*—-"
_ENDS = ".!?…\n"
_SHORT = re.compile(r"\b\w{1,3}\.$")  # such as “Sra.” or “Jr.”: a name follows, not a sentence

type Run = tuple[str, ...]


def stands_in(passage: str, texts: Iterable[str]) -> bool:
    return bool(passage.strip()) and any(like(passage).search(one) for one in texts)


def like(passage: str, *, apart: bool = False) -> re.Pattern[str]:
    """A pattern for the passage, whatever its capitals, spaces and line ends. `apart`: not within a
    longer word."""
    said = r"\s+".join(map(re.escape, passage.split()))
    return re.compile(rf"\b{said}\b" if apart else said, re.IGNORECASE)


def said_again(withheld: str, text: str, *, known: Iterable[str]) -> list[str]:
    """Passages of `text`, verbatim, that repeat words of `withheld`, without what the public reads
    anyway in `known`."""
    public = [_folded(one) for one in known]
    heard = {word for words in public for word in words}
    words = _folded(withheld)
    few = [one for one in words if len(one) >= RUN] if len(words) <= RUN else []
    telling = {*_telling(withheld), *few} - heard - _JOIN
    run = min(RUN, len(words))
    runs = _runs(words, run) - {one for each in public for one in _runs(each, run)}
    found = list(_WORD.finditer(text))
    said = [_fold(one.group()) for one in found]
    marked = {at for at, word in enumerate(said) if word in telling}
    if run > 1:
        starts = [at for at in range(len(said) - run + 1) if tuple(said[at : at + run]) in runs]
        marked |= {at + step for at in starts for step in range(run)}
    return [
        text[found[first].start() : found[last].end()] for first, last in _together(sorted(marked))
    ]


def _telling(text: str) -> set[str]:
    """Names and numbers: words with a capital within a sentence, and words with enough digits.
    Where most is in capitals, capitals do not count."""
    words = _WORD.findall(text)
    capital = [one for one in _WORD.finditer(text) if one.group()[0].isupper()]
    names = [one.group() for one in capital if not _begins(text, one.start())]
    names = [one for one in names if len(one) > 1]
    if 2 * sum(one.isupper() and len(one) > 1 for one in words) > len(words):
        names = []
    numbers = [one for one in words if sum(map(str.isdigit, one)) >= DIGITS]
    return {_fold(one) for one in (*names, *numbers)}


def _begins(text: str, at: int) -> bool:
    """Whether a sentence begins there: then a capital does not mark a name."""
    end = at
    while end and text[end - 1] in _BEFORE_IT:
        end -= 1
    if not end:
        return True
    return text[end - 1] in _ENDS and not _SHORT.search(text[max(0, end - 5) : end])


def _together(places: Sequence[int]) -> list[tuple[int, int]]:
    """Consecutive places as pairs of first and last."""
    found: list[tuple[int, int]] = []
    for at in places:
        if found and found[-1][1] == at - 1:
            found[-1] = (found[-1][0], at)
        else:
            found.append((at, at))
    return found


def _runs(words: Sequence[str], run: int) -> set[Run]:
    return {tuple(words[at : at + run]) for at in range(len(words) - run + 1)} if run else set()


def _folded(text: str) -> list[str]:
    return [_fold(one) for one in _WORD.findall(text)]


def _fold(word: str) -> str:
    bare = unicodedata.normalize("NFKD", word.casefold())
    return "".join(one for one in bare if not unicodedata.combining(one))
