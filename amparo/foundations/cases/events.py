from dataclasses import dataclass

from amparo.foundations.ledger.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseOpened(Event):
    seats: int


@dataclass(frozen=True, kw_only=True, slots=True)
class FileOpened(Event):
    """Somebody looked. The person is shown role and reason."""

    role: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldOpened(Event):
    """Somebody opened a part of the file that is folded for her. The person is shown which, the
    role and the reason. `sitting`: when the one began in which it is open."""

    field: str
    role: str
    reason: str
    sitting: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class FileShown(Event):
    """Somebody looked at a copy of a file made anew, or took it. `form`: small | whole | copy; of
    what was taken `what_for`, as a code."""

    ref: str
    role: str
    form: str
    what_for: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class WordsGiven(Event):
    """The team gave the person words to come back with. `reason`: words_first, words_lost, or
    words_seen, which ended all others."""

    role: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SeatGiven(Event):
    member: str
    role: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SeatTaken(Event):
    member: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class GlassKept(Event):
    """A case is kept ready for a member without a seat, for an hour of danger. The person is shown
    the role."""

    member: str
    role: str


@dataclass(frozen=True, kw_only=True, slots=True)
class GlassTaken(Event):
    """It is kept ready for her no more."""

    member: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class GlassBroken(Event):
    """Somebody has a seat for so many hours, because a life is in danger and nobody answered. The
    person is shown it. `road`: ready | lent | shares; `second`: the member who agreed, if any,
    as whoever had it opened says."""

    member: str
    role: str
    reason: str
    road: str
    second: str
    hours: int


@dataclass(frozen=True, kw_only=True, slots=True)
class GlassAnswered(Event):
    """Whoever is said to have agreed says so herself, or that she did not. `hour`: the entry that
    says it was opened; `reason`: glass_agreed | glass_not_agreed. In her own hand."""

    hour: int
    reason: str
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class GlassSeen(Event):
    """Somebody who neither had it opened nor agreed looked at it afterwards. The person is shown
    it. `hour`: the entry that says it was opened; `reason`: glass_needed | glass_not_needed. In
    the own hand of whoever looked."""

    role: str
    hour: int
    reason: str
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class TieEnded(Event):
    """Two found that somebody of the team had said by mistake to have a tie to it: a seat may be
    given to her again. Whose it was, and why, is sealed. The person is shown the role."""

    role: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptApart(Event):
    """From now on no path gives the case to this member, or to whoever works at this unit."""

    whom: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LetNear(Event):
    """Two persons ended that. No seat comes back by it."""

    whom: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseClaimed(Event):
    """Somebody took the case in hand. The person is shown the role."""

    member: str
    role: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseClosed(Event):
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseReopened(Event):
    """The person spoke after the case was closed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NormChanged(Event):
    """The case passed from one norm to another, by that one's transitory rule. The person is shown
    it, with the reasons in `paper`. `undoes`: the paper of the passing that this takes back."""

    older: str
    newer: str
    rule: str
    paper: str
    undoes: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LatenessKept(Event):
    """A term of the norm that the case has left had passed its day, by so much, in `unit`s."""

    norm: str
    term: str
    owed_by: str
    due: str
    late_by: int
    unit: str


@dataclass(frozen=True, kw_only=True, slots=True)
class NamesLookedUp(Event):
    """A member looked for a case by a name, and said why. Neither the name nor what was found is
    here."""

    role: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeRefused(Event):
    """A member asked for a case that is not hers, or that there is not: which, nothing says."""

    role: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SampleRead(Event):
    """Somebody who watches from outside read the sample of looks into files of a month."""

    month: str
