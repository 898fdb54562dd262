"""People who do not exist, for measuring: their surnames are made of syllables, and as common as
surnames are, a few of very many and very many of a few (a Zipf law; no register was read)."""

import random
from dataclasses import dataclass, field
from itertools import accumulate, product

GIVEN = ("Killa", "Rumi", "Illari", "Wayra", "Sami", "Urpi", "Inti")
SURNAMES = 2000
SHIFT, POWER = 6.0, 0.85  # of a hundred surnames some two are the commonest
SYLLABLES = ("ka", "lo", "mi", "ru", "te", "wa", "chi", "nu", "pe", "so", "qui", "ya", "hua")


@dataclass(frozen=True)
class Town:
    """People who do not exist: each case with its surnames, and how common each surname is."""

    cases: tuple[tuple[str, str], ...] = field(repr=False)
    weights: dict[str, float] = field(repr=False)

    @property
    def commonest(self) -> str:
        return max(self.weights, key=lambda one: self.weights[one])


def town(cases: int, seed: int, *, names: int | None = None) -> Town:
    """`names`: which surnames are the common ones; otherwise drawn by the seed too."""
    chance = random.Random(seed)
    made = ["".join(parts) for parts in product(SYLLABLES, repeat=3)]
    random.Random(seed if names is None else names).shuffle(made)
    surnames = made[:SURNAMES]
    sizes = [1 / (rank + SHIFT) ** POWER for rank in range(SURNAMES)]
    total = sum(sizes)
    heavy = list(accumulate(sizes))

    def drawn() -> str:
        return chance.choices(surnames, cum_weights=heavy)[0]

    return Town(
        tuple((drawn(), drawn()) for _ in range(cases)),
        {name: size / total for name, size in zip(surnames, sizes, strict=True)},
    )
