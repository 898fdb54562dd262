"""Answers of the person and of the adults whom a measure would move, and impediments: while one
lasts, the person cannot be asked."""

from datetime import datetime

from amparo.casework.measures import services as measures
from amparo.casework.measures.models import UNDECIDED, Measure
from amparo.casework.obligations.delivery.recall import close_all, open_follow_up
from amparo.casework.obligations.models import OVER, FollowUpTask, Obligation
from amparo.casework.referral.direct_notices.unread_again import hers_to_open_again
from amparo.casework.review.changes.waiting_wishes import ask_anew
from amparo.foundations.cases.case_of_filing import case_of_filing
from amparo.foundations.cases.events import CaseOpened
from amparo.foundations.consent.events import (
    AdultAnswered,
    AdultDoubted,
    AdultsNamed,
    ChildHeard,
    ConsentAnswered,
    ConsentReplaced,
    GuardianSetAside,
    ImpedimentEnded,
)
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import answer_of_all, waits_for_her
from amparo.foundations.consent.representative_answers import where_it_runs
from amparo.foundations.consent.services import ask_to_be_assessed, end_impediment
from amparo.foundations.intake.events import WayConfirmed
from amparo.foundations.intake.models import DIED, Filing
from amparo.foundations.ledger.events import Event
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import Signs
from amparo.law import Deed, Opening

# --- answers ---


def move_measure(event: ConsentAnswered, *, by: Signs, at: datetime) -> None:
    """Move the measure by the answer of all whom the question asks."""
    if event.kind == "measure":
        said = answer_of_all(event.question, seen_by=by)
        measures.answered(measure=event.subject, answer=said, by=by, at=at)


def open_gates(event: ConsentAnswered, *, by: Signs, at: datetime) -> None:
    """Open what the law lets begin with this agreement."""
    gates = {"measure": Opening.CONSENT_TO_MEASURE, "opinion": Opening.CONSENT_TO_OPINION}
    if event.kind in gates and answer_of_all(event.question, seen_by=by) == "agreed":
        measures.open_gates(event.about, gates[event.kind], by=by, at=at)


def open_gates_without_answer(event: ConsentReplaced, *, by: Signs, at: datetime) -> None:
    """Open the gates of the protocol that the person's agreement to a measure opens, where a
    supervisor decided with a reason while the person could not be asked."""
    if event.kind == "measure":
        measures.open_gates(event.about, Opening.CONSENT_TO_MEASURE, by=by, at=at)


def clear_answer_given_for_person(event: ConsentReplaced, *, by: Signs, at: datetime) -> None:
    """Clear a refusal given in the person's name: a supervisor's reason takes its place."""
    if event.kind == "measure":
        measures.answered(measure=event.subject, answer="", by=by, at=at)


def start_assessment_terms(event: ConsentAnswered, *, by: Signs, at: datetime) -> None:
    """Start the terms that the law counts from the agreement to be assessed."""
    if event.kind == "assessment" and event.answer == "agreed":
        measures.done(event.about, Deed.AGREE_TO_ASSESSMENT, by=by, at=at)


def ask_consent_to_assessment(event: CaseOpened, *, by: Signs, at: datetime) -> None:
    """Ask the person for consent to be assessed where another filed the request."""
    case = case_of_filing(event.about)
    if case and case.filing.on_behalf:
        ask_to_be_assessed(case.filing, by=by, at=at)


type OfAnAdult = AdultAnswered | AdultDoubted | AdultsNamed | ChildHeard | GuardianSetAside


def move_measure_of_adults(event: OfAnAdult, *, by: Signs, at: datetime) -> None:
    """Move the measure by what all adults whom it would move have answered; all must agree."""
    said = answer_of_all(event.question, seen_by=by)
    measures.answered(measure=event.subject, answer=said, by=by, at=at)
    if said == "agreed":
        measures.open_gates(event.about, Opening.CONSENT_TO_MEASURE, by=by, at=at)


@where_it_runs
def is_acted_upon(question: Question) -> bool:
    """Return whether something was decided or sent on the answer to this question.

    Who speaks for the person ends nothing that protects them, and changes nothing that left.
    """
    left = Obligation.objects.filter(
        case__filing=question.filing_id,
        kind=question.kind,
        measure__ref=question.subject,
        unit=question.unit,
    )
    decided = Measure.objects.filter(ref=question.subject).exclude(state__in=UNDECIDED)
    return left.exclude(state__in=OVER).exists() or bool(question.answer and decided.exists())


# --- impediments ---


def end_impediment_by_own_phrase(event: WayConfirmed, *, by: Signs, at: datetime) -> None:
    """End the impediment once the person confirms an access phrase of their own.

    The first phrase is with the person who filed; a later one the team gives to the person at risk
    alone. Not one made before that person went missing: who holds them may have it. Not after a
    death: then surviving relatives come back with it.
    """
    filing = Filing.objects.exclude(impediment__in=["", DIED]).filter(code=event.about).first()
    told = Entry.objects.filter(about=event.about, event__in=["WayIssued", "ImpedimentBegan"])
    last = told.order_by("sequence").last()
    if filing and last and last.event == "WayIssued" and last.by != by.signature:
        end_impediment(filing, how="words", by=by, at=at)


def open_hearing_of_person(event: ImpedimentEnded, *, by: Signs, at: datetime) -> None:
    """Open the task to put to the person what others decided meanwhile."""
    case = case_of_filing(event.about)
    if case and event.questions:
        open_follow_up(case, FollowUpTask.Kind.HEAR_HER, by=by, at=at)


def close_hearing_of_person(event: Event, *, by: Signs, at: datetime) -> None:
    """Close the task to hear the person once nothing waits for their answer."""
    case = case_of_filing(event.about)
    if case and not waits_for_her(case.filing, seen_by=by):
        heard = FollowUpTask.Outcome.ANSWERED
        close_all(case, kind=FollowUpTask.Kind.HEAR_HER, outcome=heard, by=by, at=at)


def ask_renunciations_anew(event: ImpedimentEnded, *, by: Signs, at: datetime) -> None:
    """Ask the person anew about measures that another may have given up."""
    ask_anew(event.about, by=by, at=at)


def mark_unread_for_person(
    event: ImpedimentEnded,
    *,
    by: Signs,  # noqa: ARG001 - every flow is told who acted
    at: datetime,  # noqa: ARG001 - and when
) -> None:
    """Mark unread what was opened while the person could not be asked."""
    case = case_of_filing(event.about)
    if case:
        hers_to_open_again(case)
