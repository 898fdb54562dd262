"""Referrals of a case: proposed, agreed to, given by a member, answered, taken back. The software
sends nothing."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from amparo.casework.admission.oral_answers import Heard, note_heard
from amparo.casework.measures.states import Hindered, must
from amparo.casework.referral import events
from amparo.casework.referral.dated_tasks import ASKED, close_dated_tasks, open_dated_task
from amparo.casework.referral.models import Referral, ReferralTask
from amparo.casework.referral.proposal import FIELDS, Proposal
from amparo.casework.referral.queries import (
    OVER,
    Shown,
    held,
    is_under_way,
    verdict_on,
    works_there,
)
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent import services as consent
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import excluded_as
from amparo.foundations.intake.documents.redaction import holds_what_was_left_out
from amparo.foundations.intake.documents.schemas.referral import (
    ReferralGivenText,
    ReferralReplyText,
    ReferralText,
)
from amparo.foundations.intake.documents.schemas.request import MessageText
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.exclusions import names_person
from amparo.foundations.intake.keys.case_keys import hold, must_be_alive
from amparo.foundations.intake.models import Document
from amparo.foundations.ledger.services import Signs, record

State = Referral.State
Kind = ReferralTask.Kind


@transaction.atomic
def propose(open_case: OpenCase, proposal: Proposal, *, by: Actor, at: datetime) -> Referral:
    """Ask the person about one recipient, with exactly this text. Raises Hindered."""
    must(by, Permission.CASE_PLAN)
    hold(open_case.folder)
    against = _against(open_case, proposal, by=by)
    if against:
        raise Hindered(*against)
    told = {name: words.strip() for name, words in proposal.values.items() if words.strip()}
    _must_keep_left_out(open_case, [proposal.what, *told.values()], by=by)
    if not told or not set(told) <= FIELDS:
        raise Hindered("nothing_told")
    body = ReferralText(
        label=proposal.name,
        who=proposal.name,
        what=proposal.what,
        purpose=proposal.purpose,
        values=told,
    )
    paper = write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)
    referral = Referral.objects.create(
        ref=marks.new_code(groups=3),
        case=open_case.case,
        kind=proposal.kind,
        unit=proposal.unit,
        wished=proposal.wished,
        paper_ref=paper.ref,
        proposed_at=at,
        changed_at=at,
    )
    event = events.ReferralProposed(
        about=open_case.code,
        referral=referral.ref,
        kind=proposal.kind,
        unit=proposal.unit.code if proposal.unit else "",
        wished=proposal.wished,
    )
    record(event, by=by, at=at)
    consent.ask(
        open_case.folder,
        kind=Question.Kind.REFERRAL,
        subject=referral.ref,
        unit=proposal.unit,
        fields=sorted(told),
        paper_ref=paper.ref,
        by=by,
        at=at,
    )
    if proposal.wished:
        close_dated_tasks(open_case.case, Kind.ANSWER_WISH, outcome="proposed", by=by, at=at)
    refresh(open_case.case, at=at)
    return referral


@transaction.atomic
def note_word(open_case: OpenCase, ref: str, heard: Heard, *, by: Actor, at: datetime) -> None:
    """Note what the person said about the referral in conversation; the person can read it. Raises
    Hindered, consent's CannotConsent."""
    must(by, Permission.CASE_PLAN)
    hold(open_case.folder)
    found = held(open_case, ref, seen_by=by)
    if found.row.state == State.REVOKED or found.question is None:
        raise Hindered("revoked" if found.question else "no_question")
    note_heard(open_case, found.question, heard, label=found.name, about=ref, by=by, at=at)
    refresh(open_case.case, at=at)


@transaction.atomic
def print_copy(open_case: OpenCase, ref: str, *, by: Actor, at: datetime) -> int:
    """Count one more printed copy, after the check before sending, and return its number. Raises
    Hindered."""
    must(by, Permission.CASE_PLAN)
    found = _to_leave(open_case, ref, by=by)
    number = found.row.copies + 1
    Referral.objects.filter(pk=found.row.pk).update(copies=number, changed_at=at)
    event = events.ReferralPrinted(about=open_case.code, referral=found.row.ref, number=number)
    record(event, by=by, at=at)
    if found.row.given_on is None:
        open_dated_task(open_case.case, Kind.CARRY, about=found.row.ref, by=by, at=at)
        refresh(open_case.case, at=at)
    return number


