from dataclasses import dataclass

from amparo.foundations.ledger.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureProposed(Event):
    measure: str
    catalogue: str
    unit: str
    urgent: bool
    requested: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureMoved(Event):
    """A measure changed its state; `state` is one of Measure.State."""

    measure: str
    state: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PutToDecision(Event):
    """`purpose`: decision, provisional or admission."""

    purpose: str
    members: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionDrafted(Event):
    """The team stored a draft of the resolution; its words are sealed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionReturned(Event):
    """The deciding authority returned the draft with observations."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionApproved(Event):
    """The deciding authority approved a resolution that is numbered and signed elsewhere."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionIssued(Event):
    decision: str
    kind: str
    elsewhere: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionNotified(Event):
    """Receipt of a decision is proven. `means` says how; `to` says as whom it was received after a
    death: third_party, protected or those_left; empty for the person."""

    decision: str
    means: str
    received_at: str
    to: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class NobodyReceives(Event):
    """The person has died, and the case knows of no one who would receive this decision."""

    decision: str


@dataclass(frozen=True, kw_only=True, slots=True)
class WithdrawalAnswered(Event):
    """What the authority declared after the person left: `ended` or `goes_on`."""

    result: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureToldOver(Event):
    """The case passed to another norm, which gives a measure another name."""

    measure: str
    was: str
    now: str
