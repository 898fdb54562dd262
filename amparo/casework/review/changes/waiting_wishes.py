"""Renunciations that waited until the person can be asked again. Services, by noun: wishes that
waited."""

from datetime import datetime

from django.db import transaction

from amparo.casework.review.changes.renunciation import renounce
from amparo.casework.review.changes.services import let_go
from amparo.casework.review.models import LIVE, MeasureChange
from amparo.foundations.cases.case_of_filing import case_of_filing
from amparo.foundations.consent.events import ImpedimentBegan, ImpedimentEnded
from amparo.foundations.consent.models import Question
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import Signs

Kind, State = MeasureChange.Kind, MeasureChange.State


@transaction.atomic
def ask_anew(code: str, *, by: Signs, at: datetime) -> None:
    """Explain and ask anew, once the person can be asked again: what another may have said on the
    page, and what was set aside meanwhile."""
    case = case_of_filing(code)
    if case is None or case.closed_at or case.filing.withdrawn_at:
        return
    rows = MeasureChange.objects.select_related("case__filing", "measure").filter(case=case)
    wishes = rows.filter(kind=Kind.RENOUNCE)
    yes = Question.objects.filter(filing=case.filing, answer=Question.Answer.AGREED, how="page")
    anothers = wishes.filter(state__in=LIVE, ref__in=yes.values("subject"))
    aside = wishes.filter(state=State.DROPPED, changed_at__gte=_impeded_from(code, case.filing))
    found = [*anothers, *aside.order_by("-pk")]
    for row in found:
        if row.state in LIVE:
            let_go(row, by=by, at=at)
        renounce(code, row.measure.ref, paper_ref=row.paper_ref, by=by, at=at)


# --- inside ---


def _impeded_from(code: str, filing: Filing) -> datetime:
    """Return the start of the last period in which the person could not be asked; it has ended
    now."""
    turns = Entry.objects.filter(about=code).order_by("sequence")
    began = turns.filter(event=ImpedimentBegan.__name__)
    ended = list(turns.filter(event=ImpedimentEnded.__name__))
    if len(ended) > 1:
        began = began.filter(sequence__gt=ended[-2].sequence)
    first = began.first()
    return first.at if first else filing.filed_at
