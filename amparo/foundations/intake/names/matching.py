"""Matching of people's names with free text, word by word.

Look-alike letters and different spacing still match. Only `spelled_same` is strict.
"""

import re
import unicodedata

from amparo.foundations.intake.names.look_alikes import as_seen, both_ways, ways
from amparo.foundations.intake.names.split_and_joined_words import TELLING, found_in, is_made_of

_WORD = re.compile(r"[^\W\d_]+")
PARTS = re.compile(r"[\n,;.]")
_LINES = re.compile(r"[\n,;]")
_SURNAMES = 2
_LONG = 8  # letters from which a name is recognised inside a longer word
# Words before a surname that are not a name.
_BEFORE = both_ways({
    "brothers", "clan", "don", "dona", "el", "esposos", "familia", "familiares", "family", "her",
    "hermanas", "hermanos", "hijas", "hijos", "his", "la", "las", "los", "mi", "mis", "mr", "mrs",
    "my", "padres", "parientes", "primas", "primos", "senor", "senora", "senores", "sobrinos",
    "su", "sus", "the", "tias", "tios", "toda", "todos",
})  # fmt: skip
# Words between the parts of a name.
_LINKS = both_ways({
    "da", "das", "de", "del", "do", "dos", "e", "la", "las", "los",
    "van", "vda", "viuda", "von", "y",
})  # fmt: skip
PARTICLES = _LINKS | both_ways({"el"})  # in the names of institutions


def telling_words(name: str) -> set[str]:
    """Return the words that distinguish one body from another; all of them where each is short."""
    return _telling(words_of(name))


def _telling(words: list[str]) -> set[str]:
    return {word for word in words if len(word) >= TELLING} or set(words)


def is_named(name: str, text: str) -> bool:
    """Return whether a text means a person of this name: by a surname or, where that is short, by
    it and the first name. Accents, capitals, punctuation, spacing and look-alike letters do not
    matter.

    Prefers a false match to a missed one.
    """
    return any(_is_named(one, other) for one, other in ways(name, text))


def _is_named(name: str, text: str) -> bool:
    own = words_of(name)
    if not own:
        return False
    lines = [words_of(line) for line in _LINES.split(text)]
    if _has_surname(own, {word for line in lines for word in line}):
        return True
    written = {word for line in lines for word in [*line, *found_in(own, line)]}
    return _has_surname(own, written) or any(_holds(own, part) for part in named_in(text))


def _has_surname(own: list[str], written: set[str]) -> bool:
    surnames = _surnames(own)
    return set(own) <= written or any(
        written & _plural(surname) and (len(surname) >= TELLING or _is_first(own[0], written))
        for surname in [*surnames, "".join(surnames)]
        if surname
    )


def _holds(own: list[str], part: str) -> bool:
    """Return whether the part is this name, or a piece of one of its words that was written
    apart."""
    words = words_of(part)
    if _are_one(own, words):
        return True
    whole = "".join(words)
    return len(words) > 1 and len(whole) >= _LONG and any(whole in word for word in own)


def _is_first(first: str, written: set[str]) -> bool:
    """Return whether the first name is there, or one of the two is an initial of the other."""
    initials = (word for word in written if 1 in {len(word), len(first)})
    return first in written or any(word[0] == first[0] for word in initials)


def _surnames(own: list[str]) -> list[str]:
    """Return the last two words of a name that are surnames."""
    return [word for word in own[1:] if word not in _LINKS][-_SURNAMES:]


def _plural(surname: str) -> set[str]:
    """Return a surname and its plurals, which denote a family."""
    return {surname, f"{surname}s", f"{surname}es"}


def same_name(one: str, other: str) -> bool:
    """Return whether two spellings are the same name. Order, spaces, accents, capitals and
    look-alike letters do not matter."""
    pairs = ((words_of(first), words_of(second)) for first, second in ways(one, other))
    return any(_are_one(*pair) for pair in pairs)


def same_body(one: str, other: str) -> bool:
    """Return whether two spellings are the same institution: as `same_name`, and particles do not
    matter."""
    pairs = ((words_of(first), words_of(second)) for first, second in ways(one, other))
    return any(
        _are_one(first, second) or _are_one(_without_links(first), _without_links(second))
        for first, second in pairs
    )


