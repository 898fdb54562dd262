"""Who carries words in a case: named, vetted, bound, agreed to. Services, by noun: interpreters."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from amparo.casework.interpreting import events
from amparo.casework.interpreting.models import Interpreter
from amparo.foundations.access.actors import Actor
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent import services as consent
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import questions_of
from amparo.foundations.consent.services import CannotConsent
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.queries import command_of
from amparo.foundations.ledger.services import Signs, record
from amparo.foundations.letterbox.attachments import SealedUpload, keep_uploads
from amparo.foundations.letterbox.exclusions import feared_in, is_named, names_somebody
from amparo.foundations.letterbox.folders import Folder, hold
from amparo.foundations.letterbox.models import Paper
from amparo.foundations.letterbox.papers import write_paper
from amparo.foundations.others.queries import is_barred
from amparo.sealing import marks


class Hindered(Exception):
    """Why it cannot be done, as a code; nothing was written."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Proposed:
    """Who may interpret, and what the person reads of it."""

    name: str
    language: str
    reach: str
    to_her: str
    unit: Unit | None = None


@transaction.atomic
def name(open_case: OpenCase, proposed: Proposed, *, by: Actor, at: datetime) -> Interpreter:
    """Put one forward, and ask the person. Raises Hindered for whoever must not know."""
    folder = open_case.folder
    hold(folder)
    body = {"name": proposed.name, "language": proposed.language, "reach": proposed.reach}
    refuse_who_must_not_know(folder, proposed.name, proposed.unit, by=by)
    _refuse_who_was_refused(open_case, proposed.name)
    paper = write_paper(folder, kind="interpreter", body=body, by=by, at=at)
    row = Interpreter.objects.create(
        ref=marks.new_code(groups=3),
        case=open_case.case,
        unit=proposed.unit,
        paper_ref=paper.ref,
        named_at=at,
    )
    record(events.InterpreterNamed(about=open_case.code, interpreter=row.ref), by=by, at=at)
    asked = {
        "who": proposed.name,
        "language": proposed.language,
        "what": f"{proposed.name}, {proposed.language}. {proposed.to_her}",
    }
    words = write_paper(folder, kind="interpreter_asked", body=asked, by=by, at=at, for_person=True)
    consent.ask(
        folder,
        kind=Question.Kind.INTERPRETER,
        subject=row.ref,
        unit=None,
        fields=(),
        paper_ref=words.ref,
        by=by,
        at=at,
    )
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
    """Who looked, when, and what was found: any tie ends it. Raises Hindered."""
    row = _held(open_case, ref)
    result = Interpreter.Vetting.TIED if ties else Interpreter.Vetting.CLEAR
    body = {"text": text, "ties": list(ties), "interpreter": ref}
    write_paper(open_case.folder, kind="interpreter_vetting", body=body, by=by, at=at)
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
        _end(row, Interpreter.Ended.TIED, by=by, at=at)


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
    """The promise to keep it confidential, with the signed paper. Raises Hindered."""
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
    open_case: OpenCase, ref: str, *, answer: str, way: str, words: str, by: Actor, at: datetime
) -> None:
    """Write down what she said of this very interpreter; she reads it on her page.
    Raises Hindered."""
    row = _held(open_case, ref)
    asked = _question(open_case, ref, by=by)
    if asked is None:
        raise Hindered("not_asked")
    label = said_of(open_case.folder, row)["name"]
    body = {"about": ref, "label": label, "way": way, "text": words}
    write_paper(open_case.folder, kind="oral_answer", body=body, by=by, at=at, for_person=True)
    try:
        consent.answer(open_case.folder, asked.ref, answer=answer, by=by, at=at, how="oral")
    except CannotConsent as refusal:
        raise Hindered(str(refusal)) from refusal


@transaction.atomic
def answered(ref: str, *, answer: str, by: Signs, at: datetime) -> None:
    """Her answer, from her page or as it was noted. A no needs no reason and ends it; a yes after
    her own no opens it again."""
    row = Interpreter.objects.select_related("case__filing").filter(ref=ref).first()
    if row is None or row.ended not in {"", Interpreter.Ended.REFUSED}:
        return
    row.answer, row.answered_on = answer, timezone.localdate(at)
    row.ended = ""
    row.save(update_fields=["answer", "answered_on", "ended"])
    event = events.InterpreterAnswered(about=row.case.code, interpreter=ref, answer=answer)
    record(event, by=by, at=at)
    if answer == Interpreter.Answer.REFUSED:
        _end(row, Interpreter.Ended.REFUSED, by=by, at=at)


