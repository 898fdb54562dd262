from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from amparo.foundations.ledger.events import NO_WORDS, Event, History


@dataclass(frozen=True, kw_only=True, slots=True)
class Acknowledged(Event):
    history = History(pgettext_lazy("act", "Receipt told to the person"))

    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionOpened(Event):
    history = History(pgettext_lazy("act", "Immediate help"))

    action: str
    kind: str
    owner: str
    target_hours: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionDone(Event):
    history = History(pgettext_lazy("act", "Immediate help"))

    action: str
    kind: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionDropped(Event):
    history = History(pgettext_lazy("act", "Immediate help"))

    action: str
    kind: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ContactTried(Event):
    """A member tried to reach the person. `against`: the way or the moment was against the
    agreement or a limit that the person set."""

    history = History(pgettext_lazy("act", "Attempt to reach the person"))

    way: str
    reached: bool
    against: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageSent(Event):
    history = History(pgettext_lazy("act", "Message to the person"))

    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteKept(Event):
    history = History(pgettext_lazy("act", "Note of the team"))

    paper: str
    version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class UnopenedAlerted(Event):
    history = NO_WORDS

    rung: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CorrectionAllowed(Event):
    """A supervisor gave the reason that the protocol requires before a correction is asked for."""

    history = History(pgettext_lazy("act", "What is missing was asked for"))

    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CorrectionAsked(Event):
    """All that is missing was asked for, at once and only once."""

    history = History(pgettext_lazy("act", "What is missing was asked for"))

    paper: str
    parts: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CorrectionReceived(Event):
    """It is proven that the person knows what is missing."""

    history = History(pgettext_lazy("act", "What was missing came"))

    paper: str
    way: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ArchivingAdvised(Event):
    """Archiving was advised because what was asked for was not given. This closes nothing: the
    decision maker decides."""

    history = History(pgettext_lazy("act", "Archiving advised"))

    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DangerFlagLifted(Event):
    """A member lifted the danger flag of the case. `paper`: the document with the reason."""

    history = History(pgettext_lazy("act", "Danger flag lifted"))

    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ErrandPut(Event):
    """An errand waits to be said to the person. Its words are sealed."""

    history = History(pgettext_lazy("act", "Something to say to the person"))

    errand: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ErrandTaken(Event):
    """A member goes to say it now; nothing forbade it at this moment."""

    history = History(pgettext_lazy("act", "Something to say to the person"))

    errand: str
    way: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ErrandHeld(Event):
    """The errand was held back; the reason is in the sealed document."""

    history = NO_WORDS

    errand: str
    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ErrandEnded(Event):
    """`outcome`: said, dropped."""

    history = History(pgettext_lazy("act", "Something to say to the person"))

    errand: str
    outcome: str
