"""Which counts of a table may be shown: small ones are hidden, and enough others with them.

A table is a set of counts under names of their own, and relations: the parts of each stand beside
its total. Hidden are the counts under their threshold. Then, one hidden count after another, a
linear program finds the cheapest further counts that leave its range as wide as its threshold. The
audit computes by linear programs what a reader can infer of each hidden count from all that is
shown: in this table, in tables published before, and in those beside it.

A relation need not add up: who suffered two kinds of attack is counted under both, and once in the
total. The audit supposes that the reader knows by how much, and that no part is greater than its
total, so that it errs to the safe side. Ranges are those of numbers that need not be whole: between
tables that are linked a reader who tries whole numbers alone may infer a little more.

Needs the extra `statistics` (NumPy and SciPy).
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from math import ceil, floor
from typing import Any, Final

THRESHOLD: Final = 5
"""Counts below this are hidden, and the range of a hidden count is at least as wide."""
LEAST: Final = 1
"""A reader knows that a hidden count is not zero: zeros are shown."""
CLEANED: Final = 80
"""With more secondary counts than these none is tried again: it would take too long."""
_FAR: Final = 1e7
"""A count that can grow by so much is without end."""
_EPS: Final = 1e-6
type _Bound = tuple[float, float | None]


class CannotProtect(Exception):
    """No choice of hidden counts leaves the range of this count wide enough."""


class StatisticsMissing(Exception):
    """The libraries of the extra `statistics` are not installed."""


@dataclass(frozen=True, slots=True)
class Relation:
    """The parts that are counted together in a total, by their names."""

    total: str
    parts: tuple[str, ...]


type _Line = tuple[Relation, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Table:
    """Counts by name, with the relations between them. `need`: the threshold of a count, where it
    is not the common one; 0 for a count that is shown whatever its size."""

    counts: Mapping[str, int]
    relations: tuple[Relation, ...]
    need: Mapping[str, int] = field(default_factory=dict)
    open: frozenset[str] = frozenset()  # shown always: the grand total

    def need_of(self, name: str) -> int:
        return self.need.get(name, THRESHOLD)

    @property
    def primary(self) -> list[str]:
        """The counts that are too small to be shown, the largest first."""
        small = [one for one, count in self.counts.items() if 0 < count < self.need_of(one)]
        return sorted(small, key=lambda one: (-self.counts[one], one))


@dataclass(frozen=True, slots=True)
class Release:
    """A table as it is shown, or was: its true counts, and which of them are hidden."""

    table: Table
    hidden: frozenset[str]

    @property
    def shown(self) -> dict[str, int | None]:
        """The counts that may be read; None for a hidden one."""
        counts = self.table.counts
        return {one: None if one in self.hidden else count for one, count in counts.items()}


@dataclass(frozen=True, slots=True)
class Range:
    """What can be inferred of a hidden count: from `low` to `high`, or without end."""

    low: int
    high: int | None

    def is_as_wide_as(self, need: int) -> bool:
        return self.high is None or self.high - self.low >= need


def is_installed() -> bool:
    """Whether the libraries of the extra `statistics` are there."""
    return all(find_spec(one) for one in ("numpy", "scipy"))


def protect(
    table: Table, earlier: Sequence[Release] = (), links: Sequence[Relation] = ()
) -> Release:
    """Choose what to hide, so that the audit holds beside all earlier releases. `links`: relations
    between counts of this table and of earlier ones. Raises CannotProtect, StatisticsMissing."""
    problem = _Problem(table, earlier, links)
    hidden = set(table.primary)
    if hidden & table.open:
        raise CannotProtect(min(hidden & table.open))
    hidden = problem.completed(hidden)
    hidden = problem.cleaned(hidden)
    return Release(table, frozenset(hidden))


def audit(
    release: Release, earlier: Sequence[Release] = (), links: Sequence[Relation] = ()
) -> dict[str, Range]:
    """Return what a reader of this and of all earlier releases can infer of each hidden count."""
    problem = _Problem(release.table, earlier, links)
    unknown = problem.unknown(release.hidden)
    return {one: problem.range_of(problem.at[one], unknown) for one in sorted(release.hidden)}


def failures(
    release: Release, earlier: Sequence[Release] = (), links: Sequence[Relation] = ()
) -> list[str]:
    """Return the hidden counts whose range is narrower than their threshold: none, or the release
    is wrong. Counts hidden earlier are looked at as well."""
    problem = _Problem(release.table, earlier, links)
    unknown = problem.unknown(release.hidden)
    return sorted(problem.names[one] for one in unknown if not problem.holds(one, unknown))


class _Problem:
    """All counts that a reader sees or not, as columns of one system of equations. A count of an
    earlier release that is the same today is one column with it; another is a column apart."""

    def __init__(
        self, table: Table, earlier: Sequence[Release], links: Sequence[Relation] = ()
    ) -> None:
        self.table = table
        self.names: list[str] = list(table.counts)
        self.at = {one: place for place, one in enumerate(self.names)}
        self.values = [table.counts[one] for one in self.names]
        self.needs = [table.need_of(one) for one in self.names]
        lines: list[_Line] = [(one, self.at) for one in table.relations]
        self.known = {self.at[one] for one in table.open}  # shown in any case
        self.known |= {place for place, value in enumerate(self.values) if not value}
        self.known |= {place for place, need in enumerate(self.needs) if not need}
        self.old: set[int] = set()  # hidden before, and unlike today
        same: dict[tuple[str, int], int] = {
            (one, self.values[place]): place for one, place in self.at.items()
        }
        latest: dict[str, int] = {}
        for release in earlier:
            at = {one: self._place(one, release, same) for one in release.table.counts}
            lines += [(one, at) for one in release.table.relations]
            latest |= at
            lines += _linked(links, latest)
        lines += _linked(links, latest | self.at)
        self.old -= self.known
        rows = {tuple(sorted(_row(*one).items())): None for one in lines}
        self.matrix = _matrix([dict(one) for one in sorted(rows)], len(self.names))
        self.within, self.slack = self._within(lines)
        self.cost = [max(1, value) for value in self.values]

    def _within(self, lines: Sequence[_Line]) -> tuple[Any, list[int]]:
        """Return rows by which a part stays within its total, and by how much it is less today.
        Where the parts add up this follows by itself."""
        pairs: dict[tuple[int, int], int] = {}
        for line, at in lines:
            total, parts = at[line.total], [at[one] for one in line.parts]
            if sum(self.values[one] for one in parts) > self.values[total]:
                less = {(one, total): self.values[total] - self.values[one] for one in parts}
                pairs |= {pair: room for pair, room in less.items() if room >= 0}
        rows = [{part: 1, total: -1} for part, total in sorted(pairs)]
        return _matrix(rows, len(self.names)), [pairs[one] for one in sorted(pairs)] or [0]

    def _place(self, name: str, release: Release, same: dict[tuple[str, int], int]) -> int:
        value = release.table.counts[name]
        place = same.get((name, value))
        if place is None:
            place = same[name, value] = len(self.names)
            self.names.append(name)
            self.values.append(value)
            self.needs.append(release.table.need_of(name))
        if name not in release.hidden:
            self.known.add(place)
        elif place >= len(self.at):
            self.old.add(place)
        return place

    def unknown(self, hidden: Iterable[str]) -> set[int]:
        """The columns that the reader is not shown anywhere."""
        return ({self.at[one] for one in hidden} | self.old) - self.known

    def completed(self, hidden: set[str]) -> set[str]:
        """Return the hidden counts with those that must be hidden beside them. Raises
        CannotProtect."""
        own = len(self.at)
        unknown = self.unknown(hidden)
        spread = {place: [0.0, 0.0] for place in range(len(self.names))}
        queue = deque(sorted(unknown, key=lambda one: (-self.values[one], one)))
        while queue:
            place = queue.popleft()
            if self._wide(place, spread, unknown):
                continue
            added = self._cheapest(place, unknown, spread)
            if added is None:
                raise CannotProtect(self.names[place])
            unknown |= added
            queue.extend(sorted(added))
        return hidden | {self.names[place] for place in unknown if place < own}

    def cleaned(self, hidden: set[str]) -> set[str]:
        """Show again what need not be hidden, the dearest first."""
        kept = set(self.table.primary)
        more = sorted(hidden - kept, key=lambda one: (-self.table.counts[one], one))
        for one in more if len(more) <= CLEANED else ():
            fewer = hidden - {one}
            if self._holds(fewer):
                hidden = fewer
        return hidden

    def range_of(self, place: int, unknown: set[int]) -> Range:
        """Return how far a column can move while all that is shown stays the same."""
        (low, high), value = self._ends(place, unknown), self.values[place]
        most = None if high is None else floor(value + high + _EPS)
        return Range(max(0, ceil(value + low - _EPS)), most)

    def _holds(self, hidden: set[str]) -> bool:
        unknown = self.unknown(hidden)
        return all(
            self.holds(one, unknown)
            for one in sorted(unknown, key=lambda one: (self.values[one], one))
        )

    def holds(self, place: int, unknown: set[int]) -> bool:
        """Whether a hidden count can be narrowed no further than its threshold."""
        try:
            return self.range_of(place, unknown).is_as_wide_as(self.needs[place])
        except CannotProtect:
            return False

    def _wide(self, place: int, spread: dict[int, list[float]], unknown: set[int]) -> bool:
        need = self.needs[place]
        if _width(spread[place]) >= need:
            return True
        ends = self._ends(place, unknown)
        if ends[1] is None:
            return True
        spread[place] = [ends[0], ends[1]]
        return _width(spread[place]) >= need

    def _ends(self, place: int, unknown: set[int]) -> tuple[float, float | None]:
        """Return the least and the greatest change of a column; None without end. Raises
        CannotProtect."""
        columns = sorted(unknown)
        at = columns.index(place)
        bounds = [(float(min(0, LEAST - self.values[one])), _FAR) for one in columns]
        goal = [0.0] * len(columns)
        rows = self.matrix[:, columns], self.within[:, columns], self.slack
        found: list[float] = []
        for sign in (1.0, -1.0):
            goal[at] = sign
            solved = _solve(goal, rows, bounds)
            if solved is None:  # to change nothing is always possible: the solver gave up
                raise CannotProtect(self.names[place])
            found.append(float(solved[at]))
        return found[0], None if found[1] >= _FAR - 1 else found[1]

    def _cheapest(
        self, place: int, unknown: set[int], spread: dict[int, list[float]]
    ) -> set[int] | None:
        """Return the cheapest further columns that let this one move by its threshold."""
        need = self.needs[place]
        room = min(max(0, self.values[place] - LEAST), need)
        ways = [
            found
            for down in sorted({0, room, min(room, need // 2)})
            if (found := self._both_ways(place, need - down, down, unknown)) is not None
        ]
        if not ways:
            return None
        best, moves = min(ways, key=lambda one: self._cost(one[0]))
        for move in moves:
            for one, by in enumerate(move):
                low, high = spread[one]
                spread[one] = [min(low, by), max(high, by)]
        return best

    def _both_ways(
        self, place: int, up: int, down: int, unknown: set[int]
    ) -> tuple[set[int], list[Any]] | None:
        """Return the further columns that let this one rise and fall by so much, and the moves."""
        added: set[int] = set()
        moves = []
        for amount in filter(None, (up, -down)):
            move = self._move(place, amount, unknown | added)
            if move is None:
                return None
            moves.append(move)
            added |= {one for one, by in enumerate(move) if abs(by) > _EPS} - unknown
        return added, moves

    def _cost(self, added: set[int]) -> int:
        return sum(self.cost[one] for one in added)

    def _move(self, place: int, amount: int, free: set[int]) -> Any:
        """Return the cheapest change of all columns that moves this one by so much; None where none
        does. What is hidden already costs nothing."""
        from scipy.sparse import hstack  # noqa: PLC0415 - an extra

        number, own = len(self.names), len(self.at)
        cost: list[float] = []
        up: list[_Bound] = []
        down: list[_Bound] = []
        for one in range(number):
            movable = one in free or (one < own and one not in self.known)
            cost.append(0.0 if one in free else float(self.cost[one]))
            up.append((0.0, None if movable else 0.0))
            down.append((0.0, float(max(0, self.values[one] - LEAST)) if movable else 0.0))
        up[place] = (float(max(0, amount)),) * 2
        down[place] = (float(max(0, -amount)),) * 2
        both = [hstack([one, -one]).tocsr() for one in (self.matrix, self.within)]
        found = _solve(cost * 2, (both[0], both[1], self.slack), up + down)
        return None if found is None else found[:number] - found[number:]


def _width(ends: Sequence[float]) -> int:
    return floor(ends[1] + _EPS) - ceil(ends[0] - _EPS)


def _row(relation: Relation, at: Mapping[str, int]) -> dict[int, int]:
    row = {at[relation.total]: -1}
    for part in relation.parts:
        row[at[part]] = row.get(at[part], 0) + 1
    return row


def _linked(links: Sequence[Relation], at: Mapping[str, int]) -> list[_Line]:
    """Return the links of what was published by then, which a later correction does not take back.
    A part that was not counted then was zero."""
    then = dict(at)
    found: list[_Line] = []
    for one in links:
        parts = tuple(part for part in one.parts if part in then)
        if parts and one.total in then:
            found.append((Relation(one.total, parts), then))
    return found


def _matrix(rows: Sequence[Mapping[int, int]], width: int) -> Any:
    if not is_installed():
        raise StatisticsMissing
    from scipy.sparse import csc_matrix  # noqa: PLC0415 - an extra

    places = [(number, column, by) for number, row in enumerate(rows) for column, by in row.items()]
    down, across, values = zip(*places, strict=True) if places else ((), (), ())
    return csc_matrix((values, (down, across)), (max(1, len(rows)), width))


def _solve(
    cost: Sequence[float],
    rows: tuple[Any, Any, Sequence[int]],
    bounds: Sequence[tuple[float, float | None]],
) -> Any:
    """Return the cheapest change under the rows that must stay the same and those within theirs."""
    from scipy.optimize import linprog  # noqa: PLC0415 - an extra

    same, within, slack = rows
    found = linprog(
        cost,
        A_eq=same,
        b_eq=[0.0] * same.shape[0],
        A_ub=within,
        b_ub=slack,
        bounds=bounds,
        method="highs-ds",
    )
    return found.x if found.status == 0 else None
