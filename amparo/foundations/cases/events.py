from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from amparo.foundations.ledger.events import NO_WORDS, Event, History, SiteEvent


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseOpened(Event):
    history = History(pgettext_lazy("act", "Case opened"))

    seats: int


@dataclass(frozen=True, kw_only=True, slots=True)
class FileOpened(Event):
    """A member looked at the case. The person is shown role and reason."""

    history = NO_WORDS

    role: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldOpened(Event):
    """A member opened a folded part of the case. The person is shown the part, the role and the
    reason. `sitting`: start of the session in which it is open."""

    history = NO_WORDS

    field: str
    role: str
    reason: str
    sitting: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class FileShown(Event):
    """A member viewed or downloaded a clean copy of a file. `form`: small | whole | copy;
    `what_for`: reason of a download, as a code."""

    history = NO_WORDS

    ref: str
    role: str
    form: str
    what_for: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class WordsGiven(Event):
    """The team gave the person an access passphrase. `reason`: words_first, words_lost, or
    words_seen, which revoked all others."""

    history = History(pgettext_lazy("act", "The person got a new access phrase"))

    role: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SeatGiven(Event):
    history = History(pgettext_lazy("act", "The team changed"))

    member: str
    role: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SeatTaken(Event):
    history = History(pgettext_lazy("act", "The team changed"))

    member: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class GlassKept(Event):
    """The case key was sealed in advance to a member without a seat, for emergency access. The
    person is shown the role."""

    history = NO_WORDS

    member: str
    role: str


@dataclass(frozen=True, kw_only=True, slots=True)
class GlassTaken(Event):
    """A member's emergency access was revoked before use."""

    history = NO_WORDS

    member: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class GlassBroken(Event):
    """A member has access for a number of hours, because a life is in danger and no one answered.
    The person is shown it. `road`: ready | lent | shares; `second`: the member said to have agreed,
    if any, as stated by the member who used the access."""

    history = History(pgettext_lazy("act", "Opened for some hours: a life is in danger"))

    member: str
    role: str
    reason: str
    road: str
    second: str
    hours: int


@dataclass(frozen=True, kw_only=True, slots=True)
class GlassAnswered(Event):
    """The member said to have agreed confirms or denies it. `hour`: number of the emergency access
    entry; `reason`: glass_agreed | glass_not_agreed. Signed by that member."""

    history = History(pgettext_lazy("act", "Said whether they had agreed to open it"))

    hour: int
    reason: str
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class GlassSeen(Event):
    """A member who neither used the emergency access nor agreed to it reviewed it. The person is
    shown it. `hour`: number of the emergency access entry; `reason`: glass_needed |
    glass_not_needed. Signed by the reviewer."""

    history = History(pgettext_lazy("act", "Looked at why it was opened for some hours"))

    role: str
    hour: int
    reason: str
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class TieEnded(Event):
    """Two members found that a conflict of interest was declared by mistake: that member may get a
    seat again. Whose it was, and why, is sealed. The person is shown the role."""

    history = History(pgettext_lazy("act", "A tie was found to have been said by mistake"))

    role: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptApart(Event):
    """From now on this member, or the members of this unit, cannot get access to the case."""

    history = History(pgettext_lazy("act", "Who must not know"))

    whom: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LetNear(Event):
    """Two members ended such a bar. No seat is restored by it."""

    history = NO_WORDS

    whom: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseClaimed(Event):
    """A member became responsible for the case, by their own act or assigned by a supervisor. The
    person is shown the role, which is that of the responsible member."""

    history = History(pgettext_lazy("act", "Taken in hand"))

    member: str
    role: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseClosed(Event):
    history = History(pgettext_lazy("act", "Case closed"))

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseReopened(Event):
    """The person wrote after the case was closed."""

    history = History(pgettext_lazy("act", "Case opened again"))


@dataclass(frozen=True, kw_only=True, slots=True)
class NormChanged(Event):
    """The case passed to another norm, by the transitory rule of that norm. The person is shown it,
    with the reasons in `paper`. `undoes`: the document of the transition that this reverses."""

    history = History(pgettext_lazy("act", "Another norm applies"))

    older: str
    newer: str
    rule: str
    paper: str
    undoes: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LatenessKept(Event):
    """A term of the previous norm was overdue at the transition, by `late_by` in `unit`s."""

    history = NO_WORDS

    norm: str
    term: str
    owed_by: str
    due: str
    late_by: int
    unit: str


@dataclass(frozen=True, kw_only=True, slots=True)
class NamesLookedUp(SiteEvent):
    """A member searched cases by name and gave a reason. Neither the name nor the result is
    recorded."""

    role: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeRefused(SiteEvent):
    """A member asked for a case without having access, or for one that does not exist; the entry
    does not tell which."""

    role: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SampleRead(SiteEvent):
    """An outside overseer read a month's sample of looks into cases."""

    month: str
