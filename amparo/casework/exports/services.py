"""Services for exports of parts of a case, or of one file: asked for, approved by a second person,
taken once, or ended.

The copy is made in the request in which it is taken, and is not stored before or after.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db import transaction

from amparo.casework.admission.oral_answers import Heard, note_heard
from amparo.casework.exports import events
from amparo.casework.exports.file_parts import Wanted
from amparo.casework.exports.models import Export
from amparo.casework.exports.queries import (
    Shown,
    against_allowing,
    against_taking,
    are_namesakes,
    held,
    verdict_on,
)
from amparo.casework.exports.recall_and_destruction import let_go
from amparo.casework.exports.request_queries import against_asking, order_meant, values_of
from amparo.casework.measures.states import Hindered, must, must_be_one_of_two
from amparo.casework.referral.dated_tasks import close_dated_tasks, open_dated_task
from amparo.casework.referral.models import AuthorityDemand, ReferralTask
from amparo.casework.referral.recall import ASK_AGAIN_AFTER, ASKED_AGAIN
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.consent import services as consent
from amparo.foundations.consent.models import Question
from amparo.foundations.intake.documents.schemas.exports import (
    ExportedText,
    ExportOffText,
    ExportText,
    ExportToldText,
    ExportTurnedDownText,
)
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import hold
from amparo.foundations.ledger.services import record

State = Export.State
Kind = ReferralTask.Kind
PAPER = "export"
WAITS = timedelta(days=14)
"""How long it may wait for the person's and the second person's answers."""
OPEN = timedelta(hours=24)
"""How long it may be taken once it is approved."""


@transaction.atomic
def ask(open_case: OpenCase, wanted: Wanted, *, by: Actor, at: datetime) -> Export:
    """Ask that these parts leave, in their present words, or this one file. The person reads it and
    answers, unless a court ordered it. Raises Hindered, AsksNobody, KeyChanged."""
    must(by, Permission.CASE_PLAN)
    hold(open_case.folder)
    ordered = order_meant(open_case, wanted.order, by=by)
    order = ordered.row if ordered else None
    against = against_asking(open_case, wanted, ordered, by=by)
    if against:
        raise Hindered(*against)
    values = values_of(open_case, wanted, by=by)
    told = ExportText(
        label=wanted.name,
        who=wanted.name,
        purpose=wanted.purpose,
        values=values,
        form=wanted.form,
    )
    paper = _write(open_case, told, order, by=by, at=at)
    row = Export.objects.create(
        ref=marks.new_code(groups=3),
        case=open_case.case,
        unit=wanted.unit,
        demand=order,
        paper_ref=paper,
        file=wanted.file,
        asked_by=by.member,
        asked_at=at,
        ends_at=at + WAITS,
    )
    event = events.ExportAsked(
        about=open_case.code,
        export=row.ref,
        paper=paper,
        unit=wanted.unit.code if wanted.unit else "",
        role=by.role,
        demand=order.ref if order else "",
    )
    record(event, by=by, at=at)
    if order is None:
        consent.ask(
            open_case.folder,
            kind=Question.Kind.EXPORT,
            subject=row.ref,
            unit=wanted.unit,
            fields=sorted(values),
            paper_ref=paper,
            by=by,
            at=at,
        )
    open_dated_task(open_case.case, Kind.SEE_EXPORT, about=row.ref, by=by, at=at)
    refresh(open_case.case, at=at)
    return row


@transaction.atomic
def note_word(open_case: OpenCase, ref: str, heard: Heard, *, by: Actor, at: datetime) -> None:
    """Write down what the person said in conversation; they read it on their page.

    Raises Hindered, consent's CannotConsent.
    """
    must(by, Permission.CASE_PLAN)
    hold(open_case.folder)
    found = held(open_case, ref, seen_by=by)
    if not found.row.waits or found.question is None:
        raise Hindered("not_waiting")
    note_heard(open_case, found.question, heard, label=found.name, about=ref, by=by, at=at)
    refresh(open_case.case, at=at)


@transaction.atomic
def approve(open_case: OpenCase, ref: str, *, by: Actor, at: datetime) -> None:
    """Approve an export for some hours, as the second person, who has read what would leave. Raises
    Hindered."""
    found = _to_decide(open_case, ref, by=by, at=at)
    verdict = verdict_on(open_case, found, seen_by=by)
    if not verdict.allowed:
        raise Hindered(*verdict.reasons)
    row = found.row
    Export.objects.filter(pk=row.pk).update(
        state=State.APPROVED, approved_by=by.member, approved_at=at, ends_at=at + OPEN
    )
    event = events.ExportApproved(
        about=open_case.code,
        export=row.ref,
        role=by.role,
        namesake=are_namesakes(found, seen_by=by),
    )
    record(event, by=by, at=at)
    close_dated_tasks(
        open_case.case, Kind.SEE_EXPORT, about=row.ref, outcome="approved", by=by, at=at
    )
    open_dated_task(open_case.case, Kind.TAKE_EXPORT, about=row.ref, due_on=at + OPEN, by=by, at=at)
    refresh(open_case.case, at=at)


@transaction.atomic
def turn_down(open_case: OpenCase, ref: str, *, words: str, by: Actor, at: datetime) -> None:
    """Refuse an export with reasons, as the second person. Raises Hindered."""
    found = _to_decide(open_case, ref, by=by, at=at)
    body = ExportTurnedDownText(label=found.name, about=found.row.ref, text=words)
    _write(open_case, body, found.row.demand, by=by, at=at)
    event = events.ExportTurnedDown(about=open_case.code, export=found.row.ref, role=by.role)
    record(event, by=by, at=at)
    _over(open_case, found.row, State.TURNED_DOWN, by=by, at=at)


@transaction.atomic
def call_off(open_case: OpenCase, ref: str, *, words: str, by: Actor, at: datetime) -> None:
    """Call an export off in the team's name. Raises Hindered."""
    must(by, Permission.CASE_PLAN)
    hold(open_case.folder)
    found = held(open_case, ref, seen_by=by)
    if not found.row.waits:
        raise Hindered("taken" if found.row.taken_at else "not_waiting")
    body = ExportOffText(label=found.name, about=found.row.ref, text=words)
    _write(open_case, body, found.row.demand, by=by, at=at)
    event = events.ExportEnded(
        about=open_case.code, export=found.row.ref, reason="called_off", taken=False
    )
    record(event, by=by, at=at)
    _over(open_case, found.row, State.CALLED_OFF, by=by, at=at)


