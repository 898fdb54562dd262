"""Lines of a worklist as plain values, because building model objects costs more than the query,
and the one order of all lists of what is due."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from django.db.models import Case, Q, QuerySet, Value, When
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
    """Return the first rows in the order of `place_of`, or those behind a place. What is in danger
    is few; the rest is one range of an index, so that the last page costs as much as the first."""
    late = Case(When(**{f"{due}__lt": at}, then=Value(0)), default=Value(1))
    in_danger = rows.filter(danger__gt=0).order_by(late, "-danger", due, key)
    others = rows.filter(danger=0).order_by(due, key)
    if after:
        in_danger, others = _behind(in_danger, others, after, at, due, key)
    found = read(in_danger[:size]) + read(others[:size])
    found.sort(key=lambda one: place_of(one.danger, one.due_on, one.case_id, at=at))
    return found[:size]


def _behind(
    in_danger: QuerySet[Any],
    others: QuerySet[Any],
    after: Place,
    at: datetime,
    due: str,
    key: str,
) -> tuple[QuerySet[Any], QuerySet[Any]]:
    part, danger, due_on, last = after
    is_late, is_not = Q(**{f"{due}__lt": at}), Q(**{f"{due}__gte": at})
    same = Q(**{f"{due}__gt": due_on}) | Q(**{due: due_on, f"{key}__gt": last})
    if part == OTHER:
        # The range is named by itself, so that it begins in the index.
        return in_danger.none(), others.filter(Q(**{f"{due}__gte": due_on}), same)
    same = Q(same, danger=-danger) | Q(danger__lt=-danger)
    if part == OVERDUE_IN_DANGER:
        return in_danger.filter(is_late & same | is_not), others
    return in_danger.filter(is_not, same), others


class Ordered(Protocol):
    """What stands on a list."""

    @property
    def case_id(self) -> int: ...
    @property
    def danger(self) -> int: ...
    @property
    def due_on(self) -> datetime: ...
