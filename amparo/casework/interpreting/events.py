from dataclasses import dataclass

from amparo.foundations.ledger.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class InterpreterNeeded(Event):
    """`source`: asked (she said so), language (hers is none of the site's), team."""

    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class InterpreterNotNeeded(Event):
    """The person says, or the team notes, that none is needed any more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherNeedsInterpreter(Event):
    """The same of somebody else of the case, as the team noted it."""

    other: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherNeedsNoInterpreter(Event):
    """None is needed for this one any more, or nothing is asked of them."""

    other: str


@dataclass(frozen=True, kw_only=True, slots=True)
class InterpreterNamed(Event):
    interpreter: str


@dataclass(frozen=True, kw_only=True, slots=True)
class InterpreterVetted(Event):
    """Somebody looked whether ties lead to the presumed aggressor. `result`: clear or tied."""

    interpreter: str
    result: str
    ties: str
    day: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ConfidentialitySigned(Event):
    """The interpreter signed on this day; the paper is in the file."""

    interpreter: str
    day: str


@dataclass(frozen=True, kw_only=True, slots=True)
class InterpreterAnswered(Event):
    """What was said of this very interpreter: agreed, refused or discuss, by the person or by whom
    it is for. Nothing, where whoever answered for a child answers no more."""

    interpreter: str
    answer: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChildHeardOnInterpreter(Event):
    """The child for whom this one would interpret was heard too."""

    interpreter: str


@dataclass(frozen=True, kw_only=True, slots=True)
class InterpreterEnded(Event):
    """`reason`: tied, refused, taken_back, must_not_know, left, not_asked."""

    interpreter: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class InterpretationWanted(Event):
    """One interview or notice needs an interpreter by a day of the service's own."""

    task: str
    kind: str
    due_on: str


@dataclass(frozen=True, kw_only=True, slots=True)
class InterpretationDone(Event):
    """`outcome`: interpreted, own_language, without, dropped."""

    task: str
    kind: str
    outcome: str
    interpreter: str
