from dataclasses import dataclass

from amparo.foundations.ledger.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class Acknowledged(Event):
    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionOpened(Event):
    action: str
    kind: str
    owner: str
    target_hours: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionDone(Event):
    action: str
    kind: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionDropped(Event):
    action: str
    kind: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ContactTried(Event):
    """Somebody tried to reach the person. `against`: not so, or not then, by what was agreed with
    them or what they ruled out."""

    way: str
    reached: bool
    against: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageSent(Event):
    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteKept(Event):
    paper: str
    version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class UnopenedAlerted(Event):
    rung: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CorrectionAllowed(Event):
    """A supervisor gave the reason that the protocol asks for before anything is called missing."""

    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CorrectionAsked(Event):
    """All that is missing, at once and only once."""

    paper: str
    parts: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CorrectionReceived(Event):
    """It is proven that she knows what is missing."""

    paper: str
    way: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ArchivingAdvised(Event):
    """What was asked for was not given. This closes nothing: who decides decides."""

    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ErrandPut(Event):
    """Something waits to be said to the person. The words are sealed."""

    errand: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ErrandTaken(Event):
    """Somebody goes to say it now: in this moment nothing forbade it."""

    errand: str
    way: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ErrandHeld(Event):
    """It was not to leave now: what forbade it lies sealed in the paper."""

    errand: str
    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ErrandEnded(Event):
    """`outcome`: said, dropped."""

    errand: str
    outcome: str
