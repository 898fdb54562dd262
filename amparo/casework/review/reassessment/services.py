"""Reviews and new assessments: after an incident, by the day that a resolution set, and where the
person disagrees. Services, by noun: reviews."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from amparo.casework.assessment.queries import latest_submitted
from amparo.casework.measures.models import OWN, OWN_UNDER_WAY, Measure, State
from amparo.casework.measures.states import Hindered, move, must
from amparo.casework.review import events
from amparo.casework.review.changes.queries import RUNS
from amparo.casework.review.dated_tasks import URGENT, WITHIN, close_tasks, open_task
from amparo.casework.review.models import ReviewTask
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.case_of_filing import case_of_filing
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.dates_outside_terms import end_of_day
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.cases.services import reopen_case
from amparo.foundations.consent.impediments import nobody_left_at_risk
from amparo.foundations.intake.contact.follow_up_reports import OTHERWISE
from amparo.foundations.intake.documents.schemas.admission import NoteText
from amparo.foundations.intake.documents.schemas.review import (
    LookedAtText,
    OtherwiseAnsweredText,
    ReviewText,
)
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import hold, must_be_alive
from amparo.foundations.intake.models import Document
from amparo.foundations.ledger.chain import Signs
from amparo.foundations.ledger.services import record
from amparo.law import load_protocol

Kind = ReviewTask.Kind
SOON = timedelta(days=2)
STATE_AFTER = {
    "done": State.IN_PLACE,
    "not_done": State.OBJECTED_BY_ENTITY,
    "ended": State.LAPSED,
}
"""The state of an organisation's own measure after each thing that the team may note."""


@transaction.atomic
def look_again(
    code: str,
    kind: ReviewTask.Kind,
    *,
    about: str,
    urgent: bool = False,
    by: Signs,
    at: datetime,
) -> None:
    """Open a task for something that asks for a new look or an answer, due within `URGENT` where it
    is `urgent`. A closed case is reopened, since the task would not be seen otherwise."""
    case = case_of_filing(code)
    if case:
        if case.closed_at:
            reopen_case(case, by=by, at=at)
        due_on = at + URGENT if urgent else None
        open_task(case, kind, about=about, due_on=due_on, by=by, at=at)
        refresh(case, at=at)


@transaction.atomic
def told_before(case: Case, *, by: Signs, at: datetime) -> None:
    """Open the tasks for disagreements that were sent before the case was opened (CaseOpened), due
    from when each was sent, even if that day has passed."""
    kind = Kind.ANSWER_DISAGREEMENT
    papers = Document.objects.filter(filing=case.filing, kind=OTHERWISE, current=True)
    for said in papers.order_by("written_at", "pk"):
        due_on = said.written_at + WITHIN[kind]
        open_task(case, kind, about=said.ref, due_on=due_on, by=by, at=at)
        refresh(case, at=at)


@transaction.atomic
def assessed(code: str, *, by: Signs, at: datetime) -> None:
    """Close the tasks to reassess the risk after it was assessed."""
    case = case_of_filing(code)
    if case and close_tasks(case, Kind.REASSESS, outcome="assessed", by=by, at=at):
        refresh(case, at=at)


@transaction.atomic
def looked_at(open_case: OpenCase, *, text: str, by: Actor, at: datetime) -> None:
    """Note, on an organisation's site, which weighs no danger by a law, what was done about an
    incident. Raises Hindered."""
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    if not text.strip():
        raise Hindered("reasons")
    paper = write_paper(open_case.folder, body=LookedAtText(text=text), by=by, at=at)
    done = {"outcome": "looked_at", "paper_ref": paper.ref}
    if not close_tasks(open_case.case, Kind.REASSESS, **done, by=by, at=at):
        raise Hindered("no_task")
    refresh(open_case.case, at=at)


@transaction.atomic
def keep_reviews(code: str, *, by: Signs, at: datetime) -> None:
    """Keep one review task per running measure, due by the day that was set, and close the
    others."""
    case = case_of_filing(code)
    if case is None:
        return
    opened = {
        task.about: task
        for task in ReviewTask.objects.filter(case=case, kind=Kind.REVIEW, done_at__isnull=True)
    }
    running = [one for one in Measure.objects.filter(case=case) if one.state in RUNS]
    days = {one.ref: day for one in running if (day := _review_day(one))}
    own = {one.ref for one in running if one.is_own}
    for ref, day in days.items():
        due_on = end_of_day(case.filing, day)
        if ref in own and ref in opened and due_on != opened[ref].due_on:
            # By the person's own act too, which may not change the day of a task.
            close_tasks(case, Kind.REVIEW, about=ref, outcome="another_day", by=by, at=at)
            del opened[ref]
        if ref in opened:
            _set_day(opened[ref], due_on)
        else:
            open_task(case, Kind.REVIEW, about=ref, due_on=due_on, by=by, at=at)
    for ref in set(opened) - set(days):
        close_tasks(case, Kind.REVIEW, about=ref, outcome="not_running", by=by, at=at)
    refresh(case, at=at)


