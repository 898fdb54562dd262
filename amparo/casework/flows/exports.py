"""A copy of the file was asked for, or left."""

from datetime import datetime

from amparo.casework.exports import recall_and_destruction as ending
from amparo.casework.referral.events import DemandTold
from amparo.foundations.cases.case_of_filing import case_of_filing
from amparo.foundations.consent.events import AllSharingWithdrawn, ConsentAnswered, ConsentWithdrawn
from amparo.foundations.intake.events import FileErased, ProcedureWithdrawn
from amparo.foundations.ledger.services import Signs


def take_back_export(event: ConsentAnswered | ConsentWithdrawn, *, by: Signs, at: datetime) -> None:
    """Stop an export, or have it destroyed, once its consent is refused or withdrawn."""
    answer = event.answer if isinstance(event, ConsentAnswered) else "consent_withdrawn"
    ends = event.kind == "export" and answer != "agreed"
    case = case_of_filing(event.about) if ends else None
    if case:
        ending.take_back(case, reason=answer, refs=[event.subject], by=by, at=at)


def take_back_all_exports(
    event: AllSharingWithdrawn | ProcedureWithdrawn, *, by: Signs, at: datetime
) -> None:
    """Take back every export once all sharing is withdrawn or the procedure left."""
    left = isinstance(event, ProcedureWithdrawn)
    case = case_of_filing(event.about)
    if case:
        reason = "procedure_withdrawn" if left else "all_sharing_withdrawn"
        ending.take_back(case, reason=reason, by=by, at=at)


def request_destruction_of_file(event: FileErased, *, by: Signs, at: datetime) -> None:
    """Ask holders of an erased uploaded file to destroy it."""
    case = case_of_filing(event.about)
    if case:
        ending.take_back_file(case, event.ref, by=by, at=at)


def tell_export_on_court_order(event: DemandTold, *, by: Signs, at: datetime) -> None:
    """Tell of an export by court order together with the order."""
    case = case_of_filing(event.about)
    if case:
        ending.tell(case, event.demand, by=by, at=at)
