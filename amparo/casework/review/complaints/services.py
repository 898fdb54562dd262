"""A complaint on its way: put before who is above, answered, ruled on. Services, by
noun: complaints."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from amparo.casework.review.complaints import events
from amparo.casework.review.complaints.queries import (
    OUTCOMES,
    REASONS,
    heard_called,
    not_yet_mailed,
    ruling_term,
)
from amparo.casework.review.complaints.superiors import (
    complained_of,
    may_answer,
    to_be_noted,
    who_may_rule,
)
from amparo.casework.review.models import Addressee, Complaint, ComplaintRuling
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.mail.outbox import ask_again, put
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.public_fields import her_own
from amparo.foundations.cases.queries import OpenCase, case_of_filing
from amparo.foundations.cases.services import refresh
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.events import ComplaintFiled
from amparo.foundations.intake.exclusions import must_not_know
from amparo.foundations.intake.files.attachments import SealedUpload, keep_uploads
from amparo.foundations.intake.keys.case_keys import Folder, hold, hold_row
from amparo.foundations.intake.keys.sealed_messages import drop
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.procedure.complaints import RULING
from amparo.foundations.intake.procedure.defects import DEFECT
from amparo.foundations.intake.queries import standing
from amparo.foundations.ledger.chain import Signs
from amparo.foundations.ledger.services import record
from amparo.foundations.related_people.queries import anybody_is_barred
from amparo.law import UnknownProtocol


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Ruling:
    """What is ruled, and why. `do_by`: the day by which it must be done, where it is founded."""

    outcome: str
    do_by: date | None
    another_officer: bool
    text: str


class NotYours(Exception):
    """Whoever is complained of does not rule, and whoever it was not put before cannot."""


class RuledAlready(Exception):
    """Somebody else has ruled on it meanwhile; nothing of this was stored."""


@transaction.atomic
def put_before(
    filing: Filing, filed: ComplaintFiled, *, folder: Folder | None, by: Signs, at: datetime
) -> Complaint:
    """A complaint was filed: whoever is above the late role, and may know, is to rule on it. Where
    the file is shut and she named somebody who must not know, it waits until somebody opens it."""
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
    """The file is open: complaints that waited for it go to whoever may rule on them."""
    waiting = Complaint.objects.select_for_update(of=("self",)).select_related("filing")
    for row in waiting.filter(filing=folder.filing, waits_for_file=True):
        Complaint.objects.filter(pk=row.pk).update(waits_for_file=False)
        _put_before_rulers(row, folder, by=by, at=at)


def _put_before_rulers(row: Complaint, folder: Folder | None, *, by: Signs, at: datetime) -> None:
    rulers = who_may_rule(row, folder=folder, seen_by=by)
    Addressee.objects.bulk_create([Addressee(complaint=row, member=one) for one in rulers.members])
    _put(row, len(rulers.members), withheld=rulers.withheld, by=by, at=at)


def _put(row: Complaint, members: int, *, withheld: bool, by: Signs, at: datetime) -> None:
    Complaint.objects.filter(pk=row.pk).update(withheld=withheld)
    event = events.ComplaintPut(
        about=row.filing.code, complaint=row.ref, members=members, withheld=withheld
    )
    record(event, by=by, at=at)


@transaction.atomic
def take_from(folder: Folder, *, by: Signs, at: datetime) -> None:
    """She said who must not know, or somebody said it of herself: they rule on none of her
    complaints from now on. Where nobody is left, it goes to whoever else may rule by now."""
    rows = Addressee.objects.select_related("member__unit", "complaint__filing")
    for row in rows.filter(complaint__filing=folder.filing).defer(*her_own("member__")):
        if must_not_know(folder, row.member, by=by) and _take(row, by=by, at=at):
            _put_before_rulers(row.complaint, folder, by=by, at=at)


@transaction.atomic
def take_from_member(filing: Filing, member: Member, *, by: Signs, at: datetime) -> None:
    """She said that she has a tie to it: she rules on none of its complaints from now on, also
    while the file is shut. Where nobody is left, it waits for whoever opens the file: that it is
    before nobody shows at once, and then it goes to whoever else may rule."""
    rows = Addressee.objects.select_related("member", "complaint__filing")
    for row in rows.filter(complaint__filing=filing, member=member):
        if _take(row, by=by, at=at):
            _put(row.complaint, 0, withheld=False, by=by, at=at)
            Complaint.objects.filter(pk=row.complaint_id).update(waits_for_file=True)


def _take(row: Addressee, *, by: Signs, at: datetime) -> bool:
    """Whether nobody is left who may rule on it."""
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
    promised_on: date | None,
    by: Actor,
    at: datetime,
) -> None:
    """Why it is late and by when it will be done, from who acts for the late role: codes and a day,
    since whoever rules may not know more. Raises NotYours."""
    hold_row(row.filing).values_list("pk").first()
    fresh = Complaint.objects.select_for_update().get(pk=row.pk)
    if reason not in REASONS or not may_answer(fresh, reader=by):
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
    """Whoever rules has read the delay's dates: once on record."""
    hold_row(row.filing).values_list("pk").first()
    unseen = Addressee.objects.filter(complaint=row, member=by.member, seen_at__isnull=True)
    if unseen.update(seen_at=at):
        role = by.role
        event = events.ComplaintRead(about=row.filing.code, complaint=row.ref, role=role)
        record(event, by=by, at=at)


