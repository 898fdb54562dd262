"""Events of a consultation on a draft, and of the proposals on it."""

from dataclasses import dataclass
from datetime import date

from amparo.foundations.ledger.events import SiteEvent


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsultationOpened(SiteEvent):
    """A draft was published; its digest is that of every file as it was put to the public."""

    beside: str  # the law it would change
    opens_on: date
    closes_on: date
    look_days: int
    key: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReaderAdded(SiteEvent):
    """One more member may read what waits for a look."""

    member: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ProposalReceived(SiteEvent):
    """A proposal was stored, sealed; its digest is that of the words with a salt that is sealed
    with them."""

    consultation: str
    article: str
    kind: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ProposalChanged(SiteEvent):
    """The author changed the proposal: it waits for a look again."""

    consultation: str
    version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ProposalWithdrawn(SiteEvent):
    """The author withdrew the proposal: its words are erased, the fact that it existed stays."""

    consultation: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ProposalLookedAt(SiteEvent):
    """A member looked whether it endangers anyone; its digest is that of what is shown."""

    consultation: str
    version: int
    state: str
    reason: str
    passages: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ProposalAnswered(SiteEvent):
    """The proposal was answered; its digest is that of the answer."""

    consultation: str
    version: int
    outcome: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerLookedAt(SiteEvent):
    """Passages were left out of an answer; its digest is that of what is left."""

    consultation: str
    version: int
    reason: str
    passages: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsultationClosed(SiteEvent):
    """The consultation was closed; its digest is that of the marks of each part of the record."""

    proposals: int
    unanswered: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsultationSealedAnew(SiteEvent):
    """A reader sealed the readers' copies and their own key again, by the current algorithm."""

    proposals: int
