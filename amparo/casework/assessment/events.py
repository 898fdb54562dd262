from dataclasses import dataclass

from amparo.foundations.ledger.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class AssessmentBegun(Event):
    assessment: str
    method: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RiskAssessed(Event):
    """An assessment was recorded: the version of the method, the number of unknown answers, and
    whether the person disagrees. The level is only in the sealed report."""

    assessment: str
    method: str
    unknown: int
    disagrees: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftForgotten(Event):
    """A draft that was never recorded was deleted with all its versions, by the site's schedule."""

    assessment: str
