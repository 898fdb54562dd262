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
    """A measure stands elsewhere than before: `state` is an id of the states of a measure."""

    measure: str
    state: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PutToDecision(Event):
    """`purpose`: decision, provisional or admission."""

    purpose: str
    members: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionIssued(Event):
    decision: str
    kind: str
    elsewhere: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionNotified(Event):
    """Receipt is proven; `means` says how, `to` as whom it was received after a death: third_party,
    protected or those_left; nothing for the person."""

    decision: str
    means: str
    received_at: str
    to: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class NobodyReceives(Event):
    """The person has died, and nobody is left who would receive this decision."""

    decision: str


@dataclass(frozen=True, kw_only=True, slots=True)
class WithdrawalAnswered(Event):
    """What the authority declared after the person left: ended, or goes_on by itself."""

    result: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureToldOver(Event):
    """The case passed to another norm, in whose names a measure is called otherwise."""

    measure: str
    was: str
    now: str
