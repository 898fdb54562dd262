from dataclasses import dataclass

from amparo.foundations.ledger.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class LeakNoted(Event):
    """Something got out, of so many cases as far as the record says. `about`: the leak itself."""

    what: str
    cases: int


@dataclass(frozen=True, kw_only=True, slots=True)
class BodyTold(Event):
    """An authority was told of a leak, or it was decided that it need not be: `why`, as a
    code. `about`: the leak itself."""

    notice: str
    outcome: str
    why: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SendingGoesOn(Event):
    """Somebody of a case decided that things of it go on being sent to an institution where
    something got out. Which and why lie in a sealed paper."""

    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SuspicionSeconded(Event):
    """A second person said that it came from that institution. `about`: the leak itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LiftAsked(Event):
    """Somebody asked that whoever may have let it out be let near again. `about`: the leak."""

    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LiftRefused(Event):
    """It is not lifted: another said no, or who asked took it back. `about`: the leak."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SuspicionLifted(Event):
    """A second person did so. `about`: the leak itself."""

    cases: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseSuspected(Event):
    """The case may be among those that leaked. `how`: what the record says of it."""

    incident: str
    how: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseLeaked(Event):
    """Somebody of the team found that it is."""

    incident: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseSpared(Event):
    """Somebody of the team found that it is not. Why lies in a sealed paper."""

    incident: str
    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LeakStepOpened(Event):
    incident: str
    step: str
    kind: str
    due_on: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LeakStepDone(Event):
    incident: str
    step: str
    kind: str
    outcome: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ToldOfLeak(Event):
    """Somebody whom it touches was told; by which way lies in a sealed paper. `whom`: person, or
    another of the case."""

    incident: str
    whom: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TakenFromPage(Event):
    """What was told of a leak on a page stands there no more: that page is not safe. `whom`:
    person, or another of the case."""

    whom: str


@dataclass(frozen=True, kw_only=True, slots=True)
class NotToldOfLeak(Event):
    """Telling is not safe now: decided, with its reason in a sealed paper, until another day."""

    incident: str
    whom: str
    paper: str
    again_on: str
