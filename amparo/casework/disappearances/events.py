from dataclasses import dataclass

from amparo.foundations.ledger.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class HappeningNoted(Event):
    """A person disappeared, was found or died. `whose`: person (at risk) or other."""

    happening: str
    whose: str
    what: str
    kind: str
    day: str
    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class HappeningSetAside(Event):
    """The incident was recorded wrongly. What was written stays."""

    happening: str
    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class KindChanged(Event):
    """The incident is classified as another kind of attack than before."""

    happening: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchLogged(Event):
    """A member logged what was done in a search, at which moment."""

    happening: str
    what: str
    moment: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SearcherTold(Event):
    """A member told a searcher the words that the consent check let pass."""

    happening: str
    told: str
    searcher: str


@dataclass(frozen=True, kw_only=True, slots=True)
class InvestigationNoted(Event):
    """Where the investigation of a death or disappearance stands, as the team learned it."""

    happening: str
    stage: str
    day: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkedCaseOpened(Event):
    """A linked case was opened. Only sealed documents say which one."""

    happening: str
    party: str


@dataclass(frozen=True, kw_only=True, slots=True)
class VigilOpened(Event):
    task: str
    kind: str
    due_on: str


@dataclass(frozen=True, kw_only=True, slots=True)
class VigilDone(Event):
    task: str
    kind: str
    outcome: str
