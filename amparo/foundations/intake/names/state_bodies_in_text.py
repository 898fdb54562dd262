"""State bodies named in a text by a word of the register: a code, an acronym or a characteristic
word. Only whole words count, regardless of look-alike letters, spaces, dots and particles."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from amparo.foundations.intake.names.look_alikes import as_seen, both_ways, ways
from amparo.foundations.intake.names.matching import PARTICLES, words_of
from amparo.foundations.intake.names.split_and_joined_words import TELLING, found_in
from amparo.law.recipients import KnownBody, known_recipients

type Phrase = tuple[str, ...]
type Phrases = Mapping[str, list[Phrase]]  # by their first word
type Stands = Callable[["_Told", Sequence[str], Phrases], bool]

_LINES = re.compile(r"[\n,;]")
_PASSED = PARTICLES | both_ways({"a", "al", "en"})
_LONGEST = 8  # words in a phrase, or letters in a code that is spelled out


class _Told(NamedTuple):
    """The words of one body, normalized for comparison: `forms` run together, `ends` of words,
    `but` names of others."""

    phrases: Phrases
    forms: frozenset[str]
    ends: tuple[str, ...]
    but: Phrases


def bodies_in(text: str) -> tuple[KnownBody, ...]:
    """Return the bodies that are named anywhere in a text."""
    return tuple(_found(text, _is_in))


def bodies_meant(text: str) -> tuple[KnownBody, ...]:
    """Return the bodies whose word begins the text or one of its lines: a text about a person who
    works there does not match."""
    return tuple(_found(text, _begins))


def own_name(text: str) -> str:
    """Return the distinctive part of a company's name, or the whole text where that part is too
    short or too common."""
    found = known_recipients()
    company = {word for one in found.company for word in words_of(one)}
    own = [word for word in _bare(words_of(text)) if len(word) > 1 and word not in company]
    common = {word for one in found.common for word in words_of(one)}
    tells = bool(own) and len(own[0]) >= TELLING and own[0] not in common
    return " ".join(own) if tells else text


def _found(text: str, stands: Stands) -> Iterator[KnownBody]:
    found = known_recipients()
    pairs = [(*_told(said), _LINES.split(written)) for said, written in ways(_flat(), text)]
    for at, body in enumerate(found.body):
        ways_of_it = ((told[at], beside, line) for told, beside, lines in pairs for line in lines)
        if any(stands(told, words_of(line), beside) for told, beside, line in ways_of_it):
            yield body


def _is_in(told: _Told, words: Sequence[str], beside: Phrases) -> bool:
    return _stands(told, words) and any(_stands(told, part) for part in _parts(told, words, beside))


def _stands(told: _Told, words: Sequence[str]) -> bool:
    return any(word.endswith(told.ends) and word not in told.ends for word in words) or any(
        found_in(told.forms, line) for line in (words, _bare(words))
    )


def _begins(told: _Told, words: Sequence[str], _beside: Phrases) -> bool:
    for line in (words, _bare(words)):
        begun = ("".join(line[:many]) for many in range(1, _LONGEST + 1))
        if any(one in told.forms for one in begun) or "".join(line[:1]).endswith(told.ends):
            return True
    return False


def _parts(told: _Told, words: Sequence[str], beside: Phrases) -> Iterator[Sequence[str]]:
    """Yield the parts of a line without names of others, and without names after a word such as
    "street" that gives them to another thing."""
    begun = at = 0
    while at < len(words):
        passed, left = _longest(told.phrases, words, at), 0
        if over := _longest(told.but, words, at):
            left, passed = at, over
        elif not passed and (street := _longest(beside, words, at)):
            left, passed = street, _longest(told.phrases, words, street)
        if passed and (left or over):
            yield words[begun:left]
            begun = passed
        at = passed or at + 1
    yield words[begun:]


def _longest(phrases: Phrases, words: Sequence[str], at: int) -> int:
    """Return where the longest phrase at this position ends; 0 if none matches."""
    while at < len(words) and words[at] not in phrases and words[at] in _PASSED:
        at += 1
    first = words[at] if at < len(words) else ""
    return max((_end(phrase, words, at) for phrase in phrases.get(first, ())), default=0)


def _end(phrase: Phrase, words: Sequence[str], at: int) -> int:
    for word in phrase:
        while at < len(words) and words[at] != word and words[at] in _PASSED:
            at += 1
        if at == len(words) or words[at] != word:
            return 0
        at += 1
    return at


def _bare(words: Iterable[str]) -> list[str]:
    return [word for word in words if word not in _PASSED]


# --- normalized words, for each way of comparing ---


@cache
def _flat() -> str:
    """Return the whole register as one normalized text, a phrase a line."""
    found = known_recipients()
    of_bodies = (phrase for body in found.body for phrase in (*body.words, *body.but))
    return as_seen("\n".join([*of_bodies, *found.beside]))


def _by_first(phrases: Iterable[Phrase]) -> Phrases:
    found: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        found.setdefault(phrase[0], []).append(phrase)
    return found


@cache
def _told(flat: str) -> tuple[tuple[_Told, ...], Phrases]:
    """Return the words of each body as `_flat` wrote them, and the words that make a name beside
    them not a body's."""
    lines = iter(flat.split("\n"))
    told = []
    for body in known_recipients().body:
        words = [next(lines) for _word in body.words]
        but = [next(lines) for _name in body.but]
        told.append(_of_one(words, but))
    return tuple(told), _by_first(tuple(_bare(words_of(line))) for line in lines)


def _of_one(words: Sequence[str], but: Sequence[str]) -> _Told:
    whole = [words_of(word) for word in words if not word.startswith("*")]
    alone = {word for one in whole if len(one) == 1 for word in one if len(word) >= TELLING}
    many = {word + end for word in alone for end in ("s", "es")}
    phrases = {tuple(_bare(one)) for one in whole} | {(word,) for word in many}
    forms = {"".join(one) for one in [*whole, *phrases]}
    ends = ("".join(words_of(word)) for word in words if word.startswith("*"))
    return _Told(
        phrases=_by_first(phrases),
        forms=frozenset(forms),
        ends=tuple(ends),
        but=_by_first(tuple(_bare(words_of(one))) for one in but),
    )
