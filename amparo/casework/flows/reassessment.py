"""The risk is assessed again, and measures are reviewed, by a day."""

from datetime import datetime

from django.conf import settings

from amparo.casework.assessment.events import RiskAssessed
from amparo.casework.measures.events import MeasureMoved
from amparo.casework.measures.models import UNDECIDED
from amparo.casework.review import services as review
from amparo.casework.review.models import ReviewTask
from amparo.foundations.intake.events import IncidentTold, RiskSeenOtherwise
from amparo.foundations.ledger.events import Event
from amparo.foundations.ledger.services import Signs


def reassess_after_incident(event: IncidentTold, *, by: Signs, at: datetime) -> None:
    """Open a reassessment by a day after an incident."""
    kind, urgent = ReviewTask.Kind.REASSESS, event.urgent
    review.look_again(event.about, kind, about=event.paper, urgent=urgent, by=by, at=at)


def open_answer_to_disagreement(event: RiskSeenOtherwise, *, by: Signs, at: datetime) -> None:
    """Open a dated task to answer disagreement with the assessment."""
    kind = ReviewTask.Kind.ANSWER_DISAGREEMENT
    review.look_again(event.about, kind, about=event.paper, by=by, at=at)


def close_reassessment(event: RiskAssessed, *, by: Signs, at: datetime) -> None:
    """Close what had asked for this assessment; open an answer where the person disagrees."""
    review.assessed(event.about, by=by, at=at)
    if event.disagrees:
        kind = ReviewTask.Kind.ANSWER_DISAGREEMENT
        review.look_again(event.about, kind, about=event.assessment, by=by, at=at)


def schedule_measure_reviews(event: MeasureMoved, *, by: Signs, at: datetime) -> None:
    """Set the reviews of a measure once it is decided, and end them where an organisation's own one
    is a proposal again."""
    if event.state not in UNDECIDED or settings.ORGANISATION:
        review.keep_reviews(event.about, by=by, at=at)


def schedule_reviews(event: Event, *, by: Signs, at: datetime) -> None:
    """Set the reviews anew after a resolution."""
    review.keep_reviews(event.about, by=by, at=at)
