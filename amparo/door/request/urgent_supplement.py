"""Add the rest of an urgent request later, with the access phrase."""

from django.db import transaction
from django.utils import timezone

from amparo.door.request import known_question_keys as known
from amparo.door.request.draft_submission import body_of, coded_traits, files_of
from amparo.door.request.drafts import Writing, throw_away_as_read
from amparo.door.request.question_pages import relevant
from amparo.door.request.unit_choice import chosen_units
from amparo.door.visit.person_session import VisitRequest, remember
from amparo.foundations.consent.held_requests import keep_from_or_hold
from amparo.foundations.intake.documents.schemas.request import AnswerText
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.files.attachments import keep_uploads
from amparo.foundations.intake.keys.case_keys import Visitor, must_be_read
from amparo.foundations.intake.voluntary_traits import drop_later


@transaction.atomic
def add_once(visit: VisitRequest, draft: Writing) -> None:
    """Add the draft once; a second press adds nothing. Raises NobodyReads, and nothing is
    changed."""
    if throw_away_as_read(draft):
        add_to_request(visit.visitor, draft)
        if len(files_of(draft)) < len(draft.files):
            remember(visit, problems=["gone"])


@transaction.atomic
def add_to_request(visitor: Visitor, draft: Writing) -> None:
    """Store the answers as a document of the same case, and exclude those named. Raises
    NobodyReads, and nothing is stored."""
    must_be_read(visitor.folder.filing)
    at = timezone.now()
    body = AnswerText.from_json(body_of(draft))
    paper = write_paper(visitor.folder, body=body, by=visitor, at=at, for_person=True)
    keep_uploads(visitor.folder, files_of(draft), by=visitor, at=at, paper_ref=paper.ref)
    drop_later(coded_traits(relevant(draft.answers)), by=visitor)
    units = chosen_units(draft.answers.get(known.EXCLUDED_UNITS, []))
    names = draft.answers.get(known.EXCLUDED_NAMES, "")
    keep_from_or_hold(visitor.folder, units, names=names, by=visitor, at=at)
