"""An intermediary stands between a collective's board and the team while the board agrees."""

from datetime import datetime

from amparo.casework.collectives.intermediaries import services as between
from amparo.casework.collectives.models import Intermediary
from amparo.foundations.cases.case_of_filing import case_of_filing
from amparo.foundations.consent.events import AllSharingWithdrawn, ConsentAnswered, ConsentWithdrawn
from amparo.foundations.intake.events import ProcedureWithdrawn
from amparo.foundations.intake.keys.case_keys import when_held
from amparo.foundations.ledger.services import Signs

BY_BOARD = Intermediary.Ended.BY_BOARD


@when_held
def files_of_intermediaries(filing: int) -> list[int]:
    """Return the files, by number, of the intermediaries of a board's file."""
    return between.files_told(filing)


def end_or_suspend_intermediary(
    event: ConsentAnswered | ConsentWithdrawn, *, by: Signs, at: datetime
) -> None:
    """End the intermediary unless the board agrees; suspend it while the board discusses."""
    answer = event.answer if isinstance(event, ConsentAnswered) else "withdrawn"
    if event.kind != "between" or answer == "agreed":
        return
    case = case_of_filing(event.about)
    if case is None:
        return
    if answer == "discuss":
        between.shut_for_now(case, event.subject, by=by, at=at)
    else:
        between.end_betweens(case, reason=BY_BOARD, subject=event.subject, by=by, at=at)


def end_all_intermediaries(
    event: AllSharingWithdrawn | ProcedureWithdrawn, *, by: Signs, at: datetime
) -> None:
    """End every intermediary once all sharing is withdrawn or the procedure left."""
    case = case_of_filing(event.about)
    if case:
        between.end_betweens(case, reason=BY_BOARD, by=by, at=at)
