"""Lines of a worklist as plain values, because building model objects costs more than the query."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Value
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
