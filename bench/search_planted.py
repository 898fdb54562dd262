"""A thief who also files requests: he writes names of his own into somebody's index, and learns by
where a row grows, or a leaf ends, whether a name stands there already.

He is given more than a thief has: he knows every other name of the leaf and how long the lines are,
into which bucket each word falls, and sees the tables after each of his requests. He has no key.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import count, product

from amparo.crypto.keys import new_key
from amparo.foundations.cases.names.index_leaf_format import (
    BUCKETS,
    PERSON,
    READ_AS,
    SIZE,
    SPREAD,
    Leaf,
    label_of,
    lines_of,
    room_of,
)
from amparo.foundations.cases.names.spelling import forms_of
from bench.town import Town

STEP = 2048  # bytes by which a bucket grew
OTHERS = 200  # cases of the leaf that are not his
ENDLESS = SIZE * BUCKETS
HIS = 50_000  # the first number of a case of his
LETTERS = ("da", "la", "ma", "na", "pa", "ta")

type Lines = list[tuple[int, bytes]]


@dataclass(frozen=True)
class Round:
    """A leaf in which somebody called so may be or not."""

    key: bytes
    leaf: int
    others: tuple[tuple[str, str], ...]
    name: str
    there: bool

    def begun(self, room: int) -> Leaf:
        """As it was before he wrote there."""
        leaf = Leaf(room)
        for seat, two in enumerate(self.others):
            leaf.keep(self.lines(HIS - OTHERS - 1 + seat, " ".join(two)))
        if self.there:
            leaf.keep(self.lines(HIS - 1, self.name))
        return leaf

    def lines(self, seat: int, name: str) -> Lines:
        return lines_of(seat, [(PERSON, name)], self.key)

    @property
    def label(self) -> int:
        """Where the name falls, which is read in one way."""
        [form] = forms_of(self.name)
        return label_of(self.key, form)

    def his(self) -> Iterator[Lines]:
        """Words of his own that fall where the name does, each in one line."""
        seats = count(HIS)
        for parts in product(LETTERS, repeat=7):
            new = self.lines(next(seats), self.name[:2] + "".join(parts))
            if [one for one, _ in new] == [self.label]:
                yield new

    def again(self) -> Iterator[Lines]:
        """One such word of many requests: each adds no more than its place."""
        [(_, line)] = next(self.his())
        word = line.split()[0].decode().partition(READ_AS)[2]
        return (self.lines(seat, word) for seat in count(2 * HIS))


def drawn(number: int, of: Town, seed: int) -> Round:
    chance = random.Random(f"{seed}/{number}")
    others = tuple(chance.choice(of.cases) for _ in range(OTHERS))
    borne = {name for two in others for name in two}
    rare = [name for name in chance.sample(sorted(of.weights), 900) if name not in borne]
    name = next(one for one in rare if [form[:2] for form in forms_of(one)] == [one[:2]])
    return Round(new_key(), number, others, name, chance.random() < 0.5)  # noqa: PLR2004


def _fullest(leaf: Leaf) -> int:
    return max(leaf._taken.values())


def until_it_grows(one: Round) -> int:
    """Requests that he files until the rows of a leaf are longer, where they grow with it."""
    label = one.label
    leaf = _filled(one, ENDLESS, lambda known: known._taken[label] >= _fullest(known))
    return _counted(one, leaf, lambda before: _fullest(leaf) // STEP == before // STEP)


def until_it_ends(one: Round, room: int) -> int:
    """Requests that he files until a leaf takes no more and another begins."""
    leaf = _filled(one, room, lambda known: _fullest(known) >= SIZE - SPREAD - 200)
    return _counted(one, leaf, lambda _: True)


def _filled(one: Round, room: int, enough: Callable[[Leaf], bool]) -> Leaf:
    """With long names of his first, as many as are enough by what he knows to be there."""
    leaf, his = one.begun(room), one.his()
    known = replace(one, there=False).begun(ENDLESS)
    while True:
        new = next(his)
        leaf.keep(new)
        known.keep(new)
        if enough(known):
            return leaf


def _counted(one: Round, leaf: Leaf, same: Callable[[int], bool]) -> int:
    """Then with short ones, each of which tells."""
    before = _fullest(leaf)
    for number, new in enumerate(one.again()):
        if not leaf.takes(new) or not same(before):
            return number
    return 0


def grown_right(one: Round, chance: random.Random) -> bool:
    seen = until_it_grows(one)
    likely = [there for there in (True, False) if until_it_grows(replace(one, there=there)) == seen]
    return chance.choice(likely) is one.there


def ended_right(one: Round, chance: random.Random) -> bool:
    """He says what can be; where both can be, a coin is as good as he is."""
    seen = until_it_ends(one, room_of(one.key, one.leaf))
    ways = {there: replace(one, there=there) for there in (True, False)}
    least, most = SIZE - SPREAD, SIZE - 1
    likely = [
        there
        for there, way in ways.items()
        if until_it_ends(way, least) <= seen <= until_it_ends(way, most)
    ]
    return chance.choice(likely) is one.there


def told(of: Town, rounds: int, right: Callable[[Round, random.Random], bool], seed: int) -> float:
    """In how many of a hundred rounds he says right whether somebody called so is there."""
    chance = random.Random(seed)
    games = (drawn(number, of, seed) for number in range(rounds))
    return 100 * sum(right(one, chance) for one in games) / rounds
