from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amparo.foundations.ledger.events import NO_WORDS, Event, History, SiteEvent


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduleAdopted(SiteEvent):
    """The operator proposes this schedule; closed files are erased by it once two members agree.
    `file_days`: after how many days; None where that is not set."""

    digest: str
    file_days: int | None
    place_days: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduleAgreed(SiteEvent):
    """One of two members agrees to this schedule. `put`: the hash of the entry that proposed it;
    `hand_1`, `hand_2`: the member's signature (member_signatures.py)."""

    digest: str
    put: str = ""
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduleStopped(SiteEvent):
    """No more closed files are erased by it until it is adopted again."""

    digest: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ErasureAsked(Event):
    """The person asks for erasure of what is kept about them, or the schedule begins it. `scope`:
    everything, files; `how`: page, oral, schedule; `from_day`: not before."""

    history = History(
        pgettext_lazy("act", "What is kept, and what is erased"),
        by_person=_("The person asks to have data erased"),
    )

    erasure: str
    scope: str
    how: str
    from_day: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ErasureHeard(Event):
    """A member asked by the safe channel whether the request is the person's own. The answer is
    sealed: a page in other hands shows nothing of it."""

    history = History(pgettext_lazy("act", "What is kept, and what is erased"))

    erasure: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ErasureDecided(Event):
    """`answer`: granted or refused; `reason`: from the schedule's closed list, where refused."""

    history = History(pgettext_lazy("act", "What is kept, and what is erased"))

    erasure: str
    answer: str
    reason: str
    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ErasureEnded(Event):
    """The erasure ended without being done. The reason is not stated: a person who forced the
    request must not read that the team was told."""

    history = History(pgettext_lazy("act", "What is kept, and what is erased"))

    erasure: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ContentErased(Event):
    """The content and every key to it are gone. What was done and when remains."""

    history = History(pgettext_lazy("act", "What is kept, and what is erased"))

    erasure: str
    scope: str
    how: str
    papers: int
    files: int
    keys: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ErasureFinished(Event):
    """The files are deleted from disk and the freed pages are overwritten."""

    history = NO_WORDS

    erasure: str


@dataclass(frozen=True, kw_only=True, slots=True)
class HoldPut(Event):
    """Nothing of this case may be erased until a second person lifts this hold. `silent_until`: the
    last day on which a court forbids telling the person, or empty; where it is set, the member
    signs the event."""

    history = History(pgettext_lazy("act", "What is kept, and what is erased"))

    hold: str
    ground: str
    silent_until: str
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class HoldTold(Event):
    """The person can read the hold from now on. `number`: of this entry; signed by the member who
    says so, unless a job does."""

    history = History(pgettext_lazy("act", "What is kept, and what is erased"))

    hold: str
    number: int = 0
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class HoldLifted(Event):
    history = History(pgettext_lazy("act", "What is kept, and what is erased"))

    hold: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceKept(Event):
    """An exact location was stored separately; it is erased after `until`."""

    history = History(pgettext_lazy("act", "What is kept, and what is erased"))

    place: str
    until: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceErased(Event):
    """`why`: time_over, by_person, by_team, with_the_file."""

    history = History(pgettext_lazy("act", "What is kept, and what is erased"))

    place: str
    why: str
