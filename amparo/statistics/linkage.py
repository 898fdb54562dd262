"""Records that may be about the same victim, or the same event: which pairs to compare, and how far
each pair agrees.

Pure and in memory: nothing is written or kept beyond the call. `likelihood` says how likely each
pair is. Names and dates stay with the caller's records; what leaves here are positions of records
and levels of agreement.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from amparo.statistics.spelling import folded, sounds_of, words_of, words_of_collective

BLOCK = 400
"""Records that share one key at most: a key that more share tells no two apart, and is left out."""
ALIKE = 0.8
"""Likeness from which two words can be the same word of a name."""
INITIAL = 0.9
"""Likeness of an initial and a name that begins with it."""
WINDOW = timedelta(days=15)
"""How far from each other days may be noted that are compared by month."""
UNKNOWN = 0
"""Level of every feature that one of the two records does not tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is known of a victim or an event. `names`: of the victim, the same person's other names
    too; of an event, those of its victims. `apart`: records that share it are different.
    `collective`: the names are of a community or an organisation; it is never one with a person."""

    names: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    department: str = ""
    province: str = ""
    district: str = ""
    sex: str = ""
    age: int | None = None
    kinds: frozenset[str] = frozenset()
    collective: bool = False
    apart: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    words: tuple[str, ...]
    sounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far two names agree, each part from 0 to 1; `second` is below 0 where one name lacks it.
    `shared`: of the shorter name, what the other has too, rare words counting more; `whole`: of the
    longer one."""

    shared: float = 0.0
    whole: float = 0.0
    given: float = 0.0
    surname: float = 0.0
    second: float = -1.0


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing that is compared, and how often each level is met among pairs that are the same and
    among others, before anything is known of these records: level 0 is unknown, then from
    different to equal."""

    name: str
    same: tuple[float, ...]
    other: tuple[float, ...]
    level: Callable[["Prepared", "Prepared", Likeness], int]


@dataclass(frozen=True, slots=True)
class Model:
    """What is compared to decide one question. `share`: of the compared pairs that are the same,
    before anything is known. `by_event`: pairs are found by place and month too."""

    features: tuple[Feature, ...]
    share: float
    by_event: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """Pairs of positions of records, the first below the second, and the levels of each feature."""

    model: Model
    records: int
    pairs: NDArray[np.int64]
    levels: NDArray[np.int64]
    apart: Sequence[str]


class Prepared:
    """A record with its names as words and sounds."""

    __slots__ = ("names", "places", "record")

    def __init__(self, record: Record) -> None:
        self.record = record
        split = map(words_of_collective if record.collective else words_of, record.names)
        self.names = [Name(one, sounds_of(one)) for one in split if one]
        self.places = tuple(map(folded, (record.department, record.province, record.district)))


class Names:
    """Likeness of names within one set of records: what was compared is remembered while this
    lives, and rare words count more."""

    def __init__(self, records: Sequence[Prepared]) -> None:
        self._number = len(records)
        self._met = Counter(
            sound for one in records for name in one.names for sound in set(name.sounds)
        )
        self._known: dict[tuple[str, str], float] = {}

    def likeness(self, one: Prepared, two: Prepared) -> Likeness:
        """Return how far the names agree that agree best."""
        found = (self._of(*names) for names in product(one.names, two.names))
        return max(found, key=lambda like: (like.shared, like.whole), default=Likeness())

    def _of(self, one: Name, two: Name) -> Likeness:
        table = [
            [self._alike(word, other) for other in zip(two.words, two.sounds, strict=True)]
            for word in zip(one.words, one.sounds, strict=True)
        ]
        matched = _matched(table)
        rare_one = [self._rarity(sound) for sound in one.sounds]
        rare_two = [self._rarity(sound) for sound in two.sounds]
        shares = (
            sum(like * rare_one[i] for like, i, _ in matched) / sum(rare_one),
            sum(like * rare_two[j] for like, _, j in matched) / sum(rare_two),
        )
        full = min(len(one.words), len(two.words)) > 2  # noqa: PLR2004 - has both surnames
        return Likeness(
            shared=max(shares),
            whole=min(shares),
            given=table[0][0],
            surname=_surname(table, len(one.words), len(two.words)),
            second=table[-1][-1] if full else -1.0,
        )

    def _rarity(self, sound: str) -> float:
        return math.log((self._number + 1) / self._met[sound]) + 0.1

    def _alike(self, one: tuple[str, str], two: tuple[str, str]) -> float:
        if one[0] == two[0]:
            return 1.0
        if one[1] == two[1]:
            return 0.97
        words = (one[0], two[0]) if one[0] < two[0] else (two[0], one[0])
        known = self._known.get(words)
        if known is None:
            known = self._known[words] = _alike(one, two)
        return known


def _alike(one: tuple[str, str], two: tuple[str, str]) -> float:
    """Return how alike two words are, from 0 to 1: by letters, by sound, by slips of the hand."""
    if 1 in {len(one[0]), len(two[0])} and one[0][0] == two[0][0]:
        return INITIAL
    found = max(
        JaroWinkler.similarity(one[0], two[0]), JaroWinkler.similarity(one[1], two[1]) * 0.98
    )
    short, long = sorted((len(one[0]), len(two[0])))
    slips = DamerauLevenshtein.distance(one[0], two[0])
    if short >= 4 and slips <= 1:  # noqa: PLR2004 - shorter words differ by one letter too often
        return max(found, 0.93)
    if long >= 7 and slips == 2:  # noqa: PLR2004
        return max(found, 0.88)
    return found


def _matched(table: Sequence[Sequence[float]]) -> list[tuple[float, int, int]]:
    """Return which word of one name is which of the other, the most alike first."""
    cells = sorted(
        (
            (like, i, j)
            for i, row in enumerate(table)
            for j, like in enumerate(row)
            if like >= ALIKE
        ),
        reverse=True,
    )
    found: list[tuple[float, int, int]] = []
    rows: set[int] = set()
    columns: set[int] = set()
    for like, i, j in cells:
        if i not in rows and j not in columns:
            rows.add(i)
            columns.add(j)
            found.append((like, i, j))
    return found


def _surname(table: Sequence[Sequence[float]], one: int, two: int) -> float:
    """Return how alike the first surnames are: the last word but one, or the last of a name that
    may have a single surname."""
    first, second = (max(number - (2 if number > 2 else 1), 0) for number in (one, two))  # noqa: PLR2004
    found = [table[first][second]]
    if two <= 3:  # noqa: PLR2004
        found.append(table[first][-1])
    if one <= 3:  # noqa: PLR2004
        found.append(table[-1][second])
    return max(found)


# --- levels ---


def _step(value: float, *edges: float) -> int:
    """Return 1 below the first edge, 2 below the second, and so on."""
    return 1 + sum(value >= edge for edge in edges)


def _shared(_one: Prepared, _two: Prepared, like: Likeness) -> int:
    return _step(like.shared, 0.7, 0.85, 0.95)


def _whole(_one: Prepared, _two: Prepared, like: Likeness) -> int:
    return _step(like.whole, 0.4, 0.6, 0.8, 0.95)


def _given(one: Prepared, _two: Prepared, like: Likeness) -> int:
    return UNKNOWN if one.record.collective else _step(like.given, 0.8, 0.92, 0.99)


def _first_surname(one: Prepared, _two: Prepared, like: Likeness) -> int:
    return UNKNOWN if one.record.collective else _step(like.surname, 0.8, 0.92, 0.99)


def _second_surname(one: Prepared, _two: Prepared, like: Likeness) -> int:
    if one.record.collective or like.second < 0:
        return UNKNOWN
    return _step(like.second, 0.8, 0.92, 0.99)


def days_between(one: Record, two: Record) -> int | None:
    """Return the fewest days between the two; nothing where one has no date."""
    if one.first is None or two.first is None:
        return None
    last_one, last_two = one.last or one.first, two.last or two.first
    return max(0, (one.first - last_two).days, (two.first - last_one).days)


def _days(one: Prepared, two: Prepared, _like: Likeness) -> int:
    gap = days_between(one.record, two.record)
    return UNKNOWN if gap is None else 8 - _step(gap, 1, 4, 8, 16, 32, 64)


def _place(one: Prepared, two: Prepared, _like: Likeness) -> int:
    """Return 1 for another department, 2 another province, 3 the department and no more is known,
    4 another district, 5 the province and no more is known, 6 the same district."""
    (department, province, district), other = one.places, two.places
    if not department or not other[0]:
        return UNKNOWN
    if department != other[0]:
        return 1
    if district and other[2] and JaroWinkler.similarity(district, other[2]) > 0.9:  # noqa: PLR2004
        return 6
    if province and province == other[1]:
        return 4 if district and other[2] else 5
    if (district and district == other[1]) or (other[2] and other[2] == province):
        return 5  # the one noted the province where the other noted the district
    return 2 if province and other[1] else 3


def _age(one: Prepared, two: Prepared, _like: Likeness) -> int:
    if one.record.age is None or two.record.age is None:
        return UNKNOWN
    return 5 - _step(abs(one.record.age - two.record.age), 1, 2, 4)


def _sex(one: Prepared, two: Prepared, _like: Likeness) -> int:
    sexes = one.record.sex, two.record.sex
    return UNKNOWN if "" in sexes else 1 + (sexes[0] == sexes[1])


def _kinds(one: Prepared, two: Prepared, _like: Likeness) -> int:
    kinds, other = one.record.kinds, two.record.kinds
    return UNKNOWN if not kinds or not other else 1 + bool(kinds & other)


def _people(one: Prepared, two: Prepared, like: Likeness) -> int:
    """Return whether the two events have a victim in common, as far as names tell."""
    if not one.names or not two.names:
        return UNKNOWN
    return _step(like.shared * 0.5 + like.whole * 0.5, 0.6, 0.75, 0.9)


_DAYS_OF_EVENT = Feature(
    "days",
    (0.05, 0.02, 0.03, 0.05, 0.08, 0.1, 0.17, 0.5),
    (0.05, 0.55, 0.15, 0.1, 0.06, 0.04, 0.03, 0.02),
    _days,
)
_PLACE = Feature(
    "place",
    (0.02, 0.03, 0.07, 0.1, 0.13, 0.2, 0.45),
    (0.02, 0.7, 0.13, 0.05, 0.05, 0.03, 0.02),
    _place,
)
_KINDS = Feature("kinds", (0.05, 0.25, 0.7), (0.05, 0.7, 0.25), _kinds)
VICTIMS = Model(
    features=(
        Feature("names", (0.0, 0.05, 0.1, 0.2, 0.65), (0.0, 0.65, 0.2, 0.1, 0.05), _shared),
        Feature(
            "whole_names",
            (0.0, 0.03, 0.12, 0.2, 0.25, 0.4),
            (0.0, 0.4, 0.4, 0.13, 0.05, 0.02),
            _whole,
        ),
        Feature("given", (0.0, 0.1, 0.1, 0.15, 0.65), (0.0, 0.7, 0.05, 0.05, 0.2), _given),
        Feature(
            "surname", (0.0, 0.07, 0.08, 0.15, 0.7), (0.0, 0.4, 0.05, 0.05, 0.5), _first_surname
        ),
        Feature(
            "second_surname",
            (0.4, 0.05, 0.05, 0.1, 0.4),
            (0.4, 0.45, 0.03, 0.02, 0.1),
            _second_surname,
        ),
        Feature(
            "days",
            (0.05, 0.15, 0.05, 0.06, 0.09, 0.1, 0.15, 0.35),
            (0.05, 0.75, 0.08, 0.04, 0.03, 0.02, 0.02, 0.01),
            _days,
        ),
        _PLACE,
        Feature("age", (0.5, 0.05, 0.05, 0.1, 0.3), (0.5, 0.38, 0.06, 0.03, 0.03), _age),
        Feature("sex", (0.3, 0.03, 0.67), (0.3, 0.25, 0.45), _sex),
        _KINDS,
    ),
    share=0.05,
)
"""Whether two records are about the same victim."""
EVENTS = Model(
    features=(
        Feature("people", (0.2, 0.1, 0.1, 0.15, 0.45), (0.2, 0.75, 0.03, 0.01, 0.01), _people),
        _DAYS_OF_EVENT,
        _PLACE,
        _KINDS,
    ),
    share=0.02,
    by_event=True,
)
"""Whether two records are about the same event."""
MODELS: Mapping[str, Model] = {"victim": VICTIMS, "event": EVENTS}
LEAST_ALIKE = 0.6
"""Names that share less than this are not those of one person: such pairs are not compared."""


def compare(
    records: Sequence[Record], model: Model, *, only: frozenset[int] = frozenset()
) -> Compared:
    """Compare the records that share a key. `only`: pairs with one of these positions."""
    prepared = [Prepared(one) for one in records]
    names = Names(prepared)
    pairs: list[tuple[int, int]] = []
    levels: list[list[int]] = []
    for i, j in sorted(_candidates(prepared, model, only)):
        one, two = prepared[i], prepared[j]
        like = names.likeness(one, two)
        if model.by_event or like.shared > LEAST_ALIKE:
            pairs.append((i, j))
            levels.append([feature.level(one, two, like) for feature in model.features])
    width = len(model.features)
    return Compared(
        model=model,
        records=len(records),
        pairs=np.array(pairs, dtype=np.int64).reshape(-1, 2),
        levels=np.array(levels, dtype=np.int64).reshape(-1, width),
        apart=[one.apart for one in records],
    )


def _candidates(
    records: Sequence[Prepared], model: Model, only: frozenset[int]
) -> set[tuple[int, int]]:
    """Return the pairs that share a key and are not known to be different."""
    blocks: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for position, one in enumerate(records):
        for key in set(_keys(one, by_event=model.by_event)):
            blocks[key].append(position)
    found: set[tuple[int, int]] = set()
    for block in blocks.values():
        if len(block) <= BLOCK:
            found.update(_within(block, only))
    of = [one.record for one in records]
    return {
        (i, j)
        for i, j in found
        if of[i].collective == of[j].collective and (not of[i].apart or of[i].apart != of[j].apart)
    }


def _within(block: Sequence[int], only: frozenset[int]) -> Iterable[tuple[int, int]]:
    if not only:
        return combinations(block, 2)
    own = [i for i in block if i in only]
    return ((min(i, j), max(i, j)) for i, j in product(own, block) if i != j)


def _keys(one: Prepared, *, by_event: bool) -> Iterator[tuple[object, ...]]:
    """Yield what records have in common that are worth comparing: a surname and the department, a
    surname and the month, the first name with department and month, a name and the province; of
    events, a place and the month too."""
    department, province, district = one.places
    months = _months(one.record)
    places = {province, district} - {""}
    for name in one.names:
        surnames, every = set(name.sounds[1:] or name.sounds), set(name.sounds)
        yield from (("surname", one, department) for one in surnames)
        yield from (("surname", *key) for key in product(surnames, months))
        yield from (("given", name.sounds[0], department, month) for month in months)
        yield from (("place", *key) for key in product(every, places))
    if by_event:
        yield from (("event", *key) for key in product(places | {department}, months))


def _months(one: Record) -> set[tuple[int, int]]:
    """Return the months in which another record of the same may be dated."""
    if one.first is None:
        return set()
    days = (one.first - WINDOW, one.first, one.first + WINDOW, one.last or one.first)
    return {(day.year, day.month) for day in days}
