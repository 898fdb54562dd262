"""Services for exports that end: they may not leave any more, or left and are to be destroyed. None
of them needs a key."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from amparo.casework.exports import events
from amparo.casework.exports.models import Export
from amparo.casework.obligations.delivery.consent_gate import works_there_who_must_not_know
from amparo.casework.referral.dated_tasks import close_dated_tasks, open_dated_task
from amparo.casework.referral.models import ReferralTask
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.models import Case
from amparo.foundations.consent import services as consent
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import is_excluded
from amparo.foundations.intake.keys.case_keys import Folder, hold_row
from amparo.foundations.intake.models import Document
from amparo.foundations.ledger.services import Signs, record

State = Export.State
Kind = ReferralTask.Kind
WAITING = (State.ASKED, State.APPROVED)
ENDED = (*WAITING, State.TAKEN)
"""States in which something can be taken back."""


def end_overdue(*, by: Signs, at: datetime) -> int:
    """Expire exports that were not approved, or not taken, in time, and close the question to the
    person. Return how many."""
    late = Export.objects.filter(state__in=WAITING, ends_at__lte=at).order_by("pk")
    ended = 0
    for one in late.select_related("case__filing"):
        with transaction.atomic():
            # Lock the file first, so that a member who takes it now comes before or after this.
            hold_row(one.case.filing).values_list("pk").first()
            still = Export.objects.filter(pk=one.pk, state__in=WAITING, ends_at__lte=at)
            if still.update(state=State.EXPIRED):
                ended += 1
                _ended(one.case, one, "expired", taken=False, by=by, at=at)
                refresh(one.case, at=at)
    return ended


@transaction.atomic
def take_back(
    case: Case, *, reason: str, by: Signs, at: datetime, refs: Iterable[str] | None = None
) -> int:
    """Take back exports that rest on the person's word: they may not leave any more, and a
    recipient who has one is to be told to destroy it. With the reason `discuss`, exports that were
    not taken go on waiting."""
    found = Export.objects.filter(case=case, demand=None, state__in=ENDED)
    if refs is not None:
        found = found.filter(ref__in=list(refs))
    rows = [one for one in found.order_by("pk") if reason != "discuss" or one.taken_at]
    for row in rows:
        _take_back(case, row, reason, by=by, at=at)
    return len(rows)


@transaction.atomic
def take_back_excluded(case: Case, folder: Folder, *, by: Signs, at: datetime) -> int:
    """Take back exports to recipients whom the person excluded, on any ground."""
    hold_row(folder.filing).values_list("pk").first()
    rows = Export.objects.select_related("unit").filter(case=case, state__in=ENDED)
    found = [row for row in rows.order_by("pk") if _must_not_have(folder, row, by=by)]
    for row in found:
        _take_back(case, row, "recipient_excluded", by=by, at=at)
    return len(found)


@transaction.atomic
def tell_less(
    case: Case, folder: Folder, scrub: Callable[[Any], Any], *, by: Signs, at: datetime
) -> None:
    """Take back exports that hold what a member of the collective had redacted; a recipient who has
    one is told to destroy it."""
    for row in Export.objects.filter(case=case, state__in=ENDED).order_by("pk"):
        papers = Document.objects.filter(filing=folder.filing, ref=row.paper_ref)
        bodies = [folder.words(paper) for paper in papers]
        if any(scrub(body) != body for body in bodies):
            _take_back(case, row, "left_out", by=by, at=at)


@transaction.atomic
def take_back_file(case: Case, ref: str, *, by: Signs, at: datetime) -> None:
    """Take back exports of an erased file. A recipient who has it is told to destroy it, except a
    court that had it on its order."""
    found = Export.objects.filter(case=case, file=ref, state__in=ENDED).order_by("pk")
    for row in found:
        if row.taken_at is None or not row.compelled:
            _take_back(case, row, "file_erased", by=by, at=at)


def tell(case: Case, order: str, *, by: Signs, at: datetime) -> None:  # noqa: ARG001 - the demand says it on record
    """Make what was asked on this order readable for the person: the court's prohibition
    has ended."""
    asked = Export.objects.filter(case=case, demand__ref=order).values_list("paper_ref", flat=True)
    Document.objects.filter(filing=case.filing, ref__in=list(asked)).update(for_person=True)


def let_go(case: Case, row: Export, *, outcome: str, by: Signs, at: datetime) -> None:
    """Close the dated tasks and the question of an export that is over."""
    over = (Kind.SEE_EXPORT, Kind.TAKE_EXPORT)
    close_dated_tasks(case, *over, about=row.ref, outcome=outcome, by=by, at=at)
    # No answer would let it leave now, so the person is not asked any longer.
    consent.close(case.filing, kind=Question.Kind.EXPORT, subject=row.ref, by=by, at=at)


def _take_back(case: Case, row: Export, reason: str, *, by: Signs, at: datetime) -> None:
    taken = row.taken_at is not None
    Export.objects.filter(pk=row.pk).update(state=State.TAKEN_BACK)
    _ended(case, row, reason, taken=taken, by=by, at=at)
    if taken:
        open_dated_task(case, Kind.EXPORT_BACK, about=row.ref, by=by, at=at)
    refresh(case, at=at)


def _ended(case: Case, row: Export, reason: str, *, taken: bool, by: Signs, at: datetime) -> None:
    event = events.ExportEnded(about=case.code, export=row.ref, reason=reason, taken=taken)
    record(event, by=by, at=at)
    let_go(case, row, outcome="ended", by=by, at=at)


def _must_not_have(folder: Folder, row: Export, *, by: Signs) -> bool:
    """Whether the person excluded its recipient, or an officer who works there."""
    paper = Document.objects.filter(filing=folder.filing, ref=row.paper_ref, current=True).first()
    name = str(folder.words(paper).get("who", "")) if paper else ""
    if is_excluded(folder, row.unit, name, seen_by=by):
        return True
    return row.unit is not None and works_there_who_must_not_know(folder, row.unit, by)
