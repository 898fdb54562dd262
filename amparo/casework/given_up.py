"""What happens next when she wants to give a measure up. It goes on from `side_roads.py`, by the
same rules."""

from datetime import datetime

from amparo.casework.review import services as review
from amparo.casework.review.events import (
    ChangeCarriedOut,
    ChangeDecided,
    ChangeDropped,
    RecourseRuled,
)
from amparo.foundations.ledger.events import Event
from amparo.foundations.ledger.services import Signs, after
from amparo.foundations.letterbox.events import GivingUpAsked


@after(GivingUpAsked)
def who_wants_to_give_a_measure_up_is_told_in_writing_what_that_may_mean(
    event: GivingUpAsked, *, by: Signs, at: datetime
) -> None:
    review.renounce(event.about, event.measure, paper_ref=event.paper, by=by, at=at)


@after(ChangeDropped, ChangeDecided, ChangeCarriedOut, RecourseRuled)
def what_she_asked_for_meanwhile_begins_once_nothing_else_is_on_its_way(
    event: Event, *, by: Signs, at: datetime
) -> None:
    review.renounce_what_waited(event.about, by=by, at=at)