@transaction.atomic
def give(
    open_case: OpenCase, ref: str, *, on: date, how: str, taken_by: str, by: Actor, at: datetime
) -> None:
    """Note the day on which the recipient got it. Raises Hindered: no copy was printed, or no
    consent any more."""
    must(by, Permission.CASE_PLAN)
    found = _to_leave(open_case, ref, by=by)
    if found.row.state != State.PROPOSED:
        raise Hindered("given_already")
    if not found.row.copies:
        raise Hindered("not_printed")
    if names_person(open_case.folder, taken_by):
        raise Hindered("must_not_know")
    if against := excluded_as(open_case.folder, None, taken_by, seen_by=by):
        raise Hindered(*against)
    body = ReferralGivenText(label=found.name, taken_by=taken_by, on=on.isoformat())
    write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)
    Referral.objects.filter(pk=found.row.pk).update(
        state=State.GIVEN, given_on=on, how=how, changed_at=at
    )
    event = events.ReferralGiven(
        about=open_case.code, referral=found.row.ref, day=on.isoformat(), how=how
    )
    record(event, by=by, at=at)
    about = found.row.ref
    close_dated_tasks(open_case.case, Kind.CARRY, about=about, outcome="given", by=by, at=at)
    open_dated_task(open_case.case, Kind.SEE_ANSWER, about=about, by=by, at=at)
    refresh(open_case.case, at=at)


@transaction.atomic
def note_reply(
    open_case: OpenCase, ref: str, *, reply: str, on: date, words: str, by: Actor, at: datetime
) -> None:
    """Note what the recipient answered, or that it did not answer by this day; the person can read
    it. A recipient who refuses is to destroy what it was told. Raises Hindered."""
    must(by, Permission.CASE_PLAN)
    hold(open_case.folder)
    found = held(open_case, ref, seen_by=by)
    row = found.row
    if row.given_on is None or row.state == State.REVOKED:
        raise Hindered("revoked" if row.state == State.REVOKED else "not_given")
    if on < row.given_on:
        raise Hindered("day")
    body = ReferralReplyText(label=found.name, outcome=reply, on=on.isoformat(), text=words)
    write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)
    Referral.objects.filter(pk=row.pk).update(state=State(reply), answered_on=on, changed_at=at)
    event = events.ReferralAnswered(
        about=open_case.code, referral=row.ref, answer=reply, day=on.isoformat()
    )
    record(event, by=by, at=at)
    close_dated_tasks(open_case.case, Kind.SEE_ANSWER, about=row.ref, outcome=reply, by=by, at=at)
    if reply == State.REFUSED:
        open_dated_task(open_case.case, Kind.TELL_TO_DESTROY, about=row.ref, by=by, at=at)
    refresh(open_case.case, at=at)


# --- wishes of the person ---


@transaction.atomic
def wish_heard(case: Case, kind: str, *, by: Signs, at: datetime) -> None:
    """Open a task to answer the person, who asked to be referred elsewhere, is going to travel, or
    said where to be notified. `kind`: of the message, one of ASKED."""
    open_dated_task(case, ASKED[kind], by=by, at=at)
    refresh(case, at=at)


@transaction.atomic
def wish_found(case: Case, *, by: Signs, at: datetime) -> None:
    """Open those tasks for what was asked before the case was opened (CaseOpened)."""
    papers = Document.objects.filter(filing=case.filing, kind__in=ASKED, current=True)
    for kind in sorted(set(papers.values_list("kind", flat=True))):
        wish_heard(case, kind, by=by, at=at)


@transaction.atomic
def answer_wish(open_case: OpenCase, *, words: str, by: Actor, at: datetime) -> None:
    """Tell the person what can be done, or why it is not. It answers everything asked that is still
    open. Raises Hindered."""
    must(by, Permission.CASE_PLAN)
    hold(open_case.folder)
    must_be_alive(open_case.folder.filing)
    if not close_dated_tasks(open_case.case, *ASKED.values(), outcome="answered", by=by, at=at):
        raise Hindered("nothing_open")
    write_paper(open_case.folder, body=MessageText(text=words), by=by, at=at, for_person=True)
    refresh(open_case.case, at=at)


# --- inside ---


def _against(open_case: OpenCase, proposal: Proposal, *, by: Actor) -> list[str]:
    """Return the codes against asking the person about this recipient."""
    left = open_case.folder.row().withdrawn_at is not None
    excluded = excluded_as(open_case.folder, proposal.unit, proposal.name, seen_by=by)
    found = {
        "procedure_withdrawn": left,
        "officer_named": works_there(open_case, proposal.unit, seen_by=by),
        "asked_already": is_under_way(open_case, proposal, seen_by=by),
    }
    return [*excluded, *(reason for reason, stands in found.items() if stands)]


def _to_leave(open_case: OpenCase, ref: str, *, by: Actor) -> Shown:
    hold(open_case.folder)
    found = held(open_case, ref, seen_by=by)
    if found.row.state in OVER:
        raise Hindered("revoked" if found.row.state == State.REVOKED else "not_taken_on")
    verdict = verdict_on(open_case, found, seen_by=by)
    if not verdict.allowed:
        raise Hindered(*verdict.reasons)
    return found


def _must_keep_left_out(open_case: OpenCase, said: Iterable[str], *, by: Actor) -> None:
    if holds_what_was_left_out(open_case.folder, "\n".join(said), seen_by=by):
        raise Hindered("left_out")
