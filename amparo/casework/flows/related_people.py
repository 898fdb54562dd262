"""A related person of the case is named, dies, or loses access."""

from datetime import datetime

from amparo.casework.measures.relocated_adults.services import died, guardian_changed, lives
from amparo.foundations.cases.access.case_key_renewal import seal_when_opened
from amparo.foundations.cases.case_of_filing import case_of_filing
from amparo.foundations.cases.events import WordsGiven
from amparo.foundations.cases.team_given_phrases import SEEN
from amparo.foundations.intake.events import WaysEnded
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.services import Signs
from amparo.foundations.related_people import services as related_people
from amparo.foundations.related_people.events import GuardianNamed, OtherDied, OtherLives
from amparo.foundations.related_people.queries import HER


def change_guardian(event: GuardianNamed, *, by: Signs, at: datetime) -> None:
    """End the answers of a child's former guardian."""
    filing = Filing.objects.get(code=event.about)
    guardian = "" if event.guardian == HER else event.guardian
    guardian_changed(filing, event.child, guardian, by=by, at=at)


def end_questions_to_deceased(event: OtherDied, *, by: Signs, at: datetime) -> None:
    """End what waits for a related person who died, and their access."""
    filing = Filing.objects.get(code=event.about)
    died(filing, event.other, by=by, at=at)
    related_people.end_way(filing, event.other, why="died", by=by, at=at)


def restore_related_person(
    event: OtherLives,
    *,
    by: Signs,  # noqa: ARG001 - every flow is told who acted
    at: datetime,
) -> None:
    """Restore the protection of a related person whose death was a mistake."""
    lives(Filing.objects.get(code=event.about), event.other, at=at)


def end_access_after_exposure(event: WordsGiven, *, by: Signs, at: datetime) -> None:
    """End the access that the person gave to others once their own phrase was seen."""
    case = case_of_filing(event.about)
    if case and event.reason == SEEN:
        related_people.end_all_ways(case.filing, why=SEEN, by=by, at=at)
        seal_when_opened(event.about)  # also where the words that were seen were never confirmed


def seal_anew_when_opened(
    event: WaysEnded,
    *,
    by: Signs,  # noqa: ARG001 - every flow is told who acted
    at: datetime,  # noqa: ARG001 - it is done when the file is opened
) -> None:
    """Seal the file under a new key once it is opened.

    The ended access opened the key of the file, which a person who saw it may have kept.
    """
    seal_when_opened(event.about)
