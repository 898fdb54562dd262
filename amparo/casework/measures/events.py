from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from amparo.foundations.ledger.events import NO_WORDS, Event, History


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureProposed(Event):
    history = History(pgettext_lazy("act", "Measure proposed"))

    measure: str
    catalogue: str
    unit: str
    urgent: bool
    requested: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureMoved(Event):
    """A measure changed its state; `state` is one of Measure.State."""

    history = History(pgettext_lazy("act", "Measure changed"))

    measure: str
    state: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PutToDecision(Event):
    """`purpose`: decision, provisional or admission."""

    history = History(pgettext_lazy("act", "Put to decision"))

    purpose: str
    members: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionDrafted(Event):
    """The team stored a draft of the resolution; its words are sealed."""

    history = History(pgettext_lazy("act", "Draft of the resolution changed"))


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionReturned(Event):
    """The deciding authority returned the draft with observations."""

    history = History(pgettext_lazy("act", "Draft returned with observations"))


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionApproved(Event):
    """The deciding authority approved a resolution that is numbered and signed elsewhere."""

    history = History(pgettext_lazy("act", "Resolution approved, not issued yet"))


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionIssued(Event):
    history = History(pgettext_lazy("act", "Resolution issued"))

    decision: str
    kind: str
    elsewhere: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionNotified(Event):
    """Receipt of a decision is proven. `means` says how; `to` says as whom it was received after a
    death: third_party, protected or those_left; empty for the person."""

    history = History(pgettext_lazy("act", "Resolution notified"))

    decision: str
    means: str
    received_at: str
    to: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class NobodyReceives(Event):
    """The person has died, and the case knows of no one who would receive this decision."""

    history = History(pgettext_lazy("act", "Resolution notified"))

    decision: str


@dataclass(frozen=True, kw_only=True, slots=True)
class WithdrawalAnswered(Event):
    """What the authority declared after the person left: `ended` or `goes_on`."""

    history = History(pgettext_lazy("act", "What the authority declared noted"))

    result: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureToldOver(Event):
    """The case passed to another norm, which gives a measure another name."""

    history = NO_WORDS

    measure: str
    was: str
    now: str
