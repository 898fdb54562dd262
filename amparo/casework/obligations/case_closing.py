"""Services for closing a case."""

from datetime import datetime

from django.db import transaction

from amparo.casework.obligations.delivery.consent_gate import duties_in
from amparo.casework.obligations.delivery.recall import end
from amparo.casework.obligations.models import OVER
from amparo.casework.obligations.possible_acts import before_closing
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.cases.services import close_case
from amparo.foundations.intake.documents.schemas.obligations import ClosedText
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import hold

LEFT, ENDED = "left_the_procedure", "everything_ended"


class NotYet(Exception):
    """Something must still be done first; nothing was written."""


@transaction.atomic
def close(open_case: OpenCase, *, text: str, by: Actor, at: datetime) -> None:
    """Close the case, with words for the team. What units were told about measures whose time is
    over is erased. Raises NotYet."""
    hold(open_case.folder)
    open_case.folder.filing.refresh_from_db()
    open_case.case.refresh_from_db()
    may = by.may(Permission.CASE_WORK) and not open_case.case.closed_at
    if not may or before_closing(open_case, at=at):
        raise NotYet
    for duty in duties_in(open_case):
        if duty.state not in OVER:
            end(duty, reason="term_over", by=by, at=at)
    reason = LEFT if open_case.folder.filing.withdrawn_at else ENDED
    body = ClosedText(text=text, reason=reason)
    write_paper(open_case.folder, body=body, by=by, at=at)
    close_case(open_case.case, reason=reason, by=by, at=at)
