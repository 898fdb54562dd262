from dataclasses import dataclass

from amparo.foundations.ledger.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class RecourseReceived(Event):
    """She contested a resolution, in time or late, and it is before who decides. `last_day` was the
    end of her days, `rule_by` is the end of the authority's; more words of hers are added to the
    same one (`added`)."""

    recourse: str
    decision: str
    grounds: str
    how: str
    waits: bool
    late_by: int
    last_day: str
    rule_by: str
    added: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class RecourseRuled(Event):
    """It was decided again: `result` is upheld, upheld_partly or not_upheld."""

    recourse: str
    decision: str
    ruling: str
    result: str


@dataclass(frozen=True, kw_only=True, slots=True)
class WaitingRuled(Event):
    """Whether what was decided against her waits for the ruling."""

    recourse: str
    decision: str
    ruling: str
    waits: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionSetAside(Event):
    """A request that was not admitted is admitted after all: it goes on where it stood."""

    decision: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskOpened(Event):
    task: str
    kind: str
    due_on: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskDone(Event):
    task: str
    kind: str
    outcome: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeOpened(Event):
    change: str
    measure: str
    kind: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeGathered(Event):
    """One more of the things that the law asks for before this change is on record."""

    change: str
    gate: str


@dataclass(frozen=True, kw_only=True, slots=True)
class BeneficiaryHeard(Event):
    """What came of asking one whom the measure protects besides the person. `said`: an answer,
    asked (by name), silent, no_trace, view (a child's own), or open (another answers for the child
    now). `how`: own_words or oral."""

    change: str
    beneficiary: str
    said: str
    how: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangePut(Event):
    change: str
    members: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeDecided(Event):
    change: str
    measure: str
    decision: str
    result: str
    from_day: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeCarriedOut(Event):
    """From this day it holds. `stops`: nobody owes the measure any more."""

    change: str
    measure: str
    kind: str
    stops: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeUndone(Event):
    """What it rested on was a mistake: the measure is granted again."""

    change: str
    measure: str
    kind: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeDropped(Event):
    change: str
    measure: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureReviewed(Event):
    """It was looked at again and stays as it is until the next review."""

    measure: str
    next_on: str
