"""The erasure of a file is asked for, decided, or done; an authority demands the file."""

from datetime import datetime

from amparo.casework.exports import recall_and_destruction as ending
from amparo.casework.obligations.erased_obligations import empty_duties
from amparo.casework.referral import recall as taking_back
from amparo.casework.referral.dated_tasks import close_dated_tasks
from amparo.casework.referral.direct_notices import services as telling
from amparo.foundations.cases.access.excluded_member_seats import empty_seats
from amparo.foundations.cases.case_of_filing import case_of_filing
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.services import close_case, reopen_case
from amparo.foundations.erasure.case_content_erasure import take_files_too
from amparo.foundations.erasure.events import ContentErased, ErasureAsked, ErasureDecided
from amparo.foundations.erasure.models import Erasure
from amparo.foundations.ledger.events import Event
from amparo.foundations.ledger.services import Signs


def open_erasure_request(event: ErasureAsked, *, by: Signs, at: datetime) -> None:
    """Open a closed case again to answer a request for erasure; a schedule asks for no answer."""
    case = case_of_filing(event.about)
    if case is None or event.how == Erasure.How.SCHEDULE:
        return
    if case.closed_at:
        reopen_case(case, by=by, at=at)
    else:
        refresh(case, at=at)


def open_telling_of_demand(event: Event, *, by: Signs, at: datetime) -> None:
    """Open the task to tell the person of a demand or hold that no order keeps secret."""
    case = case_of_filing(event.about)
    if case:
        telling.ask_to_tell(case, event, by=by, at=at)


def request_destruction_outside(event: ErasureDecided, *, by: Signs, at: datetime) -> None:
    """Ask each outside holder to destroy what it has.

    Each request opens a task, and while one is open the file is not erased.
    """
    case = case_of_filing(event.about)
    granted = Erasure.objects.filter(
        ref=event.erasure, answer=Erasure.Answer.GRANTED, scope=Erasure.Scope.EVERYTHING
    )
    if case and granted.exists():
        ending.take_back(case, reason="erased", by=by, at=at)
        taking_back.take_back(case, reason="erased", by=by, at=at)


def delete_remaining_keys(event: ContentErased, *, by: Signs, at: datetime) -> None:
    """Delete the remaining keys, and close the case.

    An erased case waits for no reader: one that an older backup brought back open is closed.
    """
    case = case_of_filing(event.about)
    if case and event.scope == Erasure.Scope.EVERYTHING:
        take_files_too(event.erasure, empty_duties(case))
        close_dated_tasks(case, *telling.TELLS, outcome="erased", by=by, at=at)
        empty_seats(case)
        if case.closed_at is None:
            close_case(case, reason="erased", by=by, at=at)
