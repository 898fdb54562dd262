"""Steal the database and guess surnames from the name index, with the surnames' frequencies known.

python -m bench.search_attack [--cases 5000] [--draws 5]

The thief has every row of the tables, twice: before and after each case was listed. He knows how
common every surname is. For each case he takes whatever he can tell apart (a row that stays the
same for the same name, a bucket that changed, a length that grew), counts how often he sees it, and
matches what is common with the surnames that are common. Where he sees nothing he says the
commonest surname of all: that needs no database. What counts is how much the database adds to that.

Beside the index as it is built stand two others that were not: a row for each word, and rows cut to
so few bits that names collide. The people do not exist (`bench.town`).
"""

import argparse
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from amparo.foundations.cases.leaves import BUCKETS, bucket_context, end_filled, lines_of
from amparo.sealing import envelopes, marks
from amparo.sealing.keys import new_key
from bench.town import Town, town

MOST_ADDED = 1.0
"""What the stolen index may add to blind guessing, in cases of a hundred."""
LEAF = 1024

type Sight = frozenset[object]
"""What a thief can tell apart in one case."""


def a_row_a_word(of: Town) -> list[Sight]:
    """Not built: a keyed mark of each word beside its case. The same name is the same mark."""
    key = new_key()
    return [frozenset(marks.blinded(key, "word", name) for name in case) for case in of.cases]


def rows_cut_short(of: Town) -> list[Sight]:
    """Not built: the same marks, cut to eight bits, so that names collide."""
    key = new_key()
    return [frozenset(marks.blinded(key, "word", name)[0] for name in case) for case in of.cases]


def as_built(of: Town) -> list[Sight]:
    """The index of one member as its leaves are written, stolen before and after each case."""
    key, seen = new_key(), []
    written: dict[int, list[bytes]] = {label: [] for label in range(BUCKETS)}
    before = stolen(written, key)
    for number, case in enumerate(of.cases):
        for label, line in lines_of(number, [("p", " ".join(case))], key):
            written[label].append(line)
        after = stolen(written, key)
        seen.append(told_apart(before, after))
        before = after
        if number % LEAF == LEAF - 1:
            written = {label: [] for label in range(BUCKETS)}
            before = stolen(written, key)
    return seen


def stolen(written: dict[int, list[bytes]], key: bytes) -> dict[int, bytes]:
    """The rows of a leaf as they lie in the database."""
    return {
        label: envelopes.seal(key, text, context=bucket_context("x", 1, label))
        for label, text in end_filled(written).items()
    }


def told_apart(before: dict[int, bytes], after: dict[int, bytes]) -> Sight:
    """Which rows changed though others did not, which grew though others did not, and which lie
    twice."""
    changed = {label for label in after if after[label] != before[label]}
    grown = {label for label in after if len(after[label]) != len(before[label])}
    rows = Counter(after.values())
    sights: set[object] = set()
    if 0 < len(changed) < len(after):
        sights |= {("changed", label) for label in changed}
    if 0 < len(grown) < len(after):
        sights |= {("grown", label) for label in grown}
    sights |= {("twice", row) for row, often in rows.items() if often > 1}
    return frozenset(sights)


def guessed(of: Town, seen: Sequence[Sight]) -> list[str]:
    """For each case the surname that the thief says: what is seen as often as a surname is borne,
    rank by rank."""
    often = Counter(sight for case in seen for sight in case)
    borne = sorted(of.weights, key=lambda one: -of.weights[one])
    matched = {sight: name for (sight, _), name in zip(often.most_common(), borne, strict=False)}
    return [
        matched[max(case, key=lambda one: often[one])] if case & matched.keys() else of.commonest
        for case in seen
    ]


def score(of: Town, said: Sequence[str]) -> float:
    """In how many of a hundred cases the surname that he says is one of the person's."""
    right = sum(one in case for one, case in zip(said, of.cases, strict=True))
    return 100 * right / len(of.cases)


@dataclass(frozen=True)
class Scores:
    """In cases of a hundred, the mean of all draws."""

    blind: float
    a_row_a_word: float
    rows_cut_short: float
    as_built: float

    @property
    def added(self) -> float:
        return self.as_built - self.blind


def attack(cases: int, draws: int) -> Scores:
    towns = [town(cases, seed) for seed in range(draws)]

    def mean(scheme: Callable[[Town], list[Sight]]) -> float:
        return sum(score(one, guessed(one, scheme(one))) for one in towns) / draws

    return Scores(
        blind=mean(lambda one: [frozenset()] * len(one.cases)),
        a_row_a_word=mean(a_row_a_word),
        rows_cut_short=mean(rows_cut_short),
        as_built=mean(as_built),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=5000)
    parser.add_argument("--draws", type=int, default=5)
    arguments = parser.parse_args()
    found = attack(arguments.cases, arguments.draws)
    print(f"{arguments.cases} cases, {arguments.draws} draws: surnames said right, of 100 cases")
    print(f"  the commonest surname, without the database   {found.blind:6.2f}")
    print(f"  not built: a row for each word                {found.a_row_a_word:6.2f}")
    print(f"  not built: rows cut to eight bits             {found.rows_cut_short:6.2f}")
    print(f"  the index as it is built                      {found.as_built:6.2f}")
    print(f"  which adds {found.added:.2f}; it may add {MOST_ADDED:.2f} at most")
    raise SystemExit(found.added > MOST_ADDED)


if __name__ == "__main__":
    main()
