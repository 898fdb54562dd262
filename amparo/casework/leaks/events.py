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
    """Somebody asked that whoever may have let it out be let near again. `about`: the leak;
    `suspended`: the entry by which the account was suspended then; 0 where none was, or it was that
    of an institution. `number`: of this very entry; in her own hand, as the others here."""

    why: str
    suspended: int = 0
    number: int = 0
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class LiftRefused(Event):
    """It is not lifted: another said no, or who asked took it back. `about`: the leak; `asked`: the
    entry by which it was asked."""

    asked: int = 0
    number: int = 0
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SuspicionLifted(Event):
    """A second person did so. `about`: the leak itself; `asked`: as where it is refused. The
    operator says it too, and signs nothing."""

    cases: int
    asked: int = 0
    number: int = 0
    hand_1: str = ""
    hand_2: str = ""


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
    """`number`: of this very entry; in her own hand, where a member says so."""

    incident: str
    step: str
    kind: str
    outcome: str
    number: int = 0
    hand_1: str = ""
    hand_2: str = ""


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
