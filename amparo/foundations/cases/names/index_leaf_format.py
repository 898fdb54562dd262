"""Format of a leaf of the name index: the bucket of each word and its line. Pure functions.

A line holds a word as it is read, as it is written, and its places: the case and which name of it.
Words with the same beginning share some buckets; the whole word determines which of them. A search
for a beginning reads all of them. Without the key, the buckets of a word are unknown. All buckets
have the same length, so that their size reveals nothing; where a leaf is full cannot be known to
some kilobytes without the key.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.cases.names.spelling import TOLD_BY, Asked, forms_of, words_of

BUCKETS = 16
SHARED = 4
"""Buckets for each beginning. With one, a common beginning would fill it, and all others would be
padded to its length."""
SIZE = 16_384
"""Bytes of a bucket before sealing, a size that padding does not change."""
SPREAD = 4096
"""A leaf is full when a bucket is within this many bytes of its size; the exact limit depends on
the key."""
PERSON, OTHER = ".", ":"
"""Whose name it is, in a place, between the case and the number of the name."""
END = b"\n"
_FILLING = END * 16
_NAME = re.compile(f"[{PERSON}{OTHER}].*".encode())
FIGURES = "0123456789abcdefghijklmnopqrstuvwxyz"
BASE = len(FIGURES)
FIRST = f"{PERSON}0"
"""The ending of almost every place, so it is omitted."""
READ_AS = "/"
"""Separates a word as it is read from the word as written; it does not occur in places."""
UNREAD = b"*/*"
"""Stands for the word, for a case whose names cannot be read; no word is written so."""


def label_of(key: bytes, form: str) -> int:
    """Return the bucket of a word."""
    return _begins(key, form) + marks.blinded(key, "names/bucket", form)[0] % SHARED


def labels_of(key: bytes, asked: Asked) -> set[int]:
    """Return the buckets in which the searched word may be."""
    if not asked.begins:
        return {label_of(key, form) for form in asked.forms}
    places = asked.places
    if not places:
        return {*range(BUCKETS)}
    return {_begins(key, place) + one for place in places for one in range(SHARED)}


def _begins(key: bytes, form: str) -> int:
    """Return the first bucket for words with this beginning."""
    drawn = marks.blinded(key, "names/begins", form[:TOLD_BY])
    return drawn[0] % (BUCKETS // SHARED) * SHARED


def bucket_context(member: str, leaf: int, label: int) -> str:
    return f"names/3/{member}/{leaf}/{label}"


def _figures(seat: int) -> str:
    """Return a number in base 36, because some buckets hold mostly places."""
    found = ""
    while seat:
        seat, last = divmod(seat, BASE)
        found = FIGURES[last] + found
    return found or FIGURES[0]


def lines_of(seat: int, called: Iterable[tuple[str, str]], key: bytes) -> list[tuple[int, bytes]]:
    """Return the bucket and the line for each reading of each word of these names (whose, name)."""
    place = _figures(seat)
    return [
        (
            label_of(key, form),
            f"{form}{READ_AS}{word} {place}{whose}{number}".removesuffix(FIRST).encode(),
        )
        for number, (whose, name) in enumerate(called)
        for word in dict.fromkeys(words_of(name))
        for form in forms_of(word)
    ]


def lines_unread(seat: int) -> list[tuple[int, bytes]]:
    """Return a line in every bucket, so that any search reports the case as unread."""
    return [(label, UNREAD + f" {_figures(seat)}".encode()) for label in range(BUCKETS)]


def unread_in(text: bytes) -> set[int]:
    """Return the cases that a bucket reports as unread."""
    if UNREAD[:1] not in text:  # one byte is found much faster than three
        return set()
    lines = (line for line in text.split(END) if line.startswith(UNREAD))
    return {seat_in(one) for line in lines for one in line.split()[1:]}


def seat_in(line: bytes) -> int:
    """Return the case of a place, or of a line with one place."""
    place = line[line.rfind(b" ") + 1 :]
    return int(place if place.isalnum() else _NAME.sub(b"", place), BASE)


def each_in(text: bytes) -> Iterator[bytes]:
    """Yield the lines of a bucket, each with one place."""
    for line in filter(None, text.split(END)):
        word, *places = line.split()
        yield from (b" ".join((word, place)) for place in places)


def _together(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield lines merged by word: a common word is stored once, because it takes most of the space
    and of the search time."""
    for word, same in groupby(sorted(lines), key=_word):
        yield b" ".join((word, *(line.rpartition(b" ")[2] for line in same)))


