"""What a thief makes of stolen name indexes: he sees rows and seats, never a key. Pure.

He has a copy of the tables from after each look, the day on which each case was filed, how common
every surname is, and in the worst case he knows already who half of the cases are.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from amparo.foundations.cases.names.index import BATCH, CASES
from bench.town import Town

DOUBT = 2.0  # how many cases he must have seen before he believes what they say

type Sight = frozenset[object]
"""What he can tell apart of one case."""
type Place = tuple[int, int]
"""A leaf, and which of its buckets."""


@dataclass(frozen=True)
class Copy:
    """The tables after one look: of each bucket its length and a hash of what lies there; of each
    seat (case, member) its leaf, where it is listed."""

    rows: Mapping[Place, tuple[int, bytes]]
    seats: Mapping[tuple[int, int], int | None]


@dataclass(frozen=True)
class Truth:
    """Who a case is of, which the thief wants to know."""

    surnames: frozenset[str] = frozenset()
    kept_from: int | None = None  # a member with a seat who must not know

    @property
    def nameless(self) -> bool:
        return not self.surnames


@dataclass
class Looking:
    """He goes from copy to copy and notes of each case what the rows did when it was listed."""

    of: dict[int, set[object]] = field(default_factory=lambda: defaultdict(set))

    def between(self, before: Copy, after: Copy) -> None:
        new = {one: leaf for one, leaf in after.seats.items() if one not in before.seats}
        for leaf in set(new.values()):
            here = sorted(one for one, where in new.items() if where == leaf)
            if leaf is None:
                self._note(here, [("no leaf",)])
                continue
            was, now = _leaf(before, leaf), _leaf(after, leaf)
            self._note(here, _changes(was, now))
            if not was and (older := _last(before, here[0][1])) and len(older) <= CASES - BATCH:
                self._note(here[:1], [("ended a leaf",)])

    def _note(self, seats: Sequence[tuple[int, int]], told: Sequence[tuple[object, ...]]) -> None:
        for case, member in seats:
            self.of[case] |= {(*one, member) for one in told}


def _leaf(copy: Copy, leaf: int) -> dict[int, tuple[int, bytes]]:
    return {label: row for (one, label), row in copy.rows.items() if one == leaf}


def _last(copy: Copy, member: int) -> list[int]:
    """The cases in the newest leaf of a member."""
    leaves = [leaf for (_, whose), leaf in copy.seats.items() if whose == member and leaf]
    return [1 for one in leaves if one == max(leaves)]


def _changes(
    was: Mapping[int, tuple[int, bytes]], now: Mapping[int, tuple[int, bytes]]
) -> list[tuple[object, ...]]:
    """Which buckets changed though others did not, which are longer than others, how much the leaf
    grew, and what lies there twice."""
    told: list[tuple[object, ...]] = []
    changed = {label for label in now if now[label] != was.get(label)}
    if len(changed) < len(now):
        told += [("changed", label) for label in sorted(changed)]
    usual = min(size for size, _ in now.values())
    told += [("longer", label) for label, (size, _) in now.items() if size > usual]
    grown = sum(size for size, _ in now.values()) - sum(size for size, _ in was.values())
    if was and grown:
        told.append(("grew",))
    often = Counter(mark for _, mark in now.values())
    return told + [("twice", mark) for mark, number in often.items() if number > 1]


def seen_in(copies: Iterable[Copy], cases: int) -> list[Sight]:
    """Of each case, by its number; and in how many members' indexes the same was seen of it."""
    looking = Looking()
    for before, after in pairwise(copies):
        looking.between(before, after)
    return [_with_numbers(looking.of.get(case, set())) for case in range(cases)]


def _with_numbers(told: set[object]) -> Sight:
    kinds = Counter(one[0] for one in told if isinstance(one, tuple))
    return frozenset(told) | {("in how many", kind, often) for kind, often in kinds.items()}


