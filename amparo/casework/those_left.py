"""What happens next when somebody disappears or dies. It goes on from `side_roads.py`, by the same
rules."""

from datetime import datetime

from amparo.casework.review import services as review
from amparo.casework.review.models import Task
from amparo.casework.search.events import HappeningNoted
from amparo.foundations.ledger.services import Signs, after


@after(HappeningNoted)
def who_is_left_is_looked_at_anew(event: HappeningNoted, *, by: Signs, at: datetime) -> None:
    """Whoever died is in no danger: those who are left have a case of their own."""
    died = event.whose == "person" and event.what in {"died", "found_dead"}
    if not died:
        review.look_again(event.about, Task.Kind.REASSESS, about=event.paper, by=by, at=at)
