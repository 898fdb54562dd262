from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from amparo.foundations.ledger.events import NO_WORDS, Event, History


@dataclass(frozen=True, kw_only=True, slots=True)
class CollectiveNoted(Event):
    """A collective is the subject of this case. `kind`: of the protocol's list."""

    history = History(pgettext_lazy("act", "Collective"))

    collective: str
    kind: str


@dataclass(frozen=True, kw_only=True, slots=True)
class BoardJoined(Event):
    """The applicant of this case speaks, or claims to speak, for the collective; with a file and a
    key of its own."""

    history = History(pgettext_lazy("act", "Collective"))

    collective: str
    board: str


@dataclass(frozen=True, kw_only=True, slots=True)
class BoardEnded(Event):
    """Others speak for the collective since this day. What was agreed stands."""

    history = History(pgettext_lazy("act", "Collective"))

    board: str
    day: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PutToBoards(Event):
    """A measure concerns all boards: each is asked in its own file."""

    history = History(pgettext_lazy("act", "Collective"))

    measure: str
    boards: int


@dataclass(frozen=True, kw_only=True, slots=True)
class BoardAsked(Event):
    """The board of this case is asked about a measure of another board's case."""

    history = History(pgettext_lazy("act", "Collective"))

    measure: str


@dataclass(frozen=True, kw_only=True, slots=True)
class BetweenProposed(Event):
    """The board is asked about an intermediary. `scope`: what it may know, joined by "+"."""

    history = History(pgettext_lazy("act", "Collective"))

    between: str
    scope: str
    until: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PassedOn(Event):
    """The intermediary was told something. `scope`: of what kind."""

    history = History(pgettext_lazy("act", "Collective"))

    between: str
    scope: str
    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class BetweenEnded(Event):
    """The intermediary ended, and what it was told was deleted from its page. `papers`:
    how many."""

    history = History(pgettext_lazy("act", "Collective"))

    between: str
    reason: str
    papers: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ToldErased(Event):
    """What an intermediary was told was deleted from its page; it may be told again. `papers`: how
    many."""

    history = NO_WORDS

    between: str
    papers: int


@dataclass(frozen=True, kw_only=True, slots=True)
class FileLookedAt(Event):
    """A member looked at a file for a member of the collective who had their data redacted.
    `shows`: it showed or named them, and was erased."""

    history = NO_WORDS

    file: str
    shows: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ElsewhereAnswered(Event):
    """A redaction asked in another case of the same community was answered in this one. `answer`:
    same (redacted here too) or another (a different person here)."""

    history = History(pgettext_lazy("act", "Referral elsewhere"))

    asked: str
    answer: str
