from dataclasses import dataclass

from amparo.foundations.ledger.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class AssessmentBegun(Event):
    assessment: str
    method: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RiskAssessed(Event):
    """By which version of the method, how many questions stayed unknown, and whether the person
    sees it otherwise. How grave it is, only the sealed report says."""

    assessment: str
    method: str
    unknown: int
    disagrees: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftForgotten(Event):
    """A draft that nobody recorded was deleted with all its versions, by the site's schedule."""

    assessment: str
