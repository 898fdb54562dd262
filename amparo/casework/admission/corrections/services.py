"""Services for corrections: what a request lacks is asked for once, all together."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from amparo.casework.admission import events
from amparo.casework.admission.corrections.queries import (
    may_advise,
    requirements_of,
    standing_in_the_way,
)
from amparo.casework.admission.models import CorrectionRequest
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.schemas.admission import (
    ArchivingAdviceText,
    CorrectionAskedText,
    CorrectionReasonText,
    CorrectionReceiptText,
)
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import hold, must_be_alive
from amparo.foundations.intake.models import Document
from amparo.foundations.intake.procedure.legal_effects_of_acts import note, open_gates
from amparo.foundations.intake.requests import corrections
from amparo.foundations.ledger.chain import Signs
from amparo.foundations.ledger.services import record
from amparo.law import Deed, Opening


class Hindered(Exception):
    """What forbids the act, as a code: see `missing.WHY`. Nothing was written."""


@transaction.atomic
def allow(open_case: OpenCase, *, reason: str, by: Actor, at: datetime) -> None:
    """Record a supervisor's reason, where the protocol requires one before the person may be asked
    to correct."""
    if not by.may(Permission.CASE_SUPERVISE):
        raise Hindered("not_yours")
    hold(open_case.folder)
    open_case.folder.filing.refresh_from_db()
    if "supervisor" not in standing_in_the_way(open_case, at=at):
        raise Hindered("no_reason_needed")
    body = CorrectionReasonText(reason=reason)
    paper = write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)
    record(events.CorrectionAllowed(about=open_case.code, paper=paper.ref), by=by, at=at)
    open_gates(open_case.folder.filing, Opening.SUPERVISOR, by=by, at=at)
    refresh(open_case.case, at=at)


@transaction.atomic
def ask(
    open_case: OpenCase, lacks: Mapping[str, str], *, text: str, by: Actor, at: datetime
) -> Document:
    """Tell the person everything that is missing, by requirement of the norm.

    Possible once: nothing can be added later. The person's term runs from reading it. Raises
    Hindered.
    """
    hold(open_case.folder)
    must_be_alive(open_case.folder.filing)
    open_case.folder.filing.refresh_from_db()
    for reason in standing_in_the_way(open_case, at=at):
        raise Hindered(reason)
    titles = dict(requirements_of(open_case))
    if not lacks or not lacks.keys() <= titles.keys():
        raise Hindered("nothing_named")
    body = CorrectionAskedText(
        text=text,
        missing={titles[name]: words for name, words in lacks.items()},
        data={"lacks": dict(lacks)},
    )
    paper = write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)
    try:
        with transaction.atomic():
            CorrectionRequest.objects.create(case=open_case.case, paper_ref=paper.ref, asked_at=at)
    except IntegrityError as problem:
        raise Hindered("asked_already") from problem
    event = events.CorrectionAsked(about=open_case.code, paper=paper.ref, parts=len(lacks))
    record(event, by=by, at=at)
    refresh(open_case.case, at=at)
    return paper


@transaction.atomic
def note_receipt(
    open_case: OpenCase, *, way: str, when: datetime, text: str, by: Actor, at: datetime
) -> None:
    """Record that the person was told by the safe way what is missing: how, when, and what proves
    it. Raises Hindered."""
    hold(open_case.folder)
    row = CorrectionRequest.objects.filter(case=open_case.case, received_at__isnull=True).first()
    if row is None:
        raise Hindered("received_already")
    if not row.asked_at <= when <= at:
        raise Hindered("received_at")
    body = CorrectionReceiptText(
        about=row.paper_ref, way=way, received_at=when.isoformat(), text=text
    )
    write_paper(open_case.folder, body=body, by=by, at=at)
    _received(row, way=way, when=when, by=by, at=at)


@transaction.atomic
def read(*, paper: str, by: Signs, at: datetime) -> None:
    """Record that the person read on their page what is missing: the term runs from this moment."""
    row = CorrectionRequest.objects.filter(paper_ref=paper, received_at__isnull=True).first()
    if row:
        _received(row, way="her_page", when=at, by=by, at=at)


@transaction.atomic
def complete_with_her(
    open_case: OpenCase, said: Mapping[str, str], *, way: str, by: Actor, at: datetime
) -> Document:
    """Write down what the person said in conversation, after it was read back. Needs no request for
    a correction and stops no term. Raises Hindered, NothingGiven."""
    open_case.folder.filing.refresh_from_db()
    if open_case.folder.filing.withdrawn_at:
        raise Hindered("withdrawn")
    given = {name: words for name, words in said.items() if words}
    paper = corrections.give(open_case.folder, given, {}, by=by, at=at, way=way)
    row = CorrectionRequest.objects.filter(case=open_case.case, received_at__isnull=True)
    row.update(received_at=at)
    refresh(open_case.case, at=at)
    return paper


@transaction.atomic
def advise_archiving(open_case: OpenCase, *, text: str, by: Actor, at: datetime) -> Document:
    """Advise archiving because what was asked for did not come in time.

    Only the decision maker decides on it, by a reasoned resolution; until then the person may still
    give it. Raises Hindered, NotInOrder.
    """
    hold(open_case.folder)
    open_case.folder.filing.refresh_from_db()
    row = CorrectionRequest.objects.filter(case=open_case.case).first()
    if row is None or not may_advise(open_case, row, at=at):
        raise Hindered("not_late")
    paper = write_paper(
        open_case.folder,
        body=ArchivingAdviceText(text=text),
        by=by,
        at=at,
        for_person=True,
    )
    CorrectionRequest.objects.filter(pk=row.pk).update(advised_at=at)
    record(events.ArchivingAdvised(about=open_case.code, paper=paper.ref), by=by, at=at)
    note(open_case.folder.filing, Deed.ADVISE_ARCHIVING, when=at, by=by, at=at)
    refresh(open_case.case, at=at)
    return paper


def _received(row: CorrectionRequest, *, way: str, when: datetime, by: Signs, at: datetime) -> None:
    CorrectionRequest.objects.filter(pk=row.pk).update(received_at=when)
    event = events.CorrectionReceived(about=row.case.code, paper=row.paper_ref, way=way)
    record(event, by=by, at=at)
    corrections.received(row.case.filing, when=when, by=by, at=at)
    refresh(row.case, at=at)
