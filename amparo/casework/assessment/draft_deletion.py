"""Services that delete drafts of assessments which are not recorded by a day, with all their
versions."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.casework.assessment import events
from amparo.casework.assessment.models import Assessment
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.dates_outside_terms import Waiting, also_due
from amparo.foundations.cases.models import Case
from amparo.foundations.consent.impediments import nobody_left_at_risk
from amparo.foundations.intake.keys.case_keys import hold_row
from amparo.foundations.intake.models import Document
from amparo.foundations.ledger.services import Signs, record

TASK = "unsent"

_DRAFTS = Assessment.objects.filter(submitted_at__isnull=True).values_list("paper_ref", flat=True)
_SAVED = Document.objects.filter(current=True).only("written_at")


def kept_for() -> timedelta:
    """How long this site keeps what was saved and never recorded."""
    return timedelta(days=settings.DRAFT_DAYS)


def forgotten_at(saved_at: datetime) -> datetime:
    return saved_at + kept_for()


def forget_unsent(*, by: Signs, at: datetime) -> int:
    """Delete drafts whose last saving is too long ago. Return how many."""
    old = [
        row.pk for row, saved_at in _drafts() if saved_at is None or forgotten_at(saved_at) <= at
    ]
    return sum(_forget(pk, by=by, at=at) for pk in old)


@transaction.atomic
def _forget(pk: int, *, by: Signs, at: datetime) -> bool:
    """Delete one draft, unless it was recorded or saved again just now."""
    row = Assessment.objects.select_related("case__filing").get(pk=pk)
    hold_row(row.case.filing).values_list("pk").first()
    still = Assessment.objects.filter(pk=pk, submitted_at__isnull=True)
    papers = Document.objects.filter(filing=row.case.filing, kind="risk_report", ref=row.paper_ref)
    saved_since = papers.filter(written_at__gt=at - kept_for()).exists()
    if saved_since or not still.delete()[0]:
        return False
    papers.delete()
    event = events.DraftForgotten(about=row.case.code, assessment=row.ref)
    record(event, by=by, at=at)
    refresh(row.case, at=at)
    return True


def drafts_due(case: Case) -> list[Waiting]:
    """The worklist entry by the day on which a draft of this case is deleted, where it can still be
    recorded."""
    if nobody_left_at_risk(case.filing):
        return []
    for ref in _DRAFTS.filter(case_id=case.pk)[:1]:
        for saved in _SAVED.filter(filing_id=case.filing_id, ref=ref):
            return [Waiting(forgotten_at(saved.written_at), TASK)]
    return []


def _drafts() -> list[tuple[Assessment, datetime | None]]:
    rows = list(Assessment.objects.filter(submitted_at__isnull=True).order_by("pk"))
    papers = Document.objects.filter(ref__in=[row.paper_ref for row in rows], current=True)
    saved = dict(papers.values_list("ref", "written_at"))
    return [(row, saved.get(row.paper_ref)) for row in rows]


also_due(
    drafts_due,
    [(TASK, _("An assessment was saved and never recorded: the draft is deleted"))],
    rows=[Assessment],
)
