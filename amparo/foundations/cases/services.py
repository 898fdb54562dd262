"""Opening of a case, its members, who is responsible, and what is due."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from amparo.crypto import public_key_sealing as boxes
from amparo.foundations.accounts.actors import Actor, Refused, must_be_free, must_not_be_held_back
from amparo.foundations.accounts.membership.leak_suspension import left_for
from amparo.foundations.accounts.membership.suspension_queries import (
    but_suspended,
    must_not_be_suspended,
)
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.permissions import Permission, permissions_of
from amparo.foundations.accounts.queries import duty_pool, recovery_key
from amparo.foundations.cases import events
from amparo.foundations.cases.access.seat_extension import lengthen, note_given
from amparo.foundations.cases.access.seats_kept_on_renewal import NOT_GIVEN, ready_given, why_gone
from amparo.foundations.cases.computed_columns import (
    NEVER,
    WORKED_OUT,
    put_in_hands,
    refresh,
    work_out,
)
from amparo.foundations.cases.dates_outside_terms import is_listed
from amparo.foundations.cases.emergency_access.prepared_keys import (
    keep_ready_anew,
    must_hold_for_good,
    must_not_open,
)
from amparo.foundations.cases.form_drafts.sealed_drafts import forget_drafts_in
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.names.index import forget_names
from amparo.foundations.cases.queries import kept_apart
from amparo.foundations.intake.case_key_holders import marked, note_left_out
from amparo.foundations.intake.exclusions import must_not_know
from amparo.foundations.intake.keys.algorithms import with_algorithm
from amparo.foundations.intake.keys.case_keys import Folder, hold, hold_row, key_context
from amparo.foundations.intake.models import CaseKey, Filing
from amparo.foundations.intake.services import re_key
from amparo.foundations.ledger.services import Signs, record


class OpenedAlready(Exception):
    """Another member opened this request a moment ago."""


@transaction.atomic
def open_case(folder: Folder, *, by: Actor, at: datetime) -> Case:
    """Make a case of a filing: seal its key to the members on duty who are not excluded. Raises
    OpenedAlready, Refused, KeyChanged."""
    hold(folder)
    filing = folder.filing
    if not Filing.objects.filter(pk=filing.pk, opened_at__isnull=True).update(opened_at=at):
        raise OpenedAlready
    filing.opened_at = at
    # A filing sealed to another recovery key or by another algorithm is marked for a new key.
    key = with_algorithm(
        CaseKey.objects.filter(filing=filing, holder=CaseKey.Holder.RECOVERY), "sealed"
    )
    as_today = {"public": recovery_key(seen_by=by), "algorithm": boxes.ALGORITHM}
    anew = key.exclude(**as_today).exists()
    case = Case(filing=filing, opened_at=at, changed_at=at, seal_anew=anew)
    work_out(case, at=at)
    case.save(force_insert=True)
    pool = dict.fromkeys([*but_suspended(duty_pool(seen_by=by)), by.member])
    allowed = left_for(by.member, [m for m in pool if not must_not_know(folder, m, by=by)])
    if not allowed:
        raise Refused("nobody_may_read")
    CaseAccess.objects.bulk_create([_seat(case, folder, member, at=at) for member in allowed])
    # From now on the seats open it, so that a member without a seat has no other key.
    of_reception = [CaseKey.Holder.RECEPTION, CaseKey.Holder.RECEPTIONIST]
    CaseKey.objects.filter(filing=filing, holder__in=of_reception).delete()
    record(events.CaseOpened(about=filing.code, seats=len(allowed)), by=by, at=at)
    return case


@transaction.atomic
def give_seat(
    case: Case,
    folder: Folder,
    member: Member,
    *,
    reason: str,
    by: Signs,
    at: datetime,
    ends_at: datetime | None = None,
) -> CaseAccess:
    """Give a member a seat, for good or until `ends_at`; extend a limited seat, unless the member
    gives it to themselves. Raises Refused, also for excluded members, and KeyChanged."""
    hold(folder)
    if Permission.CASE_READ not in permissions_of(member.role_set):
        raise Refused("not_of_the_team")
    if not member.active or must_not_open(case, folder, member, by=by):
        raise Refused("must_not_know")
    must_not_be_suspended(member)
    must_not_be_held_back(member, reason)
    found = CaseAccess.objects.filter(case=case, member=member).first()
    if found and not (isinstance(by, Actor) and by.member.pk == member.pk):
        lengthen(found, ends_at=ends_at, reason=reason, by=by, at=at)
    if found:
        return found
    case.refresh_from_db(fields=[*WORKED_OUT, "holder", "closed_at"])
    must_hold_for_good(case, by)
    must_be_free(by, reason)
    seat = _seat(case, folder, member, at=at)
    seat.ends_at = ends_at
    seat.save(force_insert=True)
    note_given(seat, reason=reason, by=by, at=at)
    return seat


@transaction.atomic
def take_seat(
    case: Case, folder: Folder, member: Member, *, reason: str, by: Actor, at: datetime
) -> Folder:
    """Remove a member and renew the case key, so that a copy of the old key opens nothing stored
    now. Also removes members who left or are excluded. Raises Refused, KeyChanged."""
    hold(folder)
    if member.active:
        must_be_free(by)
    return _seal_without(case, folder, member, reason, by=by, at=at)


@transaction.atomic
def seal_anew(case: Case, folder: Folder, *, by: Actor, at: datetime) -> Folder:
    """Renew the case key after seats were removed where that was not possible: by the person, or
    from another case. Raises Refused, KeyChanged, intake's ExclusionLost."""
    return _seal_without(case, folder, None, "", by=by, at=at)


