"""What happens next where a case speaks for many. It goes on from `handovers.py`, by the same
rules: each function is a sentence, inside the transaction of the act that it follows."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from amparo.casework.collectives.intermediaries import services as between
from amparo.casework.collectives.models import Between
from amparo.casework.collectives.redaction import looks as looking
from amparo.casework.collectives.redaction.services import TASK
from amparo.casework.obligations import changes as changing
from amparo.casework.referral import recall as taking_back
from amparo.foundations.cases.queries import case_of_filing
from amparo.foundations.cases.services import refresh
from amparo.foundations.consent.events import (
    AllSharingWithdrawn,
    ConsentAnswered,
    ConsentWithdrawn,
)
from amparo.foundations.intake.documents import redaction_marks as left_marks
from amparo.foundations.intake.events import FileReceived, PaperWritten, ProcedureWithdrawn
from amparo.foundations.intake.keys.case_keys import Folder, when_held
from amparo.foundations.intake.keys.rekeying import when_left_out, when_shut_out, when_written
from amparo.foundations.intake.models import Paper
from amparo.foundations.ledger.services import Signs, after
from amparo.foundations.related_people.copies import say_less

BY_BOARD = Between.Ended.BY_BOARD

# --- a go-between stands between as long as the collective wants it ---


@when_held
def whoever_acts_for_a_board_holds_the_files_of_its_go_betweens_too(filing: int) -> list[int]:
    return between.files_told(filing)


@after(ConsentAnswered, ConsentWithdrawn)
def what_a_go_between_was_told_is_gone_once_the_board_says_anything_but_yes(
    event: ConsentAnswered | ConsentWithdrawn, *, by: Signs, at: datetime
) -> None:
    answer = event.answer if isinstance(event, ConsentAnswered) else "withdrawn"
    if event.kind != "between" or answer == "agreed":
        return
    case = case_of_filing(event.about)
    if case is None:
        return
    if answer == "discuss":
        between.shut_for_now(case, event.subject, by=by, at=at)
    else:
        between.end_betweens(case, reason=BY_BOARD, subject=event.subject, by=by, at=at)


@after(AllSharingWithdrawn, ProcedureWithdrawn)
def nobody_stands_between_once_all_sharing_ended_or_the_procedure_was_left(
    event: AllSharingWithdrawn | ProcedureWithdrawn, *, by: Signs, at: datetime
) -> None:
    case = case_of_filing(event.about)
    if case:
        between.end_betweens(case, reason=BY_BOARD, by=by, at=at)


@when_shut_out
def who_must_not_know_stands_between_no_more(folder: Folder, *, by: Signs, at: datetime) -> None:
    case = case_of_filing(folder.code)
    if case:
        between.end_excluded(case, folder, by=by, at=at)


# --- a member has what is theirs left out ---


@after(PaperWritten)
def what_a_member_wants_left_out_is_to_be_done_by_a_day(
    event: PaperWritten,
    *,
    by: Signs,  # noqa: ARG001 - every hand-over is told who acted
    at: datetime,
) -> None:
    case = case_of_filing(event.about) if event.kind == TASK else None
    if case:
        refresh(case, at=at)


@when_written
def what_comes_later_and_names_who_was_left_out_is_asked_about(
    folder: Folder, paper: Paper, body: Mapping[str, Any], *, by: Signs
) -> None:
    left_marks.ask_of(folder, paper, body, by=by, at=paper.written_at)


@after(FileReceived)
def a_file_that_comes_later_is_looked_at_too(
    event: FileReceived, *, by: Signs, at: datetime
) -> None:
    case = case_of_filing(event.about)
    if case and left_marks.has_marks(case.filing):
        looking.want_look_at(case, event.ref, by=by, at=at)


@when_left_out
def nobody_else_reads_any_more_of_who_was_left_out(
    folder: Folder, scrub: Callable[[Any], Any], *, by: Signs, at: datetime
) -> None:
    case = case_of_filing(folder.code)
    if case:
        changing.tell_less(case, folder, scrub, by=by, at=at)
        between.tell_less(case, folder, scrub, by=by, at=at)
        taking_back.tell_less(case, folder, scrub, by=by, at=at)
        say_less(folder, scrub)
