from dataclasses import dataclass

from amparo.foundations.ledger.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyEvent(Event):
    """An event about what one unit owes. `about` is the case; `duty` is the unit's own alias."""

    duty: str
    measure: str
    unit: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyPrepared(DutyEvent):
    """A paper extract was made; it counts as forwarded once it is handed over."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyForwarded(DutyEvent):
    by_paper: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ForwardingRefused(Event):
    """The consent check refused: nothing was sent. `kind` is an obligation's, `reasons` are the
    codes; `unit` is empty where its name would show whom the person excluded."""

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
    """The unit's assessment of the danger is sealed in its answer and not in this event."""


@dataclass(frozen=True, kw_only=True, slots=True)
class IncidentReported(DutyEvent):
    """The unit reports an incident; its obligation does not change."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MoreTimeAsked(DutyEvent):
    """Asked before the term ended. `ground`: one of the norm's."""

    ground: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MoreTimeGiven(DutyEvent):
    """Given once, while the term was running: the due day before and after."""

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
    """What was sent was revoked: the extract and the unit's key are erased."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyEnded(DutyEvent):
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyChanged(DutyEvent):
    """A resolution changed the measure: the unit reads what it owes instead."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyToldLess(DutyEvent):
    """A member of a collective had their own part redacted: the unit no longer reads it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DutySealedAnew(DutyEvent):
    """Sealed again to the unit's present key: it had gone on paper, or no one held the
    older key."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyPrinted(DutyEvent):
    number: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportAsked(DutyEvent):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class EscalationStepTaken(DutyEvent):
    """A step of escalation was taken: the unit was reminded, or others were told that it is late.
    `to`: code of the institution that was told; empty for one outside the tree."""

    step: str
    to: str


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
    """A unit's key was renewed because an officer left; what it still owes was sealed again."""

    duties: int
