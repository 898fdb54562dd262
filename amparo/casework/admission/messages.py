"""Services for messages to the person, with attached files."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from amparo.casework.admission import events
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.schemas.request import MessageText
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.files.attachments import keep_uploads
from amparo.foundations.intake.files.uploads import SealedUpload
from amparo.foundations.intake.models import Document
from amparo.foundations.ledger.services import record


@transaction.atomic
def send_message(
    open_case: OpenCase,
    *,
    text: str,
    files: Sequence[SealedUpload] = (),
    by: Actor,
    at: datetime,
) -> Document:
    """Store a message for the person's page, with files that only the person's passphrase opens:
    clean copies, see `intake.files.clean_copies`. Everything is stored, or nothing."""
    paper = write_paper(
        open_case.folder,
        body=MessageText(text=text, files=len(files)),
        by=by,
        at=at,
        for_person=True,
    )
    keep_uploads(open_case.folder, files, by=by, at=at, paper_ref=paper.ref, for_person=True)
    record(events.MessageSent(about=open_case.code, paper=paper.ref), by=by, at=at)
    refresh(open_case.case, at=at)
    return paper
