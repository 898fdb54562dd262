"""What happens next when somebody disappears or dies. It goes on from `side_roads.py`, by the same
rules."""

from datetime import datetime

from amparo.casework.disappearances.carrying import carry_over, of_those_left
from amparo.casework.disappearances.events import HappeningNoted, HappeningSetAside
from amparo.casework.disappearances.models import Happening
from amparo.casework.disappearances.queries import whom_it_befell
from amparo.casework.disappearances.shown import Whose
from amparo.casework.disappearances.tasks import DEATHS, ask_for_those_left
from amparo.casework.measures import services as measures
from amparo.casework.review import services as review
from amparo.casework.review.models import Task
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.cases.queries import case_of_filing, opened
from amparo.foundations.intake.events import IncidentTold
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.keys.rekeying import when_shut_out
from amparo.foundations.ledger.services import Signs, after
from amparo.foundations.related_people.alone import note_death


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


@after(HappeningNoted, HappeningSetAside)
def of_another_who_died_nothing_is_asked_unless_it_was_a_mistake(
    event: HappeningNoted | HappeningSetAside, *, by: Signs, at: datetime
) -> None:
    told = Happening.objects.filter(ref=event.happening, whose=Whose.OTHER, what__in=DEATHS).first()
    if told and isinstance(by, Actor):
        folder = opened(event.about, seen_by=by).folder
        for ref in whom_it_befell(folder, told, seen_by=by):
            note_death(folder, ref, died=isinstance(event, HappeningNoted), by=by, at=at)


@after(HappeningNoted, HappeningSetAside)
def those_who_are_left_look_at_their_danger_anew(
    event: HappeningNoted | HappeningSetAside, *, by: Signs, at: datetime
) -> None:
    """Their team reads that something was recorded in the linked case, and no word of it."""
    told = Happening.objects.filter(ref=event.happening, whose=Whose.PERSON)
    if told.exists() and isinstance(by, Actor):
        for filing, ref in of_those_left(opened(event.about, seen_by=by).folder):
            review.look_again(filing.code, Task.Kind.REASSESS, about=ref, by=SYSTEM, at=at)


@after(HappeningSetAside)
def a_death_that_was_a_mistake_brings_the_measures_back(
    event: HappeningSetAside, *, by: Signs, at: datetime
) -> None:
    told = Happening.objects.filter(ref=event.happening, whose=Whose.PERSON, what__in=DEATHS)
    if told.exists() and isinstance(by, Actor):
        review.came_back(opened(event.about, seen_by=by), by=by, at=at)


@after(HappeningSetAside)
def what_others_received_in_the_place_of_whoever_lives_is_no_receipt(
    event: HappeningSetAside, *, by: Signs, at: datetime
) -> None:
    told = Happening.objects.filter(ref=event.happening, whose=Whose.PERSON, what__in=DEATHS)
    case = case_of_filing(event.about)
    if case and told.exists():
        measures.she_lives(case, by=by, at=at)


@after(IncidentTold)
def what_happens_after_a_death_asks_for_a_case_of_those_left(
    event: IncidentTold, *, by: Signs, at: datetime
) -> None:
    """Nobody assesses the dead anew: whom it threatens now is asked, by a day."""
    ask_for_those_left(event.about, by=by, at=at)
