from dataclasses import dataclass

from amparo.foundations.ledger.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestFiled(Event):
    protocol: str
    channel: str
    urgent: bool
    papers: int
    files: int


@dataclass(frozen=True, kw_only=True, slots=True)
class WayIssued(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class WayConfirmed(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class WaysEnded(Event):
    """Words that open this file no more."""

    ways: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperWritten(Event):
    kind: str
    ref: str
    version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class FileReceived(Event):
    ref: str
    kind: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LegalEvent(Event):
    """An event that the protocol's clock counts from."""

    what: str
    happened_at: str
    facts_found: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FactsFound(Event):
    """Findings, and gates of the protocol that were opened."""

    found: str


@dataclass(frozen=True, kw_only=True, slots=True)
class InstitutionExcluded(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadersNarrowed(Event):
    """Who of the reception must not know lost the key of a request that waits."""

    readers: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcedureWithdrawn(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonRead(Event):
    kind: str
    ref: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FileReKeyed(Event):
    version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class FileRecovered(Event):
    """Opened again with the shares of the recovery key, for one member."""

    member: str
    reason: str
