from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from amparo.foundations.ledger.events import NO_WORDS, Event, History, SiteEvent


@dataclass(frozen=True, kw_only=True, slots=True)
class LeakNoted(SiteEvent):
    """A leak was noted, with the number of cases that it touches by the record. `about`: the leak
    itself."""

    what: str
    cases: int


@dataclass(frozen=True, kw_only=True, slots=True)
class BodyTold(SiteEvent):
    """An authority was told of a leak, or it was decided that it need not be: `why`, as a code.
    `about`: the leak itself."""

    notice: str
    outcome: str
    why: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SendingGoesOn(Event):
    """A member of a case decided that its documents go on being sent to an institution where a leak
    occurred. Which institution and why is in a sealed document."""

    history = NO_WORDS

    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SuspicionSeconded(SiteEvent):
    """A second person confirmed the suspicion of a member or an institution. `about`: the leak
    itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LiftAsked(SiteEvent):
    """A member asked to lift the suspicion of a leak. `about`: the leak; `suspended`: the entry by
    which the account was suspended then, 0 where there was none or an institution is suspected.
    `number`: of this entry, signed by the member, as in the other events here."""

    why: str
    suspended: int = 0
    number: int = 0
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class LiftRefused(SiteEvent):
    """The suspicion is not lifted: another member refused, or the one who asked took it back.
    `about`: the leak; `asked`: the entry by which it was asked."""

    asked: int = 0
    number: int = 0
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SuspicionLifted(SiteEvent):
    """A second person lifted the suspicion. `about`: the leak itself; `asked`: as in LiftRefused.
    The operator records it too, without a signature."""

    cases: int
    asked: int = 0
    number: int = 0
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseSuspected(Event):
    """The case may be touched by the leak. `how`: codes of what the record says of it."""

    history = History(pgettext_lazy("act", "Something may have got out"))

    incident: str
    how: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseLeaked(Event):
    """A member of the team found that the case is touched by the leak."""

    history = History(pgettext_lazy("act", "Something may have got out"))

    incident: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseSpared(Event):
    """A member of the team found that the case is not touched. The reasons are in a sealed
    document."""

    history = History(pgettext_lazy("act", "Something may have got out"))

    incident: str
    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LeakStepOpened(Event):
    history = History(pgettext_lazy("act", "A task is to be done"))

    incident: str
    step: str
    kind: str
    due_on: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LeakStepDone(Event):
    """A step was done. `number`: of this entry, which the member signs, where a member did the
    step."""

    history = History(pgettext_lazy("act", "A task was done"))

    incident: str
    step: str
    kind: str
    outcome: str
    number: int = 0
    hand_1: str = ""
    hand_2: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ToldOfLeak(Event):
    """The person or a related person was told of the leak; the way is in a sealed document. `whom`:
    person, or the reference of the related person."""

    history = History(pgettext_lazy("act", "Something may have got out"))

    incident: str
    whom: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TakenFromPage(Event):
    """What was told of a leak was removed from a page, because that page is not safe. `whom`:
    person, or the reference of the related person."""

    history = History(pgettext_lazy("act", "Something may have got out"))

    whom: str


@dataclass(frozen=True, kw_only=True, slots=True)
class NotToldOfLeak(Event):
    """It was decided that telling is not safe now, with the reasons in a sealed document, until
    another day."""

    history = History(pgettext_lazy("act", "Something may have got out"))

    incident: str
    whom: str
    paper: str
    again_on: str
