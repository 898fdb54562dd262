from dataclasses import dataclass

from amparo.foundations.ledger.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class ReferralProposed(Event):
    """The person is asked about one recipient. `kind`: of the site's list; `wished`: her idea."""

    referral: str
    kind: str
    unit: str
    wished: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ReferralPrinted(Event):
    """One more copy of the agreed words is out of here, in a member's hands."""

    referral: str
    number: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ReferralGiven(Event):
    """A member gave it to its recipient on this day. `how`: in_person, by_post, sent."""

    referral: str
    day: str
    how: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReferralAnswered(Event):
    """What the recipient said: accepted, refused, or no_answer by this day."""

    referral: str
    answer: str
    day: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReferralRevoked(Event):
    """Nothing more goes there, and whoever has something is to be told to destroy it. `reason`:
    her answer, what she took back or left, recipient_excluded, or called_off by the team."""

    referral: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DestructionAsked(Event):
    """The recipient was told to destroy what it has. `said`: destroyed, will,
    not_destroyed, no_answer."""

    referral: str
    day: str
    said: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ExternalMeasureNoted(Event):
    """A measure ordered elsewhere. It moves nothing in the clock of this procedure. Whose order it
    is, and of which day, stands in the sealed paper alone."""

    external: str
    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ExternalMeasureProlonged(Event):
    external: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ExternalMeasureAgreed(Event):
    """How it is carried out was put to the person: agreed, partly or not_agreed."""

    external: str
    outcome: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ExternalMeasureEnded(Event):
    external: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PromiseMade(Event):
    """Somebody of the team promised her something by a day; `role` of who did."""

    promise: str
    day: str
    role: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseHandedOn(Event):
    """Who had the case wrote down what the next one must know."""

    role: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DatedTaskOpened(Event):
    task: str
    kind: str
    due_on: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DatedTaskPutOff(Event):
    """It could not be done yet, or not safely: on which day it is tried again."""

    task: str
    kind: str
    due_on: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DatedTaskDone(Event):
    task: str
    kind: str
    outcome: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FileDemanded(Event):
    """Somebody with power demanded the file. `kind`: court, prosecutor, authority, other;
    `silent_until`: the last day on which a court forbids to tell the person, or nothing. In the
    own hand of whoever says so."""

    demand: str
    paper: str
    kind: str
    silent_until: str
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DemandTold(Event):
    """From now on the person reads it. `number`: of this very entry; in the own hand of whoever
    says so, where it is not a job that does."""

    demand: str
    number: int = 0
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class WideDemandNoted(Event):
    """Somebody with power demanded what no single case holds. `kind`: as of FileDemanded; `what`:
    list, files, machine, unopened, several; `silent_until`: the last day on which a court forbids
    to tell of it, or nothing. In the own hand of whoever says so."""

    kind: str
    what: str
    silent_until: str
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class WideDemandTold(Event):
    """From now on everybody reads that it was demanded."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WideDemandAnswered(Event):
    """`outcome`: refused, part, given, taken by force, or a mistake; `waits_until`: the last day on
    which a court forbids to tell that. `number`: of this very entry; in the own hand of whoever
    says so."""

    outcome: str
    waits_until: str = ""
    number: int = 0
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class WideReaderAdded(Event):
    member: str
