"""Whether somebody is meant by what was written: names as people write them, compared by words.

They are compared as they look, and wherever their spaces stand. `spelled_same` alone is strict.
"""

import re
import unicodedata

from amparo.foundations.intake.names.look_alikes import as_seen, both_ways, ways
from amparo.foundations.intake.names.spaces import TELLING, found_in, is_made_of

_WORD = re.compile(r"[^\W\d_]+")
PARTS = re.compile(r"[\n,;.]")
_LINES = re.compile(r"[\n,;]")
_SURNAMES = 2
_LONG = 8  # letters of a name from which it is known within a word
# What stands before a surname, and is nobody's name.
_BEFORE = both_ways({
    "brothers", "clan", "don", "dona", "el", "esposos", "familia", "familiares", "family", "her",
    "hermanas", "hermanos", "hijas", "hijos", "his", "la", "las", "los", "mi", "mis", "mr", "mrs",
    "my", "padres", "parientes", "primas", "primos", "senor", "senora", "senores", "sobrinos",
    "su", "sus", "the", "tias", "tios", "toda", "todos",
})  # fmt: skip
# What stands between the parts of a name, and names nobody.
_LINKS = both_ways({
    "da", "das", "de", "del", "do", "dos", "e", "la", "las", "los",
    "van", "vda", "viuda", "von", "y",
})  # fmt: skip
PARTICLES = _LINKS | both_ways({"el"})  # as they stand in what an institution is called


def telling_words(name: str) -> set[str]:
    """The words that tell one body from another; all of them where each is short."""
    return _telling(words_of(name))


def _telling(words: list[str]) -> set[str]:
    return {word for word in words if len(word) >= TELLING} or set(words)


def is_named(name: str, text: str) -> bool:
    """Whether somebody is meant by what was written: by one of her surnames, or, where that is
    short, by it and her first name. Accents, capitals and punctuation do not matter, nor where the
    spaces stand, nor letters that look alike.

    It rather takes one person too many for meant than one too few.
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
    """Whether all that was written of somebody is a name, or one word of it, run together."""
    words = words_of(part)
    if _are_one(own, words):
        return True
    whole = "".join(words)
    return len(words) > 1 and len(whole) >= _LONG and any(whole in word for word in own)


def _is_first(first: str, written: set[str]) -> bool:
    """Whether a first name stands there, or one of the two is an initial of the other."""
    initials = (word for word in written if 1 in {len(word), len(first)})
    return first in written or any(word[0] == first[0] for word in initials)


def _surnames(own: list[str]) -> list[str]:
    """The last two words of a name that stand for a family."""
    return [word for word in own[1:] if word not in _LINKS][-_SURNAMES:]


def _plural(surname: str) -> set[str]:
    """A surname, and as all of a family are called by it."""
    return {surname, f"{surname}s", f"{surname}es"}


def same_name(one: str, other: str) -> bool:
    """Whether two ways of writing are one name: order, spaces, accents, capitals and letters that
    look alike do not matter."""
    pairs = ((words_of(first), words_of(second)) for first, second in ways(one, other))
    return any(_are_one(*pair) for pair in pairs)


def same_body(one: str, other: str) -> bool:
    """The same of institutions: nor do particles matter."""
    pairs = ((words_of(first), words_of(second)) for first, second in ways(one, other))
    return any(
        _are_one(first, second) or _are_one(_without_links(first), _without_links(second))
        for first, second in pairs
    )


def spelled_same(one: str, other: str) -> bool:
    """Whether two are written with the same words. Ask this where being the same lets somebody in:
    who only looks like somebody is somebody else there."""
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
    """Whether somebody's whole name was written, as one of the names of a text."""
    parts = [*PARTS.split(text), *_LINES.split(text)]
    return any(same_name(name, part) for part in dict.fromkeys(parts))


def names_body(body: str, text: str, *, whole: bool = False, short: bool = False) -> bool:
    """Whether the words that tell one body from others stand in what was written, wherever its
    spaces are and whatever letters look alike. `whole`: all its words; `short`: also those of the
    text that tell little."""
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
    """Which of these stand in it where its spaces stand elsewhere; short ones say too little."""
    lines = [words_of(line) for line in _LINES.split(text)]
    return {word for line in lines for word in found_in(words, line) if len(word) >= TELLING}


def is_meant(name: str, text: str) -> bool:
    """As `is_named`, for whoever bears the surname of others: by first name and surname, by the
    first name where nothing more was written of that person, or by a surname beside which nobody
    else's name stands."""
    return any(_is_meant(one, other) for one, other in ways(name, text))


def _is_meant(name: str, text: str) -> bool:
    own = words_of(name)
    return bool(own) and any(
        _is_this_one(own, part) or same_name(name, part) for part in PARTS.split(text)
    )


def named_in(text: str) -> list[str]:
    """What was written of each person of a text."""
    return [part for part in PARTS.split(text) if words_of(part)]


def _is_this_one(own: list[str], part: str) -> bool:
    written = words_of(part)
    if own[0] not in written:
        return (len(written) > 1 and set(written) <= set(own)) or _by_surname(own, part)
    named = {word for word in _WORD.findall(part) if word[0].isupper()}
    more = {words_of(word)[0] for word in named if words_of(word)} - {own[0]}
    return not more or bool(more & set(own[1:]))


def _by_surname(own: list[str], part: str) -> bool:
    """Whether a surname stands there with no name of somebody else right before or after it."""
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
    """In our own letters, as they look."""
    return _WORD.findall(as_seen(text).casefold())


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).casefold()
    return "".join(one for one in letters if not _is_unseen(one))


def _is_unseen(letter: str) -> bool:
    """An accent, or what stands within a word and shows as nothing."""
    return bool(unicodedata.combining(letter)) or unicodedata.category(letter) == "Cf"
