"""What happens next where a case turns back or aside. It goes on from `handovers.py`, by the same
rules: each function is a sentence, inside the transaction of the act that it follows."""

from datetime import datetime

from amparo.casework.admission import correcting
from amparo.foundations.cases.events import CaseOpened
from amparo.foundations.cases.queries import case_of_filing
from amparo.foundations.consent.services import ask_to_be_assessed
from amparo.foundations.ledger.services import Signs, after
from amparo.foundations.letterbox.corrections import ASKED
from amparo.foundations.letterbox.events import PersonRead

# --- somebody else asked for her ---


@after(CaseOpened)
def who_did_not_ask_herself_is_asked_whether_she_agrees_to_be_assessed(
    event: CaseOpened, *, by: Signs, at: datetime
) -> None:
    case = case_of_filing(event.about)
    if case and case.filing.on_behalf:
        ask_to_be_assessed(case.filing, by=by, at=at)


# --- what her request lacks ---


@after(PersonRead)
def her_days_to_correct_count_from_the_moment_she_read_what_is_missing(
    event: PersonRead, *, by: Signs, at: datetime
) -> None:
    if event.kind == ASKED:
        correcting.read(paper=event.ref, by=by, at=at)
