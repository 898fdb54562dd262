"""What must be done in a case by a day that no term of the law's clock names: a review that a
resolution set, an incident that asks for a new look. Later stages say so here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from amparo.foundations.cases.models import Case

type Ask = Callable[[Case], "Waiting | None"]

_asked: list[Ask] = []
_named: dict[str, Promise | str] = {}


@dataclass(frozen=True, slots=True)
class Waiting:
    """`task` is one of the names that were given with `also_due`; `keeps_open`: the case cannot be
    closed before it is done."""

    due_on: datetime
    task: str
    keeps_open: bool = False


def also_due(ask: Ask, names: Iterable[tuple[str, Promise | str]]) -> None:
    """Ask this stage, whenever it is worked out what is due next in a case; `names` are what its
    tasks are called on the worklist."""
    if ask not in _asked:
        _asked.append(ask)
    _named.update(names)


def earliest(case: Case) -> Waiting | None:
    """The first of what the stages wait for; nothing for a case that is only being opened."""
    return min(_waiting(case), key=lambda one: one.due_on, default=None)


def keeps_open(case: Case) -> bool:
    return any(one.keeps_open for one in _waiting(case))


def _waiting(case: Case) -> list[Waiting]:
    return [one for ask in _asked if case.pk and (one := ask(case))]


def name_of(task: str) -> str:
    """What it is called; nothing for a term of the law."""
    return str(_named.get(task, ""))
