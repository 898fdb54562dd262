"""Pairs of records: those that may be one, and the one that is answered."""

import json
from dataclasses import asdict, dataclass
from typing import Any, Self

from amparo.observatory.attacks.attack_keys import OpenAttack


@dataclass(frozen=True, slots=True)
class Told:
    """One feature of a pair: its level, and the doublings of the odds that it stands for."""

    feature: str
    level: int
    doublings: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two records that may be one, by their codes; the one recorded earlier is the first."""

    first: str
    second: str
    chance: float
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Computed:
    """What came of a comparison. `distinct`: how many there are if all likely pairs are one.
    `begin`, `weights`: by which the next record is compared."""

    candidates: tuple[Candidate, ...]
    records: int
    distinct: int
    begin: float
    weights: tuple[tuple[float, ...], ...]

    def as_json(self) -> bytes:
        """Return what is sealed."""
        return json.dumps(asdict(self), separators=(",", ":")).encode()

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Return what was sealed."""
        candidates = tuple(
            Candidate(
                one["first"],
                one["second"],
                one["chance"],
                tuple(Told(**told) for told in one["told"]),
            )
            for one in stored["candidates"]
        )
        weights = tuple(map(tuple, stored["weights"]))
        return cls(candidates, stored["records"], stored["distinct"], stored["begin"], weights)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records of which a member says whether they are one, the earlier first; `held`: the
    unlocked attack of the first. `seen`: the number of the answer that the member was shown, or
    0."""

    question: str
    first: str
    second: str
    held: OpenAttack
    seen: int = 0


def context_of(question: str) -> str:
    """Return the context under which a comparison is sealed."""
    return f"duplicates/{question}"
