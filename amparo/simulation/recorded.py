"""What a played year leaves behind. Without SimPy, which is loaded only where a year is played."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Request:
    """One request that came: when, and when each thing was put on record."""

    track: str
    channel: str
    came: float
    moments: dict[str, float] = field(default_factory=dict)
    left: int = 0
    """Steps that are still to be done."""
    opinion: "Asked | None" = None
    in_place: float | None = None
    """When what was ordered was there in fact."""


@dataclass(slots=True)
class Asked:
    """Something an institution was asked, and when it answered; None where it never did."""

    asked: float
    answered: float | None = None


@dataclass(slots=True)
class Pool:
    """Everybody in one role, and what waits for them."""

    store: Any
    """Of SimPy: the pieces by rank, and whoever waits for one."""
    people: int
    in_hand: int = 0
    """Pieces that wait or are worked on."""
    waits: list[float] = field(default_factory=list)
    """Hours that each piece of the year lay there before somebody took it."""
    busy: float = 0.0
    there: float = 0.0
    """Hours worked, and hours of presence, in the year."""
    lying: list[int] = field(default_factory=list)
    """Pieces that wait, week by week."""


@dataclass(slots=True)
class Played:
    requests: list[Request]
    pools: dict[str, Pool]
    open_by_week: list[int]
    officers: Pool | None = None
    protected_by_week: list[int] = field(default_factory=list)
    changes: list[Asked] = field(default_factory=list)
    """What institutions were asked before a measure was to be changed."""
