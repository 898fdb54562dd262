"""Services for questions about interpreters: to the person, to a related person alone, or to a
child's guardian."""

from contextlib import suppress
from datetime import date, datetime

from django.db import transaction

from amparo.casework.admission.oral_answers import asked_about
from amparo.casework.interpreting import events
from amparo.casework.interpreting.models import Interpreter
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent import services as consent
from amparo.foundations.consent.models import Question
from amparo.foundations.intake.documents.schemas.consent import OralAnswerText, OwnAnswerText
from amparo.foundations.intake.documents.schemas.interpreting import InterpreterAskedText
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.models import Document
from amparo.foundations.ledger.services import Signs, record
from amparo.foundations.related_people.queries import other_called
from amparo.foundations.related_people.questions_put_alone import (
    ask_alone,
    close_alone,
    note_alone,
    standing_about,
)
from amparo.foundations.related_people.services import NotGiven

KIND = Question.Kind.INTERPRETER


class Hindered(Exception):
    """Why it cannot be done, as a code; nothing was written."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def put(folder: Folder, row: Interpreter, *, by: Signs, at: datetime) -> None:
    """Ask the one who answers about this interpreter. Raises Hindered where that one may not be
    asked."""
    said = said_of(folder, row)
    child = None
    if row.other and row.other.child:
        known = other_called(folder, row.other.ref, seen_by=by)
        child = known.name if known else ""
    body = InterpreterAskedText(
        who=said["name"],
        language=said["language"],
        what=f"{said['name']}, {said['language']}. {said['to_her']}",
        child=child,
    )
    if row.asks_her:
        _ask_her(folder, row, body, by=by, at=at)
        return
    answers = row.other.guardian if row.other and row.other.child else row.other
    assert answers is not None  # noqa: S101 - otherwise the person is asked
    try:
        ask_alone(folder, answers, subject=row.ref, body=body.as_json(), by=by, at=at)
    except NotGiven as refusal:
        raise Hindered(f"asked_{refusal}") from refusal


def _ask_her(
    folder: Folder, row: Interpreter, body: InterpreterAskedText, *, by: Signs, at: datetime
) -> None:
    if row.other and folder.filing.asks_nobody:
        raise Hindered("asked_died")
    words = write_paper(folder, body=body, by=by, at=at, for_person=True)
    consent.ask(
        folder,
        kind=KIND,
        subject=row.ref,
        unit=None,
        fields=(),
        paper_ref=words.ref,
        by=by,
        at=at,
    )


def note_said(
    open_case: OpenCase,
    row: Interpreter,
    *,
    answer: str,
    way: str,
    words: str,
    until: date | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """Write down what was said in conversation. The person reads their own answer on their page; a
    related person's answer is for the team. Raises Hindered, CannotConsent."""
    folder = open_case.folder
    label = said_of(folder, row)["name"]
    if row.asks_her:
        asked = asked_about(open_case, KIND, row.ref, seen_by=by)
        if asked is None:
            raise Hindered("not_asked")
        body = OralAnswerText(about=row.ref, label=label, way=way, text=words)
        write_paper(folder, body=body, by=by, at=at, for_person=True)
        consent.answer(folder, asked.ref, answer=answer, by=by, at=at, how="oral", until=until)
        return
    alone = standing_about(folder.filing, row.ref)
    if alone is None:
        raise Hindered("not_asked")
    who = other_called(folder, alone.other.ref, seen_by=by)
    own = OwnAnswerText(
        about=row.ref, label=label, way=way, text=words, who=who.name if who else ""
    )
    write_paper(folder, body=own, by=by, at=at)
    note_alone(folder, alone.ref, answer=answer, by=by, at=at)


def ask_no_more(row: Interpreter, *, by: Signs, at: datetime) -> None:
    """Close the questions about this interpreter."""
    filing = row.case.filing
    consent.close(filing, kind=KIND, subject=row.ref, by=by, at=at)
    close_alone(filing, row.ref, by=by, at=at)


@transaction.atomic
def unanswer(row: Interpreter, *, by: Signs, at: datetime) -> None:
    """Drop the answer about this interpreter, because the one who gave it answers no longer."""
    ask_no_more(row, by=by, at=at)
    if row.answer:
        row.answer, row.answered_on, row.ended = "", None, ""
        row.save(update_fields=["answer", "answered_on", "ended"])
        code = row.case.filing.code
        event = events.InterpreterAnswered(about=code, interpreter=row.ref, answer="")
        record(event, by=by, at=at)


@transaction.atomic
def ask_anew(folder: Folder, row: Interpreter, *, by: Signs, at: datetime) -> None:
    """Ask the new guardian where that one may be asked; otherwise the question waits until the team
    names one."""
    unanswer(row, by=by, at=at)
    with suppress(Hindered), transaction.atomic():
        put(folder, row, by=by, at=at)


def said_of(folder: Folder, row: Interpreter) -> dict[str, str]:
    """The sealed words about an interpreter."""
    paper = Document.objects.get(filing=folder.filing, ref=row.paper_ref, current=True)
    said = {name: str(words) for name, words in folder.words(paper).items()}
    return {"language": "", "to_her": "", **said}
