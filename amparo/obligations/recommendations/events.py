from dataclasses import dataclass

from amparo.foundations.ledger.events import SiteEvent


@dataclass(frozen=True, kw_only=True, slots=True)
class RecommendationMade(SiteEvent):
    """An oversight seat recommended something to an institution; about the institution."""

    ref: str
    seat: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RecommendationAnswered(SiteEvent):
    """An institution answered; about the institution."""

    ref: str
    kind: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RecommendationsSealedAnew(SiteEvent):
    """An oversight seat sealed its recommendations to those who joined since; about the seat."""

    many: int
