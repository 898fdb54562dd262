"""What happens next when somebody disappears or dies. It goes on from `side_roads.py`, by the same
rules."""

from datetime import datetime

from amparo.casework.review import services as review
from amparo.casework.review.models import Task
from amparo.casework.search.carrying import carry_over
from amparo.casework.search.events import HappeningNoted
from amparo.casework.search.tasks import ask_for_those_left
from amparo.foundations.ledger.services import Signs, after
from amparo.foundations.letterbox.events import IncidentTold
from amparo.foundations.letterbox.folders import Folder
from amparo.foundations.letterbox.keyed import when_shut_out


@when_shut_out
def who_must_not_know_of_a_case_knows_of_none_that_is_linked_to_it(
    folder: Folder, *, by: Signs, at: datetime
) -> None:
    carry_over(folder, by=by, at=at)


@after(HappeningNoted)
def who_is_left_is_looked_at_anew(event: HappeningNoted, *, by: Signs, at: datetime) -> None:
    """Whoever died is in no danger: those who are left have a case of their own."""
    died = event.whose == "person" and event.what in {"died", "found_dead"}
    if not died:
        review.look_again(event.about, Task.Kind.REASSESS, about=event.paper, by=by, at=at)


@after(IncidentTold)
def what_happens_after_a_death_asks_for_a_case_of_those_left(
    event: IncidentTold, *, by: Signs, at: datetime
) -> None:
    """Nobody assesses the dead anew: whom it threatens now is asked, by a day."""
    ask_for_those_left(event.about, by=by, at=at)
