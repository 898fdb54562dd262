"""What happens next. Read from top to bottom: this is the amparo.

Each function is a sentence. It runs inside the transaction of the act that it follows: if it fails,
the act did not happen. What she decides takes effect here at once, without anybody's key.
"""

from datetime import datetime

from amparo import rules
from amparo.casework.measures import services as measures
from amparo.casework.measures.events import MeasureMoved
from amparo.casework.measures.models import UNDECIDED, Measure, State
from amparo.casework.obligations import services as obligations
from amparo.casework.obligations.deliveries import live_duties_of, works_there_who_must_not_know
from amparo.casework.obligations.events import (
    DutyAcknowledged,
    DutyEnded,
    DutyEvent,
    DutyForwarded,
    DutyObjected,
    DutyReported,
    DutyRevoked,
    OpinionAsked,
)
from amparo.casework.obligations.models import OVER, Duty, FollowUp, re_wrap
from amparo.casework.obligations.taking_back import open_follow_up, revoke
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import case_of_filing
from amparo.foundations.cases.services import refresh, unseat_excluded
from amparo.foundations.consent.events import (
    AllSharingWithdrawn,
    ConsentAnswered,
    ConsentReplaced,
    ConsentWithdrawn,
    MeasureConfirmed,
)
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.queries import command_of
from amparo.foundations.ledger.events import Event
from amparo.foundations.ledger.services import Signs, after
from amparo.foundations.letterbox.events import (
    FactsFound,
    LegalEvent,
    PersonRead,
    ProcedureWithdrawn,
)
from amparo.foundations.letterbox.folders import Folder
from amparo.foundations.letterbox.keyed import when_excluded, when_re_keyed, when_shut_out
from amparo.foundations.letterbox.services import find

# --- she answers ---


@after(ConsentAnswered)
def her_answer_moves_the_measure(event: ConsentAnswered, *, by: Signs, at: datetime) -> None:
    if event.kind == "measure":
        measures.answered(measure=event.subject, answer=event.answer, by=by, at=at)


@after(ConsentAnswered)
def her_yes_is_what_the_protocol_asks_for(
    event: ConsentAnswered, *, by: Signs, at: datetime
) -> None:
    gates = {"measure": "consent_recorded", "opinion": "consent_to_ask_police"}
    if event.answer == "agreed" and event.kind in gates:
        _open_gate(event, gates[event.kind], by=by, at=at)


@after(ConsentAnswered)
def anything_but_yes_takes_back_what_was_sent(
    event: ConsentAnswered, *, by: Signs, at: datetime
) -> None:
    if event.answer != "agreed":
        _take_back(event, reason=event.answer, by=by, at=at)


@after(ConsentReplaced)
def a_reasoned_decision_stands_for_her_yes(
    event: ConsentReplaced, *, by: Signs, at: datetime
) -> None:
    _open_gate(event, "consent_recorded", by=by, at=at)


# --- she changes her mind ---


@after(ConsentWithdrawn)
def one_consent_withdrawn_takes_back_what_was_sent_on_it(
    event: ConsentWithdrawn, *, by: Signs, at: datetime
) -> None:
    if event.kind == "measure":
        measures.consent_ended(measure=event.subject, by=by, at=at)
    _take_back(event, reason="consent_withdrawn", by=by, at=at)


@after(AllSharingWithdrawn)
def all_sharing_withdrawn_takes_everything_back(
    event: AllSharingWithdrawn, *, by: Signs, at: datetime
) -> None:
    measures.sharing_ended(code=event.about, by=by, at=at)
    case = case_of_filing(event.about)
    if case:
        revoke(case, reason="all_sharing_withdrawn", by=by, at=at)


@when_excluded
def an_excluded_institution_its_command_and_its_parts_keep_nothing(
    folder: Folder, unit: Unit, *, by: Signs, at: datetime
) -> None:
    case = case_of_filing(folder.code)
    if case:
        units = command_of(unit, seen_by=by)
        revoke(case, reason="recipient_excluded", units=units, by=by, at=at)


@when_shut_out
def who_must_not_know_leaves_the_team(folder: Folder, *, by: Signs, at: datetime) -> None:
    unseat_excluded(folder, by=by, at=at)


@when_shut_out
def a_unit_whose_own_people_must_not_know_keeps_nothing(
    folder: Folder, *, by: Signs, at: datetime
) -> None:
    case = case_of_filing(folder.code)
    units = {duty.unit for duty in live_duties_of(case)} if case else set()
    named = [unit.code for unit in units if works_there_who_must_not_know(folder, unit, by)]
    if case and named:
        revoke(case, reason="officer_named", units=named, by=by, at=at)


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
    _move(event, State.FORWARDED, only_from={State.GRANTED}, by=by, at=at)


