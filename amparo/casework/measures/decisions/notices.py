"""Services for the notification of a decision to the person, or after a death to the one who
receives it instead."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from amparo.casework.measures import events
from amparo.casework.measures.decisions.recipients_after_death import may_be_left, receivers
from amparo.casework.measures.models import Decision
from amparo.casework.measures.states import Hindered, must
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.impediments import must_have_been_alive
from amparo.foundations.consent.queries import excluded_as
from amparo.foundations.intake.documents.schemas.measures import (
    NobodyReceivesText,
    NotificationText,
)
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.files.attachments import SealedUpload, keep_uploads
from amparo.foundations.intake.keys.case_keys import hold
from amparo.foundations.intake.procedure.legal_effects_of_acts import (
    note,
    open_gates,
    set_aside,
    shut_gates,
)
from amparo.foundations.ledger.chain import Signs
from amparo.foundations.ledger.queries import entries_about
from amparo.foundations.ledger.services import record
from amparo.foundations.related_people.queries import is_barred
from amparo.law import Deed, Opening

MEANS_WITHOUT_ASKING = frozenset({"in_person"})


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Notice:
    """How a decision was received. `asked_for`: the person had asked for this means expressly;
    `instead`: after a death, the code of the receiver (`after_death.receivers`)."""

    means: str
    received_at: datetime
    received_by: str
    words: str
    asked_for: bool = False
    instead: str = ""
    proofs: Sequence[SealedUpload] = ()


@transaction.atomic
def notify(open_case: OpenCase, ref: str, notice: Notice, *, by: Actor, at: datetime) -> None:
    """Record proven receipt: by whom, how and when. Sending or depositing proves nothing.

    After a death `notice.instead` says who received it. Raises Hindered, NotInOrder, AsksNobody.
    """
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    decision = Decision.objects.filter(case=open_case.case, ref=ref).first()
    if decision is None or decision.notified_at:
        raise Hindered("notified_already")
    _must_be_proven(decision, notice, at=at)
    to = _instead(open_case, decision, notice, by=by)
    if not to:
        must_have_been_alive(open_case.folder.filing, notice.received_at)
    body = NotificationText(
        decision=ref,
        instead=notice.instead,
        means=notice.means,
        received_at=notice.received_at.isoformat(),
        received_by=notice.received_by,
        text=notice.words,
    )
    paper = write_paper(open_case.folder, body=body, by=by, at=at)
    keep_uploads(open_case.folder, notice.proofs, by=by, at=at, paper_ref=paper.ref)
    _received(decision, means=notice.means, when=notice.received_at, to=to, by=by, at=at)


@transaction.atomic
def notified(
    *, paper: str, by: Signs, at: datetime, means: str = "her_page", when: datetime | None = None
) -> None:
    """Record that the person opened the decision on their page (PersonRead about a decision) or
    contested it: receipt is proven."""
    decision = Decision.objects.filter(paper_ref=paper, notified_at__isnull=True).first()
    if decision:
        _received(decision, means=means, when=when or at, by=by, at=at)


# --- after a death ---


@transaction.atomic
def nobody_receives(open_case: OpenCase, ref: str, *, text: str, by: Actor, at: datetime) -> None:
    """Record, with reasons, that the decision has no receiver left. Its term stops.

    Raises Hindered, also where the case knows a receiver.
    """
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    filing = open_case.folder.filing
    filing.refresh_from_db()
    decision = Decision.objects.filter(case=open_case.case, ref=ref).first()
    if decision is None or decision.notified_at or not decision.final:
        raise Hindered("notified_already")
    somebody = receivers(open_case, decision, seen_by=by) or may_be_left(
        open_case, decision, seen_by=by
    )
    if not filing.asks_nobody or somebody:
        raise Hindered("somebody_receives")
    if not text.strip():
        raise Hindered("reasons")
    body = NobodyReceivesText(decision=ref, text=text)
    write_paper(open_case.folder, body=body, by=by, at=at)
    record(events.NobodyReceives(about=open_case.code, decision=ref), by=by, at=at)
    open_gates(filing, Opening.NOBODY_TO_NOTIFY, by=by, at=at)
    refresh(open_case.case, at=at)


@transaction.atomic
def undo_receipt_by_others(case: Case, *, by: Signs, at: datetime) -> None:
    """Undo what followed from a death that was recorded by mistake: receipt by others does not
    count as receipt by the person, whose term starts with their own receipt."""
    told = [
        json.loads(one.facts)
        for one in entries_about(case.code, seen_by=by)
        if one.event == events.DecisionNotified.__name__
    ]
    instead = {one["decision"] for one in told if one.get("to")}
    rows = Decision.objects.filter(case=case, ref__in=instead, notified_at__isnull=False)
    if any(one.final for one in rows):
        set_aside(case.filing, [Deed.NOTIFY], by=by, at=at)
    rows.update(notified_at=None)
    shut_gates(case.filing, Opening.NOBODY_TO_NOTIFY, by=by, at=at)
    refresh(case, at=at)


# --- inside ---


def _must_be_proven(decision: Decision, notice: Notice, *, at: datetime) -> None:
    if not notice.received_by.strip():
        raise Hindered("received_by")
    if notice.means not in MEANS_WITHOUT_ASKING and not notice.asked_for:
        raise Hindered("asked_for")
    if not notice.words.strip() and not notice.proofs:
        raise Hindered("proof")
    if not decision.issued_at <= notice.received_at <= at:
        raise Hindered("received_at")


def _instead(open_case: OpenCase, decision: Decision, notice: Notice, *, by: Actor) -> str:
    """As whom the decision is received in the person's place; empty where the person received it.
    Raises Hindered."""
    if not notice.instead:
        return ""
    open_case.folder.filing.refresh_from_db()
    found = {one.code: one for one in receivers(open_case, decision, seen_by=by)}
    if notice.instead not in found:
        raise Hindered("nobody_to_tell")
    if is_barred(open_case.folder, notice.received_by, seen_by=by):
        raise Hindered("receiver_must_not_know")
    if against := excluded_as(open_case.folder, None, notice.received_by, seen_by=by):
        raise Hindered(*against)
    return found[notice.instead].whom.value


def _received(
    decision: Decision, *, means: str, when: datetime, to: str = "", by: Signs, at: datetime
) -> None:
    Decision.objects.filter(pk=decision.pk).update(notified_at=when)
    event = events.DecisionNotified(
        about=decision.case.code,
        decision=decision.ref,
        means=means,
        received_at=when.isoformat(),
        to=to,
    )
    record(event, by=by, at=at)
    if decision.final:
        note(decision.case.filing, Deed.NOTIFY, when=when, by=by, at=at)
    refresh(decision.case, at=at)
