"""Suspicion of a member or institution: what is taken away at once, and how two persons give it
back. Services, by noun: suspicions."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from amparo.casework.leaks import events
from amparo.casework.leaks.affected_cases import Found
from amparo.casework.leaks.models import Leak, SuspicionLiftRequest
from amparo.casework.leaks.suspicion.lifted_suspicions import (
    as_recorded,
    asked_of,
    standing,
    standing_among,
    suspension_of,
    was_lifted,
)
from amparo.casework.leaks.suspicion.suspect_isolation import (
    cases_of,
    files_of,
    first_of,
    keep_some_apart,
    let_some_near,
    to_be_let_near,
)
from amparo.casework.leaks.suspicion.who_may_second import is_second, may_ask
from amparo.casework.leaks.who_may_read import leak_called
from amparo.casework.measures.states import Hindered
from amparo.casework.obligations.models import Obligation
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.member_signatures import record_in_own_hand
from amparo.foundations.accounts.membership.leak_suspension import also_held_back, is_held_back
from amparo.foundations.accounts.membership.suspension_queries import is_suspended
from amparo.foundations.accounts.membership.suspension_services import (
    end_invitations,
    reinstate,
    stand_down,
)
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.queries import keys_held_alone
from amparo.foundations.cases.access.excluded_member_seats import keep_apart
from amparo.foundations.cases.access.former_member_seats import hold_ready, put_out
from amparo.foundations.cases.access.who_can_read import is_read_by_others, requests_alone_with
from amparo.foundations.cases.models import Case, ConflictOfInterest
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.queries import command_of
from amparo.foundations.intake.keys.case_keys import hold_rows
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.services import Signs, record

RECEPTION = "reception"
ALONE_AGAIN = timedelta(days=30)
"""For this long after a member had an account suspended on their word alone, or named an
institution, a second person has to confirm the next suspicion."""


@dataclass(frozen=True, slots=True)
class Suspension:
    """What a suspicion brought about at once. `out`: the account cannot sign in; `by`: the
    signature of who suspended it now, empty otherwise; `held_back`: a second person has to confirm
    first."""

    out: bool = False
    by: str = ""
    held_back: bool = False


@transaction.atomic
def suspicion_of(found: Found, *, by: Signs, at: datetime) -> Suspension:
    """Suspend the suspected account, if there is one, and return what came of it, and whether one
    person's word is enough. The files must be locked before. Raises Hindered."""
    if found.suspect and found.unit:  # each has a second person of its own
        raise Hindered("note_apart")
    if found.suspect:
        return suspend_at_once(found.suspect, by=by, at=at)
    if found.unit is None:
        return Suspension()
    _accounts(by)
    return Suspension(held_back=has_named_another_unit(by, than=found.unit, at=at))


@transaction.atomic
def suspend_at_once(member: Member, *, by: Signs, at: datetime) -> Suspension:
    """Suspend the account, which then reads no new request either, and return what came of it. The
    account is only signed out and off duty (`stand_down`) where no other member could open new
    requests, which would close the reception: people decide that (`suspend_alone`). The same where
    the signer had another account suspended lately, or this one, and it was given back: otherwise
    one person could shut out all others one after another, or one for ever. A member who was
    suspected first cannot suspend others. The files must be locked before. Raises Hindered."""
    fresh = _accounts(by, member)[member.pk]
    if not fresh.active:  # the member left, or another leak has suspended the account
        return Suspension(_suspended(standing(suspect=fresh)))
    alone_again = has_named_another(by, than=fresh, at=at) or was_lifted(by, suspect=fresh)
    if alone_again or RECEPTION in keys_held_alone(fresh, seen_by=by) or requests_alone_with(fresh):
        stand_down(fresh, by=by, at=at)
        return Suspension(held_back=alone_again)
    put_out(fresh, by=by, at=at)
    return Suspension(out=True, by=by.signature)


def has_named_another(by: Signs, *, than: Member, at: datetime) -> bool:
    """Return whether another account was suspended lately on this signer's word alone, a member's
    or the operator's, also where it was given back."""
    hers = Leak.objects.filter(noted_by=by.signature, suspended_by=by.signature)
    return hers.filter(suspended_at__gt=at - ALONE_AGAIN).exclude(suspect=than).exists()


