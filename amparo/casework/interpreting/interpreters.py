"""Services for the interpreters of a case: naming, vetting, confidentiality and consent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from amparo.casework.interpreting import events
from amparo.casework.interpreting.interpreter_questions import Hindered as Hindered  # noqa: PLC0414 - pages name it
from amparo.casework.interpreting.interpreter_questions import ask_no_more, note_said, put, said_of
from amparo.casework.interpreting.models import Interpreter
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.queries import excluded_as
from amparo.foundations.consent.services import CannotConsent
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.queries import command_of
from amparo.foundations.intake.documents.schemas.consent import ChildViewText
from amparo.foundations.intake.documents.schemas.interpreting import (
    InterpreterText,
    InterpreterVettingText,
)
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.exclusions import feared_in, names_person
from amparo.foundations.intake.files.attachments import SealedUpload, keep_uploads
from amparo.foundations.intake.keys.case_keys import Folder, hold
from amparo.foundations.intake.names.matching import is_named, same_name
from amparo.foundations.ledger.services import Signs, record
from amparo.foundations.related_people.queries import Listed, is_barred


@dataclass(frozen=True, slots=True)
class Proposed:
    """Who may interpret, and what the person reads about it."""

    name: str
    language: str
    reach: str
    to_her: str
    unit: Unit | None = None


@transaction.atomic
def name(
    open_case: OpenCase,
    proposed: Proposed,
    *,
    by: Actor,
    at: datetime,
    whom: Listed | None = None,
) -> Interpreter:
    """Propose an interpreter, and ask the person; with `whom`, ask that related person alone.
    Raises Hindered, also for names that must not know."""
    folder = open_case.folder
    hold(folder)
    body = InterpreterText(
        name=proposed.name, language=proposed.language, reach=proposed.reach, to_her=proposed.to_her
    )
    refuse_who_must_not_know(folder, proposed.name, proposed.unit, by=by)
    _refuse_who_was_refused(open_case, proposed.name, whom)
    paper = write_paper(folder, body=body, by=by, at=at)
    row = Interpreter.objects.create(
        ref=marks.new_code(groups=3),
        case=open_case.case,
        unit=proposed.unit,
        other=whom.other if whom else None,
        paper_ref=paper.ref,
        named_at=at,
    )
    record(events.InterpreterNamed(about=open_case.code, interpreter=row.ref), by=by, at=at)
    put(folder, row, by=by, at=at)
    return row


@transaction.atomic
def vet(
    open_case: OpenCase,
    ref: str,
    *,
    ties: Sequence[str],
    text: str,
    on: date,
    by: Actor,
    at: datetime,
) -> None:
    """Record who vetted the interpreter, when, and what was found; any tie ends the proposal.
    Raises Hindered."""
    row = _held(open_case, ref)
    result = Interpreter.Vetting.TIED if ties else Interpreter.Vetting.CLEAR
    body = InterpreterVettingText(text=text, ties=list(ties), interpreter=ref)
    write_paper(open_case.folder, body=body, by=by, at=at)
    row.vetting, row.vetted_by, row.vetted_on = result, by.member, on
    row.save(update_fields=["vetting", "vetted_by", "vetted_on"])
    event = events.InterpreterVetted(
        about=open_case.code,
        interpreter=ref,
        result=result,
        ties="+".join(ties),
        day=on.isoformat(),
    )
    record(event, by=by, at=at)
    if ties:
        end(row, Interpreter.Ended.TIED, by=by, at=at)


@transaction.atomic
def sign(
    open_case: OpenCase,
    ref: str,
    *,
    on: date,
    papers: Sequence[SealedUpload],
    by: Actor,
    at: datetime,
) -> None:
    """Record the signed promise of confidentiality, with its file. Raises Hindered."""
    row = _held(open_case, ref)
    kept = keep_uploads(open_case.folder, papers, by=by, at=at, paper_ref=row.paper_ref)
    if not kept:
        raise Hindered("no_paper")
    row.signed_on = on
    row.save(update_fields=["signed_on"])
    event = events.ConfidentialitySigned(about=open_case.code, interpreter=ref, day=on.isoformat())
    record(event, by=by, at=at)


@transaction.atomic
def note_answer(
    open_case: OpenCase,
    ref: str,
    *,
    answer: str,
    way: str,
    words: str,
    until: date | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """Write down what was said about this interpreter. Raises Hindered."""
    told: dict[str, Any] = {"answer": answer, "way": way, "words": words, "until": until}
    try:
        note_said(open_case, _held(open_case, ref), **told, by=by, at=at)
    except CannotConsent as refusal:
        raise Hindered(str(refusal)) from refusal


@transaction.atomic
def hear_child(open_case: OpenCase, ref: str, *, text: str, by: Actor, at: datetime) -> None:
    """Write down what a child thinks of its interpreter, for the team alone. Raises Hindered."""
    row = _held(open_case, ref)
    if row.other is None or not row.other.child:
        raise Hindered("no_such")
    body = ChildViewText(text=text, about=ref)
    paper = write_paper(open_case.folder, body=body, by=by, at=at)
    row.view_ref = paper.ref
    row.save(update_fields=["view_ref"])
    event = events.ChildHeardOnInterpreter(about=open_case.code, interpreter=ref)
    record(event, by=by, at=at, digest=bytes(paper.digest))


@transaction.atomic
def answered(ref: str, *, answer: str, by: Signs, at: datetime) -> None:
    """Apply the person's answer, from their page or as noted. A no needs no reason and ends the
    proposal; a yes after the person's own no opens it again."""
    row = _rows().filter(ref=ref).first()
    if row is None or row.ended not in {"", Interpreter.Ended.REFUSED}:
        return
    row.answer, row.answered_on = answer, timezone.localdate(at)
    row.ended = ""
    row.save(update_fields=["answer", "answered_on", "ended"])
    event = events.InterpreterAnswered(about=row.case.code, interpreter=ref, answer=answer)
    record(event, by=by, at=at)
    if answer == Interpreter.Answer.REFUSED:
        end(row, Interpreter.Ended.REFUSED, by=by, at=at)