def spelled_same(one: str, other: str) -> bool:
    """Return whether both consist of the same words. Use this where a match grants access: a
    look-alike name is then another person."""
    first, second = (_WORD.findall(_plain(name)) for name in (one, other))
    return bool(first) and sorted(first) == sorted(second)


def _are_one(one: list[str], other: list[str]) -> bool:
    if not one or not other:
        return False
    whole, second = "".join(one), "".join(other)
    alike = sorted(one) == sorted(other) or whole == second
    return alike or is_made_of(whole, other) or is_made_of(second, one)


def _without_links(words: list[str]) -> list[str]:
    return [word for word in words if word not in PARTICLES]


def is_called(name: str, text: str) -> bool:
    """Return whether the full name is one of the names in a text."""
    parts = [*PARTS.split(text), *_LINES.split(text)]
    return any(same_name(name, part) for part in dict.fromkeys(parts))


def names_body(body: str, text: str, *, whole: bool = False, short: bool = False) -> bool:
    """Return whether the distinctive words of a body occur in a text, despite spacing and
    look-alike letters. `whole`: all its words must occur; `short`: short words of the text count
    too."""
    return same_body(body, text) or any(
        _names_body(one, other, whole=whole, short=short) for one, other in ways(body, text)
    )


def _names_body(body: str, text: str, *, whole: bool, short: bool) -> bool:
    words, written = words_of(body), words_of(text)
    wanted = set(words) if whole else _telling(words)
    seen = set(written) if short else _telling(written)
    if not wanted or wanted <= seen:
        return bool(wanted)
    together = "".join(written)
    if not all(word in together for word in wanted):
        return False
    return wanted <= seen | _apart(words, text) or bool(_apart(["".join(words)], text))


def _apart(words: list[str], text: str) -> set[str]:
    """Return which of these long words occur in the text with other spacing."""
    lines = [words_of(line) for line in _LINES.split(text)]
    return {word for line in lines for word in found_in(words, line) if len(word) >= TELLING}


def is_meant(name: str, text: str) -> bool:
    """Return whether a text means this person rather than a relative: as `is_named`, but by first
    name and surname, by the first name alone where no more was written, or by a surname with no
    other person's name beside it."""
    return any(_is_meant(one, other) for one, other in ways(name, text))


def _is_meant(name: str, text: str) -> bool:
    own = words_of(name)
    return bool(own) and any(
        _is_this_one(own, part) or same_name(name, part) for part in PARTS.split(text)
    )


def named_in(text: str) -> list[str]:
    """Return the non-empty parts of a text, one for each person."""
    return [part for part in PARTS.split(text) if words_of(part)]


def _is_this_one(own: list[str], part: str) -> bool:
    written = words_of(part)
    if own[0] not in written:
        return (len(written) > 1 and set(written) <= set(own)) or _by_surname(own, part)
    named = {word for word in _WORD.findall(part) if word[0].isupper()}
    more = {words_of(word)[0] for word in named if words_of(word)} - {own[0]}
    return not more or bool(more & set(own[1:]))


def _by_surname(own: list[str], part: str) -> bool:
    """Return whether a surname occurs with no other person's name right before or after it."""
    spelled = [(word[0].isupper(), (words_of(word) or [""])[0]) for word in _WORD.findall(part)]
    known = _BEFORE.union(own, *(_plural(word) for word in _surnames(own)))
    others = [capital and word not in known for capital, word in spelled]
    return any(
        any(word in _plural(surname) for surname in _surnames(own))
        and len(word) >= TELLING
        and not any(others[max(at - 1, 0) : at + 2])
        for at, (_capital, word) in enumerate(spelled)
    )


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower-case Latin letters, normalized by `as_seen`."""
    return _WORD.findall(as_seen(text).casefold())


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).casefold()
    return "".join(one for one in letters if not _is_unseen(one))


def _is_unseen(letter: str) -> bool:
    """Return whether it is an accent or an invisible character."""
    return bool(unicodedata.combining(letter)) or unicodedata.category(letter) == "Cf"
