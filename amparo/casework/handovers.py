"""What happens next. Read from top to bottom: this is the amparo. `side_roads.py` goes on from it.

Each function is a sentence, inside the transaction of the act that it follows: if it fails, the act
did not happen. What she decides takes effect here at once, without anybody's key."""

from datetime import datetime

from amparo.casework.measures import services as measures
from amparo.casework.measures.events import MeasureMoved
from amparo.casework.measures.models import STOPPED, UNDECIDED, State
from amparo.casework.obligations import services as obligations
from amparo.casework.obligations.delivery.recall import close_all, open_follow_up, revoke
from amparo.casework.obligations.events import (
    ContextAsked,
    ContextGiven,
    DutyAcknowledged,
    DutyChanged,
    DutyEnded,
    DutyForwarded,
    DutyObjected,
    DutyPrepared,
    DutyReported,
    DutyRevoked,
    MoreTimeGiven,
    OpinionAsked,
    OpinionGiven,
)
from amparo.casework.obligations.models import OVER, Duty, FollowUp, re_wrap
from amparo.foundations.cases.queries import case_of_filing
from amparo.foundations.cases.services import refresh, reopen_case
from amparo.foundations.consent.events import (
    AllSharingWithdrawn,
    ConsentAnswered,
    ConsentReplaced,
    ConsentWithdrawn,
    ImpedimentEnded,
    MeasureConfirmed,
)
from amparo.foundations.consent.queries import answer_of_all, waits_for_her
from amparo.foundations.consent.services import end_impediment
from amparo.foundations.intake.events import (
    FactsFound,
    FileReceived,
    LegalEvent,
    PaperWritten,
    PersonRead,
    ProcedureWithdrawn,
    WayConfirmed,
)
from amparo.foundations.intake.keys.case_keys import Folder
from amparo.foundations.intake.keys.rekeying import when_re_keyed
from amparo.foundations.intake.models import DIED, Filing
from amparo.foundations.ledger.events import Event
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import Signs, after
from amparo.law import Deed, Opening

# --- she answers ---


@after(ConsentAnswered)
def her_answer_moves_the_measure(event: ConsentAnswered, *, by: Signs, at: datetime) -> None:
    if event.kind == "measure":
        said = answer_of_all(event.question, seen_by=by)
        measures.answered(measure=event.subject, answer=said, by=by, at=at)


@after(ConsentAnswered)
def her_yes_opens_a_gate_of_the_law(event: ConsentAnswered, *, by: Signs, at: datetime) -> None:
    gates = {"measure": Opening.CONSENT_TO_MEASURE, "opinion": Opening.CONSENT_TO_OPINION}
    if event.kind in gates and answer_of_all(event.question, seen_by=by) == "agreed":
        measures.open_gates(event.about, gates[event.kind], by=by, at=at)


@after(ConsentAnswered)
def anything_but_yes_takes_back_what_was_sent(
    event: ConsentAnswered, *, by: Signs, at: datetime
) -> None:
    if event.answer != "agreed":
        _take_back(event, reason=event.answer, by=by, at=at)


@after(ConsentReplaced)
def a_reason_stands_for_her_yes(event: ConsentReplaced, *, by: Signs, at: datetime) -> None:
    if event.kind == "measure":
        measures.open_gates(event.about, Opening.CONSENT_TO_MEASURE, by=by, at=at)


# --- she can be asked again ---


@after(WayConfirmed)
def with_her_own_words_she_can_be_asked(event: WayConfirmed, *, by: Signs, at: datetime) -> None:
    """The first words are with whoever filed for her; what the team makes it gives to herself. Not
    those made before she went missing: whoever took her may have them. Not after a death: then
    those who are left come back with them."""
    filing = Filing.objects.exclude(impediment__in=["", DIED]).filter(code=event.about).first()
    told = Entry.objects.filter(about=event.about, event__in=["WayIssued", "ImpedimentBegan"])
    last = told.order_by("sequence").last()
    if filing and last and last.event == "WayIssued" and last.by != by.signature:
        end_impediment(filing, how="words", by=by, at=at)


