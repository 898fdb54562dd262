from dataclasses import dataclass

from amparo.foundations.ledger.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class CollectiveNoted(Event):
    """A collective is the subject of this case. `kind`: of the protocol's list."""

    collective: str
    kind: str


@dataclass(frozen=True, kw_only=True, slots=True)
class BoardJoined(Event):
    """Whoever filed this case speaks, or claims to speak, for the collective; by a file and a key
    of its own."""

    collective: str
    board: str


@dataclass(frozen=True, kw_only=True, slots=True)
class BoardEnded(Event):
    """Somebody else speaks for the collective since this day. What was agreed stands."""

    board: str
    day: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PutToBoards(Event):
    """A measure concerns everybody: each board is asked in its own file."""

    measure: str
    boards: int


@dataclass(frozen=True, kw_only=True, slots=True)
class BoardAsked(Event):
    """The board of this case is asked about a measure that stands in another board's case."""

    measure: str


@dataclass(frozen=True, kw_only=True, slots=True)
class BetweenProposed(Event):
    """The board is asked about a go-between. `scope`: what it may know, joined by "+"."""

    between: str
    scope: str
    until: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PassedOn(Event):
    """The go-between was told something. `scope`: of what kind."""

    between: str
    scope: str
    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class BetweenEnded(Event):
    """It stands between no more, and what it was told is gone from its page. `papers`: how many."""

    between: str
    reason: str
    papers: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ToldErased(Event):
    """What a go-between was told is gone from its page; it may be told again. `papers`: how
    many."""

    between: str
    papers: int


@dataclass(frozen=True, kw_only=True, slots=True)
class FileLookedAt(Event):
    """Somebody looked at a file for a member who is left out. `shows`: whether it showed or named
    them, and is erased."""

    file: str
    shows: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ElsewhereAnswered(Event):
    """What was asked in another case of the same community is answered in this one. `answer`: same
    (left out here too) or another (somebody else here)."""

    asked: str
    answer: str
