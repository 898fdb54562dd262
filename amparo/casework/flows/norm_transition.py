"""A case passes to another norm."""

from datetime import datetime

from amparo.casework.measures import services as measures
from amparo.foundations.cases.case_of_filing import case_of_filing
from amparo.foundations.cases.events import NormChanged
from amparo.foundations.ledger.services import Signs


def rename_measures(event: NormChanged, *, by: Signs, at: datetime) -> None:
    """Name each measure as the new norm names it; no measure ends by the transition."""
    case = case_of_filing(event.about)
    if case:
        measures.told_over(case, event, by=by, at=at)
