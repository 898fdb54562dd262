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
    """Somebody tried to reach the person."""

    way: str
    reached: bool


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