@after(OpinionAsked)
def the_opinion_was_asked_for(event: OpinionAsked, *, by: Signs, at: datetime) -> None:
    _open_gate(event, "police_consulted", by=by, at=at)


@after(DutyAcknowledged)
def we_will_means_accepted(event: DutyAcknowledged, *, by: Signs, at: datetime) -> None:
    waiting = {State.FORWARDED, State.OBJECTED_BY_ENTITY}
    _move(event, State.ACCEPTED_BY_ENTITY, only_from=waiting, by=by, at=at)


@after(DutyObjected)
def we_cannot_opens_a_dated_act(event: DutyObjected, *, by: Signs, at: datetime) -> None:
    held = {State.FORWARDED, State.ACCEPTED_BY_ENTITY, State.IN_PLACE}
    _move(event, State.OBJECTED_BY_ENTITY, only_from=held, by=by, at=at)
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
    }
    _move(event, State.IN_PLACE, only_from=told, by=by, at=at)


@after(MeasureConfirmed)
def only_her_word_makes_it_protection(event: MeasureConfirmed, *, by: Signs, at: datetime) -> None:
    measures.confirmed(measure=event.measure, word=event.word, by=by, at=at)
    case = case_of_filing(event.about)
    if case:
        holds = event.word in {"arrived", "works"}
        obligations.confirmed(case, measure=event.measure, holds=holds, by=by, at=at)


# --- what was sent is taken back ---


@after(DutyRevoked)
def a_measure_with_nobody_left_to_do_it_is_granted_still(
    event: DutyRevoked, *, by: Signs, at: datetime
) -> None:
    duty = Duty.objects.get(alias=event.duty)
    others = Duty.objects.filter(measure=duty.measure, kind=Duty.Kind.MEASURE)
    if duty.kind == Duty.Kind.MEASURE and not others.exclude(state__in=OVER).exists():
        out = set(State) - {State.GRANTED, State.LAPSED, *UNDECIDED, State.DENIED}
        _move(event, State.GRANTED, only_from=out, by=by, at=at)


@after(DutyEnded)
def a_measure_that_she_wants_no_more_lapses(event: DutyEnded, *, by: Signs, at: datetime) -> None:
    if event.reason == "she_was_reached":
        _move(event, State.LAPSED, only_from=set(State) - {State.LAPSED}, by=by, at=at)


# --- the file's own key ---


@when_re_keyed
def what_the_units_were_told_stays_readable_for_the_team(older: Folder, newer: Folder) -> None:
    re_wrap(older, newer)


# --- and after each of these the case says anew what is due ---


@after(ConsentAnswered)
@after(ConsentReplaced)
@after(ConsentWithdrawn)
@after(AllSharingWithdrawn)
@after(ProcedureWithdrawn)
@after(PersonRead)
@after(MeasureConfirmed)
@after(MeasureMoved)
@after(OpinionAsked)
@after(DutyForwarded)
@after(DutyAcknowledged)
@after(DutyObjected)
@after(DutyReported)
@after(DutyRevoked)
@after(DutyEnded)
@after(LegalEvent)
@after(FactsFound)
def the_case_says_anew_what_is_due(event: Event, *, by: Signs, at: datetime) -> None:  # noqa: ARG001 - every hand-over is told who acted
    case = case_of_filing(event.about)
    if case:
        refresh(case, at=at)


# --- inside ---


def _open_gate(event: Event, gate: str, *, by: Signs, at: datetime) -> None:
    """Where the protocol knows such a gate."""
    case = case_of_filing(event.about)
    if case and gate in rules.load(case.filing.protocol).facts:
        find(case.filing, {gate: True}, by=by, at=at)


def _take_back(
    event: ConsentAnswered | ConsentWithdrawn, *, reason: str, by: Signs, at: datetime
) -> None:
    case: Case | None = case_of_filing(event.about)
    if case and event.kind in Duty.Kind.values:
        revoke(
            case,
            reason=reason,
            kind=event.kind,
            measure=event.subject,
            units=[event.unit],
            by=by,
            at=at,
        )


def _move(
    event: DutyEvent, state: State, *, only_from: set[State], by: Signs, at: datetime
) -> None:
    measure = Measure.objects.select_related("case__filing").get(ref=event.measure)
    if State(measure.state) in only_from:
        measures.move(measure, state, by=by, at=at)