@after(ImpedimentEnded)
def what_others_decided_is_put_to_her(event: ImpedimentEnded, *, by: Signs, at: datetime) -> None:
    case = case_of_filing(event.about)
    if case and event.questions:
        open_follow_up(case, FollowUp.Kind.HEAR_HER, by=by, at=at)


@after(ConsentAnswered, ConsentWithdrawn, AllSharingWithdrawn, ProcedureWithdrawn)
def once_she_was_heard_on_everything_the_team_need_not_ask(
    event: Event, *, by: Signs, at: datetime
) -> None:
    case = case_of_filing(event.about)
    if case and not waits_for_her(case.filing, seen_by=by):
        heard = FollowUp.Outcome.ANSWERED
        close_all(case, kind=FollowUp.Kind.HEAR_HER, outcome=heard, by=by, at=at)


# --- she changes her mind ---


@after(ConsentWithdrawn)
def one_consent_withdrawn_takes_back_what_was_sent_on_it(
    event: ConsentWithdrawn, *, by: Signs, at: datetime
) -> None:
    if event.kind == "measure":
        measures.consent_ended(measure=event.subject, by=by, at=at)
    _take_back(event, reason="consent_withdrawn", by=by, at=at)


@after(AllSharingWithdrawn)
def all_sharing_ended_takes_all_back(
    event: AllSharingWithdrawn, *, by: Signs, at: datetime
) -> None:
    measures.sharing_ended(code=event.about, by=by, at=at)
    case = case_of_filing(event.about)
    if case:
        revoke(case, reason="all_sharing_withdrawn", by=by, at=at)


@after(ProcedureWithdrawn)
def leaving_the_procedure_shuts_every_way_out_and_ends_no_running_measure_unheard(
    event: ProcedureWithdrawn, *, by: Signs, at: datetime
) -> None:
    measures.sharing_ended(code=event.about, by=by, at=at)
    case = case_of_filing(event.about)
    if case:
        revoke(case, reason="procedure_withdrawn", by=by, at=at)
        open_follow_up(case, FollowUp.Kind.CONTACT_BEFORE_ENDING, by=by, at=at)


# --- the decision reaches her ---


@after(PersonRead)
def a_decision_that_she_opened_is_notified(event: PersonRead, *, by: Signs, at: datetime) -> None:
    if event.kind == "decision":
        measures.notified(paper=event.ref, by=by, at=at)


# --- an institution learns what it owes, and answers ---


@after(DutyForwarded)
def a_measure_with_an_institution_is_forwarded(
    event: DutyForwarded, *, by: Signs, at: datetime
) -> None:
    measures.shift(event.measure, State.FORWARDED, only_from={State.GRANTED}, by=by, at=at)


@after(OpinionAsked)
def the_opinion_was_asked_for(event: OpinionAsked, *, by: Signs, at: datetime) -> None:
    measures.done(event.about, Deed.ASK_OPINION, by=by, at=at)


@after(DutyAcknowledged)
def we_will_means_accepted(event: DutyAcknowledged, *, by: Signs, at: datetime) -> None:
    waiting = {State.FORWARDED, State.OBJECTED_BY_ENTITY, State.MODIFIED}
    measures.shift(event.measure, State.ACCEPTED_BY_ENTITY, only_from=waiting, by=by, at=at)


@after(DutyObjected)
def we_cannot_opens_a_dated_act(event: DutyObjected, *, by: Signs, at: datetime) -> None:
    held = {State.FORWARDED, State.ACCEPTED_BY_ENTITY, State.IN_PLACE, State.MODIFIED}
    measures.shift(event.measure, State.OBJECTED_BY_ENTITY, only_from=held, by=by, at=at)
    duty = Duty.objects.select_related("case__filing").get(alias=event.duty)
    open_follow_up(duty.case, FollowUp.Kind.ANSWER_OBJECTION, duty=duty, by=by, at=at)


