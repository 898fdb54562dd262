"""What happens next once something of a case got out. It goes on from `handovers.py`, by the same
rules: each function is a sentence, inside the transaction of the act that it follows."""

from datetime import datetime

from amparo.casework.assessment.events import RiskAssessed
from amparo.casework.leaks.events import CaseLeaked
from amparo.casework.leaks.notices.services import leave_page, leave_page_in_other_hands
from amparo.casework.leaks.services import open_for_new_case, open_once_read
from amparo.casework.leaks.steps import also_tell, looked_at_anew, shut_out
from amparo.casework.review import services as review
from amparo.casework.review.models import Task
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.events import CaseOpened, SeatGiven
from amparo.foundations.cases.queries import case_of_filing
from amparo.foundations.cases.services import refresh
from amparo.foundations.consent.events import ImpedimentBegan
from amparo.foundations.intake.contact.safe_way import SafeWay, when_way_changed
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.keys.rekeying import when_shut_out
from amparo.foundations.ledger.services import Signs, after
from amparo.foundations.related_people.events import OtherNamed
from amparo.foundations.related_people.models import Other


@after(CaseLeaked)
def what_got_out_asks_for_a_new_look_at_the_danger(
    event: CaseLeaked, *, by: Signs, at: datetime
) -> None:
    review.look_again(event.about, Task.Kind.REASSESS, about=event.incident, by=by, at=at)


@after(RiskAssessed)
def an_assessment_answers_what_a_leak_had_asked_for(
    event: RiskAssessed, *, by: Signs, at: datetime
) -> None:
    case = case_of_filing(event.about)
    if case and looked_at_anew(case, by=by, at=at):
        refresh(case, at=at)


@after(SeatGiven)
def a_leak_that_waited_for_a_reader_is_asked_about(
    event: SeatGiven, *, by: Signs, at: datetime
) -> None:
    case = case_of_filing(event.about)
    if case:
        open_once_read(case, by=by, at=at)


@after(OtherNamed)
def somebody_named_after_it_got_out_is_told_of_it_too(
    event: OtherNamed, *, by: Signs, at: datetime
) -> None:
    """By the team. Whom she names herself the team asks about (`asking_about.py`): her page reads
    nothing of a leak."""
    case = case_of_filing(event.about) if isinstance(by, Actor) else None
    if case and event.relation != Other.Relation.AGGRESSOR:
        also_tell(case, event.other, by=by, at=at)


@when_way_changed
def what_was_told_of_it_leaves_a_page_that_is_not_safe(
    folder: Folder, way: SafeWay, *, whose: str, by: Signs, at: datetime
) -> None:
    leave_page(folder, way, whose=whose, by=by, at=at)


@after(ImpedimentBegan)
def what_was_told_of_it_leaves_a_page_that_may_be_in_other_hands(
    event: ImpedimentBegan, *, by: Signs, at: datetime
) -> None:
    case = case_of_filing(event.about)
    if case:
        leave_page_in_other_hands(case.filing, by=by, at=at)


@after(CaseOpened)
def a_request_that_waited_when_it_got_out_is_asked_about_once_it_is_a_case(
    event: CaseOpened, *, by: Signs, at: datetime
) -> None:
    case = case_of_filing(event.about)
    if case:
        open_for_new_case(case, by=by, at=at)


@when_shut_out
def who_must_not_know_is_told_of_no_leak(folder: Folder, *, by: Signs, at: datetime) -> None:
    case = case_of_filing(folder.code)
    if case:
        shut_out(folder, case, by=by, at=at)
