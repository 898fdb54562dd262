"""A change or end of one measure until it is put to decision. Services, by noun: changes before
they are decided. Deciding and carrying out: `change_decisions/services.py`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from amparo.casework.measures.queries import measure_called
from amparo.casework.measures.states import Hindered, must
from amparo.casework.review import events
from amparo.casework.review.beneficiary_hearings.queries import hers_among, is_free
from amparo.casework.review.beneficiary_hearings.services import ask_everybody
from amparo.casework.review.changes.person_wishes import may_be_dropped, why_not_lessened
from amparo.casework.review.changes.queries import (
    Changing,
    change_called,
    findings_asked,
    kinds_for,
)
from amparo.casework.review.dated_tasks import close_tasks
from amparo.casework.review.models import (
    LIVE,
    ChangeRequirementMet,
    MeasureChange,
    Recourse,
    ReviewTask,
)
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.cases.services import give_seat
from amparo.foundations.consent import services as consent
from amparo.foundations.consent.impediments import is_for_others
from amparo.foundations.consent.models import Question
from amparo.foundations.intake.documents.schemas.consent import OralAnswerText
from amparo.foundations.intake.documents.schemas.review import ChangeReportText, ChangeText
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import hold
from amparo.foundations.ledger.chain import Signs
from amparo.foundations.ledger.services import record
from amparo.law import Opening, Protocol, load_protocol

Kind, State = MeasureChange.Kind, MeasureChange.State


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Proposal:
    """A change as it is put to the person. `what`: the text that a unit may be told too."""

    measure: str
    kind: str
    what: str
    why: str
    because: str = "risk"
    protects_others: bool = False
    of_all: bool = False
    """Whether the reason of the change holds for each person whom the measure protects."""
    criterion: str = ""
    found: Sequence[str] = ()


@transaction.atomic
def open_change(
    open_case: OpenCase, proposal: Proposal, *, by: Actor, at: datetime
) -> MeasureChange:
    """Open a change with its reasons, and ask the person about it. Raises Hindered."""
    must(by, Permission.CASE_PLAN)
    _hold(open_case)
    shown = measure_called(open_case, proposal.measure, seen_by=by)
    law = load_protocol(open_case.folder.filing.protocol)
    if shown is None or proposal.kind not in hers_among(kinds_for(shown.measure, law), shown):
        raise Hindered("not_changeable")
    live = MeasureChange.objects.filter(measure=shown.measure, state__in=LIVE)
    if not is_free(proposal.kind, live.values_list("kind", flat=True)):
        raise Hindered("change_open")
    _must_be_sound(open_case, proposal, law, shown.ref)
    body = ChangeText(
        label=shown.entry.label,
        what=proposal.what,
        why=proposal.why,
        kind=proposal.kind,
        because=proposal.because,
    )
    paper = write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)
    change = MeasureChange.objects.create(
        ref=marks.new_code(groups=3),
        case=open_case.case,
        measure=shown.measure,
        kind=proposal.kind,
        criterion=proposal.criterion,
        found=list(proposal.found),
        paper_ref=paper.ref,
        opened_at=at,
        changed_at=at,
    )
    event = events.ChangeOpened(
        about=open_case.code, change=change.ref, measure=shown.ref, kind=change.kind
    )
    record(event, by=by, at=at)
    if change.kind != Kind.RENOUNCE:  # the person first reads what giving it up may mean
        put_before_her(open_case, change, by=by, at=at)
    label, folder = shown.entry.label, open_case.folder
    ask_everybody(folder, change, shown.protects, label, proposal.what, by=by, at=at)
    refresh(open_case.case, at=at)
    return change


@transaction.atomic
def note_word(
    open_case: OpenCase,
    ref: str,
    *,
    answer: str,
    way: str,
    words: str,
    by: Actor,
    at: datetime,
) -> None:
    """Note what the person said about the change in conversation; it is shown on the person's page.
    Raises Hindered."""
    must(by, Permission.CASE_WORK)
    found = the_change(open_case, ref, by=by)
    if found.question is None:
        raise Hindered("not_asked")
    body = OralAnswerText(about=ref, label=found.shown.entry.label, way=way, text=words)
    write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)
    consent.answer(open_case.folder, found.question.ref, answer=answer, by=by, at=at, how="oral")
    refresh(open_case.case, at=at)


@transaction.atomic
def gather(
    open_case: OpenCase, ref: str, gate: str, *, source: str, text: str, by: Actor, at: datetime
) -> None:
    """Put a report that came in on record, with its source. Raises Hindered."""
    must(by, Permission.CASE_PLAN)
    found = the_change(open_case, ref, by=by)
    gates = {one.id: one.opened_by for one in found.gates}
    if not found.undecided or gates.get(gate) != Opening.NOTED_FOR_CHANGE:
        raise Hindered("not_asked")
    if not text.strip() or not source.strip():
        raise Hindered("reasons")
    body = ChangeReportText(change=ref, gate=gate, source=source, text=text)
    paper = write_paper(open_case.folder, body=body, by=by, at=at)
    open_gate(found.row, gate, paper_ref=paper.ref, by=by, at=at)
    refresh(open_case.case, at=at)


@transaction.atomic
def put(
    open_case: OpenCase,
    ref: str,
    *,
    reasons: Mapping[str, str],
    words: str,
    members: Sequence[Member],
    by: Actor,
    at: datetime,
) -> None:
    """Put the change to decision, with a reason for each changed fact, and give the members a seat.
    Raises Hindered."""
    must(by, Permission.CASE_PLAN)
    found = the_change(open_case, ref, by=by)
    if found.row.state != State.OPEN:
        raise Hindered("change_open")
    must_be_ready(found)
    wanted = [one.id for one in found.facts.changed] if found.needs_facts else []
    if not words.strip() or not all(reasons.get(one, "").strip() for one in wanted):
        raise Hindered("reasons")
    body = ChangeReportText(
        change=ref,
        gate="",
        text=words,
        facts={
            one.what: reasons.get(one.id, "") for one in found.facts.changed if one.id in wanted
        },
    )
    write_paper(open_case.folder, body=body, by=by, at=at)
    for member in members:
        give_seat(open_case.case, open_case.folder, member, reason="decision", by=by, at=at)
    MeasureChange.objects.filter(pk=found.row.pk).update(state=State.PUT, changed_at=at)
    codes = "+".join(member.code for member in members)[:80]
    record(events.ChangePut(about=open_case.code, change=ref, members=codes), by=by, at=at)
    refresh(open_case.case, at=at)


@transaction.atomic
def drop(open_case: OpenCase, ref: str, *, by: Actor, at: datetime) -> None:
    """Drop the change; the measure stays as it is. A renunciation may be dropped so while the
    person cannot be asked; once they can, they are asked anew. Raises Hindered."""
    must(by, Permission.CASE_PLAN)
    found = the_change(open_case, ref, by=by)
    if found.hers_alone:
        raise Hindered("hers_alone")
    if not may_be_dropped(found):
        raise Hindered("change_open")
    let_go(found.row, by=by, at=at)
    refresh(open_case.case, at=at)


def must_be_ready(found: Changing) -> None:
    """Raise Hindered where something is missing that the law asks for first. Strengthening needs
    nothing."""
    if found.row.kind == Kind.STRENGTHEN:
        return
    if found.missing:
        raise Hindered("gates_missing")
    _must_be_their_wish(found)
    if found.needs_facts and not found.facts.anew:
        raise Hindered("not_reassessed")
    if found.needs_facts and not found.facts.lets_reduce:
        raise Hindered("no_changed_fact")
    if hindered := why_not_lessened(found.row):
        raise Hindered(hindered)


# --- inside ---


def _must_be_their_wish(found: Changing) -> None:
    if not found.still_given_up:
        raise Hindered("impeded" if found.impeded else "not_given_up")
    if not found.asked_for_by_all:
        raise Hindered("not_asked_by_all")


def _hold(open_case: OpenCase) -> None:
    hold(open_case.folder)
    open_case.folder.filing.refresh_from_db()
    if open_case.folder.filing.withdrawn_at:
        raise Hindered("procedure_withdrawn")


def change_held(open_case: OpenCase, ref: str, *, by: Actor) -> Changing:
    _hold(open_case)
    found = change_called(open_case, ref, seen_by=by)
    if found is None:
        raise Hindered("no_change")
    return found


def the_change(open_case: OpenCase, ref: str, *, by: Actor) -> Changing:
    if not (found := change_held(open_case, ref, by=by)).open:
        raise Hindered("no_change")
    return found


def _must_be_sound(open_case: OpenCase, proposal: Proposal, law: Protocol, measure: str) -> None:
    if not proposal.what.strip() or not proposal.why.strip():
        raise Hindered("reasons")
    uses = {one.id for one in law.review.misuse}
    if (proposal.kind == Kind.MISUSE) != (proposal.criterion in uses):
        raise Hindered("criterion")
    if not set(proposal.found) <= {name for name, _words in findings_asked(open_case)}:
        raise Hindered("criterion")
    # The case takes precedence over what the proposal says. A renunciation ends a share alone.
    stops = proposal.kind in {Kind.SUSPEND, Kind.CEASE, Kind.MISUSE}
    shared = proposal.protects_others or is_for_others(open_case.folder.filing, measure)
    if stops and shared and not proposal.of_all:
        raise Hindered("protects_others")


def put_before_her(open_case: OpenCase, change: MeasureChange, *, by: Actor, at: datetime) -> None:
    if open_case.folder.filing.asks_nobody:
        return  # after a death no other person is heard instead
    consent.ask(
        open_case.folder,
        kind=Question.Kind.CHANGE,
        subject=change.ref,
        unit=None,
        fields=[],
        paper_ref=change.paper_ref,
        by=by,
        at=at,
    )


def open_gate(
    row: MeasureChange, gate: str, *, by: Signs, at: datetime, paper_ref: str = ""
) -> None:
    ChangeRequirementMet.objects.create(change=row, gate=gate, paper_ref=paper_ref, at=at)
    record(events.ChangeGathered(about=row.case.code, change=row.ref, gate=gate), by=by, at=at)


def let_go(row: MeasureChange, *, by: Signs, at: datetime) -> None:
    MeasureChange.objects.filter(pk=row.pk).update(state=State.DROPPED, changed_at=at)
    Question.objects.standing().filter(
        filing=row.case.filing,
        kind=Question.Kind.CHANGE,
        subject=row.ref,
        answer__in=["", Question.Answer.DISCUSS],
    ).update(withdrawn_at=at)
    close_tasks(row.case, *ReviewTask.Kind, about=row.ref, outcome="dropped", by=by, at=at)
    _wait_for_nothing(row, by=by, at=at)
    event = events.ChangeDropped(about=row.case.code, change=row.ref, measure=row.measure.ref)
    record(event, by=by, at=at)


def _wait_for_nothing(row: MeasureChange, *, by: Signs, at: datetime) -> None:
    """Close the requests that the change wait for a ruling: it is not carried out any more."""
    asked = Recourse.objects.filter(
        decision=row.decision_id, waiting=Recourse.Waiting.ASKED, ruling__isnull=True
    )
    for one in asked if row.decision_id else ():
        Recourse.objects.filter(pk=one.pk).update(waiting=Recourse.Waiting.NOT_ASKED)
        kind = ReviewTask.Kind.RULE_ON_WAITING
        close_tasks(row.case, kind, about=one.ref, outcome="dropped", by=by, at=at)