@after(DutyReported)
def done_is_in_place_until_she_says_so(event: DutyReported, *, by: Signs, at: datetime) -> None:
    """Only her word verifies; a report neither adds it nor takes it away."""
    told = {
        State.FORWARDED,
        State.ACCEPTED_BY_ENTITY,
        State.OBJECTED_BY_ENTITY,
        State.INEFFECTIVE,
        State.MODIFIED,
    }
    measures.shift(event.measure, State.IN_PLACE, only_from=told, by=by, at=at)


@after(MeasureConfirmed)
def only_the_word_of_each_whom_it_protects_makes_it_protection(
    event: MeasureConfirmed, *, by: Signs, at: datetime
) -> None:
    holds = measures.confirmed(measure=event.measure, word=event.word, by=by, at=at)
    case = case_of_filing(event.about)
    if case and holds is not None:
        obligations.confirmed(case, measure=event.measure, holds=holds, by=by, at=at)


# --- what was sent is taken back ---


@after(DutyRevoked)
def a_measure_with_nobody_left_to_do_it_is_granted_still(
    event: DutyRevoked, *, by: Signs, at: datetime
) -> None:
    duty = Duty.objects.get(alias=event.duty)
    others = Duty.objects.filter(measure=duty.measure, kind=Duty.Kind.MEASURE)
    if duty.kind == Duty.Kind.MEASURE and not others.exclude(state__in=OVER).exists():
        ended = {State.LAPSED, State.DENIED, *STOPPED}
        out = set(State) - {State.GRANTED, *ended, *UNDECIDED}
        measures.shift(event.measure, State.GRANTED, only_from=out, by=by, at=at)


@after(DutyEnded)
def a_measure_that_nobody_owes_any_more_lapses(
    event: DutyEnded, *, by: Signs, at: datetime
) -> None:
    if event.reason in {"she_was_reached", "term_over"}:
        before = set(State) - {State.LAPSED, *(STOPPED - {State.SUSPENDED})}
        measures.shift(event.measure, State.LAPSED, only_from=before, by=by, at=at)


# --- nothing is left to do ---


@after(PaperWritten, FileReceived, MeasureConfirmed, ConsentAnswered)
def a_closed_case_opens_again_when_she_speaks(event: Event, *, by: Signs, at: datetime) -> None:
    case = case_of_filing(event.about)
    if case and case.closed_at and by.signature == "person":
        reopen_case(case, by=by, at=at)


# --- the file's own key ---


@when_re_keyed
def what_the_units_were_told_stays_readable_for_the_team(
    older: Folder,
    newer: Folder,
    *,
    by: Signs,  # noqa: ARG001 - every hand-over is told who acted
    at: datetime,  # noqa: ARG001 - nothing is dated anew
) -> None:
    re_wrap(older, newer)


# --- and after each of these the case says anew what is due ---


@after(ConsentAnswered, ConsentReplaced, ConsentWithdrawn, AllSharingWithdrawn, ImpedimentEnded)
@after(ProcedureWithdrawn, PersonRead, MeasureConfirmed, MeasureMoved, LegalEvent, FactsFound)
@after(OpinionAsked, OpinionGiven, ContextAsked, ContextGiven, MoreTimeGiven)
@after(DutyPrepared, DutyForwarded, DutyAcknowledged, DutyObjected, DutyReported)
@after(DutyChanged, DutyRevoked, DutyEnded)
def the_case_says_anew_what_is_due(event: Event, *, by: Signs, at: datetime) -> None:  # noqa: ARG001 - every hand-over is told who acted
    case = case_of_filing(event.about)
    if case:
        refresh(case, at=at)


# --- inside ---


def _take_back(
    event: ConsentAnswered | ConsentWithdrawn, *, reason: str, by: Signs, at: datetime
) -> None:
    case = case_of_filing(event.about)
    told = {"kind": event.kind, "measure": event.subject}
    if case and event.kind in Duty.Kind.values:
        revoke(case, reason=reason, units=[event.unit], by=by, at=at, **told)