def _seal_without(
    case: Case, folder: Folder, member: Member | None, reason: str, *, by: Actor, at: datetime
) -> Folder:
    hold(folder)
    seats = list(CaseAccess.objects.select_related("member__unit").filter(case=case))
    why = why_gone(case, folder, seats, member, reason, by=by, at=at)
    ready = ready_given(case, folder, seen_by=by)
    remaining = [seat for seat in seats if not why[seat.pk]]
    if not remaining or (member and all(seat.ends_at for seat in remaining)):
        raise Refused("last_member")
    newer = re_key(folder, by=by, at=at)
    _keep_seats(case, remaining)
    for seat in remaining:
        _sealed_anew(newer, seat)
    CaseAccess.objects.bulk_update(remaining, ["sealed", "mark"])
    keep_ready_anew(case, newer, ready, by=by, at=at)
    Case.objects.filter(pk=case.pk).update(seal_anew=False)
    for seat in seats:
        if why[seat.pk] == NOT_GIVEN:
            note_left_out(newer, [seat], by=by, at=at)
        elif why[seat.pk]:
            event = events.SeatTaken(about=case.code, member=seat.member.code, reason=why[seat.pk])
            record(event, by=by, at=at)
    return newer


def _keep_seats(case: Case, remaining: Sequence[CaseAccess]) -> None:
    """Delete all other seats, and what those members' name indexes and drafts hold of the case."""
    stay = {seat.member_id for seat in remaining}
    gone = CaseAccess.objects.filter(case=case).exclude(member__in=stay)
    if members := list(gone.values_list("member", flat=True)):
        forget_names(case.filing, of=members)
        forget_drafts_in(case.filing, of=members)
        gone.delete()
    if case.holder_id not in stay:
        put_in_hands(case, None)


@transaction.atomic
def claim(case: Case, *, by: Actor, at: datetime) -> None:
    """Take responsibility for a case."""
    hold_row(case.filing).values_list("pk").first()
    _make_responsible(case, by.member, by=by, at=at)


class HeldByAnother(Exception):
    """Another member became responsible since the page was shown. `holder`: their name, or
    empty."""

    def __init__(self, holder: str) -> None:
        super().__init__(holder)
        self.holder = holder


@transaction.atomic
def assign(case: Case, member: Member, *, instead_of: str, by: Actor, at: datetime) -> bool:
    """Make a member who has access responsible for a case, as a supervisor, who need not be able to
    open it. `instead_of`: code of the responsible member that the page showed, or empty. Return
    whether anything changed. Raises HeldByAnother, and Refused: no_access, closed, held_back,
    not_allowed."""
    if not by.may(Permission.CASE_SUPERVISE):
        raise Refused("not_allowed")
    hold_row(case.filing).values_list("pk").first()
    must_be_free(by)
    case.refresh_from_db(fields=["holder", "closed_at"])
    if case.holder_id == member.pk:
        return False
    if (case.holder.code if case.holder else "") != instead_of:
        raise HeldByAnother(case.holder.name if case.holder else "")
    if case.closed_at:
        raise Refused("closed")
    must_not_be_suspended(member)
    must_not_be_held_back(member)
    seated = CaseAccess.objects.filter(case=case, member=member, ends_at__isnull=True).exists()
    works = member.active and Permission.CASE_WORK in permissions_of(member.role_set)
    if not (seated and works) or kept_apart(case, [member], seen_by=by):
        raise Refused("no_access")
    _make_responsible(case, member, by=by, at=at)
    return True


def _make_responsible(case: Case, member: Member, *, by: Actor, at: datetime) -> None:
    put_in_hands(case, member)
    role = "+".join(sorted(member.role_set))
    record(events.CaseClaimed(about=case.code, member=member.code, role=role), by=by, at=at)


@transaction.atomic
def close_case(case: Case, *, reason: str, by: Signs, at: datetime) -> None:
    """Close a case: it leaves all worklists and stays readable for its team."""
    Case.objects.filter(pk=case.pk).update(closed_at=at)
    refresh(case, at=at)
    record(events.CaseClosed(about=case.code, reason=reason), by=by, at=at)


@transaction.atomic
def reopen_case(case: Case, *, by: Signs, at: datetime) -> None:
    """Reopen a case: it is on the worklists again."""
    Case.objects.filter(pk=case.pk).update(closed_at=None)
    refresh(case, at=at)
    record(events.CaseReopened(about=case.code), by=by, at=at)


def _seat(case: Case, folder: Folder, member: Member, *, at: datetime) -> CaseAccess:
    seat = CaseAccess(
        case=case,
        member=member,
        danger=case.danger,
        due_on=case.due_on or NEVER,
        stage=case.stage,
        held=_held(case, member),
        open=is_listed(case, at=at),
        given_at=at,
    )
    return _sealed_anew(folder, seat)


def _sealed_anew(folder: Folder, seat: CaseAccess) -> CaseAccess:
    """Seal the case key to the member of this seat, and mark the seat as given."""
    context = key_context(folder.filing)
    seat.sealed = boxes.seal_to(bytes(seat.member.public), folder.key, context=context)
    return marked(folder, seat)


def _held(case: Case, member: Member) -> str:
    if case.holder_id is None:
        return "nobody"
    return "own" if case.holder_id == member.pk else "other"
