from dataclasses import dataclass

from amparo.foundations.ledger.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduleAdopted(Event):
    """Whoever runs the machine puts this schedule forward: once two members have agreed, closed
    files are erased by it. `file_days`: after how many days; nothing where nobody set that."""

    digest: str
    file_days: int | None
    place_days: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduleAgreed(Event):
    """One of two members by whose word closed files are erased by this schedule. `put`: the hash of
    the entry that put it forward; `hand_1`, `hand_2`: in her own hand (hands.py)."""

    digest: str
    put: str = ""
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduleStopped(Event):
    """No closed file is erased by it any more, until it is adopted anew."""

    digest: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ErasureAsked(Event):
    """The person asks that what is kept of her be erased, or the schedule says that it is time.
    `scope`: everything, files; `how`: page, oral, schedule; `from_day`: not before."""

    erasure: str
    scope: str
    how: str
    from_day: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ErasureHeard(Event):
    """Somebody of the team heard by the safe way whether it is she who asks. What she said is
    sealed: a page in other hands shows nothing of it."""

    erasure: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ErasureDecided(Event):
    """`answer`: granted or refused; `reason`: of the schedule's closed list, where refused."""

    erasure: str
    answer: str
    reason: str
    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ErasureEnded(Event):
    """Nothing is erased on it any more. Why is not said here: whoever made her ask must not read
    that she told the team."""

    erasure: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ContentErased(Event):
    """What stood there is gone, with every key to it. What was done and when stays."""

    erasure: str
    scope: str
    how: str
    papers: int
    files: int
    keys: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ErasureFinished(Event):
    """Its files are off the disk and the freed pages written over."""

    erasure: str


@dataclass(frozen=True, kw_only=True, slots=True)
class HoldPut(Event):
    """Nothing of this file may be erased until a second person lifts this. `silent_until`: the last
    day on which a court forbids to tell the person, or nothing; where it does, whoever says so
    signs it in her own hand."""

    hold: str
    ground: str
    silent_until: str
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class HoldTold(Event):
    """From now on the person reads it. `number`: of this very entry; in the own hand of whoever
    says so, where it is not a job that does."""

    hold: str
    number: int = 0
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class HoldLifted(Event):
    hold: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceKept(Event):
    """Where exactly somebody is, or will be, was written apart: it goes after `until`."""

    place: str
    until: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceErased(Event):
    """`why`: time_over, by_person, by_team, with_the_file."""

    place: str
    why: str