def take[T](
    open_case: OpenCase, ref: str, *, how: str, make: Callable[[Shown], T], by: Actor, at: datetime
) -> T:
    """Take the one copy. `make` makes it in this request before anything is locked, because a film
    takes long and others must not wait. All checks run before and after, and the second of two
    members finds it taken. Where it cannot be made, nothing left. Raises Hindered, Http404."""
    must(by, Permission.CASE_PLAN)
    made = make(_to_take(open_case, ref, by=by, at=at))
    _note_taken(open_case, ref, how=how, by=by, at=at)
    return made


@transaction.atomic
def note_told(
    open_case: OpenCase, ref: str, *, on: date, said: str, words: str, by: Actor, at: datetime
) -> None:
    """Note that the recipient was told to destroy the copy, and the answer. The person reads it."""
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    found = held(open_case, ref, seen_by=by)
    done = close_dated_tasks(
        open_case.case, Kind.EXPORT_BACK, about=found.row.ref, outcome=said, by=by, at=at
    )
    if not done:
        raise Hindered("nothing_open" if found.row.taken_at else "not_taken")
    body = ExportToldText(label=found.name, outcome=said, on=on.isoformat(), text=words)
    _write(open_case, body, found.row.demand, by=by, at=at)
    event = events.ExportToBeDestroyed(
        about=open_case.code, export=found.row.ref, day=on.isoformat(), said=said
    )
    record(event, by=by, at=at)
    if said in ASKED_AGAIN:
        again = at + ASK_AGAIN_AFTER
        open_dated_task(
            open_case.case, Kind.EXPORT_BACK, about=found.row.ref, due_on=again, by=by, at=at
        )
    refresh(open_case.case, at=at)


# --- inside ---


def _write(
    open_case: OpenCase,
    body: ExportedText,
    order: AuthorityDemand | None,
    *,
    by: Actor,
    at: datetime,
) -> str:
    """Write a document for the person to read, unless a court forbids that for now."""
    silent = order is not None and order.told_at is None
    told = replace(body, order=order.ref) if order else body
    paper = write_paper(open_case.folder, body=told, by=by, at=at, for_person=not silent)
    return paper.ref


def _to_decide(open_case: OpenCase, ref: str, *, by: Actor, at: datetime) -> Shown:
    """An export that waits for the second person, if this member may be that person. Raises
    Hindered."""
    must(by, Permission.EXPORT_APPROVE)
    hold(open_case.folder)
    must_be_one_of_two(by)
    found = held(open_case, ref, seen_by=by)
    if found.row.state != State.ASKED:
        raise Hindered("not_waiting")
    if found.row.over_at(at):
        raise Hindered("expired")
    against = against_allowing(open_case, found, seen_by=by)
    if against:
        raise Hindered(*against)
    return found


@transaction.atomic
def _to_take(open_case: OpenCase, ref: str, *, by: Actor, at: datetime) -> Shown:
    """An export that this member may take now: they still have the seat, and their account is not
    held back. Raises Hindered, and Http404 without the seat."""
    hold(open_case.folder)
    must_be_one_of_two(by)
    opened(open_case.code, seen_by=by)
    found = held(open_case, ref, seen_by=by)
    against = against_taking(open_case, found, seen_by=by, at=at)
    if against:
        raise Hindered(*against)
    return found


@transaction.atomic
def _note_taken(open_case: OpenCase, ref: str, *, how: str, by: Actor, at: datetime) -> None:
    """Record the taking before the copy is sent, unless something stands against it by now."""
    found = _to_take(open_case, ref, by=by, at=at)
    Export.objects.filter(pk=found.row.pk).update(
        state=State.TAKEN, how=Export.How(how).value, taken_at=at
    )
    what = {"export": found.row.ref, "ref": found.row.file, "form": found.form}
    record(events.ExportTaken(about=open_case.code, role=by.role, how=how, **what), by=by, at=at)
    close_dated_tasks(
        open_case.case, Kind.TAKE_EXPORT, about=found.row.ref, outcome="taken", by=by, at=at
    )
    refresh(open_case.case, at=at)


def _over(open_case: OpenCase, row: Export, state: State, *, by: Actor, at: datetime) -> None:
    Export.objects.filter(pk=row.pk).update(state=state)
    let_go(open_case.case, row, outcome=state, by=by, at=at)
    refresh(open_case.case, at=at)
