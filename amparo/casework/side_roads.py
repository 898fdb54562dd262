"""What happens next where a case turns back or aside. It goes on from `handovers.py`, by the same
rules: each function is a sentence, inside the transaction of the act that it follows."""

from datetime import datetime

from django.conf import settings

from amparo.casework.admission.corrections import services as correcting
from amparo.casework.assessment.events import RiskAssessed
from amparo.casework.external_cases.settling import settle
from amparo.casework.measures import services as measures
from amparo.casework.measures.events import MeasureMoved
from amparo.casework.measures.models import UNDECIDED
from amparo.casework.obligations.changes import asked_no_more, stop, tell
from amparo.casework.obligations.delivery.recall import revoke
from amparo.casework.obligations.events import ContextGiven, DutyRevoked
from amparo.casework.referral import recall as taking_back
from amparo.casework.referral import services as referral
from amparo.casework.referral.handover.services import taken_over
from amparo.casework.review import services as review
from amparo.casework.review.changes.moments import when_changed
from amparo.casework.review.events import (
    ChangeCarriedOut,
    ChangeDecided,
    ChangeDropped,
    RecourseRuled,
)
from amparo.casework.review.models import Change, Task
from amparo.foundations.cases.events import CaseClaimed, CaseOpened
from amparo.foundations.cases.queries import case_of_filing
from amparo.foundations.cases.services import refresh, reopen_case
from amparo.foundations.consent.events import (
    AdultAnswered,
    AdultDoubted,
    AdultsNamed,
    AllSharingWithdrawn,
    ChildHeard,
    ConsentAnswered,
    ConsentWithdrawn,
    GuardianSetAside,
)
from amparo.foundations.consent.queries import answer_of_all
from amparo.foundations.consent.services import ask_to_be_assessed
from amparo.foundations.intake.events import (
    IncidentTold,
    LegalEvent,
    PaperWritten,
    PersonRead,
    ProcedureWithdrawn,
    RiskSeenOtherwise,
)
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.keys.rekeying import when_shut_out
from amparo.foundations.intake.requests.corrections import ASKED
from amparo.foundations.ledger.events import Event
from amparo.foundations.ledger.services import Signs, after
from amparo.law import Deed, Opening

# --- somebody else asked for her ---


@after(CaseOpened)
def who_did_not_ask_herself_is_asked_whether_she_agrees_to_be_assessed(
    event: CaseOpened, *, by: Signs, at: datetime
) -> None:
    case = case_of_filing(event.about)
    if case and case.filing.on_behalf and not settings.ORGANISATION:
        ask_to_be_assessed(case.filing, by=by, at=at)


@after(ConsentAnswered)
def her_yes_to_being_assessed_starts_what_the_law_counts_from_it(
    event: ConsentAnswered, *, by: Signs, at: datetime
) -> None:
    if event.kind == "assessment" and event.answer == "agreed":
        measures.done(event.about, Deed.AGREE_TO_ASSESSMENT, by=by, at=at)


# --- each adult whom a measure would move ---

type OfAnAdult = AdultAnswered | AdultDoubted | AdultsNamed | ChildHeard | GuardianSetAside


@after(AdultAnswered, AdultsNamed, AdultDoubted, ChildHeard, GuardianSetAside)
def a_measure_is_agreed_to_once_every_adult_has_agreed(
    event: OfAnAdult, *, by: Signs, at: datetime
) -> None:
    said = answer_of_all(event.question, seen_by=by)
    measures.answered(measure=event.subject, answer=said, by=by, at=at)
    if said == "agreed":
        measures.open_gates(event.about, Opening.CONSENT_TO_MEASURE, by=by, at=at)


@after(AdultAnswered)
def anything_but_one_adults_yes_takes_back_what_was_sent(
    event: AdultAnswered, *, by: Signs, at: datetime
) -> None:
    case = case_of_filing(event.about)
    if case and event.answer != "agreed":
        told = {"kind": event.kind, "measure": event.subject}
        revoke(case, reason=event.answer, units=[event.unit], by=by, at=at, **told)


@after(AdultAnswered, AdultsNamed, AdultDoubted, ChildHeard, GuardianSetAside)
def then_too_the_case_says_anew_what_is_due(event: Event, *, by: Signs, at: datetime) -> None:
    case = case_of_filing(event.about)
    if case and case.closed_at and by.signature == "person":
        reopen_case(case, by=by, at=at)
    elif case:
        refresh(case, at=at)


# --- what her request lacks ---


@after(PersonRead)
def her_days_to_correct_count_from_the_moment_she_read_what_is_missing(
    event: PersonRead, *, by: Signs, at: datetime
) -> None:
    if event.kind == ASKED:
        correcting.read(paper=event.ref, by=by, at=at)


# --- a measure is changed, or ends ---


@after(ConsentAnswered)
def she_was_heard_on_a_change(event: ConsentAnswered, *, by: Signs, at: datetime) -> None:
    if event.kind == "change":
        review.heard(event, by=by, at=at)


@after(ContextGiven, DutyRevoked)
def what_every_institution_asked_says_of_the_danger_is_there_for_the_change(
    event: ContextGiven | DutyRevoked, *, by: Signs, at: datetime
) -> None:
    review.came(event.measure, by=by, at=at)


@after(ChangeDecided, ChangeDropped)
def what_was_asked_for_a_change_is_over_with_it(
    event: ChangeDecided | ChangeDropped, *, by: Signs, at: datetime
) -> None:
    case = case_of_filing(event.about)
    if case and review.is_asked_for(event.change):
        asked_no_more(case, measure=event.measure, by=by, at=at)


