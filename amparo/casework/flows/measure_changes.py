"""A measure is changed, renounced or ended, and each whom it protects is heard before it protects
less."""

from datetime import datetime

from amparo.casework.measures.events import MeasureMoved
from amparo.casework.measures.models import STOPPED, State
from amparo.casework.obligations.changed_measures import asked_no_more, stop, tell
from amparo.casework.obligations.events import ContextGiven, DutyRevoked
from amparo.casework.review import services as review
from amparo.casework.review.changes import share_renunciation as shares
from amparo.casework.review.changes.hooks import when_changed
from amparo.casework.review.events import ChangeCarriedOut, ChangeDecided, ChangeDropped
from amparo.casework.review.models import MeasureChange
from amparo.foundations.cases.case_of_filing import case_of_filing
from amparo.foundations.consent.events import ConsentAnswered
from amparo.foundations.intake.events import GivingUpAsked
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.services import Signs
from amparo.foundations.related_people import measure_share_waiver as giving_up
from amparo.foundations.related_people.events import (
    AloneAnswered,
    GuardianNamed,
    ShareGivenUp,
    ShareGivingUpAsked,
)

# --- the change ---


def hear_person_on_change(event: ConsentAnswered, *, by: Signs, at: datetime) -> None:
    """Note the person's answer on a change."""
    if event.kind == "change":
        review.heard(event, by=by, at=at)


def collect_risk_opinions(event: ContextGiven | DutyRevoked, *, by: Signs, at: datetime) -> None:
    """Open the change's gate once every institution that was asked about the risk has answered."""
    review.came(event.measure, by=by, at=at)


def end_requests_for_change(
    event: ChangeDecided | ChangeDropped, *, by: Signs, at: datetime
) -> None:
    """End what institutions were asked for a change once it is decided or dropped."""
    case = case_of_filing(event.about)
    if case and review.is_asked_for(event.change):
        asked_no_more(case, measure=event.measure, by=by, at=at)


def stop_obligations(event: ChangeCarriedOut, *, by: Signs, at: datetime) -> None:
    """End the obligations of a measure that a resolution stopped."""
    case = case_of_filing(event.about)
    if case and event.stops:
        stop(case, measure=event.measure, by=by, at=at)


@when_changed
def tell_institutions_of_change(
    folder: Folder, event: ChangeCarriedOut, text: str, *, by: Signs, at: datetime
) -> None:
    """Tell institutions that owe a changed measure what changed, and no reason."""
    case = case_of_filing(event.about)
    if case and not event.stops and event.kind != MeasureChange.Kind.RENOUNCE:
        tell(case, folder, measure=event.measure, text=text, by=by, at=at)


def end_changes_of_ended_measure(event: MeasureMoved, *, by: Signs, at: datetime) -> None:
    """End every change on its way of a measure that ended."""
    if event.state in {State.LAPSED, *STOPPED} - {State.SUSPENDED}:
        review.measure_ended(event.measure, by=by, at=at)


def explain_renunciation(event: GivingUpAsked, *, by: Signs, at: datetime) -> None:
    """Open the explanation in writing of what giving up this measure may mean."""
    review.renounce(event.about, event.measure, paper_ref=event.paper, by=by, at=at)


# --- less of a measure that protects others too ---


def hear_beneficiary_on_change(event: AloneAnswered, *, by: Signs, at: datetime) -> None:
    """Note a beneficiary's own answer on a change."""
    review.heard_alone(event, by=by, at=at)


def stop_asking_on_change(
    event: ChangeDecided | ChangeDropped | ChangeCarriedOut, *, by: Signs, at: datetime
) -> None:
    """Ask no beneficiary any more about a change that is decided, dropped or carried out."""
    filing = Filing.objects.get(code=event.about)
    review.ask_nobody_more(filing, event.change, by=by, at=at)


def discard_former_guardian_answers(event: GuardianNamed, *, by: Signs, at: datetime) -> None:
    """Discard what a former guardian answered for a child on a change."""
    case = case_of_filing(event.about)
    if case:
        review.guardian_changed(case.filing, event.child, by=by, at=at)


def explain_giving_up_share(event: ShareGivingUpAsked, *, by: Signs, at: datetime) -> None:
    """Open the explanation in writing of what giving up a share may mean."""
    shares.asked(event, by=by, at=at)


def end_share_given_up(event: AloneAnswered, *, by: Signs, at: datetime) -> None:
    """End a beneficiary's share by their own agreement alone."""
    giving_up.answered(event, by=by, at=at)


def close_explanation_of_share(event: ShareGivenUp, *, by: Signs, at: datetime) -> None:
    """Close the explanation once the share is given up."""
    shares.ended(event, by=by, at=at)
