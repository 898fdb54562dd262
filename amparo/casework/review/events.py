from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from amparo.foundations.ledger.events import Event, History


@dataclass(frozen=True, kw_only=True, slots=True)
class RecourseReceived(Event):
    """A resolution was contested, in time or late, and the decision maker has it. `last_day`: the
    end of the term to contest; `rule_by`: the end of the term to rule; `added`: more text on the
    same recourse."""

    history = History(pgettext_lazy("act", "A resolution is contested"))

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
    """The recourse was decided: `result` is upheld, upheld_partly or not_upheld."""

    history = History(pgettext_lazy("act", "Decided again"))

    recourse: str
    decision: str
    ruling: str
    result: str


@dataclass(frozen=True, kw_only=True, slots=True)
class WaitingRuled(Event):
    """Whether the contested resolution waits for the ruling."""

    history = History(pgettext_lazy("act", "Decided again"))

    recourse: str
    decision: str
    ruling: str
    waits: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionSetAside(Event):
    """A request that was not admitted is admitted after all: it continues from where it stood."""

    history = History(pgettext_lazy("act", "Resolution set aside"))

    decision: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskOpened(Event):
    history = History(pgettext_lazy("act", "A task is to be done"))

    task: str
    kind: str
    due_on: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskDone(Event):
    history = History(pgettext_lazy("act", "A task was done"))

    task: str
    kind: str
    outcome: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeOpened(Event):
    history = History(pgettext_lazy("act", "Change of a measure"))

    change: str
    measure: str
    kind: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeGathered(Event):
    """One more of the reports that the law asks for before this change is on record."""

    history = History(pgettext_lazy("act", "Change of a measure"))

    change: str
    gate: str


@dataclass(frozen=True, kw_only=True, slots=True)
class BeneficiaryHeard(Event):
    """The result of hearing one protected person besides the person. `said`: an answer, asked (by
    name), silent, no_trace, view (a child's own), or open (another answers for the child now).
    `how`: own_words or oral."""

    history = History(pgettext_lazy("act", "Change of a measure"))

    change: str
    beneficiary: str
    said: str
    how: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangePut(Event):
    history = History(pgettext_lazy("act", "Change of a measure"))

    change: str
    members: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeDecided(Event):
    history = History(pgettext_lazy("act", "Change of a measure"))

    change: str
    measure: str
    decision: str
    result: str
    from_day: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeCarriedOut(Event):
    """The change holds from now on. `stops`: no institution owes the measure any more."""

    history = History(pgettext_lazy("act", "Change of a measure"))

    change: str
    measure: str
    kind: str
    stops: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeUndone(Event):
    """The death was a mistake: the measure is granted again."""

    history = History(pgettext_lazy("act", "Change of a measure"))

    change: str
    measure: str
    kind: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeDropped(Event):
    history = History(pgettext_lazy("act", "Change of a measure"))

    change: str
    measure: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureReviewed(Event):
    """The measure was reviewed and stays as it is until the next review."""

    history = History(pgettext_lazy("act", "Measure reviewed"))

    measure: str
    next_on: str