@transaction.atomic
def review(
    open_case: OpenCase, ref: str, *, text: str, next_on: date, by: Actor, at: datetime
) -> None:
    """Note that a measure was reviewed and stays as it is until the next review. Requires a new
    risk assessment; to change it, a change is opened instead. Raises Hindered."""
    must(by, Permission.CASE_PLAN)
    hold(open_case.folder)
    measure = Measure.objects.select_related("case__filing").filter(
        case=open_case.case, ref=ref, state__in=RUNS
    )
    row = measure.first()
    if row is None:
        raise Hindered("not_changeable")
    if not may_be_reviewed(open_case, row, seen_by=by):
        raise Hindered("not_reassessed_lately")
    today = at.astimezone(load_protocol(open_case.folder.filing.protocol).zone).date()
    if not text.strip() or next_on <= today:
        raise Hindered("next_review")
    body = ReviewText(measure=ref, text=text, next_review_on=next_on.isoformat())
    paper = write_paper(open_case.folder, body=body, by=by, at=at)
    row.next_review_on = next_on
    row.save(update_fields=["next_review_on"])
    done = {"outcome": "kept", "paper_ref": paper.ref}
    close_tasks(open_case.case, Kind.REVIEW, about=ref, **done, by=by, at=at)
    event = events.MeasureReviewed(about=open_case.code, measure=ref, next_on=next_on.isoformat())
    record(event, by=by, at=at)
    keep_reviews(open_case.code, by=by, at=at)


@transaction.atomic
def note_carried_out(
    open_case: OpenCase,
    ref: str,
    *,
    how: str,
    text: str,
    next_on: date | None,
    by: Actor,
    at: datetime,
) -> None:
    """Note whether the organisation did what it agreed to do itself: `how` is done, not_done or
    ended. `next_on`: by when it is looked at again; only what ended has none. What the team says
    does not undo the person's word. Raises Hindered."""
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    row = _own_under_way(open_case, ref)
    today = at.astimezone(load_protocol(open_case.folder.filing.protocol).zone).date()
    if how != "ended" and (next_on is None or next_on <= today):
        raise Hindered("next_review")
    if how != "done" and not text.strip():
        raise Hindered("reasons")
    if text.strip():
        body = NoteText(text=text, measure=ref)
        write_paper(open_case.folder, body=body, by=by, at=at)
    _look_at_it_again(row, None if how == "ended" else next_on, how=how, by=by, at=at)
    confirmed = how == "done" and row.state == State.VERIFIED_BY_BENEFICIARY
    if row.state != STATE_AFTER[how] and not confirmed:
        move(row, STATE_AFTER[how], by=by, at=at)
    keep_reviews(open_case.code, by=by, at=at)


def _own_under_way(open_case: OpenCase, ref: str) -> Measure:
    found = Measure.objects.select_related("case__filing").filter(
        case=open_case.case, ref=ref, catalogue__startswith=OWN, state__in=OWN_UNDER_WAY
    )
    row = found.first()
    if row is None:
        raise Hindered("not_changeable")
    return row


def _look_at_it_again(
    measure: Measure, day: date | None, *, how: str, by: Signs, at: datetime
) -> None:
    measure.next_review_on = day
    measure.save(update_fields=["next_review_on"])
    case = measure.case
    close_tasks(case, Kind.REVIEW, about=measure.ref, outcome=how, by=by, at=at)
    if day:
        said = day.isoformat()
        event = events.MeasureReviewed(about=case.code, measure=measure.ref, next_on=said)
        record(event, by=by, at=at)


@transaction.atomic
def answer_disagreement(
    open_case: OpenCase, ref: str, *, text: str, by: Actor, at: datetime
) -> None:
    """Answer a person who disagrees with the assessed danger; the answer is shown on the person's
    page. Raises Hindered."""
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    must_be_alive(open_case.folder.filing)
    task = ReviewTask.objects.filter(case=open_case.case, ref=ref, done_at__isnull=True).first()
    if task is None or task.kind != Kind.ANSWER_DISAGREEMENT:
        raise Hindered("no_task")
    if not text.strip():
        raise Hindered("reasons")
    body = OtherwiseAnsweredText(text=text, about=task.about)
    paper = write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)
    done = {"outcome": "answered", "paper_ref": paper.ref}
    close_tasks(open_case.case, Kind.ANSWER_DISAGREEMENT, about=task.about, **done, by=by, at=at)
    refresh(open_case.case, at=at)


def may_be_reviewed(open_case: OpenCase, measure: Measure, *, seen_by: Signs) -> bool:
    """Return whether the risk was assessed since the measure was granted and since its review was
    set. True where no person is left whose risk could be assessed."""
    if nobody_left_at_risk(open_case.folder.filing):
        return True
    newest = latest_submitted(open_case, seen_by=seen_by)
    opened = ReviewTask.objects.filter(
        case=open_case.case, kind=Kind.REVIEW, about=measure.ref, done_at__isnull=True
    ).first()
    since = opened.opened_at if opened else measure.granted_at
    return bool(newest and newest.row.submitted_at and since and newest.row.submitted_at > since)


def _review_day(measure: Measure) -> date | None:
    """Return the day by which a running measure is looked at again. Where an organisation does it
    itself and the person says that it does not protect, that is soon."""
    day = measure.next_review_on
    if not measure.is_own or measure.state != State.INEFFECTIVE:
        return day
    soon = timezone.localdate(measure.changed_at + SOON)
    return min(day, soon) if day else soon


def _set_day(task: ReviewTask, day: datetime) -> None:
    if task.due_on != day:
        task.due_on = day
        task.save(update_fields=["due_on"])