def has_named_another_unit(by: Signs, *, than: Unit, at: datetime) -> bool:
    """Return whether a second person has to confirm the suspicion of this institution: the member
    named another one lately, or this one before and it was lifted, or institutions in its line hold
    obligations and would be named with it. False for the operator."""
    if not isinstance(by, Actor):
        return False
    hers = Leak.objects.filter(noted_by=by.signature, unit__isnull=False, held_back=False)
    lately = hers.filter(noted_at__gt=at - ALONE_AGAIN).exclude(unit=than)
    command = command_of(than, seen_by=by)
    owing = Obligation.objects.filter(unit__code__in=command).exclude(unit=than)
    many = owing.exclude(state=Obligation.State.PREPARED)
    return lately.exists() or many.exists() or was_lifted(by, unit=than)


def _accounts(by: Signs, *others: Member) -> dict[int, Member]:
    """Lock the rows of the acting member and of the others in one order, so that of two members who
    suspect each other one comes first. Raises Hindered for the one who was suspected first."""
    numbers = {one.pk for one in others} | ({by.member.pk} if isinstance(by, Actor) else set())
    rows = Member.objects.select_for_update(of=("self",), no_key=True).select_related("unit")
    found = {one.pk: one for one in rows.filter(pk__in=numbers).order_by("pk")}
    if isinstance(by, Actor):
        hers = found[by.member.pk]
        if not hers.active or is_held_back(hers):
            raise Hindered("not_permitted")
    return found


@transaction.atomic
def suspend_alone(leak: Leak, *, by: Signs, at: datetime) -> None:
    """Suspend the suspected account by a supervisor or the operator, also where no other member
    opens new requests. It must be another person than the one who noted the leak where that one had
    another account suspended lately, and where that one is the operator, who cannot close the
    reception alone. Further cases follow (`keep_all_apart`); until then the account opens none. If
    the account is suspended already, this confirms it as the second person. Raises Hindered."""
    first = first_of(cases_of([leak.pk]))
    if leak.suspect:
        hold_ready(leak.suspect, *files_of(first))
    row = _held(leak.pk)
    if row.suspect is None:
        raise Hindered("nothing_open")
    _must_be_second(by)
    row.suspect = _accounts(by, row.suspect)[row.suspect.pk]
    if not (row.still_in or row.rests_on_one):
        raise Hindered("nothing_open")
    again = row.held_back or has_named_another(by, than=row.suspect, at=at)
    alone = again or not row.still_in or not isinstance(by, Actor)
    if by.signature == row.noted_by and alone:
        raise Hindered("second_person_first")
    if row.still_in:
        put_out(row.suspect, by=by, at=at)
    else:
        end_invitations(row.suspect, at=at, announced=True)  # a supervisor invites again
        record(events.SuspicionSeconded(about=row.ref), by=by, at=at)
    told = {"suspended_at": row.suspended_at or at, "suspended_by": by.signature}
    Leak.objects.filter(pk=row.pk).update(**told)
    keep_some_apart(row.pk, first, by=by, at=at)  # also where no other could read it


@transaction.atomic
def say_so_too(leak: Leak, *, by: Signs, at: datetime) -> None:
    """Confirm the suspicion of an institution as the second person. Its members are kept apart
    where another member works on the case, and nothing is sent there until each case decides. The
    first batch of cases is done at once. Raises Hindered."""
    first = first_of(cases_of([leak.pk]))
    hold_rows(files_of(first))
    row = _held(leak.pk)
    if row.unit is None or not row.waits_for_another:
        raise Hindered("nothing_open")
    if by.signature == row.noted_by:
        raise Hindered("second_person_first")
    _must_be_second(by)
    _accounts(by)
    Leak.objects.filter(pk=row.pk).update(suspended_at=at, suspended_by=by.signature)
    record(events.SuspicionSeconded(about=row.ref), by=by, at=at)
    keep_some_apart(row.pk, first, by=by, at=at)


def keep_suspect_apart(leak: Leak, case: Case, *, by: Signs, at: datetime) -> None:
    """Keep the suspect apart from the case. While a second person has yet to confirm, only where
    another member can read it, so that one person alone leaves no case without a reader."""
    if leak.suspect is None or as_recorded([leak])[0].lifted_at:
        return
    if leak.waits_for_another and not is_read_by_others(case, leak.suspect):
        return
    keep_apart(case, leak.suspect, reason=ConflictOfInterest.Reason.LEAK, by=by, at=at)


