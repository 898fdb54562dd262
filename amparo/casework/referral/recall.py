"""Take back referrals that were given or printed and may not be kept by the recipient. Services, by
noun: what is taken back."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from amparo.casework.measures.states import Hindered, must
from amparo.casework.obligations.delivery.consent_gate import works_there_who_must_not_know
from amparo.casework.referral import events
from amparo.casework.referral.dated_tasks import close_dated_tasks, open_dated_task
from amparo.casework.referral.models import Referral, ReferralTask
from amparo.casework.referral.queries import held
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent import services as consent
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import is_excluded
from amparo.foundations.intake.documents.schemas.referral import ReferralOffText, ReferralToldText
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import Folder, hold, hold_row
from amparo.foundations.intake.models import Document
from amparo.foundations.ledger.services import Signs, record

State = Referral.State
Kind = ReferralTask.Kind
# Answers that are not final: the task is opened again.
ASKED_AGAIN = {"will", "no_answer"}
ASK_AGAIN_AFTER = timedelta(days=7)


@transaction.atomic
def take_back(
    case: Case, *, reason: str, by: Signs, at: datetime, refs: Iterable[str] | None = None
) -> int:
    """Revoke those of the referrals that a recipient may have, and open a task to tell each
    recipient. No further copy can be printed. Needs no key. Return how many."""
    found = Referral.objects.select_for_update(of=("self",)).filter(case=case)
    if refs is not None:
        found = found.filter(ref__in=list(refs))
    rows = [row for row in found.exclude(state=State.REVOKED) if row.out]
    for row in rows:
        _end(case, row, reason=reason, by=by, at=at)
        open_dated_task(case, Kind.TELL_TO_DESTROY, about=row.ref, by=by, at=at)
    return len(rows)


@transaction.atomic
def take_back_excluded(case: Case, folder: Folder, *, by: Signs, at: datetime) -> int:
    """Revoke the referrals to recipients who must not know, after the person named further ones,
    and close the questions about them. Return how many."""
    hold_row(folder.filing).values_list("pk").first()
    rows = Referral.objects.select_related("unit").filter(case=case).exclude(state=State.REVOKED)
    found = [row for row in rows if _must_not_have(folder, row, by=by)]
    out = [row.ref for row in found if row.out]
    for row in found:
        if not row.out:
            _end(case, row, reason="recipient_excluded", by=by, at=at)
    if out:
        take_back(case, reason="recipient_excluded", refs=out, by=by, at=at)
    return len(found)


@transaction.atomic
def tell_less(
    case: Case, folder: Folder, scrub: Callable[[Any], Any], *, by: Signs, at: datetime
) -> None:
    """Open a task to have an older sheet destroyed that holds what a member of the collective had
    redacted."""
    for row in Referral.objects.filter(case=case).order_by("pk"):
        papers = Document.objects.filter(filing=folder.filing, ref=row.paper_ref) if row.out else ()
        bodies = [folder.words(paper) for paper in papers]
        if any(scrub(body) != body for body in bodies):
            open_dated_task(case, Kind.TELL_TO_DESTROY, about=row.ref, by=by, at=at)


@transaction.atomic
def call_off(open_case: OpenCase, ref: str, *, words: str, by: Actor, at: datetime) -> None:
    """Call the referral off and tell the person why; what was handed out is to be destroyed. Raises
    Hindered."""
    must(by, Permission.CASE_PLAN)
    hold(open_case.folder)
    found = held(open_case, ref, seen_by=by)
    # Read again under the lock: another request may have come first.
    if Referral.objects.get(pk=found.row.pk).state == State.REVOKED:
        raise Hindered("revoked")
    body = ReferralOffText(label=found.name, text=words)
    write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)
    told = take_back(open_case.case, reason="called_off", refs=[found.row.ref], by=by, at=at)
    if not told:
        _end(open_case.case, found.row, reason="called_off", by=by, at=at)
    refresh(open_case.case, at=at)


@transaction.atomic
def note_told(
    open_case: OpenCase, ref: str, *, on: date, said: str, words: str, by: Actor, at: datetime
) -> None:
    """Note that the recipient was told to destroy what it has, and its answer; the person can read
    it. Raises Hindered."""
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    found = held(open_case, ref, seen_by=by)
    if not close_dated_tasks(
        open_case.case, Kind.TELL_TO_DESTROY, about=found.row.ref, outcome=said, by=by, at=at
    ):
        raise Hindered("nothing_open")
    body = ReferralToldText(label=found.name, outcome=said, on=on.isoformat(), text=words)
    write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)
    event = events.DestructionAsked(
        about=open_case.code, referral=found.row.ref, day=on.isoformat(), said=said
    )
    record(event, by=by, at=at)
    if said in ASKED_AGAIN:
        open_dated_task(
            open_case.case,
            Kind.TELL_TO_DESTROY,
            about=found.row.ref,
            due_on=at + ASK_AGAIN_AFTER,
            by=by,
            at=at,
        )
    refresh(open_case.case, at=at)


def _end(case: Case, row: Referral, *, reason: str, by: Signs, at: datetime) -> None:
    Referral.objects.filter(pk=row.pk).update(state=State.REVOKED, changed_at=at)
    event = events.ReferralRevoked(about=case.code, referral=row.ref, reason=reason)
    record(event, by=by, at=at)
    # The person is not asked any more: whatever the answer, nothing is sent.
    consent.close(case.filing, kind=Question.Kind.REFERRAL, subject=row.ref, by=by, at=at)
    over = (Kind.SEE_ANSWER, Kind.CARRY)
    close_dated_tasks(case, *over, about=row.ref, outcome="taken_back", by=by, at=at)


def _must_not_have(folder: Folder, row: Referral, *, by: Signs) -> bool:
    """Return whether the person excluded the recipient, or someone who works there."""
    if is_excluded(folder, row.unit, _named(folder, row), seen_by=by):
        return True
    return row.unit is not None and works_there_who_must_not_know(folder, row.unit, by)


def _named(folder: Folder, row: Referral) -> str:
    paper = Document.objects.filter(filing=folder.filing, ref=row.paper_ref, current=True).first()
    return str(folder.words(paper).get("who", "")) if paper else ""
