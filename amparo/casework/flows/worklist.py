"""After most events the case states anew what is due, or opens again."""

from datetime import datetime

from amparo.casework.collectives.redaction.services import TASK
from amparo.foundations.cases.case_of_filing import case_of_filing
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.services import reopen_case
from amparo.foundations.intake.events import PaperWritten
from amparo.foundations.ledger.events import Event
from amparo.foundations.ledger.services import Signs
from amparo.foundations.related_people.events import OtherWrote


def refresh_case(event: Event, *, by: Signs, at: datetime) -> None:  # noqa: ARG001 - every flow is told who acted
    """State anew what is due in the case."""
    case = case_of_filing(event.about)
    if case:
        refresh(case, at=at)


def refresh_or_reopen_case(event: Event, *, by: Signs, at: datetime) -> None:
    """State anew what is due; open a closed case again where the person acts."""
    case = case_of_filing(event.about)
    if case and case.closed_at and by.signature == "person":
        reopen_case(case, by=by, at=at)
    elif case:
        refresh(case, at=at)


def refresh_on_redaction_request(
    event: PaperWritten,
    *,
    by: Signs,  # noqa: ARG001 - every flow is told who acted
    at: datetime,
) -> None:
    """State anew what is due once a collective's member asks for a redaction, due by a day."""
    case = case_of_filing(event.about) if event.kind == TASK else None
    if case:
        refresh(case, at=at)


def reopen_when_person_acts(event: Event, *, by: Signs, at: datetime) -> None:
    """Open a closed case again when the person writes, answers or confirms."""
    case = case_of_filing(event.about) if by.signature == "person" else None
    if case and case.closed_at:
        reopen_case(case, by=by, at=at)


def reopen_when_related_person_writes(event: OtherWrote, *, by: Signs, at: datetime) -> None:
    """Open a closed case again when a related person writes: nothing in a closed one is read."""
    case = case_of_filing(event.about)
    if case and case.closed_at:
        reopen_case(case, by=by, at=at)
