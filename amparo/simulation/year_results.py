"""Results of one simulated year. Without SimPy, which is loaded only to run a simulation."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Request:
    """One request: when it came, and when each event was recorded."""

    track: str
    channel: str
    came: float
    moments: dict[str, float] = field(default_factory=dict)
    left: int = 0
    """Steps not done yet."""
    opinion: "Asked | None" = None
    in_place: float | None = None
    """When the ordered measure was in place."""


@dataclass(slots=True)
class Asked:
    """A question to an institution, and when it answered; None if it never did."""

    asked: float
    answered: float | None = None


@dataclass(slots=True)
class Pool:
    """All people in one role, and the work that waits for them."""

    store: Any
    """SimPy store: the pieces by rank, and the people waiting for one."""
    people: int
    in_hand: int = 0
    """Pieces that wait or are worked on."""
    waits: list[float] = field(default_factory=list)
    """Hours that each piece of the year waited before it was taken."""
    busy: float = 0.0
    there: float = 0.0
    """Hours worked, and hours of presence, in the year."""
    lying: list[int] = field(default_factory=list)
    """Waiting pieces, week by week."""


@dataclass(slots=True)
class Played:
    requests: list[Request]
    pools: dict[str, Pool]
    open_by_week: list[int]
    officers: Pool | None = None
    protected_by_week: list[int] = field(default_factory=list)
    changes: list[Asked] = field(default_factory=list)
    """Questions to institutions before a measure was changed."""
