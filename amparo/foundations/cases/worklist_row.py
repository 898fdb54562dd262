"""Lines of a worklist as plain values, because building model objects costs more than the query,
and the one order of all lists of what is due."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from django.db.models import Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from amparo.foundations.cases.models import CaseAccess


class Listed(NamedTuple):
    """The data of a worklist line: nothing sealed, nothing long. `holder`: a name, or empty."""

    case_id: int
    code: str
    protocol: str
    stage: str
    track: str
    due_term: str
    holder: str
    first_contact_at: datetime
    danger: int
    due_on: datetime
    seen_at: datetime | None

    @classmethod
    def of(cls, seat: CaseAccess) -> "Listed":
        case, filing = seat.case, seat.case.filing
        return cls(
            case.pk,
            filing.code,
            filing.protocol,
            case.stage,
            case.track,
            case.due_term,
            case.holder.name if case.holder else "",
            filing.first_contact_at,
            seat.danger,
            seat.due_on,
            seat.seen_at,
        )


# The columns of `Listed`, in its order.
COLUMNS: tuple[str | Combinable, ...] = (
    "case_id",
    *(f"case__filing__{name}" for name in ("code", "protocol")),
    *(f"case__{name}" for name in ("stage", "track", "due_term")),
    Coalesce("case__holder__name", Value("")),
    "case__filing__first_contact_at",
    *("danger", "due_on", "seen_at"),
)

type Place = tuple[int, int, datetime, int]

OVERDUE_IN_DANGER, IN_DANGER, OTHER = range(3)


def place_of(danger: int, due_on: datetime, key: int = 0, *, at: datetime) -> Place:
    """Return where a thing stands on every list: danger first, what is overdue before the rest of
    it; then by date, so that what is overdue leads and what is undated comes last. `at` is now;
    `key` tells apart what is due at one moment."""
    late = OVERDUE_IN_DANGER if due_on < at else IN_DANGER
    return late if danger else OTHER, -danger, due_on, key


def read_in_order[T: "Ordered"](
    rows: QuerySet[Any],
    read: Callable[[QuerySet[Any]], list[T]],
    *,
    at: datetime,
    after: Place | None,
    size: int,
    due: str = "due_on",
    key: str = "case_id",
) -> list[T]:
    """Return the first rows in the order of `place_of`, or those behind a place. What is overdue in
    danger, and the rest, are each read in the order of one index, so that the last page costs as
    much as the first; the rest is asked for where the first do not fill the page."""
    late, order = Q(**{f"{due}__lt": at}), ("-danger", due, key)
    part = after[0] if after else OVERDUE_IN_DANGER
    found: list[T] = []
    if part == OVERDUE_IN_DANGER:
        first = rows.filter(late, danger__gt=0)
        first = first.filter(_behind(after, due, key)) if after else first
        found = read(first.order_by(*order)[:size])
    if len(found) < size:
        rest = rows.filter(Q(danger=0) | ~late)
        if after and part != OVERDUE_IN_DANGER:
            rest = (rows if part == OTHER else rest).filter(_behind(after, due, key))
        found += read(rest.order_by(*order)[: size - len(found)])
    return found


def _behind(after: Place, due: str, key: str) -> Q:
    """Return what is behind a place in its own part of the order, and in what follows it."""
    part, danger, due_on, last = after
    same = Q(**{f"{due}__gt": due_on}) | Q(**{due: due_on, f"{key}__gt": last})
    if part == OTHER:
        # The range is named by itself, so that it begins in the index.
        return Q(**{f"{due}__gte": due_on}) & same & Q(danger=0)
    return Q(same, danger=-danger) | Q(danger__lt=-danger)


class Ordered(Protocol):
    """What stands on a list."""

    @property
    def case_id(self) -> int: ...
    @property
    def danger(self) -> int: ...
    @property
    def due_on(self) -> datetime: ...
