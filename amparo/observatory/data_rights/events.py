"""Events of what is kept about people without a case. Who asked stands in none."""

from dataclasses import dataclass

from amparo.foundations.ledger.events import SiteEvent


@dataclass(frozen=True, kw_only=True, slots=True)
class AttackHeld(SiteEvent):
    """Why an attack is kept, and the day by which it is looked at again; about the attack."""

    ground: str
    retention: str
    look_again_on: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DataRequestRecorded(SiteEvent):
    """A person asked for correction, erasure or a reply."""

    kind: str
    answer_by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DataRequestAnswered(SiteEvent):
    outcome: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DataRequestErased(SiteEvent):
    """A request that was answered was erased: who asked, and what."""
