"""A person disappears or dies; surviving relatives may need a case of their own."""

from datetime import datetime

from amparo.casework.disappearances.events import HappeningNoted, HappeningSetAside
from amparo.casework.disappearances.exclusions_in_linked_cases import of_those_left
from amparo.casework.disappearances.follow_up_tasks import DEATHS, ask_for_those_left
from amparo.casework.disappearances.incident_display import Whose
from amparo.casework.disappearances.models import DisappearanceOrDeath
from amparo.casework.disappearances.queries import whom_it_befell
from amparo.casework.measures import services as measures
from amparo.casework.review import services as review
from amparo.casework.review.models import ReviewTask
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.cases.case_of_filing import case_of_filing
from amparo.foundations.cases.queries import opened
from amparo.foundations.intake.events import IncidentTold
from amparo.foundations.ledger.services import Signs
from amparo.foundations.related_people.questions_put_alone import note_death


def reassess_after_disappearance(event: HappeningNoted, *, by: Signs, at: datetime) -> None:
    """Open a reassessment, unless the person at risk died.

    The dead are in no danger: surviving relatives have a case of their own.
    """
    died = event.whose == "person" and event.what in {"died", "found_dead"}
    if not died:
        review.look_again(event.about, ReviewTask.Kind.REASSESS, about=event.paper, by=by, at=at)


def note_death_of_related_person(
    event: HappeningNoted | HappeningSetAside, *, by: Signs, at: datetime
) -> None:
    """Note the death of a related person, or that it was a mistake."""
    told = DisappearanceOrDeath.objects.filter(
        ref=event.happening, whose=Whose.OTHER, what__in=DEATHS
    ).first()
    if told and isinstance(by, Actor):
        folder = opened(event.about, seen_by=by).folder
        for ref in whom_it_befell(folder, told, seen_by=by):
            note_death(folder, ref, died=isinstance(event, HappeningNoted), by=by, at=at)


def reassess_surviving_relatives(
    event: HappeningNoted | HappeningSetAside, *, by: Signs, at: datetime
) -> None:
    """Open a reassessment in the cases of surviving relatives.

    Their team reads that something was recorded in the linked case, and no word of it.
    """
    told = DisappearanceOrDeath.objects.filter(ref=event.happening, whose=Whose.PERSON)
    if told.exists() and isinstance(by, Actor):
        for filing, ref in of_those_left(opened(event.about, seen_by=by).folder):
            review.look_again(filing.code, ReviewTask.Kind.REASSESS, about=ref, by=SYSTEM, at=at)


def restore_measures(event: HappeningSetAside, *, by: Signs, at: datetime) -> None:
    """Restore the measures that ended by a death recorded by mistake."""
    told = DisappearanceOrDeath.objects.filter(
        ref=event.happening, whose=Whose.PERSON, what__in=DEATHS
    )
    if told.exists() and isinstance(by, Actor):
        review.came_back(opened(event.about, seen_by=by), by=by, at=at)


def undo_receipt_by_relatives(event: HappeningSetAside, *, by: Signs, at: datetime) -> None:
    """Undo notifications that relatives received for a person who lives."""
    told = DisappearanceOrDeath.objects.filter(
        ref=event.happening, whose=Whose.PERSON, what__in=DEATHS
    )
    case = case_of_filing(event.about)
    if case and told.exists():
        measures.undo_receipt_by_others(case, by=by, at=at)


def ask_for_case_of_relatives(event: IncidentTold, *, by: Signs, at: datetime) -> None:
    """Open a task to ask for a case of the surviving relatives after an incident.

    The dead are not assessed anew: whom it threatens now is asked, by a day.
    """
    ask_for_those_left(event.about, by=by, at=at)
