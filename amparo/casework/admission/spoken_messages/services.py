"""Services for errands: what a member must say to the person by telephone, through another person,
or in person.

No mail goes to the person and nothing is sent automatically. Whether an errand may be said is
checked when a member takes it: by what was agreed with the person, and by what the person said
since. An errand that may not be said stays, with its reason sealed in the case, and is on the
worklist until it was said in another way or is dropped with a reason.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from amparo.casework.admission import events
from amparo.casework.admission.models import PendingCommunication
from amparo.casework.admission.spoken_messages.queries import is_out
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.cases.services import reopen_case
from amparo.foundations.intake.contact.may_contact import (
    LimitedMeanwhile,
    Rule,
    agree_anew,
    rule_of,
)
from amparo.foundations.intake.contact.safe_way import SafeWay, agree_on_way
from amparo.foundations.intake.documents.schemas.admission import (
    AttemptText,
    ErrandHeldText,
    ErrandText,
    NoteText,
)
from amparo.foundations.intake.documents.services import Document, write_paper
from amparo.foundations.intake.keys.case_keys import hold
from amparo.foundations.ledger.services import record

FIRST_WAIT, LONGEST_WAIT = timedelta(hours=1), timedelta(days=1)
WITHIN_THE_MINUTE = timedelta(seconds=59)
FIRST_TIME = ("no_way_agreed",)
SAID, NOT_REACHED, OTHER_HANDS, NOT_SO = "said", "not_reached", "other_hands", "not_so"


class CannotCarry(Exception):
    """An errand cannot be taken, ended or noted. Carries codes: over, taken, not_taken, waits,
    another_goes, said_more; for an attempt, what forbade it."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(*reasons)
        self.reasons = reasons


@transaction.atomic
def put(open_case: OpenCase, *, text: str, by: Actor, at: datetime) -> PendingCommunication:
    hold(open_case.folder)
    paper = write_paper(open_case.folder, body=ErrandText(text=text), by=by, at=at)
    row = PendingCommunication.objects.create(
        ref=marks.new_code(groups=3),
        case=open_case.case,
        paper_ref=paper.ref,
        put_at=at,
        next_at=at,
    )
    record(events.ErrandPut(about=open_case.code, errand=row.ref), by=by, at=at)
    open_case.case.refresh_from_db(fields=["closed_at"])
    if open_case.case.closed_at:  # no worklist shows an errand of a closed case
        reopen_case(open_case.case, by=by, at=at)
    else:
        refresh(open_case.case, at=at)
    return row


@transaction.atomic
def take_out(
    open_case: OpenCase, ref: str, *, way: str, by: Actor, at: datetime
) -> tuple[str, ...]:
    """Take the errand to say it now, by this way. Return what forbids it; the errand is then held
    back, on record.

    Raises CannotCarry where the errand is over, another member is on the way to the person with any
    errand, the last attempt is too recent, or only the reader's own word opens the way.
    """
    hold(open_case.folder)
    row = _open_row(open_case, ref)
    others = _open_rows(open_case).exclude(taken_by=by.member)
    if any(is_out(one, at=at) for one in others):
        raise CannotCarry("taken")
    if row.tries and at < row.next_at:
        raise CannotCarry("waits")
    rule = rule_of(open_case.folder, seen_by=by)
    if rule.lifted_by(by, at):
        raise CannotCarry("another_goes")
    against = rule.against(way, at)
    if against:
        _hold_back(open_case, row, way, against, rule=rule, by=by, at=at)
        return against
    row.taken_by, row.taken_at, row.way = by.member, at, way
    row.save(update_fields=["taken_by", "taken_at", "way"])
    record(events.ErrandTaken(about=open_case.code, errand=row.ref, way=way), by=by, at=at)
    return ()


@transaction.atomic
def come_back(
    open_case: OpenCase, ref: str, *, came: str, text: str, by: Actor, at: datetime
) -> None:
    """Note the result of an errand.

    Where another person answered, that way is not used again; where the person does not want to be
    reached so, no way is used until a new one is agreed. Raises CannotCarry.
    """
    hold(open_case.folder)
    row = _open_row(open_case, ref)
    if row.taken_at is None or row.taken_by_id != by.member.pk:
        raise CannotCarry("not_taken")
    rule = rule_of(open_case.folder, seen_by=by)
    reached = came in {SAID, NOT_SO}
    told: dict[str, Any] = {"by": by, "at": at}
    tried_at = row.taken_at.isoformat()
    tried = AttemptText(way=row.way, tried_at=tried_at, reached=reached, text=text)
    _write_attempt(open_case, tried, **told)
    if came in {OTHER_HANDS, NOT_SO} and rule.agreed:
        _use_no_more(open_case, rule.agreed, () if came == NOT_SO else (row.way,), **told)
    if came == SAID:
        _end(open_case, row, PendingCommunication.Outcome.SAID, **told)
        return
    pause = min(FIRST_WAIT * 2 ** min(row.tries, 10), LONGEST_WAIT)
    if came != NOT_REACHED:  # another way may be tried at once, or agreed
        pause = timedelta()
    row.next_at = rule_of(open_case.folder, seen_by=by).next_moment(at + pause)
    row.tries, row.taken_by, row.taken_at, row.way = row.tries + 1, None, None, ""
    row.save(update_fields=["next_at", "tries", "taken_by", "taken_at", "way"])
    refresh(open_case.case, at=at)


