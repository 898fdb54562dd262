"""What happens next when somebody asks that a file be erased, and when it is. It goes on from
`side_roads.py`, by the same rules."""

from datetime import datetime

from amparo.casework.exports import ending
from amparo.casework.obligations.emptied import empty_duties
from amparo.casework.referral import recall as taking_back
from amparo.casework.referral.events import DemandTold, FileDemanded
from amparo.casework.referral.tasks import close_dated_tasks
from amparo.casework.referral.tellings import services as telling
from amparo.foundations.cases.access.unseating import empty_seats
from amparo.foundations.cases.queries import case_of_filing
from amparo.foundations.cases.services import close_case, refresh, reopen_case
from amparo.foundations.erasure.emptying import take_files_too
from amparo.foundations.erasure.events import (
    ContentErased,
    ErasureAsked,
    ErasureDecided,
    ErasureEnded,
    ErasureHeard,
    HoldLifted,
    HoldPut,
    HoldTold,
)
from amparo.foundations.erasure.models import Erasure
from amparo.foundations.erasure.places import places_anew
from amparo.foundations.intake.events import SilenceRead
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.keys.rekeying import when_re_keyed
from amparo.foundations.ledger.events import Event
from amparo.foundations.ledger.services import Signs, after


@after(ErasureAsked)
def who_asks_to_have_a_closed_file_erased_is_heard_and_answered(
    event: ErasureAsked, *, by: Signs, at: datetime
) -> None:
    case = case_of_filing(event.about)
    if case is None or event.how == Erasure.How.SCHEDULE:
        return
    if case.closed_at:
        reopen_case(case, by=by, at=at)
    else:
        refresh(case, at=at)


@after(FileDemanded, DemandTold, HoldPut, HoldTold)
def the_team_tells_her_of_what_no_order_keeps_from_her(
    event: Event, *, by: Signs, at: datetime
) -> None:
    case = case_of_filing(event.about)
    if case:
        telling.ask_to_tell(case, event, by=by, at=at)


@after(ErasureHeard, ErasureDecided, ErasureEnded, HoldPut, HoldLifted, HoldTold)
@after(FileDemanded, DemandTold, SilenceRead)
def then_the_case_says_anew_what_comes_next(
    event: Event,
    *,
    by: Signs,  # noqa: ARG001 - every hand-over is told who acted
    at: datetime,
) -> None:
    case = case_of_filing(event.about)
    if case:
        refresh(case, at=at)


@after(ErasureDecided)
def whoever_outside_has_some_of_it_is_told_to_destroy_it(
    event: ErasureDecided, *, by: Signs, at: datetime
) -> None:
    """Each opens a task, and while one is open the file is not erased."""
    case = case_of_filing(event.about)
    granted = Erasure.objects.filter(
        ref=event.erasure, answer=Erasure.Answer.GRANTED, scope=Erasure.Scope.EVERYTHING
    )
    if case and granted.exists():
        ending.take_back(case, reason="erased", by=by, at=at)
        taking_back.take_back(case, reason="erased", by=by, at=at)


@after(ContentErased)
def nobody_keeps_a_key_to_what_is_erased(event: ContentErased, *, by: Signs, at: datetime) -> None:
    """Nor does a case wait for somebody who could open it: one that an older backup brought back
    open is closed."""
    case = case_of_filing(event.about)
    if case and event.scope == Erasure.Scope.EVERYTHING:
        take_files_too(event.erasure, empty_duties(case))
        close_dated_tasks(case, *telling.TELLS, outcome="erased", by=by, at=at)
        empty_seats(case)
        if case.closed_at is None:
            close_case(case, reason="erased", by=by, at=at)


@when_re_keyed
def places_written_apart_are_sealed_under_the_new_key(
    older: Folder,
    newer: Folder,
    *,
    by: Signs,  # noqa: ARG001 - every hand-over is told who acted
    at: datetime,  # noqa: ARG001 - nothing is dated anew
) -> None:
    places_anew(older, newer)
