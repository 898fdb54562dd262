"""Two texts side by side: which words stand in both, which went, which came."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import starmap
from typing import Any, Literal

type Sort = Literal["same", "gone", "come"]

_PIECE = re.compile(r"\S+\s*|\s+")
# Beyond this many words in one stretch it is shown as replaced whole: no page waits for it.
MOST_WORDS = 1_500


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words that follow each other and are of one sort."""

    sort: Sort
    text: str


def compare(older: str, newer: str) -> tuple[Stretch, ...]:
    """By lines first, then by words inside the lines that differ; nothing of either is lost."""
    before, after = older.splitlines(keepends=True), newer.splitlines(keepends=True)
    found = [
        stretch
        for same, left, right in _blocks(before, after)
        for stretch in ([Stretch("same", left)] if same else _words(left, right))
    ]
    return tuple(_joined(found))


def fields_that_differ(
    older: Mapping[str, Any], newer: Mapping[str, Any]
) -> list[tuple[str, str, str]]:
    """(path, older, newer) of each field of two sealed bodies that is not the same in both."""
    before, after = dict(_flat(older)), dict(_flat(newer))
    names = [*before, *(name for name in after if name not in before)]
    both = ((name, before.get(name, ""), after.get(name, "")) for name in names)
    return [one for one in both if one[1] != one[2]]


def _words(older: str, newer: str) -> list[Stretch]:
    left, right = _PIECE.findall(older), _PIECE.findall(newer)
    if max(len(left), len(right)) > MOST_WORDS:
        return _replaced(older, newer)
    return [
        stretch
        for same, gone, come in _blocks(left, right)
        for stretch in ([Stretch("same", gone)] if same else _replaced(gone, come))
    ]


def _blocks(left: list[str], right: list[str]) -> Iterator[tuple[bool, str, str]]:
    codes = SequenceMatcher(a=left, b=right, autojunk=False).get_opcodes()
    return ((tag == "equal", "".join(left[a:b]), "".join(right[c:d])) for tag, a, b, c, d in codes)


def _replaced(gone: str, come: str) -> list[Stretch]:
    both: list[tuple[Sort, str]] = [("gone", gone), ("come", come)]
    return list(starmap(Stretch, (one for one in both if one[1])))


def _joined(found: list[Stretch]) -> Iterator[Stretch]:
    """What follows another of its sort is one stretch with it."""
    last: Stretch | None = None
    for one in found:
        if last and last.sort == one.sort:
            last = Stretch(last.sort, last.text + one.text)
            continue
        if last:
            yield last
        last = one
    if last:
        yield last


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, one in value.items():
            yield from _flat(one, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list | tuple):
        yield path, "\n".join(", ".join(text for _name, text in _flat(one)) for one in value)
    else:
        yield path, "" if value is None else str(value)