@transaction.atomic
def ask_to_lift(ref: str, *, why: str, by: Actor, at: datetime) -> None:
    """Ask to lift the suspicion. It changes nothing until another member lifts it. Raises
    Hindered."""
    leak = _standing(ref, by, may=may_ask)
    if asked_of(leak, seen_by=by):
        raise Hindered("nothing_open")
    _close(leak, by="", at=at)  # unsigned requests, and those of an earlier suspension
    SuspicionLiftRequest.objects.create(
        leak=leak, why=SuspicionLiftRequest.Why(why), asked_by=by.signature, asked_at=at
    )
    asked = events.LiftAsked(about=leak.ref, why=why, suspended=suspension_of(leak))
    record_in_own_hand(asked, by=by, at=at)


@transaction.atomic
def refuse_to_lift(ref: str, *, by: Actor, at: datetime) -> None:
    """Refuse a request to lift, or take one's own back; it may be asked again. The member who noted
    the leak cannot refuse another's request. Raises Hindered."""
    leak = _standing(ref, by)
    asked = _answered(leak, by=by, at=at)
    if by.signature == leak.noted_by and by.signature != asked.by:
        raise Hindered("noted_it")
    record_in_own_hand(events.LiftRefused(about=leak.ref, asked=asked.sequence), by=by, at=at)


@transaction.atomic
def lift(ref: str, *, by: Signs, at: datetime) -> None:
    """Lift, as the second person, a suspicion that another asked to lift. The account can sign in
    again and may be given seats; no seat comes back by itself. Other leaks of the same account
    stay. Further cases follow (`let_all_near`). Raises Hindered."""
    found = _found(ref, by, is_second)
    first = first_of(to_be_let_near(found))
    hold_rows(files_of(first))
    leak = _standing(ref, by)
    asked = _answered(leak, by=by, at=at)
    if asked.by == by.signature:
        raise Hindered("second_person")
    if leak.suspect:  # held: another leak may be noted of the same account just now
        _accounts(by, leak.suspect)
        # A supervisor is here now, and invites anew.
        end_invitations(leak.suspect, at=at, announced=True)
    Leak.objects.filter(pk=leak.pk).update(lifted_at=at)
    if leak.suspect and (leak.suspended_at or is_suspended(leak.suspect)):
        others = [one for one in standing(suspect=leak.suspect) if one.pk != leak.pk]
        if not _suspended(others):
            reinstate(leak.suspect, asked=asked.sequence, by=by, at=at)
    near = to_be_let_near(leak).count()
    lifted = events.SuspicionLifted(about=leak.ref, cases=near, asked=asked.sequence)
    record_in_own_hand(lifted, by=by, at=at)
    let_some_near(leak.pk, first, by=by, at=at)


def _standing(ref: str, by: Signs, *, may: Callable[[Actor], bool] = is_second) -> Leak:
    """Return the leak, locked and not lifted, in which a member or institution is suspected. The
    suspect cannot get it. Raises Hindered."""
    leak = _held(_found(ref, by, may).pk)
    if leak.lifted_at or not (leak.suspect or leak.unit):
        raise Hindered("nothing_open")
    return leak


def _must_be_second(by: Signs, may: Callable[[Actor], bool] = is_second) -> None:
    if isinstance(by, Actor) and not may(by):
        raise Hindered("not_permitted")


def _found(ref: str, by: Signs, may: Callable[[Actor], bool]) -> Leak:
    found = leak_called(ref, seen_by=by) if isinstance(by, Actor) else _by_operator(ref)
    if found is None:
        raise Hindered("nothing_open")
    _must_be_second(by, may)
    return found


def _by_operator(ref: str) -> Leak | None:
    return Leak.objects.filter(ref=ref).first()


def _held(number: int) -> Leak:
    rows = Leak.objects.select_for_update(of=("self",), no_key=True)
    return as_recorded([rows.select_related("suspect__unit", "unit").get(pk=number)])[0]


def _answered(leak: Leak, *, by: Signs, at: datetime) -> Entry:
    """Return the entry of the open request, and mark its row as answered. Raises Hindered."""
    asked = asked_of(leak, seen_by=by)
    if asked is None:
        raise Hindered("nothing_open")
    _close(leak, by=by.signature, at=at)
    return asked


def _close(leak: Leak, *, by: str, at: datetime) -> None:
    leak.liftings.filter(answered_at=None).update(answered_by=by, answered_at=at)


def _suspended(leaks: Iterable[Leak]) -> bool:
    return any(one.suspended_at for one in leaks)


@also_held_back
def _is_named(member: Member) -> bool:
    """Return whether the member is suspected in a leak that is not lifted. Such a member is held
    back even while the account can sign in."""
    leaks = list(Leak.objects.filter(suspect=member))
    for leak in leaks:
        leak.suspect = member
    return bool(standing_among(leaks))
