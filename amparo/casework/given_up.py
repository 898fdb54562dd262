"""What happens next when she wants to give a measure up, and when one has ended. It goes on from
`side_roads.py`, by the same rules."""

from datetime import datetime

from amparo.casework.measures.events import MeasureMoved
from amparo.casework.measures.models import STOPPED, State
from amparo.casework.review import services as review
from amparo.casework.review.changes.waiting_wishes import ask_anew
from amparo.foundations.cases.queries import case_of_filing
from amparo.foundations.cases.services import refresh
from amparo.foundations.consent.events import ImpedimentBegan, ImpedimentEnded
from amparo.foundations.intake.events import GivingUpAsked
from amparo.foundations.ledger.services import Signs, after


@after(GivingUpAsked)
def who_wants_to_give_a_measure_up_is_told_in_writing_what_that_may_mean(
    event: GivingUpAsked, *, by: Signs, at: datetime
) -> None:
    review.renounce(event.about, event.measure, paper_ref=event.paper, by=by, at=at)


@after(ImpedimentBegan)
def nobody_is_called_to_what_another_may_have_given_up(
    event: ImpedimentBegan,
    *,
    by: Signs,  # noqa: ARG001 - every hand-over is told
    at: datetime,
) -> None:
    case = case_of_filing(event.about)
    if case:
        refresh(case, at=at)


@after(ImpedimentEnded)
def what_another_may_have_given_up_is_asked_of_her_anew(
    event: ImpedimentEnded, *, by: Signs, at: datetime
) -> None:
    ask_anew(event.about, by=by, at=at)


@after(MeasureMoved)
def of_a_measure_that_ended_no_change_is_on_its_way_any_more(
    event: MeasureMoved, *, by: Signs, at: datetime
) -> None:
    if event.state in {State.LAPSED, *STOPPED} - {State.SUSPENDED}:
        review.measure_ended(event.measure, by=by, at=at)