@transaction.atomic
def taken_back(case: Case, *, ref: str = "", by: Signs, at: datetime) -> None:
    """She took back her yes: to this one, or to everything."""
    agreed = Interpreter.objects.filter(case=case, ended="", answer=Interpreter.Answer.AGREED)
    for row in agreed.filter(ref=ref) if ref else agreed:
        _end(row, Interpreter.Ended.TAKEN_BACK, by=by, at=at)


@transaction.atomic
def leave(open_case: OpenCase, ref: str, *, by: Actor, at: datetime) -> None:
    """Somebody interprets here no more. Raises Hindered."""
    _end(_held(open_case, ref), Interpreter.Ended.LEFT, by=by, at=at)


@transaction.atomic
def shut_out(folder: Folder, case: Case, *, by: Signs, at: datetime) -> None:
    """Somebody more must not know: whoever it is interprets here no more."""
    for row in Interpreter.objects.select_related("unit").filter(case=case, ended=""):
        try:
            refuse_who_must_not_know(folder, said_of(folder, row)["name"], row.unit, by=by)
        except Hindered:
            _end(row, Interpreter.Ended.MUST_NOT_KNOW, by=by, at=at)


def refuse_who_must_not_know(folder: Folder, name: str, unit: Unit | None, *, by: Signs) -> None:
    """Raises Hindered for one of an excluded institution, whom the person named, or who is said to
    be behind the danger."""
    if unit and folder.excludes_any(command_of(unit, seen_by=by)):
        raise Hindered("excluded_unit")
    if any(is_named(name, one) for one in feared_in(folder)):
        raise Hindered("aggressor")
    if names_somebody(folder, name) or is_barred(folder, name, seen_by=by):
        raise Hindered("must_not_know")


def _refuse_who_was_refused(open_case: OpenCase, name: str) -> None:
    """Nobody is asked again about one to whom she said no, or who was found tied."""
    over = (Interpreter.Ended.TIED, Interpreter.Ended.REFUSED)
    said = _letters(name)
    for row in Interpreter.objects.filter(case=open_case.case, ended__in=over):
        if _letters(said_of(open_case.folder, row)["name"]) == said:
            raise Hindered("refused_before")


def _letters(name: str) -> str:
    """A name without capitals, accents and spaces: it is typed in several ways."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def row_called(open_case: OpenCase, ref: str) -> Interpreter:
    """Raises Hindered for one of another case, or none."""
    rows = Interpreter.objects.select_related("unit").filter(case=open_case.case, ref=ref)
    row = rows.first()
    if row is None:
        raise Hindered("no_such")
    return row


def said_of(folder: Folder, row: Interpreter) -> dict[str, str]:
    """The sealed words about one."""
    paper = Paper.objects.get(filing=folder.filing, ref=row.paper_ref, current=True)
    return {name: str(words) for name, words in folder.words(paper).items()}


def _held(open_case: OpenCase, ref: str) -> Interpreter:
    """To be changed: one who has not ended."""
    hold(open_case.folder)
    row = row_called(open_case, ref)
    if row.ended:
        raise Hindered("ended")
    return row


def _question(open_case: OpenCase, ref: str, *, by: Actor) -> Question | None:
    found = questions_of(open_case.folder, seen_by=by)
    asked = (one for one in found if one.kind == Question.Kind.INTERPRETER and one.subject == ref)
    return next((one for one in asked if one.withdrawn_at is None), None)


def _end(row: Interpreter, reason: Interpreter.Ended, *, by: Signs, at: datetime) -> None:
    """A refusal stays with its question: she may change her mind."""
    row.ended = reason
    row.save(update_fields=["ended"])
    if reason != Interpreter.Ended.REFUSED:
        kind = Question.Kind.INTERPRETER
        consent.close(row.case.filing, kind=kind, subject=row.ref, by=by, at=at)
    event = events.InterpreterEnded(about=row.case.code, interpreter=row.ref, reason=reason)
    record(event, by=by, at=at)
