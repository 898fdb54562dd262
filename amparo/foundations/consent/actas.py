"""Store the acta of a collective's own decision: its day, the number of participants, the decision,
and its text or a file. Services, by noun.

A board answers only for its own file. Each question put to it is stored in that file, and no other
board's access phrase opens it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from amparo.foundations.consent import events, services
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.services import CannotConsent
from amparo.foundations.intake.documents.schemas.consent import ActaText
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.files.attachments import SealedUpload, keep_uploads
from amparo.foundations.intake.keys.case_keys import Folder, hold
from amparo.foundations.intake.models import Document
from amparo.foundations.ledger.services import Signs, record

KIND = "acta"
MOST_TAKE_PART = 100_000


class EmptyActa(Exception):
    """The acta has neither text nor a file that could be stored."""


@dataclass(frozen=True, slots=True)
class BoardsActa:
    """A decision that a board took by its own procedure without being asked: day and number of
    participants."""

    on: date
    took_part: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Acta:
    """What a board decided by its own procedure. `took_part`: the number of participants, never
    their names; `decided`: one of the answers to a question; `label`: the subject, as the board
    reads it."""

    label: str
    on: date
    took_part: int
    decided: str
    words: str = ""
    uploads: Sequence[SealedUpload] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Laid:
    """An acta in a case, with its question."""

    paper: Document
    about: str
    label: str
    on: date
    took_part: int
    decided: str
    text: str


@transaction.atomic
def lay_acta(folder: Folder, ref: str, acta: Acta, *, by: Signs, at: datetime) -> Document:
    """Record the board's answer to one question of its own file together with its acta, or neither.

    Raises EmptyActa, KeyChanged, and CannotConsent (also for another board's question).
    """
    hold(folder)
    question = _put_to_a_board(folder, ref)
    if not acta.words.strip() and not acta.uploads:
        raise EmptyActa
    of_person = by.signature == "person"
    paper = write_paper(folder, body=_body(ref, acta), by=by, at=at, for_person=True)
    kept = keep_uploads(folder, acta.uploads, by=by, at=at, paper_ref=paper.ref)
    if not acta.words.strip() and not kept:
        raise EmptyActa
    agreed = acta.decided == Question.Answer.AGREED
    Question.objects.filter(pk=question.pk).update(acta_ref=paper.ref if agreed else "")
    event = events.ActaLaid(
        about=folder.code,
        acta=paper.ref,
        day=acta.on.isoformat(),
        took_part=acta.took_part,
        decided=acta.decided,
        **question.in_events(),
    )
    record(event, by=by, at=at, digest=bytes(paper.digest))
    how = "page" if of_person else "acta"
    until = question.ends_on if agreed else None  # the day that the board set with its yes
    services.answer(folder, ref, answer=acta.decided, by=by, at=at, how=how, until=until)
    return paper


@transaction.atomic
def put_to_a_board(folder: Folder, subject: str, *, by: Signs, at: datetime) -> int:
    """Ask the collective again, by acta, what was asked of one person. Consents given by one person
    are withdrawn first. Returns the number of questions."""
    hold(folder)
    kinds = (Question.Kind.MEASURE, Question.Kind.OPINION)
    standing = (
        Question.objects.standing()
        .select_related("unit")
        .filter(filing=folder.filing, subject=subject, kind__in=kinds, by_acta=False)
    )
    found = list(standing.order_by("pk"))
    for one in found:
        if one.answer == Question.Answer.AGREED:
            services.withdraw(folder, one.ref, by=by, at=at)
        asked = services.ask(
            folder,
            kind=one.kind,
            subject=subject,
            unit=one.unit,
            fields=one.fields,
            paper_ref=one.paper_ref,
            each_adult=one.each_adult,
            by=by,
            at=at,
        )
        _by_acta(asked)
    return len(found)


@transaction.atomic
def ask_board(
    folder: Folder,
    *,
    kind: str,
    subject: str,
    fields: Sequence[str],
    paper_ref: str,
    by: Signs,
    at: datetime,
) -> Question:
    """Put one question to a board. Its consent counts only with the acta of its decision."""
    asked = services.ask(
        folder,
        kind=kind,
        subject=subject,
        unit=None,
        fields=fields,
        paper_ref=paper_ref,
        by=by,
        at=at,
    )
    return _by_acta(asked)


def actas_in(folder: Folder, *, seen_by: Signs) -> list[Laid]:
    """Return the actas of a case, newest first."""
    papers = papers_in(folder, seen_by=seen_by, kinds=[KIND])
    return [_laid(paper, folder.read(paper, ActaText)) for paper in reversed(papers)]


def _by_acta(question: Question) -> Question:
    question.by_acta = True
    question.save(update_fields=["by_acta"])
    return question


def _laid(paper: Document, body: ActaText) -> Laid:
    return Laid(
        paper=paper,
        about=body.data["question"],
        label=body.label,
        on=date.fromisoformat(body.on),
        took_part=body.data["took_part"],
        decided=body.data["decided"],
        text=body.text,
    )


def _body(ref: str, acta: Acta) -> ActaText:
    return ActaText(
        label=acta.label,
        on=acta.on.isoformat(),
        text=acta.words,
        files=len(acta.uploads),
        data={"question": ref, "took_part": acta.took_part, "decided": acta.decided},
    )


def _put_to_a_board(folder: Folder, ref: str) -> Question:
    rows = Question.objects.standing().filter(filing=folder.filing, ref=ref, by_acta=True)
    question = rows.first()
    if question is None:
        raise CannotConsent("unknown_question")
    return question