def by_rank(of: Town, seen: Sequence[Sight], truths: Sequence[Truth]) -> list[str]:
    """He knows nobody: what is seen as often as a surname is borne stands for it, rank by rank."""
    del truths
    often = Counter(sight for case in seen for sight in case)
    borne = sorted(of.weights, key=lambda one: -of.weights[one])
    matched = {sight: name for (sight, _), name in zip(often.most_common(), borne, strict=False)}
    return [
        matched[max(case, key=lambda one: often[one])] if case & matched.keys() else of.commonest
        for case in seen
    ]


def by_known(of: Town, seen: Sequence[Sight], truths: Sequence[Truth]) -> list[str]:
    """He knows every second case: what was seen of those he looks for in the others."""
    known = Known.of(list(zip(seen, truths, strict=True))[::2])
    said = []
    for case in seen:
        names = {of.commonest}.union(*(known.with_it[one] for one in case & known.with_it.keys()))
        likely = {name: math.log(of.weights[name]) + known.told(name, case) for name in names}
        said.append(max(sorted(names), key=lambda name: likely[name]))
    return said


@dataclass(frozen=True)
class Known:
    """Of cases whose people he knows: how often a surname is borne, and with what it was seen."""

    bears: Counter[str]
    with_it: dict[object, Counter[str]]

    @classmethod
    def of(cls, cases: Iterable[tuple[Sight, Truth]]) -> "Known":
        found = cls(Counter(), defaultdict(Counter))
        for case, truth in cases:
            found.bears.update(truth.surnames)
            for sight in case:
                found.with_it[sight].update(truth.surnames)
        return found

    def told(self, name: str, case: Sight) -> float:
        """How much likelier what is seen makes a surname."""
        total, known = self.bears.total(), 0.0
        for sight in case & self.with_it.keys():
            usual = self.with_it[sight].total() / total
            more = (self.with_it[sight][name] + DOUBT * usual) / (self.bears[name] + DOUBT)
            known += math.log(more / usual) if usual else 0
        return known


def surnames_right(said: Sequence[str], truths: Sequence[Truth]) -> float:
    """In how many of a hundred cases that he does not know the surname he says is one of theirs."""
    pairs = list(zip(said, truths, strict=True))[1::2]
    named = [(one, truth) for one, truth in pairs if truth.surnames]
    return 100 * sum(one in truth.surnames for one, truth in named) / len(named)


def partners_right(seen: Sequence[Sight], truths: Sequence[Truth]) -> float:
    """Of each case he names another that is of one family with it: one with which it shares what is
    seen most seldom. In how many of a hundred cases they share a surname."""
    bearing: dict[object, list[int]] = defaultdict(list)
    for number, case in enumerate(seen):
        for sight in case:
            bearing[sight].append(number)
    right = total = 0
    for number, truth in enumerate(truths):
        if not truth.surnames:
            continue
        shared = [bearing[one] for one in seen[number] if len(bearing[one]) > 1]
        some = min(shared, key=len, default=range(len(truths)))
        other = some[(some.index(number) + 1) % len(some)]
        right += bool(truth.surnames & truths[other].surnames)
        total += 1
    return 100 * right / total


def told_by(seen: Sequence[Sight], asked: Sequence[bool]) -> float:
    """He says yes where, among the cases that he knows, yes is more usual with what he sees than it
    is otherwise. Of a hundred, half of which are so, how many he says right: a coin says 50."""
    half = list(zip(map(_kinds, seen), asked, strict=True))
    known, others = half[::2], half[1::2]
    usual = sum(yes for _, yes in known) / len(known)
    often, yes_of = Counter(one for one, _ in known), Counter(one for one, yes in known if yes)
    says = [(yes_of[one] > usual * often[one], yes) for one, yes in others]
    return 50 * sum(_share([said is so for said, so in says if so is one]) for one in (True, False))


def _kinds(case: Sight) -> Sight:
    """Without whose index it was, and in which bucket."""
    return frozenset(one for one in case if isinstance(one, tuple) and one[0] == "in how many")


def _share(right: Sequence[bool]) -> float:
    return sum(right) / max(len(right), 1)


THIEVES: tuple[Callable[[Town, Sequence[Sight], Sequence[Truth]], list[str]], ...] = (
    by_rank,
    by_known,
)
