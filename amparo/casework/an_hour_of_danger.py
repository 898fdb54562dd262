"""What happens next once a case was opened because a life was in danger. It goes on from
`handovers.py`, by the same rules."""

from datetime import datetime

from amparo.casework.referral.emergency_access.services import to_be_seen
from amparo.foundations.cases.events import GlassBroken
from amparo.foundations.cases.queries import case_of_filing
from amparo.foundations.ledger.services import Signs, after


@after(GlassBroken)
def somebody_else_says_afterwards_whether_it_was_right(
    event: GlassBroken, *, by: Signs, at: datetime
) -> None:
    case = case_of_filing(event.about)
    if case:
        to_be_seen(case, by=by, at=at)
