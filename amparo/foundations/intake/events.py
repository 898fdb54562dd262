from dataclasses import dataclass

from amparo.foundations.ledger.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestFiled(Event):
    """`slot`: what others leave in the file is sealed to it (slots.py)."""

    protocol: str
    channel: str
    urgent: bool
    papers: int
    files: int
    slot: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SilenceRead(Event):
    """A second member read the order by which a court keeps something from the person: it does
    until that day, or she is told now. `of`: the hold, or the demand; `number`: of this very entry;
    in that member's own hand."""

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
class FileTaken(Event):
    """Somebody downloaded a file as it was sent: a member, whose role the person is shown, or
    whoever came with the person's words (no role). `what_for`: a member's reason, as a code."""

    ref: str
    role: str
    what_for: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class LegalEvent(Event):
    """An event that the protocol's clock counts from."""

    what: str
    happened_at: str
    facts_found: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LegalEventSetAside(Event):
    """What it rested on was set aside: the clock counts from it no more."""

    what: str


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
    slot: str


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyLeftOut(Event):
    """A row beside a file that nobody who had its key wrote: nothing is sealed to it, and it is
    gone. `holder`: what it said to be (person, reception, receptionist, recovery, seat, ready,
    other); `whom`: the code of a member, or of somebody of the case."""

    holder: str
    whom: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RecoveryAsked(Event):
    """Somebody asked the keyholders to open a file again for one member."""

    member: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RecoveryAnswered(Event):
    """The keyholders sealed its key to that member."""

    member: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FileRecovered(Event):
    """She took it, and may know: the file is open to her again. `role`: what she is here."""

    member: str
    role: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RecoveryRefused(Event):
    """She took it, and must not know: it is gone."""

    member: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CorrectionGiven(Event):
    """Something that a request lacked was given. `complete`: nothing is missing any more."""

    paper: str
    parts: int
    complete: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ComplaintFiled(Event):
    """The person, or another of the case (`who`), complained that an authority let a term pass, or
    of another `defect` by `owed_by`. `channel`, `came_at`: of one that came to a desk."""

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
    """Words for a file from somebody who may not open it."""

    kind: str
    ref: str
    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ResolutionContested(Event):
    """She, or somebody else of the case (`who`), asked that a resolution be decided again. `paper`:
    the words; `against`: the paper of the resolution; `grounds`: ids of the protocol, joined by +;
    `waits`: that it wait meanwhile."""

    paper: str
    against: str
    grounds: str
    waits: bool
    how: str
    asked_at: str
    who: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class GivingUpAsked(Event):
    """She wants to give a measure up. Nothing ends by this."""

    paper: str
    measure: str


@dataclass(frozen=True, kw_only=True, slots=True)
class IncidentTold(Event):
    """Something happened: the risk must be looked at anew. Told by her, by another of the case or
    by an institution, or put down by the team; `paper`: the reference of those words; `urgent`: the
    person says that they are in danger now."""

    paper: str
    urgent: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class RiskSeenOtherwise(Event):
    """She sees the danger otherwise than it was assessed, and is owed an answer."""

    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberLeftOut(Event):
    """A member's own data was taken out of a collective's file. `papers`, `files`: how many held
    it; `lines`: how many spellings; `way`: how the member asked. Nothing of what it was."""

    papers: int
    files: int
    lines: int
    way: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FileErased(Event):
    ref: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReachLimited(Event):
    """She said on her page how she is not to be reached. What she said is sealed."""
