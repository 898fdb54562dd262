"""Services for the need of an interpreter, the tasks that wait for one, and how each was done."""

from datetime import datetime

from django.db import transaction

from amparo.casework.interpreting import events
from amparo.casework.interpreting.interpretation_tasks import close_task, drop_tasks, open_task
from amparo.casework.interpreting.interpreter_questions import Hindered, said_of
from amparo.casework.interpreting.interpreters import refuse_who_must_not_know, row_called
from amparo.casework.interpreting.languages import source_of_need
from amparo.casework.interpreting.models import Interpretation, InterpreterNeed
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.schemas.interpreting import (
    InterpretationText,
    InterpreterNeedText,
)
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.keys.case_keys import Folder, hold
from amparo.foundations.intake.models import Document
from amparo.foundations.ledger.services import Signs, record

WISH = "interpreter_wish"
ASKED_IN = ("request", "urgent", "answer", WISH)
# Not interpreted: what the person said, and names that the person may refuse.
NO_NOTICE = frozenset({"oral_answer", "words", "interpreter_asked"})
_NEEDS = InterpreterNeed.objects.filter(ended_at__isnull=True).select_related("case__filing")


# --- whether one is needed ---


@transaction.atomic
def find_need(folder: Folder, case: Case, *, by: Signs, at: datetime) -> None:
    """Find the need from what the person wrote so far.

    What the team noted stands until the person says something new. Where a document does not open,
    the need is never ended.
    """
    papers = papers_in(folder, seen_by=by, kinds=ASKED_IN)
    said = [folder.words_if_they_open(one) for one in papers]
    source = source_of_need([one for one in said if one is not None])
    needed = _NEEDS.filter(case=case).exists()
    if source and not needed:
        _needed(folder, case, source, papers[-1].ref, by=by, at=at)
    elif needed and not source and papers[-1].kind == WISH and None not in said:
        _not_needed(case, by=by, at=at)
    refresh(case, at=at)


@transaction.atomic
def note_need(open_case: OpenCase, *, needed: bool, text: str, by: Actor, at: datetime) -> None:
    """Note what the team learned in conversation. Without a need, open tasks are dropped."""
    hold(open_case.folder)
    case = open_case.case
    body = InterpreterNeedText(text=text, needed=needed)
    paper = write_paper(open_case.folder, body=body, by=by, at=at)
    open_now = _NEEDS.filter(case=case)
    if needed and not open_now.exists():
        _needed(open_case.folder, case, InterpreterNeed.Source.TEAM, paper.ref, by=by, at=at)
    elif not needed and open_now.exists():
        _not_needed(case, by=by, at=at)
    refresh(case, at=at)


def _not_needed(case: Case, *, by: Signs, at: datetime) -> None:
    _NEEDS.filter(case=case).update(ended_at=at)
    drop_tasks(case, None, by=by, at=at)
    record(events.InterpreterNotNeeded(about=case.code), by=by, at=at)


def _needed(
    folder: Folder, case: Case, source: str, paper_ref: str, *, by: Signs, at: datetime
) -> None:
    found = {"source": source, "paper_ref": paper_ref, "found_at": at, "ended_at": None}
    InterpreterNeed.objects.update_or_create(case=case, defaults=found)
    record(events.InterpreterNeeded(about=case.code, source=source), by=by, at=at)
    open_task(case, Interpretation.Kind.INTERVIEW, by=by, at=at)
    unread = Document.objects.filter(
        filing=folder.filing, for_person=True, current=True, read_at__isnull=True
    )
    for paper in unread.exclude(author="person").exclude(kind__in=NO_NOTICE):
        open_task(case, Interpretation.Kind.NOTICE, about=paper.ref, by=by, at=at)


# --- what waits for an interpreter ---


@transaction.atomic
def want(
    code: str,
    kind: Interpretation.Kind,
    *,
    about: str = "",
    due_on: datetime | None = None,
    by: Signs,
    at: datetime,
) -> None:
    """Open a task for an interview or notice, where an interpreter is needed."""
    need = _NEEDS.filter(case__filing__code=code).first()
    if need:
        open_task(need.case, kind, about=about, due_on=due_on, by=by, at=at)
        refresh(need.case, at=at)


@transaction.atomic
def plan_interview(open_case: OpenCase, *, due_on: datetime, by: Actor, at: datetime) -> None:
    """Plan a conversation for a day; each one is a task of its own."""
    hold(open_case.folder)
    about = marks.new_code(groups=3)
    want(open_case.code, Interpretation.Kind.INTERVIEW, about=about, due_on=due_on, by=by, at=at)


@transaction.atomic
def want_for_paper(code: str, ref: str, *, by: Signs, at: datetime) -> None:
    """Open a task for a document that the team wrote for the person."""
    need = _NEEDS.filter(case__filing__code=code).first()
    paper = Document.objects.filter(ref=ref, current=True).first() if need else None
    if paper and paper.for_person and paper.kind not in NO_NOTICE:
        want(code, Interpretation.Kind.NOTICE, about=ref, by=by, at=at)


@transaction.atomic
def drop(code: str, about: str, *, by: Signs, at: datetime) -> None:
    """Drop the tasks about a subject that is no longer talked about."""
    waiting = Interpretation.objects.select_related("case__filing").filter(
        case__filing__code=code, about=about, done_at__isnull=True
    )
    for task in waiting:
        close_task(task, Interpretation.Outcome.DROPPED, None, by=by, at=at)
        refresh(task.case, at=at)


@transaction.atomic
def done(
    open_case: OpenCase,
    ref: str,
    *,
    outcome: str,
    interpreter: str = "",
    text: str = "",
    by: Actor,
    at: datetime,
) -> None:
    """Close a task as done. Only a vetted, signed and accepted interpreter can be named. Raises
    Hindered."""
    hold(open_case.folder)
    tasks = Interpretation.objects.filter(case=open_case.case, done_at__isnull=True)
    found = tasks.filter(ref=ref).first()
    if found is None:
        raise Hindered("done_already")
    who = None
    if outcome == Interpretation.Outcome.INTERPRETED:
        who = row_called(open_case, interpreter)
        if who.other_id != found.other_id:
            raise Hindered("of_another")
        if not who.ready:
            raise Hindered(who.lacks[0] if who.lacks and not who.ended else "ended")
        said = said_of(open_case.folder, who)
        refuse_who_must_not_know(open_case.folder, said["name"], who.unit, by=by)
    if text:
        body = InterpretationText(text=text, task=ref)
        write_paper(open_case.folder, body=body, by=by, at=at)
    close_task(found, Interpretation.Outcome(outcome), who, by=by, at=at)
    refresh(open_case.case, at=at)
