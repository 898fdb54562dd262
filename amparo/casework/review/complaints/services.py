"""A complaint on its way: put before a superior, answered, ruled on. Services, by noun:
complaints."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from amparo.casework.review.complaints import events
from amparo.casework.review.complaints.due_days import DONE
from amparo.casework.review.complaints.queries import OUTCOMES, REASONS, heard_called, ruling_term
from amparo.casework.review.complaints.superiors import (
    may_answer,
    to_be_noted,
    who_may_rule,
)
from amparo.casework.review.models import Complaint, ComplaintAddressee, ComplaintRuling
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.deferred_fields import her_own
from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.case_of_filing import case_of_filing
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.schemas.review import RulingText
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.events import ComplaintFiled
from amparo.foundations.intake.exclusions import must_not_know
from amparo.foundations.intake.files.attachments import SealedUpload, keep_uploads
from amparo.foundations.intake.keys.case_keys import Folder, hold, hold_row
from amparo.foundations.intake.keys.sealed_messages import drop
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.procedure.defects import DEFECT
from amparo.foundations.intake.queries import standing
from amparo.foundations.ledger.chain import Signs
from amparo.foundations.ledger.services import record
from amparo.foundations.related_people.queries import anybody_is_barred


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Ruling:
    """The outcome of a ruling and its reasons. `do_by`: the day by which it must be done, where the
    complaint is founded."""

    outcome: str
    do_by: date | None
    another_officer: bool
    text: str


class NotYours(Exception):
    """The member may not rule or answer: complained of, or not addressed by the complaint."""


class RuledAlready(Exception):
    """Another member has ruled on the complaint meanwhile; nothing was stored."""


@transaction.atomic
def put_before(
    filing: Filing, filed: ComplaintFiled, *, folder: Folder | None, by: Signs, at: datetime
) -> Complaint:
    """Put a complaint before the members above the late role who may know of the file. Where the
    file is not open and the person named someone who must not know, it waits until the file is
    opened."""
    row = Complaint.objects.create(
        ref=filed.complaint,
        filing=filing,
        term=filed.term or f"{DEFECT}{filed.defect}/{filed.duty}",
        owed_by=filed.owed_by or standing(filing, at=at).term(filed.term).owed_by,
        due=filed.due,
        late_by=filed.late_by,
        how=filed.how,
        came=f"{filed.came_at}@{filed.channel}" if filed.came_at or filed.channel else "",
        filed_at=at,
        waits_for_file=folder is None and anybody_is_barred(filing, seen_by=by),
    )
    if not row.waits_for_file:
        _put_before_rulers(row, folder, by=by, at=at)
    case = case_of_filing(filing.code)
    if case:
        refresh(case, at=at)
    return row


@transaction.atomic
def put_what_waited(folder: Folder, *, by: Signs, at: datetime) -> None:
    """Put complaints that waited for the file before those who may rule on them. Called when the
    file is opened."""
    waiting = Complaint.objects.select_for_update(of=("self",)).select_related("filing")
    for row in waiting.filter(filing=folder.filing, waits_for_file=True):
        Complaint.objects.filter(pk=row.pk).update(waits_for_file=False)
        _put_before_rulers(row, folder, by=by, at=at)


def _put_before_rulers(row: Complaint, folder: Folder | None, *, by: Signs, at: datetime) -> None:
    rulers = who_may_rule(row, folder=folder, seen_by=by)
    ComplaintAddressee.objects.bulk_create(
        [ComplaintAddressee(complaint=row, member=one) for one in rulers.members]
    )
    _put(row, len(rulers.members), withheld=rulers.withheld, by=by, at=at)


def _put(row: Complaint, members: int, *, withheld: bool, by: Signs, at: datetime) -> None:
    Complaint.objects.filter(pk=row.pk).update(withheld=withheld)
    event = events.ComplaintPut(
        about=row.filing.code, complaint=row.ref, members=members, withheld=withheld
    )
    record(event, by=by, at=at)


@transaction.atomic
def take_from(folder: Folder, *, by: Signs, at: datetime) -> None:
    """Take the complaints of this file from members who must not know of it: the person said so, or
    the member declared a tie. Where no addressee is left, the complaint goes to others who may rule
    now."""
    rows = ComplaintAddressee.objects.select_related("member__unit", "complaint__filing")
    for row in rows.filter(complaint__filing=folder.filing).defer(*her_own("member__")):
        if must_not_know(folder, row.member, by=by) and _take(row, by=by, at=at):
            _put_before_rulers(row.complaint, folder, by=by, at=at)


@transaction.atomic
def take_from_member(filing: Filing, member: Member, *, by: Signs, at: datetime) -> None:
    """Take the complaints of this case from a member who declared a tie to it, also while the file
    is not open. Where no addressee is left, the complaint shows that at once and waits until the
    file is opened; then it goes to others who may rule."""
    rows = ComplaintAddressee.objects.select_related("member", "complaint__filing")
    for row in rows.filter(complaint__filing=filing, member=member):
        if _take(row, by=by, at=at):
            _put(row.complaint, 0, withheld=False, by=by, at=at)
            Complaint.objects.filter(pk=row.complaint_id).update(waits_for_file=True)


def _take(row: ComplaintAddressee, *, by: Signs, at: datetime) -> bool:
    """Remove the addressee, and return whether no other is left."""
    complaint, member = row.complaint, row.member.code
    row.delete()
    code = complaint.filing.code
    event = events.ComplaintTakenFrom(about=code, complaint=complaint.ref, member=member)
    record(event, by=by, at=at)
    return not complaint.addressees.exists()


@transaction.atomic
def answer(
    open_case: OpenCase,
    row: Complaint,
    *,
    reason: str,
    promised_on: date | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """Say why it is late and by when it will be done, as a member of the late role. Codes and a day
    only, since the member who rules may not know more. Raises NotYours."""
    hold_row(row.filing).values_list("pk").first()
    fresh = Complaint.objects.select_for_update().get(pk=row.pk)
    if reason not in REASONS or not may_answer(fresh, reader=by):
        raise NotYours
    if hasattr(fresh, "ruling") and reason != DONE:
        raise NotYours
    fresh.reason, fresh.promised_on, fresh.answered_at = reason, promised_on, at
    fresh.save(update_fields=["reason", "promised_on", "answered_at"])
    day = promised_on.isoformat() if promised_on else ""
    event = events.ComplaintAnswered(
        about=open_case.code, complaint=row.ref, reason=reason, promised_on=day
    )
    record(event, by=by, at=at)
    refresh(open_case.case, at=at)


@transaction.atomic
def note_seen(row: Complaint, *, by: Actor, at: datetime) -> None:
    """Record once that the member who rules has read the dates of the delay."""
    hold_row(row.filing).values_list("pk").first()
    unseen = ComplaintAddressee.objects.filter(
        complaint=row, member=by.member, seen_at__isnull=True
    )
    if unseen.update(seen_at=at):
        role = by.role
        event = events.ComplaintRead(about=row.filing.code, complaint=row.ref, role=role)
        record(event, by=by, at=at)


@transaction.atomic
def rule(ref: str, ruling: Ruling, *, by: Actor, at: datetime) -> None:
    """Rule on a complaint, with reasons that only the person and the team can read afterwards. The
    procedure goes on meanwhile, and no remedy is possible against the ruling. Raises NotYours,
    RuledAlready."""
    heard = heard_called(ref, at=at, seen_by=by)
    if heard is None:
        raise NotYours
    row = heard.row
    _ruled(row, ruling, on_paper=False, by=by, at=at)
    drop(row.filing, about=row.ref, body=RulingText(text=ruling.text), by=by, at=at)


@transaction.atomic
def note_ruling(
    open_case: OpenCase,
    row: Complaint,
    ruling: Ruling,
    *,
    ruled_on: date,
    proof: SealedUpload,
    by: Actor,
    at: datetime,
) -> None:
    """Note a ruling that came on paper because no member with an account may rule; the person gets
    the paper too. Raises NotYours, RuledAlready, KeyChanged."""
    hold(open_case.folder)
    if not to_be_noted(row):
        raise NotYours
    _ruled(row, ruling, on_paper=True, by=by, at=at)
    body = RulingText(about=row.ref, text=ruling.text, data={"ruled_on": ruled_on.isoformat()})
    paper = write_paper(open_case.folder, body=body, by=by, at=at, for_person=True)
    keep_uploads(open_case.folder, [proof], by=by, at=at, paper_ref=paper.ref, for_person=True)


def _ruled(row: Complaint, ruling: Ruling, *, on_paper: bool, by: Actor, at: datetime) -> None:
    """Store the only ruling on a complaint. Raises NotYours, RuledAlready."""
    founded = ruling.outcome == ComplaintRuling.Outcome.FOUNDED
    if ruling.outcome not in OUTCOMES or (founded and ruling.do_by is None):
        raise NotYours
    made = ComplaintRuling(
        complaint=row,
        outcome=ruling.outcome,
        do_by=ruling.do_by if founded else None,
        another_officer=ruling.another_officer and founded,
        on_paper=on_paper,
        ruled_by=by.member,
        ruled_at=at,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as problem:
        raise RuledAlready from problem
    term = ruling_term(row, at=at)
    event = events.ComplaintRuled(
        about=row.filing.code,
        complaint=row.ref,
        outcome=made.outcome,
        do_by=made.do_by.isoformat() if made.do_by else "",
        another_officer=made.another_officer,
        late_by=term.late_by if term else 0,
        on_paper=on_paper,
    )
    record(event, by=by, at=at)
    case = case_of_filing(row.filing.code)
    if case:
        refresh(case, at=at)
