"""Consent is refused or withdrawn, all sharing is withdrawn, or the procedure is left: what was
sent is taken back."""

from datetime import datetime

from amparo.casework.measures import services as measures
from amparo.casework.obligations.delivery.recall import open_follow_up, revoke
from amparo.casework.obligations.models import FollowUpTask, Obligation
from amparo.casework.review import services as review
from amparo.foundations.cases.case_of_filing import case_of_filing
from amparo.foundations.consent.events import (
    AdultAnswered,
    AllSharingWithdrawn,
    ConsentAnswered,
    ConsentWithdrawn,
)
from amparo.foundations.intake.events import ProcedureWithdrawn
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.events import Event
from amparo.foundations.ledger.services import Signs
from amparo.foundations.related_people import services as related_people


def take_back_refused(event: ConsentAnswered, *, by: Signs, at: datetime) -> None:
    """Take back what was sent to the unit of this question, unless the answer is yes."""
    if event.answer != "agreed":
        _take_back(event, reason=event.answer, by=by, at=at)


def take_back_refused_by_adult(event: AdultAnswered, *, by: Signs, at: datetime) -> None:
    """Take back what was sent to the unit of this question, unless this adult's answer is yes."""
    case = case_of_filing(event.about)
    if case and event.answer != "agreed":
        told = {"kind": event.kind, "measure": event.subject}
        revoke(case, reason=event.answer, units=[event.unit], by=by, at=at, **told)


def take_back_withdrawn(event: ConsentWithdrawn, *, by: Signs, at: datetime) -> None:
    """Take back what was sent on this consent, and end the measure's consent."""
    if event.kind == "measure":
        measures.consent_ended(measure=event.subject, by=by, at=at)
    _take_back(event, reason="consent_withdrawn", by=by, at=at)


def revoke_sharing(event: AllSharingWithdrawn, *, by: Signs, at: datetime) -> None:
    """Take back everything that institutions were sent of the case."""
    measures.sharing_ended(code=event.about, by=by, at=at)
    case = case_of_filing(event.about)
    if case:
        revoke(case, reason="all_sharing_withdrawn", by=by, at=at)


def revoke_sharing_on_leaving(event: ProcedureWithdrawn, *, by: Signs, at: datetime) -> None:
    """Take back everything that was sent, and open the task to contact the person.

    A running measure ends only after that contact.
    """
    measures.sharing_ended(code=event.about, by=by, at=at)
    case = case_of_filing(event.about)
    if case:
        revoke(case, reason="procedure_withdrawn", by=by, at=at)
        open_follow_up(case, FollowUpTask.Kind.CONTACT_BEFORE_ENDING, by=by, at=at)


def drop_renunciations(event: Event, *, by: Signs, at: datetime) -> None:
    """Drop renunciations that the person takes back with this; those measures go on."""
    review.took_back(event.about, by=by, at=at)


def drop_changes_on_leaving(event: ProcedureWithdrawn, *, by: Signs, at: datetime) -> None:
    """Drop changes on their way: what runs goes on until the person is contacted."""
    review.left(event.about, by=by, at=at)


def end_access_of_related_people(event: ProcedureWithdrawn, *, by: Signs, at: datetime) -> None:
    """End the access of every related person when the person leaves the procedure."""
    filing = Filing.objects.get(code=event.about)
    related_people.end_all_ways(filing, why="left", by=by, at=at)


def _take_back(
    event: ConsentAnswered | ConsentWithdrawn, *, reason: str, by: Signs, at: datetime
) -> None:
    case = case_of_filing(event.about)
    told = {"kind": event.kind, "measure": event.subject}
    if case and event.kind in Obligation.Kind.values:
        revoke(case, reason=reason, units=[event.unit], by=by, at=at, **told)
