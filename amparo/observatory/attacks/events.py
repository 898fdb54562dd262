"""Events of the register of attacks. They carry codes; what is sealed is in no event."""

from dataclasses import dataclass

from amparo.foundations.ledger.events import SiteEvent


@dataclass(frozen=True, kw_only=True, slots=True)
class AttackRecorded(SiteEvent):
    """A team began to document an attack."""

    origin: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AttackChanged(SiteEvent):
    """A part of an attack was added, changed or removed."""

    version: int
    part: str
    done: str  # added | changed | removed


@dataclass(frozen=True, kw_only=True, slots=True)
class AttackLinked(SiteEvent):
    """Another attack followed this one."""

    later: str
    kind: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PartyConsentRecorded(SiteEvent):
    """What a victim or a source agreed to; about the attack."""

    party: str
    ground: str
    hold: bool
    share: bool
    publish: bool
    by_name: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class AttackErased(SiteEvent):
    """An attack was erased, with all that belonged to it."""
