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
    """A member tried to reach the person. `against`: the way or the moment was against the
    agreement or a limit that the person set."""

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
    """A supervisor gave the reason that the protocol requires before a correction is asked for."""

    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CorrectionAsked(Event):
    """All that is missing was asked for, at once and only once."""

    paper: str
    parts: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CorrectionReceived(Event):
    """It is proven that the person knows what is missing."""

    paper: str
    way: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ArchivingAdvised(Event):
    """Archiving was advised because what was asked for was not given. This closes nothing: the
    decision maker decides."""

    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ErrandPut(Event):
    """An errand waits to be said to the person. Its words are sealed."""

    errand: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ErrandTaken(Event):
    """A member goes to say it now; nothing forbade it at this moment."""

    errand: str
    way: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ErrandHeld(Event):
    """The errand was held back; the reason is in the sealed document."""

    errand: str
    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ErrandEnded(Event):
    """`outcome`: said, dropped."""

    errand: str
    outcome: str
