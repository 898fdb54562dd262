from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from amparo.foundations.ledger.events import Event, History


@dataclass(frozen=True, kw_only=True, slots=True)
class InterpreterNeeded(Event):
    """An interpreter is needed. `source`: asked (the person said so), language (the person's is
    none of the site's), team."""

    history = History(pgettext_lazy("act", "Interpreter"))

    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class InterpreterNotNeeded(Event):
    """No interpreter is needed any more, as the person said or the team noted."""

    history = History(pgettext_lazy("act", "Interpreter"))


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherNeedsInterpreter(Event):
    """A related person needs an interpreter, as the team noted."""

    history = History(pgettext_lazy("act", "Interpreter"))

    other: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherNeedsNoInterpreter(Event):
    """A related person needs no interpreter any more, or is not asked any more."""

    history = History(pgettext_lazy("act", "Interpreter"))

    other: str


@dataclass(frozen=True, kw_only=True, slots=True)
class InterpreterNamed(Event):
    history = History(pgettext_lazy("act", "Interpreter"))

    interpreter: str


@dataclass(frozen=True, kw_only=True, slots=True)
class InterpreterVetted(Event):
    """A member checked for ties to the presumed aggressor. `result`: clear or tied."""

    history = History(pgettext_lazy("act", "Interpreter"))

    interpreter: str
    result: str
    ties: str
    day: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ConfidentialitySigned(Event):
    """The interpreter signed on this day; the document is in the file."""

    history = History(pgettext_lazy("act", "Interpreter"))

    interpreter: str
    day: str


@dataclass(frozen=True, kw_only=True, slots=True)
class InterpreterAnswered(Event):
    """The answer about this interpreter: agreed, refused or discuss, by the person or the one it is
    for. Empty where a child's guardian no longer answers."""

    history = History(pgettext_lazy("act", "Interpreter"))

    interpreter: str
    answer: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChildHeardOnInterpreter(Event):
    """The child for whom this interpreter is proposed was heard too."""

    history = History(pgettext_lazy("act", "Interpreter"))

    interpreter: str


@dataclass(frozen=True, kw_only=True, slots=True)
class InterpreterEnded(Event):
    """`reason`: tied, refused, taken_back, must_not_know, left, not_asked."""

    history = History(pgettext_lazy("act", "Interpreter"))

    interpreter: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class InterpretationWanted(Event):
    """One interview or notice needs an interpreter, by a day that the service sets."""

    history = History(pgettext_lazy("act", "Interpreter"))

    task: str
    kind: str
    due_on: str


@dataclass(frozen=True, kw_only=True, slots=True)
class InterpretationDone(Event):
    """`outcome`: interpreted, own_language, without, dropped."""

    history = History(pgettext_lazy("act", "Interpreter"))

    task: str
    kind: str
    outcome: str
    interpreter: str
