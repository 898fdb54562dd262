"""What must be done in a case by a day that no term of the law's clock names: a review that a
resolution set, an incident that asks for a new look. Later stages say so here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.functional import Promise

from amparo.foundations.cases.models import Case
from amparo.foundations.intake.models import Filing
from amparo.law import Term, load_protocol

MISSING = 5
"""How far somebody who is missing lifts a case: before all else."""
LEAKED = 4
"""How far something that got out lifts it: before every danger but that: every hour counts."""
UNWEIGHED = 3
"""How far something that happened lifts it until the danger is weighed anew: as an urgent call."""
PERHAPS = 2
"""How far a case is lifted of which perhaps something got out: before whatever is only due, and
never before somebody who is in danger for sure, as many as it may be at once."""
FASTER = 1
"""How far the protocol's faster track lifts it."""
DANGERS = tuple(range(MISSING + 1))

type Ask = Callable[[Case], "Waiting | None"]

_asked: list[Ask] = []
_named: dict[str, Promise | str] = {}


@dataclass(frozen=True, slots=True)
class Waiting:
    """`task` is one of the names that were given with `also_due`; `keeps_open`: the case cannot be
    closed before it is done; `danger`: how far it lifts the case on the worklist meanwhile,
    whichever date comes first: none may hide another that has passed. Before `lifts_from` that is
    PERHAPS at most. `in_closed_from`: since when a closed case stands on the worklist for it; None:
    it never does."""

    due_on: datetime
    task: str
    keeps_open: bool = False
    danger: int = 0
    lifts_from: datetime | None = None
    in_closed_from: datetime | None = None

    def is_shown_closed(self, at: datetime) -> bool:
        return self.in_closed_from is not None and self.in_closed_from <= at

    def danger_on(self, at: datetime) -> int:
        early = self.lifts_from is not None and at < self.lifts_from
        return min(self.danger, PERHAPS) if early else self.danger


def also_due(ask: Ask, names: Iterable[tuple[str, Promise | str]]) -> None:
    """Ask this stage, whenever it is worked out what is due next in a case; `names` are what its
    tasks are called on the worklist."""
    if ask not in _asked:
        _asked.append(ask)
    _named.update(names)


def waiting_in(case: Case) -> list[Waiting]:
    """Everything that waits, the earliest first; nothing for a case that is only being opened."""
    found = [one for ask in _asked if case.pk and (one := ask(case))]
    return sorted(found, key=lambda one: one.due_on)


def keeps_open(case: Case) -> bool:
    return any(one.keeps_open for one in waiting_in(case))


def is_listed(case: Case, *, at: datetime) -> bool:
    """Whether it stands on worklists: a closed one only while something waits in it even so."""
    return case.closed_at is None or any(one.is_shown_closed(at) for one in waiting_in(case))


def is_missing(case: Case, found: Waiting, *, at: datetime) -> bool:
    """Whether the row of the case does not say yet that this waits, since nobody touched the case
    when it came. A closed one says the first of all that it stands on worklists for."""
    if case.closed_at:
        shown = [one for one in waiting_in(case) if one.is_shown_closed(at)]
        there = (case.due_on, case.due_term)
        return bool(shown) and there != (shown[0].due_on, shown[0].task)
    later = case.due_on is None or found.due_on < case.due_on
    return later or case.danger < found.danger_on(at)


def is_searched_for(case: Case) -> bool:
    """Whether somebody is missing and searched for: then no case is closed."""
    return any(one.danger == MISSING for one in waiting_in(case))


def is_unweighed(case: Case) -> bool:
    """Whether something happened and nobody has weighed the danger since."""
    return any(one.danger == UNWEIGHED for one in waiting_in(case))


def name_of(task: str) -> str:
    """What it is called; nothing for a term of the law."""
    return str(_named.get(task, ""))


def end_of_day(filing: Filing, day: date) -> datetime:
    """The last moment of a day where the law of this filing holds."""
    zone = load_protocol(filing.protocol).zone
    return datetime.combine(day, time.max, zone)


def end_of(term: Term, zone: ZoneInfo) -> datetime | None:
    """The last moment of a term's last good day, on the authority's clock."""
    if term.due is None or isinstance(term.due, datetime):
        return term.due
    return datetime.combine(term.due, time.max, zone)
