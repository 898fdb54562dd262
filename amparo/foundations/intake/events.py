from dataclasses import dataclass

from amparo.foundations.ledger.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestFiled(Event):
    """`slot`: public inbox key; messages for the case are sealed to it (inbox_keys.py)."""

    protocol: str
    channel: str
    urgent: bool
    papers: int
    files: int
    slot: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SilenceRead(Event):
    """A second member read the court order that keeps something from the person: it does so until
    that day, or the person is told now. `of`: the hold, or the demand; `number`: of this entry;
    signed by that member."""

    of: str
    until: str
    number: int = 0
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class WayIssued(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class WayConfirmed(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class WaysEnded(Event):
    """Access passphrases of this case were revoked."""

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
class FileTaken(Event):
    """A file was downloaded as it was sent, by a member (the person is shown the role) or with the
    person's passphrase (empty role). `what_for`: a member's reason, as a code."""

    ref: str
    role: str
    what_for: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class LegalEvent(Event):
    """An event from which the protocol's clock counts."""

    what: str
    happened_at: str
    facts_found: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LegalEventSetAside(Event):
    """A legal event was set aside: the clock no longer counts from it."""

    what: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FactsFound(Event):
    """Findings, and opened gates of the protocol."""

    found: str


@dataclass(frozen=True, kw_only=True, slots=True)
class InstitutionExcluded(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadersNarrowed(Event):
    """Excluded readers of the reception lost the key of a waiting request."""

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
    slot: str


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyLeftOut(Event):
    """A key row was removed that was not written by a holder of the case key; nothing is sealed to
    it. `holder`: what the row claimed (person, reception, receptionist, recovery, seat, ready,
    other); `whom`: the code of a member or a related person."""

    holder: str
    whom: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RecoveryAsked(Event):
    """The keyholders were asked to reopen a case for one member."""

    member: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RecoveryAnswered(Event):
    """The keyholders sealed the case key to that member."""

    member: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FileRecovered(Event):
    """The member took the key and is not excluded: the case is open to the member again. `role`:
    the member's role in it."""

    member: str
    role: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RecoveryRefused(Event):
    """The member took the key but is excluded: the key was deleted."""

    member: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CorrectionGiven(Event):
    """Something that the request lacked was given. `complete`: nothing is missing any more."""

    paper: str
    parts: int
    complete: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ComplaintFiled(Event):
    """The person, or a related person (`who`), complained of an overdue term or of another `defect`
    by `owed_by`. `channel`, `came_at`: if it came to a desk."""

    complaint: str
    term: str
    due: str
    late_by: int
    how: str
    who: str = ""
    defect: str = ""
    owed_by: str = ""
    duty: str = ""
    channel: str = ""
    came_at: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class WordsDropped(Event):
    """A sealed message was left in the case by a sender who cannot open it."""

    kind: str
    ref: str
    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ResolutionContested(Event):
    """The person, or a related person (`who`), contested a resolution. `paper`: the document;
    `against`: the document of the resolution; `grounds`: ids of the protocol, joined by +; `waits`:
    a stay was asked for."""

    paper: str
    against: str
    grounds: str
    waits: bool
    how: str
    asked_at: str
    who: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class GivingUpAsked(Event):
    """The person asks to give up a measure. The measure does not end by this."""

    paper: str
    measure: str


@dataclass(frozen=True, kw_only=True, slots=True)
class IncidentTold(Event):
    """A new incident was reported, so the risk must be assessed again: by the person, a related
    person or an institution, or written down by the team. `paper`: the ref of the report; `urgent`:
    the person says that they are in danger now."""

    paper: str
    urgent: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class RiskSeenOtherwise(Event):
    """The person disagrees with the risk assessment and is owed an answer."""

    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberLeftOut(Event):
    """A member's own data was removed from a collective's case. `papers`, `files`: how many held
    it; `lines`: number of spellings; `way`: how the member asked. The data itself is not recorded.
    """

    papers: int
    files: int
    lines: int
    way: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FileErased(Event):
    ref: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReachLimited(Event):
    """The person said on the page how they must not be contacted. The content is sealed."""
