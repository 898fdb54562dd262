"""Whether somebody is meant by what was written: names as people write them, compared by words."""

import re
import unicodedata

_WORD = re.compile(r"[^\W\d_]+")
PARTS = re.compile(r"[\n,;.]")
_SURNAMES = 2
_TELLING = 4  # letters from which a surname alone is enough
# What stands before a surname, and is nobody's name.
_BEFORE = frozenset({
    "brothers", "clan", "don", "dona", "el", "esposos", "familia", "familiares", "family", "her",
    "hermanas", "hermanos", "hijas", "hijos", "his", "la", "las", "los", "mi", "mis", "mr", "mrs",
    "my", "padres", "parientes", "primas", "primos", "senor", "senora", "senores", "sobrinos",
    "su", "sus", "the", "tias", "tios", "toda", "todos",
})  # fmt: skip
# What stands between the parts of a name, and names nobody.
_LINKS = frozenset({
    "da", "das", "de", "del", "do", "dos", "e", "la", "las", "los",
    "van", "vda", "viuda", "von", "y",
})  # fmt: skip


def telling_words(name: str) -> set[str]:
    """The words that tell one body from another; all of them where each is short."""
    words = set(words_of(name))
    return {word for word in words if len(word) >= _TELLING} or words


def is_named(name: str, text: str) -> bool:
    """Whether somebody is meant by what was written: by one of her surnames, or, where that is
    short, by it and her first name. Accents, capitals and punctuation do not matter.

    It rather takes one person too many for meant than one too few.
    """
    written, own = set(words_of(text)), words_of(name)
    surnames = _surnames(own)
    return any(
        written & _plural(surname) and (len(surname) >= _TELLING or _is_first(own[0], written))
        for surname in surnames
    ) or (bool(own) and set(own) <= written)


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
    """Whether two ways of writing are one name: order, accents and capitals do not matter."""
    return bool(words_of(one)) and sorted(words_of(one)) == sorted(words_of(other))


def is_called(name: str, text: str) -> bool:
    """Whether somebody's whole name was written, as one of the names of a text."""
    return any(same_name(name, part) for part in PARTS.split(text))


def is_meant(name: str, text: str) -> bool:
    """As `is_named`, for whoever bears the surname of others: by first name and surname, by the
    first name where nothing more was written of that person, or by a surname beside which nobody
    else's name stands."""
    own = words_of(name)
    return bool(own) and any(_is_this_one(own, part) for part in PARTS.split(text))


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
        and len(word) >= _TELLING
        and not any(others[max(at - 1, 0) : at + 2])
        for at, (_capital, word) in enumerate(spelled)
    )


def words_of(text: str) -> list[str]:
    letters = unicodedata.normalize("NFKD", text).casefold()
    return _WORD.findall("".join(one for one in letters if not _is_unseen(one)))


def _is_unseen(letter: str) -> bool:
    """An accent, or what stands within a word and shows as nothing."""
    return bool(unicodedata.combining(letter)) or unicodedata.category(letter) == "Cf"
