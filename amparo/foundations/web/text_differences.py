"""Comparison of two texts: which words are in both, which were removed, which were added."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import starmap
from math import isqrt
from typing import Any, Literal

type Sort = Literal["same", "gone", "come"]

_PIECE = re.compile(r"\S+\s*|\s+")
# Beyond this many changed lines a text is shown as replaced whole, and beyond as many
# words a stretch of it; fewer where there are many stretches. This bounds the time of a page.
MOST_CHANGES = 300


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive words of one sort."""

    sort: Sort
    text: str


def compare(older: str, newer: str) -> tuple[Stretch, ...]:
    """Compare by lines first, then by words inside the lines that differ; all text of both is
    kept."""
    before, after = older.splitlines(keepends=True), newer.splitlines(keepends=True)
    blocks = list(_blocks(before, after, MOST_CHANGES))
    most = isqrt(MOST_CHANGES**2 // max(1, sum(not same for same, _left, _right in blocks)))
    found = [
        stretch
        for same, left, right in blocks
        for stretch in ([Stretch("same", left)] if same else _words(left, right, most))
    ]
    return tuple(_joined(found))


def fields_that_differ(
    older: Mapping[str, Any], newer: Mapping[str, Any]
) -> list[tuple[str, str, str]]:
    """Return (path, older, newer) of each field that differs between two sealed bodies."""
    before, after = dict(_flat(older)), dict(_flat(newer))
    names = [*before, *(name for name in after if name not in before)]
    both = ((name, before.get(name, ""), after.get(name, "")) for name in names)
    return [one for one in both if one[1] != one[2]]


def _words(older: str, newer: str, most: int) -> list[Stretch]:
    left, right = _PIECE.findall(older), _PIECE.findall(newer)
    return [
        stretch
        for same, gone, come in _blocks(left, right, most)
        for stretch in ([Stretch("same", gone)] if same else _replaced(gone, come))
    ]


def _blocks(
    left: Sequence[str], right: Sequence[str], most: int
) -> Iterator[tuple[bool, str, str]]:
    """Yield runs that are in both, and between them what was removed and added."""
    a = b = 0
    for start, other, size in [*_runs(left, right, most), (len(left), len(right), 0)]:
        if a < start or b < other:
            yield False, "".join(left[a:start]), "".join(right[b:other])
        if size:
            yield True, "".join(left[start : start + size]), "".join(right[other : other + size])
        a, b = start + size, other + size


def _runs(left: Sequence[str], right: Sequence[str], most: int) -> list[tuple[int, int, int]]:
    """Return what is in both, as (place in the one, in the other, length): by the fewest changes
    (Myers 1986). The cost grows with the length and the square of their number. Empty beyond
    `most`."""
    reached: list[dict[int, int]] = []
    furthest = {1: 0}
    for changes in range(min(most, len(left) + len(right)) + 1):
        reached.append(dict(furthest))
        for line in range(-changes, changes + 1, 2):
            a = _begins(furthest, line, changes)
            while a < len(left) and 0 <= a - line < len(right) and left[a] == right[a - line]:
                a += 1
            furthest[line] = a
            if a >= len(left) and a - line >= len(right):
                return _back(reached, len(left), len(left) - len(right))
    return []


def _begins(furthest: Mapping[int, int], line: int, changes: int) -> int:
    """Return where one more change leads to on a diagonal: an added piece, or a removed one."""
    if line == -changes or (line != changes and furthest[line - 1] < furthest[line + 1]):
        return furthest[line + 1]
    return furthest[line - 1] + 1


def _back(reached: Sequence[dict[int, int]], a: int, line: int) -> list[tuple[int, int, int]]:
    found = []
    for changes in range(len(reached) - 1, -1, -1):
        before = reached[changes]
        start = _begins(before, line, changes)
        if a > start:
            found.append((start, start - line, a - start))
        came = line == -changes or (line != changes and before[line - 1] < before[line + 1])
        line += 1 if came else -1
        a = before.get(line, 0)
    return found[::-1]


def _replaced(gone: str, come: str) -> list[Stretch]:
    both: list[tuple[Sort, str]] = [("gone", gone), ("come", come)]
    return list(starmap(Stretch, (one for one in both if one[1])))


def _joined(found: list[Stretch]) -> Iterator[Stretch]:
    """Join consecutive stretches of the same sort."""
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
