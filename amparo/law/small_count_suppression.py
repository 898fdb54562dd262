"""Protection of published counts: small counts are hidden, and enough others that none of them can
be computed from what is shown.

A split is a table of rows (a kind, a territory, a trait) and columns (how it stands). The totals of
the columns are the whole country's and are always shown. All hidden counts are shown by the same
sign, whatever their size, so that a hidden place does not show why it is hidden.

Every place of the table is an arc of a flow network: the total flows into the rows, the rows
through their cells into the columns, the columns back into the total. What an outsider can infer of
a hidden place is how far its flow can be raised and lowered while everything shown stays the same:
exact, in integers, and without assumptions about the outsider's method.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

THRESHOLD: Final = 5
"""Counts below this are hidden, and a hidden count must remain uncertain by as many."""

TOTAL = "total"


class Place(NamedTuple):
    """A cell, or the total of a row where `column` is none."""

    row: int
    column: int | None = None


class Range(NamedTuple):
    """What can be inferred of a hidden count: it lies from `low` to `high`."""

    low: int
    high: int

    @property
    def width(self) -> int:
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Split:
    """The true counts. They must never leave the machine: `protect` returns what may."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        if len(self.counts) != len(self.rows):
            raise ValueError("a split has one line of counts for each row")
        if any(len(line) != len(self.columns) for line in self.counts):
            raise ValueError("a split has one count for each column of each row")
        if any(count < 0 for line in self.counts for count in line):
            raise ValueError("nothing can be counted fewer than no times")

    def at(self, place: Place) -> int:
        line = self.counts[place.row]
        return sum(line) if place.column is None else line[place.column]

    @property
    def column_totals(self) -> tuple[int, ...]:
        return tuple(sum(line[column] for line in self.counts) for column in self._columns)

    @property
    def places(self) -> Iterator[Place]:
        for row in range(len(self.rows)):
            yield from (Place(row, column) for column in self._columns)
            yield Place(row)

    @property
    def _columns(self) -> range:
        return range(len(self.columns))


@dataclass(frozen=True, slots=True)
class Protected:
    """The part of a split that may be shown. None stands for a hidden count."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.column_totals)


def protect(split: Split, threshold: int = THRESHOLD) -> Protected | None:
    """Return what may be shown; None with fewer than two rows, because then nothing can be
    hidden."""
    if len(split.rows) < 2 or not split.columns:  # noqa: PLR2004 - one row is the total itself
        return None
    hidden = set(_small(split, threshold))
    narrow = _first_narrow(split, hidden, threshold)
    while narrow is not None:
        hidden.add(_next_to_hide(split, hidden, narrow))
        narrow = _first_narrow(split, hidden, threshold)
    return _shown(split, hidden)


def range_of(split: Split, hidden: Iterable[Place], place: Place) -> Range:
    """Return what can be inferred of one hidden place from all that is not hidden."""
    arcs = {_arc(one): split.at(one) for one in hidden}
    here = _arc(place)
    value = arcs.pop(here)
    start, end = here
    return Range(value - min(value, _most(arcs, start, end)), value + _most(arcs, end, start))


def _small(split: Split, threshold: int) -> Iterator[Place]:
    """Yield places with too small counts. Cells of an empty column are skipped: they are visibly
    zero."""
    totals = split.column_totals
    for place in split.places:
        total = sum(totals) if place.column is None else totals[place.column]
        if total and split.at(place) < threshold:
            yield place


def _first_narrow(split: Split, hidden: set[Place], threshold: int) -> Place | None:
    """Return a hidden place that is not uncertain enough yet."""
    totals = split.column_totals
    for place in sorted(hidden, key=_order):
        most = sum(totals) if place.column is None else totals[place.column]
        if range_of(split, hidden, place).width < min(threshold, most):
            return place
    return None


def _next_to_hide(split: Split, hidden: set[Place], narrow: Place) -> Place:
    """Return the smallest count that is still shown: in the same row or column, else anywhere."""
    totals = split.column_totals
    shown = [
        place
        for place in split.places
        if place not in hidden and (place.column is None or totals[place.column])
    ]
    near = [one for one in shown if one.row == narrow.row or one.column == narrow.column]
    return min(near or shown, key=lambda place: (split.at(place), _order(place)))


def _shown(split: Split, hidden: set[Place]) -> Protected:
    def may_see(place: Place) -> int | None:
        return None if place in hidden else split.at(place)

    rows = range(len(split.rows))
    return Protected(
        rows=split.rows,
        columns=split.columns,
        cells=tuple(
            tuple(may_see(Place(row, column)) for column in range(len(split.columns)))
            for row in rows
        ),
        row_totals=tuple(may_see(Place(row)) for row in rows),
        column_totals=split.column_totals,
    )


def _order(place: Place) -> tuple[int, int]:
    return place.row, -1 if place.column is None else place.column


type Node = str
type Arc = tuple[Node, Node]


def _arc(place: Place) -> Arc:
    if place.column is None:
        return TOTAL, f"row {place.row}"
    return f"row {place.row}", f"column {place.column}"


def _most(arcs: dict[Arc, int], start: Node, end: Node) -> int:
    """Return how much more can flow from one node to another: along an arc without limit, against
    it as much as flows there now."""
    limit = sum(arcs.values()) + 1
    left: dict[Arc, int] = {}
    for (one, other), flow in arcs.items():
        left[one, other] = limit
        left[other, one] = flow
    found = 0
    while path := _path(left, start, end):
        step = min(left[arc] for arc in path)
        for one, other in path:
            left[one, other] -= step
            left[other, one] += step
        found += step
    return found


def _path(left: dict[Arc, int], start: Node, end: Node) -> Sequence[Arc]:
    """Return the shortest path with capacity left on each arc; empty if there is none."""
    came: dict[Node, Node] = {start: start}
    waiting = deque([start])
    while waiting and end not in came:
        here = waiting.popleft()
        for (one, other), flow in left.items():
            if one == here and flow and other not in came:
                came[other] = here
                waiting.append(other)
    if end not in came:
        return ()
    path, here = [], end
    while here != start:
        path.append((came[here], here))
        here = came[here]
    return path
