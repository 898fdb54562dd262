"""Dates in a case that are not terms of the law's clock, such as a review set by a resolution, or
an incident that requires a new assessment. Later stages register theirs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain
from zoneinfo import ZoneInfo

from django.db.models import Model
from django.utils.functional import Promise

from amparo.foundations.cases.models import Case
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.intake.tables_with_rows import Place, place_of, with_rows
from amparo.law import Term, load_protocol

MISSING = 5
"""Priority of a case with a missing person: above all else."""
LEAKED = 4
"""Priority of a suspected leak: above every danger except a missing person, because every hour
counts."""
UNWEIGHED = 3
"""Priority of an urgent request or an incident: the danger flag, until a member lifts it."""
FLAG_LIFTED = "danger_lifted"
"""Kind of the document that says why the danger flag was lifted."""
PERHAPS = 2
"""Priority of a possible leak: above what is only due, and below known danger, because it may
concern many cases at once."""
LEFT_UNDONE = 1
"""Priority of exclusions that another case left here and that wait for a member to open the case:
above what is only due."""
BY_THE_HOUR = LEFT_UNDONE
"""Priority of help that is due within hours: a term in days, overdue for long, does not hide it."""
DANGERS = tuple(range(MISSING + 1))

type Ask = Callable[[Case], "Iterable[Waiting]"]

type Raised = Callable[[Case], datetime | None]

_raised: list[Raised] = []
_asked: dict[Ask, tuple[Place, ...]] = {}
"""Each function, and the tables where it finds what is due; none for what it finds elsewhere."""
_named: dict[str, Promise | str] = {}


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something due. `task`: a name given with `also_due`; `keeps_open`: the case cannot be closed
    before it is done; `danger`: priority of the case on the worklist meanwhile, whichever date
    comes first, so that no other overdue date hides it; before `lifts_from` PERHAPS at most.
    `in_closed_from`: since when a closed case is listed for it; None: never."""

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


def also_due(
    ask: Ask, names: Iterable[tuple[str, Promise | str]], *, rows: Iterable[type[Model]] = ()
) -> None:
    """Register a function that returns all that is due in a case; `names`: labels of its tasks
    wherever they are shown. `rows`: it is not called while the case has no row in any of these
    tables."""
    _asked[ask] = tuple(map(place_of, rows))
    _named.update(names)


def waiting_in(case: Case) -> list[Waiting]:
    """Return everything due in a case, earliest first; empty for a case that is not stored yet. The
    list, its counters, the calendar, the case page and the hand-over sheet all show what is here
    and the terms of the law."""
    if not case.pk:
        return []
    places = (place for some in _asked.values() for place in some)
    filled = with_rows(places, filing=case.filing_id, case=case.pk)
    asked = [ask for ask, some in _asked.items() if not some or filled & {*some}]
    return sorted(chain.from_iterable(ask(case) for ask in asked), key=lambda one: one.due_on)


def also_raised(ask: Raised) -> None:
    """Register a function that returns when something last raised the danger flag of a case."""
    _raised.append(ask)


def is_flagged(case: Case) -> bool:
    """Return whether the danger flag stands: it was raised, and not lifted since."""
    moments = [moment for ask in _raised if (moment := ask(case))]
    if not moments:
        return False
    lifted = Document.objects.filter(filing_id=case.filing_id, kind=FLAG_LIFTED)
    return not lifted.filter(written_at__gte=max(moments)).exists()


def keeps_open(case: Case) -> bool:
    return any(one.keeps_open for one in waiting_in(case))


def is_listed(case: Case, *, at: datetime) -> bool:
    """Return whether the case is on worklists: a closed one only while something in it still
    waits."""
    return case.closed_at is None or any(one.is_shown_closed(at) for one in waiting_in(case))


def is_missing(case: Case, found: Waiting, *, at: datetime) -> bool:
    """Return whether the case's row does not reflect yet that this waits, because the case was not
    changed when it became due. In a closed case the row shows the first item for which it is
    listed."""
    if case.closed_at:
        shown = [one for one in waiting_in(case) if one.is_shown_closed(at)]
        there = (case.due_on, case.due_term)
        return bool(shown) and there != (shown[0].due_on, shown[0].task)
    later = case.due_on is None or found.due_on < case.due_on
    return later or case.danger < found.danger_on(at)


def is_searched_for(case: Case) -> bool:
    """Return whether a person of the case is missing and searched for: such a case cannot be
    closed."""
    return any(one.danger == MISSING for one in waiting_in(case))


def is_unweighed(case: Case) -> bool:
    """Return whether an incident has not been assessed since."""
    return any(one.danger == UNWEIGHED for one in waiting_in(case))


def name_of(task: str) -> str:
    """Return the label of a task; "" for a term of the law."""
    return str(_named.get(task, ""))


def end_of_day(filing: Filing, day: date) -> datetime:
    """Return the last moment of a day in the time zone of the filing's law."""
    zone = load_protocol(filing.protocol).zone
    return datetime.combine(day, time.max, zone)


def end_of(term: Term, zone: ZoneInfo) -> datetime | None:
    """Return the last moment of a term's last day, in the authority's time zone."""
    if term.due is None or isinstance(term.due, datetime):
        return term.due
    return datetime.combine(term.due, time.max, zone)
