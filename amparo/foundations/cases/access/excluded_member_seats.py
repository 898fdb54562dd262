"""Excluded and feared members lose their seats as soon as that is stated."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.deferred_fields import her_own
from amparo.foundations.accounts.models import Member
from amparo.foundations.cases import events
from amparo.foundations.cases.access.who_can_read import leaves_nobody
from amparo.foundations.cases.computed_columns import put_in_hands
from amparo.foundations.cases.emergency_access.prepared_keys import ready_of, take_ready
from amparo.foundations.cases.form_drafts.sealed_drafts import forget_drafts_in
from amparo.foundations.cases.models import Case, CaseAccess, ConflictOfInterest, EmergencyAccessKey
from amparo.foundations.cases.names.index import forget_names
from amparo.foundations.cases.queries import kept_apart
from amparo.foundations.failure_isolation import each_by_itself
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.exclusions import is_kept_away, must_not_know
from amparo.foundations.intake.keys.case_keys import Folder, hold_row
from amparo.foundations.intake.keys.recovery import forget_waiting, sealed_to
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.requests.services import NobodyMayRead
from amparo.foundations.ledger.services import Signs, record


class NotEnded(Exception):
    """Some limited seats could not be ended; the others were."""


@transaction.atomic
def unseat_excluded(folder: Folder, *, by: Signs, at: datetime) -> None:
    """Remove the seats of members excluded or said to be behind the danger, also on a closed case.

    Raises NobodyMayRead if no reader would be left, so that the person learns it at once.
    """
    seats = list(_seats_of(folder.filing))
    out = [seat for seat in seats if must_not_know(folder, seat.member, by=by)]
    if leaves_nobody(seats, out, at=at):
        raise NobodyMayRead
    waiting = [one for one in sealed_to(folder.filing) if must_not_know(folder, one, by=by)]
    forget_waiting(folder.filing, waiting)
    ready = [one for one in ready_of(folder.filing) if must_not_know(folder, one.member, by=by)]
    take_ready(ready, reason="excluded", by=by, at=at)
    if out or waiting:
        Case.objects.filter(filing=folder.filing).update(seal_anew=True)
    _take(out, folder.filing, by=by, at=at)
    _let_go(folder.filing)


@transaction.atomic
def unseat_told(filing: Filing, body: Mapping[str, Any], *, at: datetime) -> None:
    """Remove the seats of members excluded by a linked case, unless no reader would be left; they
    cannot open the case even so.

    The record is locked already, so that a seat that is locked elsewhere is skipped: it goes when
    the case is next opened.
    """
    forget_names(filing)  # the exclusion may also match related people
    seats = _seats_of(filing)
    free = list(seats.select_for_update(of=("self",), skip_locked=True))
    out = [seat for seat in free if is_kept_away(seat.member, body, by=SYSTEM)]
    if not leaves_nobody(list(seats), out, at=at):
        _take(out, filing, by=SYSTEM, at=at)
    ready = [one for one in ready_of(filing) if is_kept_away(one.member, body, by=SYSTEM)]
    take_ready(ready, reason="excluded", by=SYSTEM, at=at)


def empty_seats(case: Case) -> None:
    """Delete all seats of an erased case, its names from the indexes, and drafts of forms."""
    forget_names(case.filing)
    forget_drafts_in(case.filing)
    put_in_hands(case, None)
    CaseAccess.objects.filter(case=case).delete()
    EmergencyAccessKey.objects.filter(case=case).delete()


def end_lent(*, at: datetime) -> int:
    """Delete seats whose hours are over and mark the cases for a new key. A failure does not stop
    the others. Return how many ended; raises NotEnded at the end if any failed."""
    over = CaseAccess.objects.filter(ends_at__lte=at).order_by("case__filing", "pk")
    numbers = list(over.values_list("case__filing", flat=True).distinct())
    wrong: list[Exception] = []
    ended = each_by_itself((partial(_end_lent, number, at=at) for number in numbers), wrong)
    if wrong:
        raise NotEnded from wrong[0]
    return ended


@transaction.atomic
def _end_lent(number: int, *, at: datetime) -> int:
    filing = Filing.objects.select_for_update(no_key=True).get(pk=number)
    out = list(_seats_of(filing).filter(ends_at__lte=at))
    Case.objects.filter(filing=filing).update(seal_anew=True)
    _take(out, filing, by=SYSTEM, at=at, reason="hours_over")
    _let_go(filing)
    return len(out)


def _seats_of(filing: Filing) -> QuerySet[CaseAccess]:
    """Return the seats without the sealed keys, because the person's surface uses this too."""
    seats = CaseAccess.objects.select_related("member__unit").filter(case__filing=filing)
    return seats.defer("sealed", "mark", *her_own("member__"))


@transaction.atomic
def keep_apart(case: Case, whom: Member | Unit, *, reason: str, by: Signs, at: datetime) -> bool:
    """Bar a member, or all members of a unit and of those above and below it, from a case: removes
    their seats and prevents new ones. Done even if no reader would be left; the keyholders can then
    open the case to another member. Return whether the bar is new."""
    hold_row(case.filing).values_list("pk").first()
    meant = _meant(whom)
    if ConflictOfInterest.objects.filter(case=case, ended_at__isnull=True, **meant).exists():
        return False
    ConflictOfInterest.objects.create(case=case, reason=reason, noted_at=at, **meant)
    record(events.KeptApart(about=case.code, whom=whom.code, reason=reason), by=by, at=at)
    waiting, ready = sealed_to(case.filing), ready_of(case.filing)
    seats = list(_seats_of(case.filing))
    team = [*waiting, *(seat.member for seat in seats), *(one.member for one in ready)]
    apart = kept_apart(case, team, seen_by=by)
    forget_waiting(case.filing, [one for one in waiting if one.pk in apart])
    gone = [one for one in ready if one.member_id in apart]
    take_ready(gone, reason="conflict", by=by, at=at)
    had = [seat for seat in seats if seat.member_id in apart]
    if had:
        Case.objects.filter(pk=case.pk).update(seal_anew=True)
        _take(had, case.filing, by=by, at=at, reason="conflict")
        _let_go(case.filing)
    return True


@transaction.atomic
def let_near(case: Case, whom: Member | Unit, *, by: Signs, at: datetime) -> bool:
    """End a bar: they may get a seat again, but none is restored. The caller has checked that two
    members agreed. Return whether there was one."""
    standing = ConflictOfInterest.objects.filter(case=case, ended_at__isnull=True, **_meant(whom))
    if not standing.update(ended_at=at):
        return False
    record(events.LetNear(about=case.code, whom=whom.code), by=by, at=at)
    return True


def _meant(whom: Member | Unit) -> dict[str, Any]:
    return {"member": whom} if isinstance(whom, Member) else {"unit": whom}


def _take(
    out: Sequence[CaseAccess], filing: Filing, *, by: Signs, at: datetime, reason: str = "excluded"
) -> None:
    if out:
        forget_names(filing, of=[seat.member_id for seat in out])
        forget_drafts_in(filing, of=[seat.member_id for seat in out])
    for seat in out:
        seat.delete()
        gone = {"member": seat.member.code, "reason": reason}
        record(events.SeatTaken(about=filing.code, **gone), by=by, at=at)


def _let_go(filing: Filing) -> None:
    """Clear the responsible member of a case if they have no seat on it."""
    case = Case.objects.filter(filing=filing, holder__isnull=False).first()
    if case and not case.seats.filter(member=case.holder_id).exists():
        put_in_hands(case, None)
