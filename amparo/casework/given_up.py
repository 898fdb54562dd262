"""What happens next when she wants to give a measure up, and when one has ended. It goes on from
`side_roads.py`, by the same rules."""

from datetime import datetime

from amparo.casework.measures.events import MeasureMoved
from amparo.casework.measures.models import STOPPED, State
from amparo.casework.review import services as review
from amparo.foundations.ledger.services import Signs, after
from amparo.foundations.letterbox.events import GivingUpAsked


@after(GivingUpAsked)
def who_wants_to_give_a_measure_up_is_told_in_writing_what_that_may_mean(
    event: GivingUpAsked, *, by: Signs, at: datetime
) -> None:
    review.renounce(event.about, event.measure, paper_ref=event.paper, by=by, at=at)


@after(MeasureMoved)
def of_a_measure_that_ended_no_change_is_on_its_way_any_more(
    event: MeasureMoved, *, by: Signs, at: datetime
) -> None:
    if event.state in {State.LAPSED, *STOPPED} - {State.SUSPENDED}:
        review.measure_ended(event.measure, by=by, at=at)
