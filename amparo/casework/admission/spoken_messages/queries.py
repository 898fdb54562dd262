"""Errands as the team reads them, and when each is tried next. Services: `services.py`."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from amparo.casework.admission.models import PendingCommunication
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.dates_outside_terms import Waiting, also_due
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.services import Document, papers_in
from amparo.foundations.intake.tables_with_rows import watch

watch("errands", PendingCommunication)

WORDS, HELD = "errand", "errand_held"
TASK = "errand"
TAKEN_FOR = timedelta(minutes=30)
"""How long a taken errand is closed to other members; after it the result counts as forgotten."""
UNSAID = timedelta(days=1)
"""After this time the errand must be done in another way."""

_OPEN = PendingCommunication.objects.filter(ended_at__isnull=True).order_by("next_at", "pk")
# The worklist needs only the moment; who took it and by which way is read on the desk.
_NEXT = (
    PendingCommunication.objects.filter(ended_at__isnull=True)
    .order_by("next_at", "pk")
    .only("next_at")
)


@dataclass(frozen=True, slots=True, repr=False)
class Carried:
    """An errand as the team reads it. `held`: why it was held back last; empty once a member took
    it."""

    row: PendingCommunication
    text: str
    held: tuple[str, ...]

    @property
    def unsaid_from(self) -> datetime:
        """The moment from which it must be said in another way."""
        return self.row.put_at + UNSAID


def errands_in(open_case: OpenCase, *, seen_by: Actor) -> list[Carried]:
    """Open errands, the next one first."""
    rows = rows_of_errands(open_case, seen_by=seen_by)
    if not rows:
        return []
    papers = papers_in(open_case.folder, seen_by=seen_by, kinds=[WORDS, HELD])
    return [_carried(open_case, one, papers) for one in rows]


def rows_of_errands(open_case: OpenCase, *, seen_by: Actor) -> list[PendingCommunication]:
    """Open errands without their words, which stay sealed; the next one first."""
    return open_case.once("errands", lambda: list(_OPEN.filter(case_id=open_case.case.pk)))


def errand_called(open_case: OpenCase, ref: str, *, seen_by: Actor) -> Carried | None:
    found = errands_in(open_case, seen_by=seen_by)
    return next((one for one in found if one.row.ref == ref), None)


def is_mine(row: PendingCommunication, *, seen_by: Actor) -> bool:
    """Whether the reader took it and has not noted the result."""
    return row.taken_at is not None and row.taken_by_id == seen_by.member.pk


def is_out(row: PendingCommunication, *, at: datetime) -> bool:
    """Whether a member is on the way with it."""
    return row.taken_at is not None and at - row.taken_at < TAKEN_FOR


def errands_due(case: Case) -> list[Waiting]:
    waits = [] if case.filing.asks_nobody else _NEXT.filter(case_id=case.pk)
    return [Waiting(one.next_at, TASK, keeps_open=True) for one in waits]


also_due(
    errands_due,
    [(TASK, _("Say something to the person, by a way that is safe"))],
    rows=[PendingCommunication],
)


def _carried(open_case: OpenCase, row: PendingCommunication, papers: list[Document]) -> Carried:
    text, held = "", tuple[str, ...]()
    for paper in papers:
        words = open_case.folder.words(paper)
        if paper.ref == row.paper_ref:
            text = str(words["text"])
        elif words.get("errand") == row.ref:
            held = () if words["tries"] != row.tries else _codes(words["why"])
    return Carried(row, text, held if row.taken_at is None else ())


def _codes(found: object) -> tuple[str, ...]:
    return tuple(map(str, found)) if isinstance(found, list) else ()
