"""Looks into a case are recorded once a session, with role and reason."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction
from django.http import Http404

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.error_pages import AsksWhy
from amparo.foundations.accounts.permissions import Role, has_rank
from amparo.foundations.accounts.queries import KeyExchanged
from amparo.foundations.cases.access.suspicious_looks import Near, near_in, notice
from amparo.foundations.cases.awaited_by_deciders import is_awaited
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.dates_outside_terms import PERHAPS
from amparo.foundations.cases.events import CodeRefused, FileOpened
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import seal_anew
from amparo.foundations.intake.inherited_exclusions import take_in
from amparo.foundations.intake.keys.case_keys import KeyChanged
from amparo.foundations.intake.keys.key_at_hand_callbacks import hand_over_look
from amparo.foundations.intake.services import ExclusionLost
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import WITHOUT_TASK, moment_of, worked_lately
from amparo.foundations.ledger.services import record
from amparo.law import known_protocols

NEW = timedelta(days=2)
LATELY = timedelta(days=30)
REFUSED_AGAIN = timedelta(minutes=1)


def look_into(code: str, *, seen_by: Actor, at: datetime) -> OpenCase:
    """Unlock a case and record the look. Raises Http404 without a seat, and AsksWhy if nothing in
    it is the reader's task."""
    open_case = _in_order(_hers(code, by=seen_by, at=at), by=seen_by, at=at)
    seen_at = open_case.seat.seen_at
    first_time = seen_at is None or seen_by.since is None or seen_at < seen_by.since
    idle = first_time and not has_task(open_case, seen_by, at=at)
    if idle and seen_by.since and not _waits(open_case, seen_by, at=at):
        raise AsksWhy(open_case.code)
    # A reload with no news costs no write.
    if first_time or (seen_at and seen_at < open_case.case.changed_at):
        reason, idle = reason_of(open_case, seen_by), idle and has_rank(seen_by.roles)
        _noted(open_case, reason, by=seen_by, at=at, first_time=first_time, idle=idle)
    if first_time and getattr(open_case.seat, "guarded", False):
        hand_over_look(open_case.folder, by=seen_by, at=at)
    return open_case


def say_why(code: str, reason: str, *, by: Actor, at: datetime) -> bool:
    """Open a case in which the member has no task, for this reason, which the person is shown.
    Return whether it was recorded; an unknown reason opens nothing. Raises Http404."""
    open_case, known = _hers(code, by=by, at=at), reason in WITHOUT_TASK
    if known:
        _noted(open_case, reason, by=by, at=at, first_time=True, idle=True)
    return known


@transaction.atomic
def _noted(
    open_case: OpenCase, reason: str, *, by: Actor, at: datetime, first_time: bool, idle: bool
) -> None:
    """Record the look, and keep what is similar in it for those who watch."""
    near = near_in(open_case, by=by, at=at, without_task=idle) if first_time else Near.NOTHING
    entry = looked(open_case.case, reason=reason, by=by, at=at, first_time=first_time)
    if entry:
        notice(entry, near, by=by)


@transaction.atomic(savepoint=False)  # any failure here must undo the look as well
def looked(case: Case, *, reason: str, by: Actor, at: datetime, first_time: bool) -> Entry | None:
    """Record that a member opened the case: once a session in the record, each time on the seat."""
    entry = None
    if first_time:
        opened_file = FileOpened(about=case.code, role=by.role, reason=reason)
        entry = record(opened_file, by=by, at=at)
    CaseAccess.objects.filter(case=case, member=by.member).update(seen_at=at)
    return entry


def _hers(code: str, *, by: Actor, at: datetime) -> OpenCase:
    """Return the case; record a refusal before it is shown. Raises Http404."""
    try:
        return opened(code, seen_by=by)
    except Http404:
        note_not_hers(by=by, at=at)
        raise


def note_not_hers(*, by: Actor, at: datetime) -> None:
    """Record that a member asked for a case without access or that does not exist: at most once a
    minute, without the code, so that repeated attempts are noticed."""
    event = CodeRefused(about=by.member.code, role=by.role)
    last = moment_of(event.about, event.name, seen_by=by)
    if last is None or at - last >= REFUSED_AGAIN:
        record(event, by=by, at=at)


def has_task(open_case: OpenCase, reader: Actor, *, at: datetime) -> bool:
    """Return whether the reader has a task in this case: it is theirs or unassigned, their seat is
    new, there may be danger or a leak, or they worked on it in the last 30 days."""
    case, seat = open_case.case, open_case.seat
    if case.holder_id in {None, reader.member.pk} or case.danger >= PERHAPS:
        return True
    if at - seat.given_at < NEW:
        return True
    return worked_lately(open_case.code, since=at - LATELY, seen_by=reader)


def _waits(open_case: OpenCase, reader: Actor, *, at: datetime) -> bool:
    """Return whether the case waits for a decision-maker or supervisor, whose tasks go beyond their
    own cases. Such a look is compared like any other without a task."""
    return has_rank(reader.roles) and is_awaited(open_case, seen_by=reader, at=at)


def _in_order(open_case: OpenCase, *, by: Actor, at: datetime) -> OpenCase:
    """Do what needs the open case: take in exclusions left by a linked case, and renew the key
    after a seat was removed."""
    inherits = getattr(open_case.seat, "inherits", False)
    if not inherits and not open_case.case.seal_anew:
        return open_case
    # Done by another member meanwhile, or it must wait, also for a recovery key that two have
    # signed.
    with suppress(KeyChanged, ExclusionLost, KeyExchanged):
        if inherits:
            take_in(open_case.folder, by=by, at=at)
        seal_anew(open_case.case, open_case.folder, by=by, at=at)
    if inherits and open_case.folder.filing.protocol in known_protocols():
        refresh(open_case.case, at=at)  # it is on no worklist any more
    return opened(open_case.code, seen_by=by)


def may_see(code: str, *, seen_by: Actor) -> bool:
    """Return whether the reader can open this case now."""
    try:
        opened(code, seen_by=seen_by)
    except Http404:
        return False
    return True


def finds(code: str, *, by: Actor, at: datetime) -> bool:
    """Return whether the member has access to the case. A case of others and an unknown code give
    the same answer, and are recorded as when opened by address."""
    try:
        _hers(code, by=by, at=at)
    except Http404:
        return False
    return True


def reason_of(open_case: OpenCase, reader: Actor) -> str:
    """Return a code for why the reader may read the case: see `accounts.words.reason_in_words`."""
    if open_case.case.holder_id == reader.member.pk:
        return "holds"
    if Role.DECISION_MAKER in reader.roles:
        return "decides"
    return "supervises" if Role.SUPERVISOR in reader.roles else "duty"
