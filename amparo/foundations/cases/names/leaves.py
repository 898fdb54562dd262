"""How a leaf of a name index is written: which word falls into which bucket, as which line. Pure.

A line holds a word as it is read, as it is written, and whose it is: of each person by one place,
the case and whose name of it. Words that begin alike share some buckets, and which of them holds
one, all its letters say: what only begins so is looked for in each of these. Who has no key cannot
say which they are. All buckets are of one length, from the first case to the last, so that none
grows by what is written there; and where a leaf is full, who has no key cannot say to some
kilobytes.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from amparo.crypto import marks
from amparo.foundations.cases.names.spelling import TOLD_BY, Asked, forms_of, words_of

BUCKETS = 16
SHARED = 4
"""So many of them hold what begins alike: with one, a common beginning fills it, and all the others
are as long as that one."""
SIZE = 16_384
"""Bytes of a bucket before it is sealed, whatever it holds: a size that padding leaves as it is."""
SPREAD = 4096
"""A leaf is full once a bucket holds what is this much, or less, below that: by the key."""
PERSON, OTHER = ".", ":"
"""Whose name it is: in a place between the case and which name of it."""
END = b"\n"
_FILLING = END * 16
_NAME = re.compile(f"[{PERSON}{OTHER}].*".encode())
FIGURES = "0123456789abcdefghijklmnopqrstuvwxyz"
BASE = len(FIGURES)
FIRST = f"{PERSON}0"
"""How nearly every place would end: so it is left out."""
READ_AS = "/"
"""Between a word as it is read and as it is written; no place has it."""
UNREAD = b"*/*"
"""Where a word would stand, of a case whose names cannot be read: no word is written so."""


def label_of(key: bytes, form: str) -> int:
    """The bucket into which a word falls."""
    return _begins(key, form) + marks.blinded(key, "names/bucket", form)[0] % SHARED


def labels_of(key: bytes, asked: Asked) -> set[int]:
    """The buckets in which what somebody looks for may stand."""
    if not asked.begins:
        return {label_of(key, form) for form in asked.forms}
    places = asked.places
    if not places:
        return {*range(BUCKETS)}
    return {_begins(key, place) + one for place in places for one in range(SHARED)}


def _begins(key: bytes, form: str) -> int:
    """The first of the buckets in which all words lie that begin so."""
    drawn = marks.blinded(key, "names/begins", form[:TOLD_BY])
    return drawn[0] % (BUCKETS // SHARED) * SHARED


def bucket_context(member: str, leaf: int, label: int) -> str:
    return f"names/3/{member}/{leaf}/{label}"


def _figures(seat: int) -> str:
    """A number in as few letters as it takes: of some words a bucket holds little but places."""
    found = ""
    while seat:
        seat, last = divmod(seat, BASE)
        found = FIGURES[last] + found
    return found or FIGURES[0]


def lines_of(seat: int, called: Iterable[tuple[str, str]], key: bytes) -> list[tuple[int, bytes]]:
    """For each way of reading each word of these names (whose, name): its bucket, and the line that
    is written there."""
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
    """In every bucket, so that whoever looks for any name hears it."""
    return [(label, UNREAD + f" {_figures(seat)}".encode()) for label in range(BUCKETS)]


def unread_in(text: bytes) -> set[int]:
    """The cases of which a bucket says so."""
    if UNREAD[:1] not in text:  # one letter is looked for much faster than three
        return set()
    lines = (line for line in text.split(END) if line.startswith(UNREAD))
    return {seat_in(one) for line in lines for one in line.split()[1:]}


def seat_in(line: bytes) -> int:
    """Of which case a place is, or a line with one place."""
    place = line[line.rfind(b" ") + 1 :]
    return int(place if place.isalnum() else _NAME.sub(b"", place), BASE)


def each_in(text: bytes) -> Iterator[bytes]:
    """A bucket's lines, each with one place."""
    for line in filter(None, text.split(END)):
        word, *places = line.split()
        yield from (b" ".join((word, place)) for place in places)


def _together(lines: Iterable[bytes]) -> Iterator[bytes]:
    """A word that many bear stands once: it is most of what a bucket holds, and of what a search
    reads."""
    for word, same in groupby(sorted(lines), key=_word):
        yield b" ".join((word, *(line.rpartition(b" ")[2] for line in same)))


def lines_that_begin(text: bytes, begins: bytes) -> Iterator[bytes]:
    """Those lines of a bucket's text, which stand together, since it is in order. `begins` has the
    END before it."""
    at = text.find(begins)
    while at >= 0 and text.startswith(begins, at):
        after = text.find(END, at + 1)
        yield text[at + 1 : after]
        at = after


def places_after(text: bytes, part: bytes) -> Iterator[bytes]:
    """The places of each line in whose word this stands."""
    at = text.find(part)
    while at >= 0:
        after = text.find(END, at)
        yield text[text.index(b" ", at) + 1 : after]
        at = text.find(part, after)


def room_of(key: bytes, leaf: int) -> int:
    """Bytes that a bucket of this leaf takes. That a leaf was full tells a thief that words of so
    many bytes lie there, and he who added some of them himself would know of how many the others
    are: this he cannot know."""
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
        """Write these lines; not one of them where not all have room."""
        if any(self._taken[label] + more > self._room for label, more in self._more(new).items()):
            return False
        self.keep(new)
        return True

    def keep(self, older: Sequence[tuple[int, bytes]]) -> None:
        """Lines that stand there already."""
        self._taken += self._more(older)
        for label, line in older:
            self.lines[label].append(line)
            self._words.add((label, _word(line)))

    def _more(self, new: Sequence[tuple[int, bytes]]) -> Counter[int]:
        """Bytes that these take in each bucket: a word that stands there, only its place."""
        size: Counter[int] = Counter()
        words: set[tuple[int, bytes]] = set()
        for label, line in new:
            one = label, _word(line)
            known = one in self._words or one in words
            size[label] += len(line) + len(END) - (len(one[1] + END) if known else 0)
            words.add(one)
        return size


def _word(line: bytes) -> bytes:
    """As it is read and as it is written, of a line with one place."""
    return line.rpartition(b" ")[0]


def end_filled(lines: Mapping[int, Sequence[bytes]]) -> dict[int, bytes]:
    """The text of every bucket of a leaf, all of one length; in order, so that words that begin
    alike stand together. Raises ValueError where more is written than a bucket holds."""
    whole = {
        label: END + END.join(_together(lines.get(label, ()))) + END for label in range(BUCKETS)
    }
    if max(map(len, whole.values())) >= SIZE:
        raise ValueError("More is written in a bucket than it holds.")
    return {label: text.ljust(SIZE - 1, END) for label, text in whole.items()}


def unfilled(whole: bytes) -> bytes:
    """A bucket without what fills it, through which a search would look in vain, but for some bytes
    at most: no line is empty, and where many are it is looked for in steps."""
    end = whole.find(_FILLING)
    return whole if end < 0 else whole[: end + 1]
