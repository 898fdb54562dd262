"""A case was opened by emergency access."""

from datetime import datetime

from amparo.casework.referral.emergency_access_review.services import to_be_seen
from amparo.foundations.cases.case_of_filing import case_of_filing
from amparo.foundations.cases.events import GlassBroken
from amparo.foundations.ledger.services import Signs


def open_review_of_access(event: GlassBroken, *, by: Signs, at: datetime) -> None:
    """Open a dated task: another member states whether the emergency access was right."""
    case = case_of_filing(event.about)
    if case:
        to_be_seen(case, by=by, at=at)