@transaction.atomic
def taken_back(case: Case, *, ref: str = "", by: Signs, at: datetime) -> None:
    """Apply the withdrawal of the person's yes, to one interpreter or to all. Answers of related
    persons stand."""
    agreed = _rows().filter(case=case, ended="", answer=Interpreter.Answer.AGREED)
    for row in agreed.filter(ref=ref) if ref else agreed:
        if row.asks_her:
            end(row, Interpreter.Ended.TAKEN_BACK, by=by, at=at)


@transaction.atomic
def leave(open_case: OpenCase, ref: str, *, by: Actor, at: datetime) -> None:
    """Record that the interpreter no longer works on this case. Raises Hindered."""
    end(_held(open_case, ref), Interpreter.Ended.LEFT, by=by, at=at)


@transaction.atomic
def shut_out(folder: Folder, case: Case, *, by: Signs, at: datetime) -> None:
    """End interpreters who must not know by now, also those who were refused before, so that no one
    is asked about them again."""
    for row in _rows().filter(case=case, ended__in=["", Interpreter.Ended.REFUSED]):
        try:
            refuse_who_must_not_know(folder, said_of(folder, row)["name"], row.unit, by=by)
        except Hindered:
            end(row, Interpreter.Ended.MUST_NOT_KNOW, by=by, at=at)


def refuse_who_must_not_know(folder: Folder, name: str, unit: Unit | None, *, by: Signs) -> None:
    """Raise Hindered for an interpreter of an excluded institution, one whom the person excluded,
    or one who is said to be behind the danger."""
    if unit and folder.excludes_any(command_of(unit, seen_by=by)):
        raise Hindered("excluded_unit")
    if any(is_named(name, one) for one in feared_in(folder)):
        raise Hindered("aggressor")
    if names_person(folder, name) or is_barred(folder, name, seen_by=by):
        raise Hindered("must_not_know")
    if against := excluded_as(folder, None, name, seen_by=by):
        raise Hindered(against[0])


def _refuse_who_was_refused(open_case: OpenCase, name: str, whom: Listed | None) -> None:
    """Raise Hindered for a name that was refused before by the same person, or found tied."""
    asked = Q(answer=Interpreter.Answer.REFUSED, other=whom.other if whom else None)
    no = asked & Q(ended__in=[Interpreter.Ended.REFUSED, Interpreter.Ended.MUST_NOT_KNOW])
    over = no | Q(ended=Interpreter.Ended.TIED)
    for row in Interpreter.objects.filter(over, case=open_case.case):
        if same_name(said_of(open_case.folder, row)["name"], name):
            raise Hindered("refused_before")


def row_called(open_case: OpenCase, ref: str) -> Interpreter:
    """The interpreter of this case. Raises Hindered for one of another case, or none."""
    row = _rows().filter(case=open_case.case, ref=ref).first()
    if row is None:
        raise Hindered("no_such")
    return row


def _rows() -> QuerySet[Interpreter]:
    return Interpreter.objects.select_related("unit", "case__filing", "other__guardian")


def _held(open_case: OpenCase, ref: str) -> Interpreter:
    """The interpreter, locked to be changed. Raises Hindered if it has ended."""
    hold(open_case.folder)
    row = row_called(open_case, ref)
    if row.ended:
        raise Hindered("ended")
    return row


def end(row: Interpreter, reason: Interpreter.Ended, *, by: Signs, at: datetime) -> None:
    """End an interpreter. After a refusal the question stays open: the person may change their
    mind."""
    row.ended = reason
    row.save(update_fields=["ended"])
    if reason != Interpreter.Ended.REFUSED:
        ask_no_more(row, by=by, at=at)
    event = events.InterpreterEnded(about=row.case.code, interpreter=row.ref, reason=reason)
    record(event, by=by, at=at)
