from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from amparo.foundations.ledger.events import Event, History, SiteEvent


@dataclass(frozen=True, kw_only=True, slots=True)
class ReferralProposed(Event):
    """The person is asked about one recipient. `kind`: of the site's list; `wished`: the person
    asked for it."""

    history = History(pgettext_lazy("act", "Referral elsewhere"))

    referral: str
    kind: str
    unit: str
    wished: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ReferralPrinted(Event):
    """Another copy of the agreed text was printed and is in a member's hands."""

    history = History(pgettext_lazy("act", "Sheet printed"))

    referral: str
    number: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ReferralGiven(Event):
    """A member gave it to its recipient on this day. `how`: in_person, by_post, sent."""

    history = History(pgettext_lazy("act", "Referral elsewhere"))

    referral: str
    day: str
    how: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReferralAnswered(Event):
    """The answer of the recipient: accepted, refused, or no_answer by this day."""

    history = History(pgettext_lazy("act", "Referral elsewhere"))

    referral: str
    answer: str
    day: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReferralRevoked(Event):
    """Nothing more is sent, and a recipient who has a copy is to be told to destroy it. `reason`:
    the person's answer, what the person took back or left, recipient_excluded, or called_off by the
    team."""

    history = History(pgettext_lazy("act", "Referral elsewhere"))

    referral: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DestructionAsked(Event):
    """The recipient was told to destroy what it has. `said`: destroyed, will, not_destroyed,
    no_answer."""

    history = History(pgettext_lazy("act", "Referral elsewhere"))

    referral: str
    day: str
    said: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ExternalMeasureNoted(Event):
    """A measure ordered elsewhere. It does not affect the clock of this procedure. The body that
    ordered it and the day are only in the sealed document."""

    history = History(pgettext_lazy("act", "Measure ordered elsewhere"))

    external: str
    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ExternalMeasureProlonged(Event):
    history = History(pgettext_lazy("act", "Measure ordered elsewhere"))

    external: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ExternalMeasureAgreed(Event):
    """The way it is carried out was put to the person: agreed, partly or not_agreed."""

    history = History(pgettext_lazy("act", "Measure ordered elsewhere"))

    external: str
    outcome: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ExternalMeasureEnded(Event):
    history = History(pgettext_lazy("act", "Measure ordered elsewhere"))

    external: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PromiseMade(Event):
    """A member promised the person something by a day; `role`: of that member."""

    history = History(pgettext_lazy("act", "Promise to the person"))

    promise: str
    day: str
    role: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseHandedOn(Event):
    """The member who had the case wrote down what the next one must know."""

    history = History(pgettext_lazy("act", "Handed over"))

    role: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DatedTaskOpened(Event):
    history = History(pgettext_lazy("act", "A task is to be done"))

    task: str
    kind: str
    due_on: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DatedTaskPutOff(Event):
    """The task could not be done yet, or not safely. `due_on`: when it is tried again."""

    history = History(pgettext_lazy("act", "A task was put off"))

    task: str
    kind: str
    due_on: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DatedTaskDone(Event):
    history = History(pgettext_lazy("act", "A task was done"))

    task: str
    kind: str
    outcome: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FileDemanded(Event):
    """An authority or another demanded the file. `kind`: court, prosecutor, authority, other;
    `silent_until`: the last day on which a court forbids to tell the person, or empty. Signed by
    the member where a court forbids it."""

    history = History(pgettext_lazy("act", "Demand for the file"))

    demand: str
    paper: str
    kind: str
    silent_until: str
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DemandTold(Event):
    """The person can read the demand from now on. `number`: of this entry, which the member signs,
    where a member and not a job records it."""

    history = History(pgettext_lazy("act", "Demand for the file"))

    demand: str
    number: int = 0
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class WideDemandNoted(SiteEvent):
    """An authority demanded what no single case holds. `kind`: as of FileDemanded; `what`: list,
    files, machine, unopened, several; `silent_until`: the last day on which a court forbids to tell
    of it, or empty. Signed by the member."""

    kind: str
    what: str
    silent_until: str
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class WideDemandTold(SiteEvent):
    """From now on it is public that it was demanded."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WideDemandAnswered(SiteEvent):
    """`outcome`: refused, part, given, taken by force, or a mistake; `waits_until`: the last day on
    which a court forbids to tell that. `number`: of this entry; signed by the member."""

    outcome: str
    waits_until: str = ""
    number: int = 0
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class WideReaderAdded(SiteEvent):
    member: str
