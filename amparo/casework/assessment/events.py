from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from amparo.foundations.ledger.events import NO_WORDS, Event, History


@dataclass(frozen=True, kw_only=True, slots=True)
class AssessmentBegun(Event):
    history = History(pgettext_lazy("act", "Assessment of the risk begun"))

    assessment: str
    method: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RiskAssessed(Event):
    """An assessment was recorded: the version of the method, the number of unknown answers, and
    whether the person disagrees. The level is only in the sealed report."""

    history = History(pgettext_lazy("act", "Risk assessed"))

    assessment: str
    method: str
    unknown: int
    disagrees: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftForgotten(Event):
    """A draft that was never recorded was deleted with all its versions, by the site's schedule."""

    history = NO_WORDS

    assessment: str