@transaction.atomic
def rule(ref: str, ruling: Ruling, *, by: Actor, at: datetime) -> None:
    """Rule on it, with reasons that only she and the team can read afterwards. It stops nothing,
    and nothing can be filed against it.

    Raises NotYours, RuledAlready.
    """
    heard = heard_called(ref, at=at, seen_by=by)
    if heard is None:
        raise NotYours
    row = heard.row
    _ruled(row, ruling, on_paper=False, by=by, at=at)
    drop(row.filing, kind=RULING, about=row.ref, body={"text": ruling.text}, by=by, at=at)


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
    """Nobody with an account may rule on it, and the ruling came on paper: write it down, with the
    paper itself, which she gets too. Raises NotYours, RuledAlready, KeyChanged."""
    hold(open_case.folder)
    if not to_be_noted(row):
        raise NotYours
    _ruled(row, ruling, on_paper=True, by=by, at=at)
    body = {"about": row.ref, "text": ruling.text, "data": {"ruled_on": ruled_on.isoformat()}}
    paper = write_paper(open_case.folder, kind=RULING, body=body, by=by, at=at, for_person=True)
    keep_uploads(open_case.folder, [proof], by=by, at=at, paper_ref=paper.ref, for_person=True)


def _ruled(row: Complaint, ruling: Ruling, *, on_paper: bool, by: Actor, at: datetime) -> None:
    """The one ruling on it. Raises NotYours, RuledAlready."""
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


def mail_who_rules(*, at: datetime) -> int:
    """A neutral mail to whoever a complaint waits for."""
    sent = 0
    for row in not_yet_mailed():
        if row.member.mail:
            put(row.member, _reason(row), at=at)
        sent += Addressee.objects.filter(pk=row.pk).update(mailed_at=at)
    return sent


def _still_told(_: datetime) -> Iterator[tuple[int, str]]:
    """In the moment of sending: ruled on, read, or taken from her meanwhile, it is told no more."""
    waiting = Addressee.objects.filter(complaint__ruling__isnull=True, seen_at=None)
    missing: list[UnknownProtocol] = []
    for row in waiting.select_related("complaint__filing"):
        try:
            against = complained_of(row.complaint)
        except UnknownProtocol as problem:  # its norm's folder is not here
            missing.append(problem)
            continue
        if row.member_id not in against:
            yield row.member_id, _reason(row)
    if missing:
        raise missing[0]


def _reason(row: Addressee) -> str:
    return f"complaint/{row.pk}"


ask_again("complaint", _still_told)
