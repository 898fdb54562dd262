"""What happens next where a case passes to another norm. It goes on from `handovers.py`, by the
same rules: each function is a sentence, inside the transaction of the act that it follows."""

from datetime import datetime

from amparo.casework.measures import services as measures
from amparo.foundations.cases.events import NormChanged
from amparo.foundations.cases.queries import case_of_filing
from amparo.foundations.cases.services import refresh
from amparo.foundations.ledger.services import Signs, after


@after(NormChanged)
def no_measure_ends_by_it_and_each_is_called_as_the_other_norm_calls_it(
    event: NormChanged, *, by: Signs, at: datetime
) -> None:
    case = case_of_filing(event.about)
    if case:
        measures.told_over(case, event, by=by, at=at)


@after(NormChanged)
def then_too_the_case_says_anew_what_is_due(event: NormChanged, *, by: Signs, at: datetime) -> None:
    del by
    case = case_of_filing(event.about)
    if case:
        refresh(case, at=at)
