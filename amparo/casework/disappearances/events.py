from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from amparo.foundations.ledger.events import Event, History


@dataclass(frozen=True, kw_only=True, slots=True)
class HappeningNoted(Event):
    """A person disappeared, was found or died. `whose`: person (at risk) or other."""

    history = History(pgettext_lazy("act", "Disappearance or death"))

    happening: str
    whose: str
    what: str
    kind: str
    day: str
    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class HappeningSetAside(Event):
    """The incident was recorded wrongly. What was written stays."""

    history = History(pgettext_lazy("act", "Disappearance or death"))

    happening: str
    paper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class KindChanged(Event):
    """The incident is classified as another kind of attack than before."""

    history = History(pgettext_lazy("act", "Disappearance or death"))

    happening: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchLogged(Event):
    """A member logged what was done in a search, at which moment."""

    history = History(pgettext_lazy("act", "Disappearance or death"))

    happening: str
    what: str
    moment: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SearcherTold(Event):
    """A member told a searcher the words that the consent check let pass."""

    history = History(pgettext_lazy("act", "Disappearance or death"))

    happening: str
    told: str
    searcher: str


@dataclass(frozen=True, kw_only=True, slots=True)
class InvestigationNoted(Event):
    """Where the investigation of a death or disappearance stands, as the team learned it."""

    history = History(pgettext_lazy("act", "Disappearance or death"))

    happening: str
    stage: str
    day: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkedCaseOpened(Event):
    """A linked case was opened. Only sealed documents say which one."""

    history = History(pgettext_lazy("act", "Case opened"))

    happening: str
    party: str


@dataclass(frozen=True, kw_only=True, slots=True)
class VigilOpened(Event):
    history = History(pgettext_lazy("act", "A task is to be done"))

    task: str
    kind: str
    due_on: str


@dataclass(frozen=True, kw_only=True, slots=True)
class VigilDone(Event):
    history = History(pgettext_lazy("act", "A task was done"))

    task: str
    kind: str
    outcome: str
