"""Words of a name that are run together or split by a space. Pure functions."""

from collections.abc import Collection, Iterable, Sequence
from itertools import accumulate

from amparo.foundations.intake.names.look_alikes import both_ways

TELLING = 4  # letters from which a word is distinctive
_PLAIN = 6  # letters from which a word counts beside a particle alone
_MOST = 8  # words of a name that are tried in any order
# Words between the words of a name.
_JOINS = both_ways({
    "al", "da", "das", "de", "del", "do", "dos", "e", "el", "en", "la", "las", "los", "of", "the",
    "y",
})  # fmt: skip
_BEFORE = both_ways({
    "al", "de", "del", "dela", "don", "dona", "el", "familia", "hermanos", "la", "las", "los",
    "senor", "senora", "the",
})  # fmt: skip
_AFTER = tuple(both_ways({
    "central", "del", "dela", "departamental", "distrital", "estatal", "federal", "general",
    "municipal", "nacional", "national", "provincial", "regional",
}))  # fmt: skip
_FORMS = both_ways({
    "ac", "corp", "eirl", "inc", "ltd", "ltda", "sa", "saa", "sac", "sas", "spa", "srl",
})  # fmt: skip

type Span = tuple[int, int, str]


def found_in(known: Collection[str], written: Sequence[str]) -> set[str]:
    """Return which of these words occur in a text despite different spacing: between edges of its
    words; beside another distinctive one of these words; or, for a long word, beside a particle, a
    word common to many institutions or the legal form of a company."""
    text = "".join(written)
    edges = {0, *accumulate(map(len, written))}
    spans = sorted(_spans(known, text))
    if not spans:
        return set()
    whole = _but_halves(spans, edges)
    joined = sorted([*whole, *_spans(_JOINS.difference(known), text)])
    alone = {word for start, end, word in spans if _stands_alone(text, edges, start, end)}
    return _between(spans, edges) | _side_by_side(joined) | alone


def is_made_of(text: str, words: Sequence[str]) -> bool:
    """Return whether a text consists of exactly these words, in any order."""
    if len(words) > _MOST or len(text) != sum(map(len, words)):
        return False
    return not words or any(
        text.startswith(word) and is_made_of(text[len(word) :], _without(words, word))
        for word in dict.fromkeys(words)
    )


def _without(words: Sequence[str], word: str) -> list[str]:
    left = list(words)
    left.remove(word)
    return left


def _spans(words: Iterable[str], text: str) -> Iterable[Span]:
    for word in words:
        at = text.find(word) if word else -1
        while at >= 0:
            yield at, at + len(word), word
            at = text.find(word, at + 1)


def _between(spans: Sequence[Span], edges: set[int]) -> set[str]:
    """Return words that fill the text from edge to edge, alone or with other known words."""
    begins, ends = set(edges), set(edges)
    for start, end, _word in spans:
        if start in begins:
            begins.add(end)
    for start, end, _word in sorted(spans, key=lambda one: -one[1]):
        if end in ends:
            ends.add(start)
    return {word for start, end, word in spans if start in begins and end in ends}


def _but_halves(spans: Sequence[Span], edges: set[int]) -> list[Span]:
    """Drop words that are only the beginning or end of another word: Sala is not meant by
    Salazar."""
    begins, ends = {one[0] for one in spans}, {one[1] for one in spans}
    return [
        (start, end, word)
        for start, end, word in spans
        if start not in edges or end in edges | begins
        if end not in edges or start in edges | ends
    ]


def _side_by_side(spans: Sequence[Span]) -> set[str]:
    """Return distinctive words with another one directly beside them or after a short one."""
    until = dict[int, set[str]]()
    found = set[str]()
    for start, end, word in spans:
        chain = until.get(start, set()) | ({word} if len(word) >= TELLING else set())
        until.setdefault(end, set()).update(chain)
        if len(chain) > 1:
            found |= chain
    return found


def _stands_alone(text: str, edges: set[int], start: int, end: int) -> bool:
    if end - start < _PLAIN:
        return False
    before = start in edges or any(
        start - len(one) in edges and text.endswith(one, 0, start) for one in _BEFORE
    )
    after = end in edges or text.startswith(_AFTER, end)
    return before and (after or _ends_in_a_form(text, edges, end))


def _ends_in_a_form(text: str, edges: set[int], end: int) -> bool:
    return any(end + len(one) in edges and text.startswith(one, end) for one in _FORMS)