def lines_that_begin(text: bytes, begins: bytes) -> Iterator[bytes]:
    """Yield the lines of a sorted bucket with this beginning; they are adjacent. `begins` includes
    the END before it."""
    at = text.find(begins)
    while at >= 0 and text.startswith(begins, at):
        after = text.find(END, at + 1)
        yield text[at + 1 : after]
        at = after


def places_after(text: bytes, part: bytes) -> Iterator[bytes]:
    """Yield the places of each line whose word contains this part."""
    at = text.find(part)
    while at >= 0:
        after = text.find(END, at)
        yield text[text.index(b" ", at) + 1 : after]
        at = text.find(part, after)


def room_of(key: bytes, leaf: int) -> int:
    """Return the capacity of this leaf's buckets in bytes. It is random by the key: with a fixed
    capacity, an attacker who added some words could infer the length of the others from when a leaf
    was full."""
    drawn = marks.blinded(key, "names/room", str(leaf))
    return SIZE - 1 - int.from_bytes(drawn[:4], "big") % SPREAD


class Leaf:
    """The lines of a leaf while it is written."""

    def __init__(self, room: int) -> None:
        self.lines: dict[int, list[bytes]] = defaultdict(list)
        self._room = room
        self._taken = Counter(dict.fromkeys(range(BUCKETS), len(END)))
        self._words: set[tuple[int, bytes]] = set()

    @property
    def empty(self) -> bool:
        return not self._words

    def takes(self, new: Sequence[tuple[int, bytes]]) -> bool:
        """Add these lines and return True; add none and return False if not all fit."""
        if any(self._taken[label] + more > self._room for label, more in self._more(new).items()):
            return False
        self.keep(new)
        return True

    def keep(self, older: Sequence[tuple[int, bytes]]) -> None:
        """Add lines that are in the leaf already."""
        self._taken += self._more(older)
        for label, line in older:
            self.lines[label].append(line)
            self._words.add((label, _word(line)))

    def _more(self, new: Sequence[tuple[int, bytes]]) -> Counter[int]:
        """Return the bytes that these add to each bucket: only the place for a word already
        there."""
        size: Counter[int] = Counter()
        words: set[tuple[int, bytes]] = set()
        for label, line in new:
            one = label, _word(line)
            known = one in self._words or one in words
            size[label] += len(line) + len(END) - (len(one[1] + END) if known else 0)
            words.add(one)
        return size


def _word(line: bytes) -> bytes:
    """Return the word as read and as written, from a line with one place."""
    return line.rpartition(b" ")[0]


def end_filled(lines: Mapping[int, Sequence[bytes]]) -> dict[int, bytes]:
    """Return the text of every bucket of a leaf, sorted and padded to one length. Raises ValueError
    if the lines do not fit."""
    whole = {
        label: END + END.join(_together(lines.get(label, ()))) + END for label in range(BUCKETS)
    }
    if max(map(len, whole.values())) >= SIZE:
        raise ValueError("More is written in a bucket than it holds.")
    return {label: text.ljust(SIZE - 1, END) for label, text in whole.items()}


def unfilled(whole: bytes) -> bytes:
    """Return a bucket without its padding, but for a few bytes. No line is empty, so the padding is
    found by a run of END bytes."""
    end = whole.find(_FILLING)
    return whole if end < 0 else whole[: end + 1]
