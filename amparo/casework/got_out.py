"""What happens next once something of a case got out. It goes on from `handovers.py`, by the same
rules: each function is a sentence, inside the transaction of the act that it follows."""

from datetime import datetime

from amparo.casework.assessment.events import RiskAssessed
from amparo.casework.review import services as review
from amparo.casework.review.models import Task
from amparo.casework.secrecy.events import CaseLeaked
from amparo.casework.secrecy.handling import looked_at_anew
from amparo.foundations.cases.queries import case_of_filing
from amparo.foundations.cases.services import refresh
from amparo.foundations.ledger.services import Signs, after


@after(CaseLeaked)
def what_got_out_asks_for_a_new_look_at_the_danger(
    event: CaseLeaked, *, by: Signs, at: datetime
) -> None:
    review.look_again(event.about, Task.Kind.REASSESS, about=event.incident, by=by, at=at)


@after(RiskAssessed)
def an_assessment_answers_what_a_leak_had_asked_for(
    event: RiskAssessed, *, by: Signs, at: datetime
) -> None:
    case = case_of_filing(event.about)
    if case and looked_at_anew(case, by=by, at=at):
        refresh(case, at=at)
