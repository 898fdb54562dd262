"""Questions put to a related person alone, about themselves or a child for whom they answer. The
person at risk neither answers nor reads them. Services, by noun."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.consent.accompanying_adults import OWN_WORDS
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.services import CannotConsent
from amparo.foundations.intake.documents.schemas.consent import AskedAloneText
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import Folder, hold
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.services import Signs, record
from amparo.foundations.related_people import events
from amparo.foundations.related_people.document_copies import ALONE
from amparo.foundations.related_people.models import CredentialCopy, RelatedPerson, SeparateQuestion
from amparo.foundations.related_people.phrase_validity import must_stand
from amparo.foundations.related_people.queries import (
    Beside,
    Listed,
    is_barred,
    opened_copies,
    other_called,
)
from amparo.foundations.related_people.services import NotGiven

WISH_FOR_ANOTHER = "interpreter_wish_of"
"""Kind of the document in which the person asks for an interpreter for a related person."""


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """A question as the related person reads it."""

    row: SeparateQuestion
    words: dict[str, Any]


def may_be_asked(folder: Folder, listed: Listed | None, *, by: Signs) -> Listed:
    """Return the related person if they may be asked: not one who must not know, is said to be
    behind the danger, or has died.

    Raises NotGiven: gone | died | must_not_know.
    """
    if listed is None:
        raise NotGiven("gone")
    other = listed.other
    if other.died_at:
        raise NotGiven("died")
    threatens = other.relation == RelatedPerson.Relation.AGGRESSOR
    if threatens or is_barred(folder, listed.name, seen_by=by, child=other.child):
        raise NotGiven("must_not_know")
    return listed


@transaction.atomic
def ask_alone(
    folder: Folder,
    other: RelatedPerson,
    *,
    subject: str,
    body: Mapping[str, Any],
    by: Signs,
    at: datetime,
) -> SeparateQuestion:
    """Put one question to a related person and close earlier ones about the same subject. Raises
    NotGiven, KeyChanged."""
    hold(folder)
    if may_be_asked(folder, other_called(folder, other.ref, seen_by=by), by=by).other.child:
        raise NotGiven("a_child")
    close_alone(folder.filing, subject, by=by, at=at)
    ref = marks.new_code(groups=3)
    row = SeparateQuestion.objects.create(ref=ref, other=other, subject=subject, asked_at=at)
    asked = AskedAloneText(**body, question=ref)
    paper = write_paper(folder, body=asked, by=by, at=at)
    SeparateQuestion.objects.filter(pk=row.pk).update(paper_ref=paper.ref)
    event = events.AloneAsked(about=folder.code, question=ref, other=other.ref, subject=subject)
    record(event, by=by, at=at)
    return row


@transaction.atomic
def answer_alone(ref: str, *, answer: str, by: Beside, at: datetime) -> None:
    """Answer with an own access phrase. Raises CannotConsent."""
    must_stand(by)
    _answered(by.filing, ref, answer, OWN_WORDS, RelatedPerson(pk=by.way.other_id), by=by, at=at)


@transaction.atomic
def note_alone(folder: Folder, ref: str, *, answer: str, by: Signs, at: datetime) -> None:
    """Record an answer given to the team. It cannot turn into a consent what they answered alone.

    Raises CannotConsent, KeyChanged.
    """
    hold(folder)
    _answered(folder.filing, ref, answer, "oral", None, by=by, at=at)


@transaction.atomic
def close_alone(filing: Filing, subject: str, *, by: Signs, at: datetime) -> None:
    """Close the questions about this subject."""
    for row in _standing(filing).filter(subject=subject):
        SeparateQuestion.objects.filter(pk=row.pk).update(closed_at=at)
        CredentialCopy.objects.filter(way__other=row.other, paper_ref=row.paper_ref).delete()
        event = events.AloneClosed(about=filing.code, question=row.ref, subject=subject)
        record(event, by=by, at=at)


def standing_about(filing: Filing, subject: str) -> SeparateQuestion | None:
    """Return the open question about this subject, or None."""
    return _standing(filing).filter(subject=subject).first()


def asked_alone(by: Beside, *, seen_by: Signs) -> list[Asked]:
    """Return open and answered questions of the related person who signed in, newest first."""
    copies = opened_copies(by, ALONE, seen_by=seen_by)
    rows = _standing(by.filing).filter(other=by.way.other_id).order_by("-pk")
    return [Asked(row, copies[row.paper_ref]) for row in rows if row.paper_ref in copies]


@transaction.atomic
def note_death(folder: Folder, ref: str, *, died: bool, by: Signs, at: datetime) -> None:
    """Record that a related person has died, or that this was a mistake. Others of the same name
    are not affected."""
    hold(folder)
    other = RelatedPerson.objects.filter(filing=folder.filing, ref=ref).first()
    if other and bool(other.died_at) != died:
        other.died_at = at if died else None
        other.save(update_fields=["died_at"])
        event = (events.OtherDied if died else events.OtherLives)(about=folder.code, other=ref)
        record(event, by=by, at=at)


# --- inside ---


def _standing(filing: Filing) -> QuerySet[SeparateQuestion]:
    rows = SeparateQuestion.objects.select_related("other")
    return rows.filter(other__filing=filing, closed_at__isnull=True)


def _answered(
    filing: Filing,
    ref: str,
    answer: str,
    how: str,
    own: RelatedPerson | None,
    *,
    by: Signs,
    at: datetime,
) -> None:
    row = _standing(filing).filter(ref=ref).first()
    if row is None or (own and row.other_id != own.pk):
        raise CannotConsent("unknown_question")
    if row.other.died_at:
        raise CannotConsent("died")
    agrees = answer == Question.Answer.AGREED
    if row.how == OWN_WORDS and how != OWN_WORDS and agrees:
        raise CannotConsent("answered_alone")
    row.answer, row.answered_at = Question.Answer(answer).value, at
    if row.how != OWN_WORDS:  # a consent given alone can only be renewed alone
        row.how = how
    row.save(update_fields=["answer", "how", "answered_at"])
    event = events.AloneAnswered(
        about=filing.code,
        question=ref,
        other=row.other.ref,
        subject=row.subject,
        answer=row.answer,
        how=how,
    )
    record(event, by=by, at=at)
