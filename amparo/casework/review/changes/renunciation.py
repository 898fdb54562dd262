"""What the person says of a change of their measures: answers, renunciations, and taking those back
until they are carried out. Services, by noun: the person's word on changes."""

from datetime import datetime

from django.db import transaction

from amparo.casework.measures.states import Hindered, must
from amparo.casework.review import events
from amparo.casework.review.changes.queries import kinds_for
from amparo.casework.review.changes.services import let_go, open_gate, put_before_her, the_change
from amparo.casework.review.dated_tasks import close_tasks, open_task
from amparo.casework.review.models import LIVE, MeasureChange, ReviewTask
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.case_of_filing import case_of_filing
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.events import ConsentAnswered
from amparo.foundations.consent.models import Beneficiary, Question
from amparo.foundations.intake.documents.schemas.review import ChangeText
from amparo.foundations.intake.documents.services import change_paper, paper_called
from amparo.foundations.intake.keys.case_keys import must_be_alive
from amparo.foundations.ledger.chain import Signs
from amparo.foundations.ledger.services import record
from amparo.law import Opening, load_protocol

Kind, State = MeasureChange.Kind, MeasureChange.State


@transaction.atomic
def renounce(
    code: str, measure: str, *, paper_ref: str, by: Signs, at: datetime
) -> MeasureChange | None:
    """Open a renunciation of a measure, beside any other change of it: the team must first explain
    in writing what that may mean. Return None where it is not possible or is open already."""
    case = case_of_filing(code)
    row = case.measures.filter(ref=measure).first() if case else None
    if case is None or row is None:
        return None
    law = load_protocol(case.filing.protocol)
    if Kind.RENOUNCE not in kinds_for(row, law) or not _has_a_share(measure):
        return None
    if MeasureChange.objects.filter(measure=row, kind=Kind.RENOUNCE, state__in=LIVE).exists():
        return None
    change = MeasureChange.objects.create(
        ref=marks.new_code(groups=3),
        case=case,
        measure=row,
        kind=Kind.RENOUNCE,
        paper_ref=paper_ref,
        opened_at=at,
        changed_at=at,
    )
    event = events.ChangeOpened(about=code, change=change.ref, measure=measure, kind=Kind.RENOUNCE)
    record(event, by=by, at=at)
    open_task(case, ReviewTask.Kind.EXPLAIN_RISK, about=change.ref, by=by, at=at)
    refresh(case, at=at)
    return change


@transaction.atomic
def explain_risk(
    open_case: OpenCase, ref: str, *, text: str, seen: int, by: Actor, at: datetime
) -> None:
    """Explain to the person in writing what giving the measure up may mean, and ask whether they
    still want to. `seen`: the version on the page. Raises Hindered, ChangedMeanwhile."""
    must(by, Permission.CASE_PLAN)
    must_be_alive(open_case.folder.filing)
    found = the_change(open_case, ref, by=by)
    if found.row.kind != Kind.RENOUNCE or found.row.state != State.OPEN:
        raise Hindered("not_changeable")
    if not text.strip():
        raise Hindered("reasons")
    paper = paper_called(open_case.folder, found.row.paper_ref, seen_by=by)
    if paper is None:
        raise Hindered("not_changeable")
    said = {**found.body, "label": found.shown.entry.label, "what": text, "kind": found.row.kind}
    body = ChangeText.from_json(said)
    change_paper(open_case.folder, paper, body=body, seen=seen, by=by, at=at)
    put_before_her(open_case, found.row, by=by, at=at)
    kind = ReviewTask.Kind.EXPLAIN_RISK
    close_tasks(open_case.case, kind, about=ref, outcome="explained", by=by, at=at)
    refresh(open_case.case, at=at)


@transaction.atomic
def heard(event: ConsentAnswered, *, by: Signs, at: datetime) -> None:
    """Store that the person was heard on a change, by a yes or a no; a wish to talk first does not
    count. A renunciation without a yes is dropped."""
    change = MeasureChange.objects.select_related("case__filing", "measure").filter(
        ref=event.subject
    )
    row = change.first()
    if row is None or row.state not in LIVE or event.answer == "discuss":
        return
    if row.kind == Kind.RENOUNCE and event.answer != "agreed":
        let_go(row, by=by, at=at)
        return
    if row.state == State.DECIDED:
        return
    _was_heard(row, by=by, at=at)


@transaction.atomic
def left(code: str, *, by: Signs, at: datetime) -> None:
    """Drop all changes that are not finished, because the person left the procedure. Running
    measures go on until the person was reached."""
    rows = MeasureChange.objects.select_related("case__filing", "measure").filter(
        case=case_of_filing(code), state__in=LIVE
    )
    for row in rows:
        let_go(row, by=by, at=at)
        refresh(row.case, at=at)


@transaction.atomic
def measure_ended(measure: str, *, by: Signs, at: datetime) -> None:
    """Drop the other changes of a measure that ended; none of them grants it again."""
    rows = MeasureChange.objects.select_related("case__filing", "measure")
    for row in rows.filter(measure__ref=measure, state__in=LIVE):
        let_go(row, by=by, at=at)


@transaction.atomic
def took_back(code: str, *, by: Signs, at: datetime) -> None:
    """Drop the renunciations to which the person's agreement was taken back, also decided ones that
    are not carried out; those measures go on."""
    renounced = MeasureChange.objects.select_related("case__filing", "measure").filter(
        case=case_of_filing(code), kind=Kind.RENOUNCE, state__in=LIVE
    )
    for row in renounced:
        asked = Question.objects.filter(filing=row.case.filing, kind="change", subject=row.ref)
        last = asked.order_by("-pk").first()
        if last and last.withdrawn_at and last.answer:
            let_go(row, by=by, at=at)
            refresh(row.case, at=at)


def _was_heard(row: MeasureChange, *, by: Signs, at: datetime) -> None:
    law = load_protocol(row.case.filing.protocol)
    opened = [*law.gates_opened_by(Opening.WORD_ON_CHANGE)]
    if row.kind == Kind.RENOUNCE:
        opened += law.gates_opened_by(Opening.RISK_EXPLAINED)
    for gate in opened:
        open_gate(row, gate, by=by, at=at)
    if row.kind == Kind.RENOUNCE:
        open_task(row.case, ReviewTask.Kind.GIVING_UP, about=row.ref, by=by, at=at)
        refresh(row.case, at=at)


def _has_a_share(measure: str) -> bool:
    """Return whether the measure protects the person: a measure for others alone cannot be given
    up."""
    rows = Beneficiary.objects.filter(measure=measure, paper_ref="")
    return all(one.counts for one in rows)
