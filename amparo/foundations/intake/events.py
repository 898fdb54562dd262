from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amparo.foundations.ledger.events import NO_WORDS, Event, History


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestFiled(Event):
    """`slot`: public inbox key; messages for the case are sealed to it (inbox_keys.py)."""

    history = NO_WORDS

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

    history = NO_WORDS

    of: str
    until: str
    number: int = 0
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class WayIssued(Event):
    history = History(pgettext_lazy("act", "The person got a new access phrase"))


@dataclass(frozen=True, kw_only=True, slots=True)
class WayConfirmed(Event):
    history = History(by_person=_("The person confirmed that they saved their access phrase"))


@dataclass(frozen=True, kw_only=True, slots=True)
class WaysEnded(Event):
    """Access passphrases of this case were revoked."""

    history = History(
        by_person=_("The person changed their access phrase: others may know the old one")
    )

    ways: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperWritten(Event):
    history = History(
        pgettext_lazy("act", "Something was written"), by_person=_("The person wrote")
    )

    kind: str
    ref: str
    version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class FileReceived(Event):
    history = History(pgettext_lazy("act", "File received"), by_person=_("The person sent a file"))

    ref: str
    kind: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FileTaken(Event):
    """A file was downloaded as it was sent, by a member (the person is shown the role) or with the
    person's passphrase (empty role). `what_for`: a member's reason, as a code."""

    history = NO_WORDS

    ref: str
    role: str
    what_for: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class LegalEvent(Event):
    """An event from which the protocol's clock counts."""

    history = NO_WORDS

    what: str
    happened_at: str
    facts_found: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LegalEventSetAside(Event):
    """A legal event was set aside: the clock no longer counts from it."""

    history = History(pgettext_lazy("act", "Facts of the case"))

    what: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FactsFound(Event):
    """Findings, and opened gates of the protocol."""

    history = History(pgettext_lazy("act", "Facts of the case"))

    found: str


@dataclass(frozen=True, kw_only=True, slots=True)
class InstitutionExcluded(Event):
    history = History(
        pgettext_lazy("act", "Who must not know"),
        by_person=_("The person said who else must not know"),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadersNarrowed(Event):
    """Excluded readers of the reception lost the key of a waiting request."""

    history = History(pgettext_lazy("act", "Who must not know"))

    readers: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcedureWithdrawn(Event):
    history = History(by_person=_("The person left the procedure"))


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonRead(Event):
    history = History(by_person=_("The person read what was sent"))

    kind: str
    ref: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FileReKeyed(Event):
    history = History(pgettext_lazy("act", "Encrypted anew"))

    version: int
    slot: str


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyLeftOut(Event):
    """A key row was removed that was not written by a holder of the case key; nothing is sealed to
    it. `holder`: what the row claimed (person, reception, receptionist, recovery, seat, ready,
    other); `whom`: the code of a member or a related person."""

    history = History(pgettext_lazy("act", "An unknown key was left out"))

    holder: str
    whom: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RecoveryAsked(Event):
    """The keyholders were asked to reopen a case for one member."""

    history = History(pgettext_lazy("act", "The keyholders were asked to open the case again"))

    member: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RecoveryAnswered(Event):
    """The keyholders sealed the case key to that member."""

    history = History(pgettext_lazy("act", "The keyholders let a member open the case again"))

    member: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FileRecovered(Event):
    """The member took the key and is not excluded: the case is open to the member again. `role`:
    the member's role in it."""

    history = History(pgettext_lazy("act", "The case is open again to a member"))

    member: str
    role: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RecoveryRefused(Event):
    """The member took the key but is excluded: the key was deleted."""

    history = NO_WORDS

    member: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CorrectionGiven(Event):
    """Something that the request lacked was given. `complete`: nothing is missing any more."""

    history = History(
        pgettext_lazy("act", "What was missing came"),
        by_person=_("The person gave what was missing"),
    )

    paper: str
    parts: int
    complete: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ComplaintFiled(Event):
    """The person, or a related person (`who`), complained of an overdue term or of another `defect`
    by `owed_by`. `channel`, `came_at`: if it came to a desk."""

    history = History(
        pgettext_lazy("act", "Complaint about delay"),
        by_person=_("The person complained of a delay"),
    )

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

    history = NO_WORDS

    kind: str
    ref: str
    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ResolutionContested(Event):
    """The person, or a related person (`who`), contested a resolution. `paper`: the document;
    `against`: the document of the resolution; `grounds`: ids of the protocol, joined by +; `waits`:
    a stay was asked for."""

    history = History(
        pgettext_lazy("act", "A resolution is contested"),
        by_person=_("The person asks that it be decided again"),
    )

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

    history = History(by_person=_("The person wants to give a measure up"))

    paper: str
    measure: str


@dataclass(frozen=True, kw_only=True, slots=True)
class IncidentTold(Event):
    """A new incident was reported, so the risk must be assessed again: by the person, a related
    person or an institution, or written down by the team. `paper`: the ref of the report; `urgent`:
    the person says that they are in danger now."""

    history = History(
        pgettext_lazy("act", "Something happened"),
        by_person=_("The person says that something happened"),
    )

    paper: str
    urgent: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class RiskSeenOtherwise(Event):
    """The person disagrees with the risk assessment and is owed an answer."""

    history = History(by_person=_("The person disagrees with the assessed risk"))

    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberLeftOut(Event):
    """A member's own data was removed from a collective's case. `papers`, `files`: how many held
    it; `lines`: number of spellings; `way`: how the member asked. The data itself is not recorded.
    """

    history = History(pgettext_lazy("act", "Collective"))

    papers: int
    files: int
    lines: int
    way: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FileErased(Event):
    history = History(pgettext_lazy("act", "What is kept, and what is erased"))

    ref: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReachLimited(Event):
    """The person said on the page how they must not be contacted. The content is sealed."""

    history = History(by_person=_("The person said how nobody is to reach them"))
