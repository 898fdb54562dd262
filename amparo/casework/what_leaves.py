"""What happens next with copies of a file that were asked for, or left. It goes on from
`handovers.py`, by the same rules: each function is a sentence, inside the transaction of the act
that it follows."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from amparo.casework.exports import ending
from amparo.casework.referral.events import DemandTold
from amparo.casework.referral.tellings import services as telling
from amparo.foundations.cases.queries import case_of_filing
from amparo.foundations.consent.events import (
    AllSharingWithdrawn,
    ConsentAnswered,
    ConsentWithdrawn,
    ImpedimentEnded,
)
from amparo.foundations.intake.events import FileErased, PersonRead, ProcedureWithdrawn
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.keys.rekeying import when_left_out, when_shut_out
from amparo.foundations.ledger.services import Signs, after


@after(ConsentAnswered, ConsentWithdrawn)
def a_copy_that_she_takes_back_does_not_leave_or_is_to_be_destroyed(
    event: ConsentAnswered | ConsentWithdrawn, *, by: Signs, at: datetime
) -> None:
    answer = event.answer if isinstance(event, ConsentAnswered) else "consent_withdrawn"
    case = case_of_filing(event.about)
    if case and event.kind == "export" and answer != "agreed":
        ending.take_back(case, reason=answer, refs=[event.subject], by=by, at=at)


@after(AllSharingWithdrawn, ProcedureWithdrawn)
def all_sharing_ended_or_the_procedure_left_takes_every_copy_back(
    event: AllSharingWithdrawn | ProcedureWithdrawn, *, by: Signs, at: datetime
) -> None:
    left = isinstance(event, ProcedureWithdrawn)
    case = case_of_filing(event.about)
    if case:
        reason = "procedure_withdrawn" if left else "all_sharing_withdrawn"
        ending.take_back(case, reason=reason, by=by, at=at)


@after(FileErased)
def whoever_has_a_file_that_was_erased_is_told_to_destroy_it(
    event: FileErased, *, by: Signs, at: datetime
) -> None:
    case = case_of_filing(event.about)
    if case:
        ending.take_back_file(case, event.ref, by=by, at=at)


@after(DemandTold)
def what_left_on_a_courts_order_is_told_with_the_order(
    event: DemandTold, *, by: Signs, at: datetime
) -> None:
    case = case_of_filing(event.about)
    if case:
        ending.tell(case, event.demand, by=by, at=at)


@after(PersonRead)
def nobody_need_tell_her_what_she_opened(event: PersonRead, *, by: Signs, at: datetime) -> None:
    case = case_of_filing(event.about)
    if case:
        telling.was_read(case, kind=event.kind, paper=event.ref, by=by, at=at)


@after(ImpedimentEnded)
def what_was_opened_while_she_could_not_be_asked_is_hers_to_open_again(
    event: ImpedimentEnded,
    *,
    by: Signs,  # noqa: ARG001 - every hand-over is told who acted
    at: datetime,  # noqa: ARG001 - and when
) -> None:
    case = case_of_filing(event.about)
    if case:
        telling.hers_to_open_again(case)


@when_shut_out
def who_must_not_know_gets_and_keeps_no_copy(folder: Folder, *, by: Signs, at: datetime) -> None:
    case = case_of_filing(folder.code)
    if case:
        ending.take_back_excluded(case, folder, by=by, at=at)


@when_left_out
def no_copy_holds_what_was_left_out(
    folder: Folder, scrub: Callable[[Any], Any], *, by: Signs, at: datetime
) -> None:
    case = case_of_filing(folder.code)
    if case:
        ending.tell_less(case, folder, scrub, by=by, at=at)