@transaction.atomic
def drop(open_case: OpenCase, ref: str, *, text: str, by: Actor, at: datetime) -> None:
    """End the errand without saying it: why, or how the person learnt of it instead. Raises
    CannotCarry."""
    hold(open_case.folder)
    row = _open_row(open_case, ref)
    body = NoteText(text=text, errand=row.ref)
    write_paper(open_case.folder, body=body, by=by, at=at)
    _end(open_case, row, PendingCommunication.Outcome.DROPPED, by=by, at=at)


@transaction.atomic
def agree(open_case: OpenCase, way: SafeWay, *, seen: str = "", by: Actor, at: datetime) -> None:
    """Record how the person can be reached now, as agreed with them. Empty words keep the number
    and the word on file. `seen`: see `agree_anew`. Raises CannotCarry."""
    hold(open_case.folder)
    before = rule_of(open_case.folder, seen_by=by).agreed
    if before and not way.text:
        way = replace(way, text=before.text)
    try:
        agree_anew(open_case.folder, way, seen=seen, by=by, at=at)
    except LimitedMeanwhile as problem:
        raise CannotCarry("said_more") from problem
    rule = rule_of(open_case.folder, seen_by=by)
    _open_rows(open_case).update(next_at=rule.next_moment(at))
    refresh(open_case.case, at=at)


@transaction.atomic
def note_attempt(
    open_case: OpenCase,
    *,
    way: str,
    tried_at: datetime,
    reached: bool,
    text: str,
    why: str = "",
    by: Actor,
    at: datetime,
) -> Document:
    """Write down an attempt to reach the person, at that moment and by that way.

    `why`: the reason for an attempt against what was agreed or ruled out until then; it stays on
    record. Without any agreement a first attempt is allowed. Raises CannotCarry where the reason is
    missing.
    """
    hold(open_case.folder)
    known = tried_at + WITHIN_THE_MINUTE  # the form has minutes, not seconds
    rule = rule_of(open_case.folder, on=known, seen_by=by)
    against = rule.against(way, tried_at)
    if against == FIRST_TIME:
        against = rule.ruled_out(way, tried_at)
    if against and not why:
        raise CannotCarry(*against)
    tried = AttemptText(
        way=way,
        tried_at=tried_at.isoformat(),
        reached=reached,
        text=text,
        against=list(against) or None,
        why=why or None,
    )
    return _write_attempt(open_case, tried, by=by, at=at)


# --- inside ---


def _write_attempt(open_case: OpenCase, tried: AttemptText, *, by: Actor, at: datetime) -> Document:
    paper = write_paper(open_case.folder, body=tried, by=by, at=at)
    event = events.ContactTried(
        about=open_case.code, way=tried.way, reached=tried.reached, against=bool(tried.against)
    )
    record(event, by=by, at=at)
    refresh(open_case.case, at=at)
    return paper


def _open_rows(open_case: OpenCase) -> QuerySet[PendingCommunication]:
    return PendingCommunication.objects.filter(case=open_case.case, ended_at__isnull=True)


def _open_row(open_case: OpenCase, ref: str) -> PendingCommunication:
    row = _open_rows(open_case).select_for_update().filter(ref=ref).first()
    if row is None:
        raise CannotCarry("over")
    return row


def _hold_back(
    open_case: OpenCase,
    row: PendingCommunication,
    way: str,
    against: tuple[str, ...],
    *,
    rule: Rule,
    by: Actor,
    at: datetime,
) -> None:
    body = ErrandHeldText(errand=row.ref, data={"way": way}, why=list(against), tries=row.tries)
    paper = write_paper(open_case.folder, body=body, by=by, at=at)
    row.next_at, row.taken_by, row.taken_at = rule.next_moment(at), None, None
    row.save(update_fields=["next_at", "taken_by", "taken_at"])
    event = events.ErrandHeld(about=open_case.code, errand=row.ref, paper=paper.ref)
    record(event, by=by, at=at)
    refresh(open_case.case, at=at)


def _use_no_more(
    open_case: OpenCase, agreed: SafeWay, never: tuple[str, ...], *, by: Actor, at: datetime
) -> None:
    """Stop using these ways; all of them where none is named. This agrees nothing new: what the
    person ruled out stays ruled out."""
    left = tuple(one for one in agreed.ways if one not in never) if never else ()
    agree_on_way(open_case.folder, replace(agreed, ways=left, how=""), by=by, at=at)


def _end(
    open_case: OpenCase,
    row: PendingCommunication,
    outcome: PendingCommunication.Outcome,
    *,
    by: Actor,
    at: datetime,
) -> None:
    row.outcome, row.ended_at = outcome, at
    row.save(update_fields=["outcome", "ended_at"])
    event = events.ErrandEnded(about=open_case.code, errand=row.ref, outcome=outcome)
    record(event, by=by, at=at)
    refresh(open_case.case, at=at)
