"""Later statements of the person: an incident, disagreement with the risk assessment, giving up a
measure, a journey, where to be notified. Each is stored first; the team follows up."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from amparo.foundations.intake import events
from amparo.foundations.intake.documents.schemas.request import (
    IncidentText,
    JourneyText,
    MessageText,
    NoticesText,
    OtherwiseText,
)
from amparo.foundations.intake.documents.schemas.review import ChangeText
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.files.attachments import SealedUpload, keep_uploads
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.ledger.services import Signs, record

MESSAGE, INCIDENT, OTHERWISE, GIVING_UP = "message", "incident", "otherwise", "change"
JOURNEY, NOTICES = "journey", "notices"


@transaction.atomic
def tell_team(
    folder: Folder, *, words: str, uploads: Sequence[SealedUpload] = (), by: Signs, at: datetime
) -> Document:
    """Store a message of the person. Also used for what was sent about something settled meanwhile.
    Raises KeyChanged."""
    body = MessageText(text=words, files=len(uploads))
    paper = write_paper(folder, body=body, by=by, at=at, for_person=True)
    keep_uploads(folder, uploads, by=by, at=at, paper_ref=paper.ref)
    return paper


def tell_of_own_kind(
    folder: Folder, *, body: JourneyText | NoticesText, by: Signs, at: datetime
) -> Document:
    """Store a message that the team must answer as a task of its own: JOURNEY or NOTICES. Raises
    KeyChanged."""
    return write_paper(folder, body=body, by=by, at=at, for_person=True)


@transaction.atomic
def tell_incident(
    folder: Folder,
    *,
    words: str,
    when: str = "",
    uploads: Sequence[SealedUpload] = (),
    urgent: bool = False,
    by: Signs,
    at: datetime,
) -> Document:
    """Store the report of an incident. `when`: in the reporter's words; `urgent`: danger now. A
    request that is not opened yet becomes urgent: it goes first and triggers the alert. Raises
    KeyChanged."""
    body = IncidentText(text=words, when=when, files=len(uploads), urgent=urgent)
    own = by.signature == "person"
    paper = write_paper(folder, body=body, by=by, at=at, for_person=own)
    keep_uploads(folder, uploads, by=by, at=at, paper_ref=paper.ref)
    Filing.objects.filter(pk=folder.filing.pk, opened_at=None, urgent=False).update(urgent=True)
    event = events.IncidentTold(about=folder.code, paper=paper.ref, urgent=urgent)
    record(event, by=by, at=at)
    return paper


@transaction.atomic
def see_otherwise(
    folder: Folder,
    *,
    words: str,
    uploads: Sequence[SealedUpload] = (),
    by: Signs,
    at: datetime,
) -> Document:
    """Store the person's disagreement with the risk assessment. Raises KeyChanged."""
    body = OtherwiseText(text=words, files=len(uploads))
    paper = write_paper(folder, body=body, by=by, at=at, for_person=True)
    keep_uploads(folder, uploads, by=by, at=at, paper_ref=paper.ref)
    record(events.RiskSeenOtherwise(about=folder.code, paper=paper.ref), by=by, at=at)
    return paper


@transaction.atomic
def ask_to_give_up(
    folder: Folder, *, measure: str, label: str, words: str, by: Signs, at: datetime
) -> Document:
    """Store the person's request to give up a measure, which does not end it. Raises KeyChanged."""
    body = ChangeText(label=label, text=words, kind="renounce")
    paper = write_paper(folder, body=body, by=by, at=at, for_person=True)
    event = events.GivingUpAsked(about=folder.code, paper=paper.ref, measure=measure)
    record(event, by=by, at=at)
    return paper
