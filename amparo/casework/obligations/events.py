from dataclasses import dataclass

from amparo.foundations.ledger.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyEvent(Event):
    """Something about what one unit owes. `about` is the case; `duty` is the unit's own alias."""

    duty: str
    measure: str
    unit: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyPrepared(DutyEvent):
    """An extract that goes on paper was made; it counts as forwarded once it is handed over."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyForwarded(DutyEvent):
    by_paper: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ForwardingRefused(Event):
    """The gate was shut when somebody tried: nothing left. `kind` is a duty's, `reasons` are the
    gate's codes; `unit` is empty where naming it would tell whom the person excluded."""

    measure: str
    unit: str
    kind: str
    reasons: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OpinionAsked(DutyEvent):
    by_paper: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class OpinionGiven(DutyEvent):
    word: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ContextAsked(DutyEvent):
    by_paper: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ContextGiven(DutyEvent):
    """How strong it says that the danger is stands sealed in its answer, and not here."""


@dataclass(frozen=True, kw_only=True, slots=True)
class IncidentReported(DutyEvent):
    """The unit tells of something that happened: it moves nothing of what it owes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MoreTimeAsked(DutyEvent):
    """Before its term ended. `ground`: one of the norm's."""

    ground: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MoreTimeGiven(DutyEvent):
    """Once, while the term was running: until which day it was, and until which it is."""

    ground: str
    before: str
    until: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MoreTimeRefused(DutyEvent):
    ground: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyAcknowledged(DutyEvent):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyObjected(DutyEvent):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyReported(DutyEvent):
    proof: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyVerified(DutyEvent):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyRevoked(DutyEvent):
    """What was sent was taken back: the extract and the unit's key are erased."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyEnded(DutyEvent):
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyChanged(DutyEvent):
    """A resolution changed the measure: the unit reads what it owes instead."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyToldLess(DutyEvent):
    """A member of a collective had what is theirs left out: the unit reads it no more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DutySealedAnew(DutyEvent):
    """For the unit's key of now: it had gone on paper, or nobody held the older key any more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyPrinted(DutyEvent):
    number: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportAsked(DutyEvent):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class FollowUpOpened(Event):
    follow_up: str
    kind: str
    duty: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FollowUpDone(Event):
    follow_up: str
    kind: str
    outcome: str
    duty: str


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitKeyRenewed(Event):
    """A unit's own key was renewed because somebody left; what it still owes was sealed anew."""

    duties: int
