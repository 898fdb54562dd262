"""Services for interpreters of related persons: whether one is needed, what waits, and whose answer
still counts."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from amparo.casework.interpreting import events, interpreters
from amparo.casework.interpreting.interpretation_tasks import drop_tasks, open_task
from amparo.casework.interpreting.interpreter_questions import Hindered, ask_anew, unanswer
from amparo.casework.interpreting.models import (
    Interpretation,
    Interpreter,
    RelatedPersonInterpreterNeed,
)
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.models import AffectedAdult, standing
from amparo.foundations.intake.documents.schemas.interpreting import InterpreterNeedText
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.keys.case_keys import Folder, hold
from amparo.foundations.ledger.services import Signs, record
from amparo.foundations.related_people.document_copies import ALONE
from amparo.foundations.related_people.models import CredentialCopy, RelatedPerson
from amparo.foundations.related_people.queries import Listed, is_barred, other_called, others_of
from amparo.foundations.related_people.questions_put_alone import WISH_FOR_ANOTHER, may_be_asked
from amparo.foundations.related_people.services import NotGiven

INTERVIEW, NOTICE = Interpretation.Kind.INTERVIEW, Interpretation.Kind.NOTICE


@transaction.atomic
def note_need(
    open_case: OpenCase, ref: str, *, needed: bool, text: str, by: Actor, at: datetime
) -> None:
    """Note which language this related person speaks, or that none is needed. Raises Hindered."""
    folder, case = open_case.folder, open_case.case
    hold(folder)
    other = whom(open_case, ref, by=by).other
    body = InterpreterNeedText(text=text, needed=needed, other=ref)
    paper = write_paper(folder, body=body, by=by, at=at)
    _note(case, other, paper.ref, needed=needed, by=by, at=at)


@transaction.atomic
def wished(folder: Folder, case: Case, paper_ref: str = "", *, by: Signs, at: datetime) -> None:
    """Apply what the person asked for on their page for a related person: this document or, when
    the case is opened, all of them. Those who may not be asked anything are skipped."""
    for paper in papers_in(folder, seen_by=by, kinds=[WISH_FOR_ANOTHER]):
        body = folder.words(paper)
        listed = other_called(folder, str(body.get("about", "")), seen_by=by)
        with suppress(NotGiven):
            if paper_ref in {"", paper.ref}:
                other = may_be_asked(folder, listed, by=by).other
                needed = body.get("interpreter") == "yes"
                _note(case, other, paper.ref, needed=needed, by=by, at=at)


def _note(
    case: Case, other: RelatedPerson, paper_ref: str, *, needed: bool, by: Signs, at: datetime
) -> None:
    open_now = _needs(case).filter(other=other).exists()
    if needed:
        found = {"case": case, "paper_ref": paper_ref, "found_at": at, "ended_at": None}
        RelatedPersonInterpreterNeed.objects.update_or_create(other=other, defaults=found)
    if needed and not open_now:
        record(events.OtherNeedsInterpreter(about=case.code, other=other.ref), by=by, at=at)
        open_task(case, INTERVIEW, other=other, by=by, at=at)
        _want_what_waits(case, other, by=by, at=at)
    elif not needed and open_now:
        _not_needed(case, other, by=by, at=at)
    refresh(case, at=at)


@transaction.atomic
def plan_interview(
    open_case: OpenCase, ref: str, *, due_on: datetime, by: Actor, at: datetime
) -> None:
    """Plan one more conversation with this related person, by its day. Raises Hindered."""
    hold(open_case.folder)
    case, other = open_case.case, whom(open_case, ref, by=by).other
    if not _needs(case).filter(other=other).exists():
        raise Hindered("not_needed")
    about = marks.new_code(groups=3)
    open_task(case, INTERVIEW, about=about, other=other, due_on=due_on, by=by, at=at)
    refresh(case, at=at)


def whom(open_case: OpenCase, ref: str, *, by: Actor) -> Listed:
    """The related person, if they may be asked and heard. Raises Hindered."""
    folder = open_case.folder
    try:
        return may_be_asked(folder, other_called(folder, ref, seen_by=by), by=by)
    except NotGiven as refusal:
        raise Hindered(f"whom_{refusal}") from refusal


# --- what waits for an interpreter ---


@transaction.atomic
def want_interview(code: str, other: str, *, about: str, by: Signs, at: datetime) -> None:
    """Open an interview task about one subject, where this related person needs an interpreter."""
    needs = RelatedPersonInterpreterNeed.objects.select_related("other", "case__filing")
    need = needs.filter(case__filing__code=code, other__ref=other, ended_at__isnull=True).first()
    if need:
        open_task(need.case, INTERVIEW, about=about, other=need.other, by=by, at=at)
        refresh(need.case, at=at)


@transaction.atomic
def want_for_paper(code: str, paper: str, *, by: Signs, at: datetime) -> None:
    """Open a task for each related person who may read the document and needs it in their
    language."""
    needs = RelatedPersonInterpreterNeed.objects.select_related("other", "case__filing")
    for need in needs.filter(case__filing__code=code, ended_at__isnull=True):
        for ref in _to_read(need.other, paper):
            open_task(need.case, NOTICE, about=ref, other=need.other, by=by, at=at)
            refresh(need.case, at=at)


def _want_what_waits(case: Case, other: RelatedPerson, *, by: Signs, at: datetime) -> None:
    for ref in _to_read(other):
        open_task(case, NOTICE, about=ref, other=other, by=by, at=at)


def _to_read(other: RelatedPerson, paper: str = "") -> set[str]:
    """References of the documents that this related person was not told of yet: what their own
    phrase opens, and what they are asked as an adult. `paper`: only this one, or the question that
    names it."""
    copies = CredentialCopy.objects.filter(
        way__other=other, way__ended_at__isnull=True, read_at=None
    )
    adults = AffectedAdult.objects.filter(
        standing("question__"), other=other.ref, answer="", filing=other.filing_id
    )
    if paper:
        copies = copies.filter(paper_ref=paper)
        adults = adults.filter(Q(paper_ref=paper) | Q(question__paper_ref=paper))
    asked = {one for one in adults.values_list("question__paper_ref", flat=True) if one}
    return asked | set(copies.exclude(kind=ALONE).values_list("paper_ref", flat=True))


# --- whose answer counts ---


@transaction.atomic
def shut_out(folder: Folder, case: Case, *, by: Signs, at: datetime) -> None:
    """Stop asking and hearing related persons who must not know by now; they answer for no child
    either."""
    for one in others_of(Folder(folder.filing, folder.key), seen_by=by):
        if is_barred(folder, one.name, seen_by=by, child=one.other.child):
            ask_nothing(case, one.other, by=by, at=at)


@transaction.atomic
def ask_nothing(case: Case, other: RelatedPerson, *, by: Signs, at: datetime) -> None:
    """Drop the interpreters of a related person who must not know or has died, and the answers that
    they gave as a guardian."""
    if _needs(case).filter(other=other).exists():
        _not_needed(case, other, by=by, at=at)
    live = _live(case)
    for row in live.filter(other=other):
        interpreters.end(row, Interpreter.Ended.NOT_ASKED, by=by, at=at)
    for row in _of_guardians(case).filter(other__guardian=other):
        unanswer(row, by=by, at=at)
    refresh(case, at=at)


@transaction.atomic
def guardian_changed(folder: Folder, case: Case, child: str, *, by: Signs, at: datetime) -> None:
    """Ask the new guardian about each interpreter of the child."""
    for row in _of_guardians(case).filter(other__ref=child):
        ask_anew(folder, row, by=by, at=at)


# --- inside ---


def _needs(case: Case) -> QuerySet[RelatedPersonInterpreterNeed]:
    return RelatedPersonInterpreterNeed.objects.select_related("other").filter(
        case=case, ended_at__isnull=True
    )


def _live(case: Case) -> QuerySet[Interpreter]:
    rows = Interpreter.objects.select_related("case__filing", "other__guardian")
    return rows.filter(case=case, ended="", other__isnull=False)


def _of_guardians(case: Case) -> QuerySet[Interpreter]:
    """Interpreters for children: the present ones, and those refused by a guardian, whose answer
    stands as long as they are the guardian."""
    rows = Interpreter.objects.select_related("case__filing", "other__guardian")
    ended = ("", Interpreter.Ended.REFUSED)
    return rows.filter(case=case, ended__in=ended, other__child=True)


def _not_needed(case: Case, other: RelatedPerson, *, by: Signs, at: datetime) -> None:
    _needs(case).filter(other=other).update(ended_at=at)
    drop_tasks(case, other, by=by, at=at)
    record(events.OtherNeedsNoInterpreter(about=case.code, other=other.ref), by=by, at=at)