@after(ConsentWithdrawn, AllSharingWithdrawn)
def what_she_does_not_give_up_any_more_goes_on(event: Event, *, by: Signs, at: datetime) -> None:
    review.took_back(event.about, by=by, at=at)


@after(ProcedureWithdrawn)
def who_left_loses_nothing_by_a_change_that_was_on_its_way(
    event: ProcedureWithdrawn, *, by: Signs, at: datetime
) -> None:
    review.left(event.about, by=by, at=at)


@after(ChangeCarriedOut)
def what_a_resolution_stopped_nobody_owes_any_more(
    event: ChangeCarriedOut, *, by: Signs, at: datetime
) -> None:
    case = case_of_filing(event.about)
    if case and event.stops:
        stop(case, measure=event.measure, by=by, at=at)


@when_changed
def who_owes_a_changed_measure_is_told_what_and_no_reason(
    folder: Folder, event: ChangeCarriedOut, text: str, *, by: Signs, at: datetime
) -> None:
    case = case_of_filing(event.about)
    if case and not event.stops and event.kind != Change.Kind.RENOUNCE:
        tell(case, folder, measure=event.measure, text=text, by=by, at=at)


# --- it is looked at again ---


@after(IncidentTold)
def what_happened_asks_for_a_new_look_by_a_day(
    event: IncidentTold, *, by: Signs, at: datetime
) -> None:
    kind, urgent = Task.Kind.REASSESS, event.urgent
    review.look_again(event.about, kind, about=event.paper, urgent=urgent, by=by, at=at)


@after(RiskSeenOtherwise)
def who_sees_the_danger_otherwise_is_answered_by_a_day(
    event: RiskSeenOtherwise, *, by: Signs, at: datetime
) -> None:
    kind = Task.Kind.ANSWER_DISAGREEMENT
    review.look_again(event.about, kind, about=event.paper, by=by, at=at)


@after(RiskAssessed)
def an_assessment_answers_what_had_asked_for_it(
    event: RiskAssessed, *, by: Signs, at: datetime
) -> None:
    review.assessed(event.about, by=by, at=at)
    if event.disagrees:
        kind = Task.Kind.ANSWER_DISAGREEMENT
        review.look_again(event.about, kind, about=event.assessment, by=by, at=at)


@after(MeasureMoved)
def a_measure_that_runs_has_its_review_by_the_day_that_was_set(
    event: MeasureMoved, *, by: Signs, at: datetime
) -> None:
    if event.state not in UNDECIDED:
        review.keep_reviews(event.about, by=by, at=at)


@after(LegalEvent, ChangeCarriedOut, RecourseRuled)
def each_resolution_sets_the_reviews_anew(event: Event, *, by: Signs, at: datetime) -> None:
    review.keep_reviews(event.about, by=by, at=at)


# --- what an outside authority was asked for ---


@after(ConsentAnswered, ConsentWithdrawn, AllSharingWithdrawn, ProcedureWithdrawn)
def what_is_followed_outside_says_anew_what_comes_next(
    event: Event, *, by: Signs, at: datetime
) -> None:
    case = case_of_filing(event.about)
    if case:
        settle(case, by=by, at=at)


# --- she is referred elsewhere ---


@after(PaperWritten)
def who_asks_to_be_referred_elsewhere_is_answered_by_a_day(
    event: PaperWritten, *, by: Signs, at: datetime
) -> None:
    case = case_of_filing(event.about)
    if case and event.kind == "referral_wish":
        referral.wish_heard(case, by=by, at=at)


@after(CaseOpened)
def what_she_asked_for_before_her_case_was_opened_is_answered_too(
    event: CaseOpened, *, by: Signs, at: datetime
) -> None:
    case = case_of_filing(event.about)
    if case:
        referral.wish_found(case, by=by, at=at)
        review.told_before(case, by=by, at=at)


@after(ConsentAnswered, ConsentWithdrawn)
def a_referral_that_she_takes_back_is_to_be_destroyed(
    event: ConsentAnswered | ConsentWithdrawn, *, by: Signs, at: datetime
) -> None:
    answer = event.answer if isinstance(event, ConsentAnswered) else "consent_withdrawn"
    case = case_of_filing(event.about)
    if case and event.kind == "referral" and answer != "agreed":
        taking_back.take_back(case, reason=answer, refs=[event.subject], by=by, at=at)
        refresh(case, at=at)


@after(AllSharingWithdrawn, ProcedureWithdrawn)
def all_sharing_ended_or_the_procedure_left_takes_every_referral_back(
    event: AllSharingWithdrawn | ProcedureWithdrawn, *, by: Signs, at: datetime
) -> None:
    left = isinstance(event, ProcedureWithdrawn)
    case = case_of_filing(event.about)
    if case:
        reason = "procedure_withdrawn" if left else "all_sharing_withdrawn"
        taking_back.take_back(case, reason=reason, by=by, at=at)
        refresh(case, at=at)


@when_shut_out
def who_must_not_know_keeps_no_referral(folder: Folder, *, by: Signs, at: datetime) -> None:
    case = case_of_filing(folder.code)
    if case and taking_back.take_back_excluded(case, folder, by=by, at=at):
        refresh(case, at=at)


# --- the case goes from hand to hand ---


@after(CaseClaimed)
def who_had_the_case_writes_down_what_the_next_one_needs(
    event: CaseClaimed, *, by: Signs, at: datetime
) -> None:
    case = case_of_filing(event.about)
    if case:
        taken_over(case, member=event.member, by=by, at=at)
