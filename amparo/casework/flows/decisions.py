"""A decision reaches the person, is contested, or is late; a defect of the request is corrected."""

from datetime import datetime

from amparo.casework.admission.corrections import services as correcting
from amparo.casework.measures import services as measures
from amparo.casework.review import services as review
from amparo.casework.review.complaints import services as complaining
from amparo.foundations.intake.events import ComplaintFiled, PersonRead, ResolutionContested
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.keys.key_at_hand_callbacks import when_complained, when_opened
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.requests.corrections import ASKED
from amparo.foundations.ledger.services import Signs


def notify_decision(event: PersonRead, *, by: Signs, at: datetime) -> None:
    """Count a decision as notified when the person opens it."""
    if event.kind == "decision":
        measures.notified(paper=event.ref, by=by, at=at)


def start_correction_term(event: PersonRead, *, by: Signs, at: datetime) -> None:
    """Start the term to correct the request when the person reads what is missing."""
    if event.kind == ASKED:
        correcting.read(paper=event.ref, by=by, at=at)


def notify_contested_resolution(event: ResolutionContested, *, by: Signs, at: datetime) -> None:
    """Count a resolution as notified when the person contests it."""
    if not event.who:  # what another person read is no receipt
        when = datetime.fromisoformat(event.asked_at)
        measures.notified(paper=event.against, means="contested", when=when, by=by, at=at)


def take_in_recourse(event: ResolutionContested, *, by: Signs, at: datetime) -> None:
    """Take the recourse in, within its term or after it."""
    review.take_in(event, by=by, at=at)


# --- complaints of delay ---


@when_complained
def assign_complaint(
    filing: Filing, complaint: ComplaintFiled, *, folder: Folder | None, by: Signs, at: datetime
) -> None:
    """Put the complaint before a superior of the late role who may know of the case."""
    complaining.put_before(filing, complaint, folder=folder, by=by, at=at)


@when_opened
def assign_waiting_complaints(folder: Folder, *, by: Signs, at: datetime) -> None:
    """Put complaints that were filed while the file was closed before their superiors."""
    complaining.put_what_waited(folder, by=by, at=at)
