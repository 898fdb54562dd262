"""The person is referred elsewhere, other authorities follow the case, or another member takes it
over."""

from datetime import datetime

from amparo.casework.external_cases.next_due_days import settle
from amparo.casework.referral import recall as taking_back
from amparo.casework.referral import services as referral
from amparo.casework.referral.dated_tasks import ASKED
from amparo.casework.referral.handover.services import taken_over
from amparo.casework.review import services as review
from amparo.foundations.cases.case_of_filing import case_of_filing
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.events import CaseClaimed, CaseOpened
from amparo.foundations.consent.events import AllSharingWithdrawn, ConsentAnswered, ConsentWithdrawn
from amparo.foundations.intake.events import PaperWritten, ProcedureWithdrawn
from amparo.foundations.ledger.events import Event
from amparo.foundations.ledger.services import Signs


def open_referral_request(event: PaperWritten, *, by: Signs, at: datetime) -> None:
    """Open a dated task to answer a request for a referral, a journey, or where to be notified."""
    case = case_of_filing(event.about)
    if case and event.kind in ASKED:
        referral.wish_heard(case, event.kind, by=by, at=at)


def open_earlier_requests(event: CaseOpened, *, by: Signs, at: datetime) -> None:
    """Open dated tasks for what the person asked before the case was opened."""
    case = case_of_filing(event.about)
    if case:
        referral.wish_found(case, by=by, at=at)
        review.told_before(case, by=by, at=at)


def take_back_referral(
    event: ConsentAnswered | ConsentWithdrawn, *, by: Signs, at: datetime
) -> None:
    """Have a referral destroyed whose consent is refused or withdrawn."""
    answer = event.answer if isinstance(event, ConsentAnswered) else "consent_withdrawn"
    ends = event.kind == "referral" and answer != "agreed"
    case = case_of_filing(event.about) if ends else None
    if case:
        taking_back.take_back(case, reason=answer, refs=[event.subject], by=by, at=at)
        refresh(case, at=at)


def take_back_all_referrals(
    event: AllSharingWithdrawn | ProcedureWithdrawn, *, by: Signs, at: datetime
) -> None:
    """Take back every referral once all sharing is withdrawn or the procedure left."""
    left = isinstance(event, ProcedureWithdrawn)
    case = case_of_filing(event.about)
    if case:
        reason = "procedure_withdrawn" if left else "all_sharing_withdrawn"
        taking_back.take_back(case, reason=reason, by=by, at=at)
        refresh(case, at=at)


def settle_external_cases(event: Event, *, by: Signs, at: datetime) -> None:
    """State anew what comes next with outside authorities."""
    case = case_of_filing(event.about)
    if case:
        settle(case, by=by, at=at)


def ask_for_handover_sheet(event: CaseClaimed, *, by: Signs, at: datetime) -> None:
    """Ask the former responsible member for a hand-over sheet."""
    case = case_of_filing(event.about)
    if case:
        taken_over(case, member=event.member, by=by, at=at)
