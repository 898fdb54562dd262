from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amparo.foundations.ledger.events import NO_WORDS, Event, History, SiteEvent


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyEvent(Event):
    """An event about what one unit owes. `about` is the case; `duty` is the unit's own alias."""

    duty: str
    measure: str
    unit: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyPrepared(DutyEvent):
    """A paper extract was made; it counts as forwarded once it is handed over."""

    history = History(pgettext_lazy("act", "Measure forwarded"))


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyForwarded(DutyEvent):
    history = History(pgettext_lazy("act", "Measure forwarded"))

    by_paper: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ForwardingRefused(Event):
    """The consent check refused: nothing was sent. `kind` is an obligation's, `reasons` are the
    codes; `unit` is empty where its name would show whom the person excluded."""

    history = History(pgettext_lazy("act", "Forwarding was refused"))

    measure: str
    unit: str
    kind: str
    reasons: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OpinionAsked(DutyEvent):
    history = History(pgettext_lazy("act", "Opinion asked for"))

    by_paper: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class OpinionGiven(DutyEvent):
    history = History(by_others=_("An institution gave its opinion"))

    word: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ContextAsked(DutyEvent):
    history = History(pgettext_lazy("act", "Opinion asked for"))

    by_paper: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ContextGiven(DutyEvent):
    """The unit's assessment of the danger is sealed in its answer and not in this event."""

    history = History(by_others=_("An institution said what it knows of the danger"))


@dataclass(frozen=True, kw_only=True, slots=True)
class IncidentReported(DutyEvent):
    """The unit reports an incident; its obligation does not change."""

    history = History(by_others=_("An institution tells of something that happened"))


@dataclass(frozen=True, kw_only=True, slots=True)
class MoreTimeAsked(DutyEvent):
    """Asked before the term ended. `ground`: one of the norm's."""

    history = History(by_others=_("An institution asks for more time"))

    ground: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MoreTimeGiven(DutyEvent):
    """Given once, while the term was running: the due day before and after."""

    history = History(pgettext_lazy("act", "Answered who asked for more time"))

    ground: str
    before: str
    until: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MoreTimeRefused(DutyEvent):
    history = History(pgettext_lazy("act", "Answered who asked for more time"))

    ground: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyAcknowledged(DutyEvent):
    history = History(by_others=_("An institution takes a measure on"))


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyObjected(DutyEvent):
    history = History(by_others=_("An institution says that it cannot"))


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyReported(DutyEvent):
    history = History(by_others=_("An institution says that it is done"))

    proof: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyVerified(DutyEvent):
    history = NO_WORDS


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyContested(DutyEvent):
    """The team found that what the unit reported was not carried out: it is owed as before."""

    history = History(pgettext_lazy("act", "Report of an institution contested"))


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyOwedAgain(DutyEvent):
    """A person whom the measure protects says that it did not arrive or stopped: the report no
    longer counts as one."""

    history = History(pgettext_lazy("act", "A measure is owed again"))


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyRevoked(DutyEvent):
    """What was sent was revoked: the extract and the unit's key are erased."""

    history = History(pgettext_lazy("act", "What was sent was taken back"))

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyEnded(DutyEvent):
    history = History(pgettext_lazy("act", "What was sent was taken back"))

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyChanged(DutyEvent):
    """A resolution changed the measure: the unit reads what it owes instead."""

    history = History(pgettext_lazy("act", "An institution is told of a change"))


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyToldLess(DutyEvent):
    """A member of a collective had their own part redacted: the unit no longer reads it."""

    history = History(pgettext_lazy("act", "An institution is told of a change"))


@dataclass(frozen=True, kw_only=True, slots=True)
class DutySealedAnew(DutyEvent):
    """Sealed again to the unit's present key: it had gone on paper, or no one held the
    older key."""

    history = History(pgettext_lazy("act", "Measure forwarded"))


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyPrinted(DutyEvent):
    history = History(pgettext_lazy("act", "Sheet printed"))

    number: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportAsked(DutyEvent):
    history = History(pgettext_lazy("act", "Report asked for"))


@dataclass(frozen=True, kw_only=True, slots=True)
class EscalationStepTaken(DutyEvent):
    """A step of escalation was taken: the unit was reminded, or others were told that it is late.
    `to`: code of the institution that was told; empty for one outside the tree."""

    history = History(pgettext_lazy("act", "Institution told that it is late"))

    step: str
    to: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FollowUpOpened(Event):
    history = History(pgettext_lazy("act", "A task is to be done"))

    follow_up: str
    kind: str
    duty: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FollowUpDone(Event):
    history = History(pgettext_lazy("act", "A task was done"))

    follow_up: str
    kind: str
    outcome: str
    duty: str


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitKeyRenewed(SiteEvent):
    """A unit's key was renewed because an officer left; what it still owes was sealed again."""

    duties: int
