"""Something of the case was leaked."""

from datetime import datetime

from amparo.casework.assessment.events import RiskAssessed
from amparo.casework.leaks.case_response import also_tell, looked_at_anew
from amparo.casework.leaks.events import CaseLeaked
from amparo.casework.leaks.notices.services import leave_page, leave_page_in_other_hands
from amparo.casework.leaks.services import open_for_new_case, open_once_read
from amparo.casework.review import services as review
from amparo.casework.review.models import ReviewTask
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.case_of_filing import case_of_filing
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.events import CaseOpened, SeatGiven
from amparo.foundations.consent.events import ImpedimentBegan
from amparo.foundations.intake.contact.safe_way import SafeWay, when_way_changed
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.ledger.services import Signs
from amparo.foundations.related_people.events import OtherNamed
from amparo.foundations.related_people.models import RelatedPerson


def reassess_after_leak(event: CaseLeaked, *, by: Signs, at: datetime) -> None:
    """Open a reassessment by a day after a leak."""
    review.look_again(event.about, ReviewTask.Kind.REASSESS, about=event.incident, by=by, at=at)


def close_reassessment_after_leak(event: RiskAssessed, *, by: Signs, at: datetime) -> None:
    """Close the reassessment that a leak had asked for."""
    case = case_of_filing(event.about)
    if case and looked_at_anew(case, by=by, at=at):
        refresh(case, at=at)


def open_leak_once_readable(event: SeatGiven, *, by: Signs, at: datetime) -> None:
    """Open a leak that waited for a member who can read the case."""
    case = case_of_filing(event.about)
    if case:
        open_once_read(case, by=by, at=at)


def open_leak_in_new_case(event: CaseOpened, *, by: Signs, at: datetime) -> None:
    """Open a leak that touched the request before it was a case."""
    case = case_of_filing(event.about)
    if case:
        open_for_new_case(case, by=by, at=at)


def tell_leak_to_new_related_person(event: OtherNamed, *, by: Signs, at: datetime) -> None:
    """Tell a related person of a leak where the team named them after it.

    The team asks about those whom the person names (`ask_about_named_people.py`): the
    person's page reads nothing of a leak.
    """
    case = case_of_filing(event.about) if isinstance(by, Actor) else None
    if case and event.relation != RelatedPerson.Relation.AGGRESSOR:
        also_tell(case, event.other, by=by, at=at)


@when_way_changed
def clear_unsafe_page(folder: Folder, way: SafeWay, *, whose: str, by: Signs, at: datetime) -> None:
    """Remove what was told of a leak from a page that is no safe way any more."""
    leave_page(folder, way, whose=whose, by=by, at=at)


def clear_page_in_other_hands(event: ImpedimentBegan, *, by: Signs, at: datetime) -> None:
    """Remove what was told of a leak from a page that others may open."""
    case = case_of_filing(event.about)
    if case:
        leave_page_in_other_hands(case.filing, by=by, at=at)
