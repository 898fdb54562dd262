"""How a leaf of a name index is written: which word falls into which bucket, as which line. Pure.

A line holds a word as it is read, as it is written, and whose it is: of each person by one place,
the case and whose name of it. A word is looked for in the bucket that its first letters and the key
give: who has no key cannot say which that is, and all buckets of a leaf are of one length.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from amparo.foundations.cases.spelling import TOLD_BY, forms_of, words_of
from amparo.sealing import marks

BUCKETS = 16
STEP = 2048
"""Bytes by which a bucket grows."""
END = b"\n"
UNREAD = b"* *"
"""Where a word would stand, of a case whose names cannot be read: no word is written so."""


def label_of(key: bytes, form: str) -> int:
    """The bucket into which a word falls."""
    return marks.blinded(key, "names/bucket", form[:TOLD_BY])[0] % BUCKETS


def bucket_context(member: str, leaf: int, label: int) -> str:
    return f"names/{member}/{leaf}/{label}"


def lines_of(seat: int, called: Iterable[tuple[str, str]], key: bytes) -> list[tuple[int, bytes]]:
    """For each way of reading each word of these names (whose, name): its bucket, and the line that
    is written there."""
    return [
        (label_of(key, form), f"{form} {word} {seat}.{number}{whose}".encode())
        for number, (whose, name) in enumerate(called)
        for word in dict.fromkeys(words_of(name))
        for form in forms_of(word)
    ]


def lines_unread(seat: int) -> list[tuple[int, bytes]]:
    """In every bucket, so that whoever looks for any name hears it."""
    return [(label, UNREAD + f" {seat}.0".encode()) for label in range(BUCKETS)]


def unread_in(text: bytes) -> set[int]:
    """The cases of which a bucket says so."""
    if UNREAD not in text:
        return set()
    lines = (line for line in text.split(END) if line.startswith(UNREAD))
    return {seat_in(one) for line in lines for one in line.split()[2:]}


def seat_in(line: bytes) -> int:
    """Of which case a place is, or a line with one place."""
    return int(line.rpartition(b" ")[2].partition(b".")[0])


def each_in(text: bytes) -> Iterator[bytes]:
    """A bucket's lines, each with one place."""
    for line in filter(None, text.split(END)):
        form, word, *places = line.split()
        yield from (b" ".join((form, word, place)) for place in places)


def _together(lines: Iterable[bytes]) -> Iterator[bytes]:
    """A word that many bear stands once: it is most of what a bucket holds, and of what a search
    reads."""
    for word, same in groupby(sorted(lines), key=lambda line: line.rpartition(b" ")[0]):
        yield b" ".join((word, *(line.rpartition(b" ")[2] for line in same)))


def stretch_of(text: bytes, begins: bytes) -> bytes:
    """From the first to the last line that begins so, which is no more than those lines where a
    bucket is in order; nothing where there is none."""
    first = text.find(begins)
    return text[first : text.find(END, text.rfind(begins) + 1)] if first >= 0 else b""


def end_filled(lines: Mapping[int, Sequence[bytes]]) -> dict[int, bytes]:
    """The text of every bucket of a leaf, each as long as the longest; in order, so that words that
    begin alike stand together."""
    whole = {
        label: END + END.join(_together(lines.get(label, ()))) + END for label in range(BUCKETS)
    }
    size = -(-(max(map(len, whole.values())) + 1) // STEP) * STEP - 1
    return {label: text.ljust(size, END) for label, text in whole.items()}
