"""Events of evidence, about the attack. The hash of each piece is committed by its entry."""

from dataclasses import dataclass

from amparo.foundations.ledger.events import SiteEvent


@dataclass(frozen=True, kw_only=True, slots=True)
class EvidenceAdded(SiteEvent):
    """A file or a text came to an attack."""

    ref: str
    kind: str
    masked_of: str


@dataclass(frozen=True, kw_only=True, slots=True)
class EvidenceShown(SiteEvent):
    """A member looked at it."""

    ref: str


@dataclass(frozen=True, kw_only=True, slots=True)
class EvidenceTaken(SiteEvent):
    """A member downloaded the file as it came."""

    ref: str


@dataclass(frozen=True, kw_only=True, slots=True)
class EvidenceErased(SiteEvent):
    """It was erased, and the attack stays."""

    ref: str
