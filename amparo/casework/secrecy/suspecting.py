"""Who may have let it out: what is taken from them at once, and how two persons give it back.
Services, by noun: suspicions."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from amparo.casework.measures.life import Hindered
from amparo.casework.secrecy import events
from amparo.casework.secrecy.models import Incident, Leak, Lifting
from amparo.casework.secrecy.queries import asked_of, leak_called
from amparo.foundations.access.actors import Actor
from amparo.foundations.access.models import Member
from amparo.foundations.access.queries import keys_held_alone
from amparo.foundations.access.services import reinstate, stand_down
from amparo.foundations.cases.leaving import hold_ready, put_out
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.unseating import let_near
from amparo.foundations.institutions.models import Unit
from amparo.foundations.ledger.services import Signs, record

RECEPTION = "reception"


@transaction.atomic
def suspend_at_once(member: Member, *, by: Signs, at: datetime) -> bool:
    """Whose account it may be reads no new request either. Not where nobody else could: then the
    door would be shut, and people decide (`suspend_alone`). Returns whether she is suspended."""
    account = Member.objects.select_for_update(of=("self",)).select_related("unit")
    fresh = account.get(pk=member.pk)
    if not fresh.active:  # she left, or another leak has suspended her
        return _suspended(Leak.objects.filter(suspect=fresh, lifted_at__isnull=True))
    if RECEPTION in keys_held_alone(fresh, seen_by=by):
        stand_down(fresh, by=by, at=at)
        return False
    put_out(fresh, by=by, at=at)
    return True


@transaction.atomic
def suspend_alone(leak: Leak, *, by: Signs, at: datetime) -> None:
    """Also where nobody else opens new requests: decided by whoever supervises, or the operator.
    Raises Hindered."""
    if leak.suspect:
        hold_ready(leak.suspect)
    held = Leak.objects.select_for_update(of=("self",)).select_related("suspect__unit")
    row = held.get(pk=leak.pk)
    if not row.still_in or row.suspect is None:
        raise Hindered("nothing_open")
    put_out(row.suspect, by=by, at=at)
    Leak.objects.filter(pk=row.pk).update(suspended_at=at)


@transaction.atomic
def ask_to_lift(ref: str, *, why: str, by: Actor, at: datetime) -> None:
    """It did not come from there, says one. Until another says so too nothing changes. Raises
    Hindered."""
    leak = _standing(ref, by)
    if asked_of(leak, seen_by=by):
        raise Hindered("nothing_open")
    Lifting.objects.create(leak=leak, why=Lifting.Why(why), asked_by=by.signature, asked_at=at)
    record(events.LiftAsked(about=leak.ref, why=why), by=by, at=at)


@transaction.atomic
def refuse_to_lift(ref: str, *, by: Actor, at: datetime) -> None:
    """Another does not say so, or who asked takes it back: it may be asked again. Raises
    Hindered."""
    leak = _standing(ref, by)
    _answered(leak, by=by, at=at)
    record(events.LiftRefused(about=leak.ref), by=by, at=at)


@transaction.atomic
def lift(ref: str, *, by: Signs, at: datetime) -> None:
    """A second person lifts what one asked: the account signs in again, and a seat may be given
    to them as to anybody; none comes back by itself. What another leak says of them stays. Raises
    Hindered."""
    leak = _standing(ref, by)
    if _answered(leak, by=by, at=at).asked_by == by.signature:
        raise Hindered("second_person")
    Leak.objects.filter(pk=leak.pk).update(lifted_at=at)
    near = 0
    for name, whom in _meant(leak):
        others = Leak.objects.filter(lifted_at__isnull=True, **{name: whom}).exclude(pk=leak.pk)
        if isinstance(whom, Member) and leak.suspended_at and not _suspended(others):
            reinstate(whom, by=by, at=at)
        for case in _cases_of([leak.pk]).exclude(pk__in=_cases_of(others)).order_by("pk"):
            near += let_near(case, whom, by=by, at=at)
    record(events.SuspicionLifted(about=leak.ref, cases=near), by=by, at=at)


def _standing(ref: str, by: Signs) -> Leak:
    """Held; a leak in which somebody is suspected, and not by the one who is."""
    found = leak_called(ref, seen_by=by) if isinstance(by, Actor) else _by_operator(ref)
    if found is None:
        raise Hindered("nothing_open")
    rows = Leak.objects.select_for_update(of=("self",)).select_related("suspect__unit", "unit")
    leak = rows.get(pk=found.pk)
    if leak.lifted_at or not (leak.suspect or leak.unit):
        raise Hindered("nothing_open")
    return leak


def _by_operator(ref: str) -> Leak | None:
    return Leak.objects.filter(ref=ref).first()


def _answered(leak: Leak, *, by: Signs, at: datetime) -> Lifting:
    asked = asked_of(leak, seen_by=by)
    if asked is None:
        raise Hindered("nothing_open")
    asked.answered_by, asked.answered_at = by.signature, at
    asked.save(update_fields=["answered_by", "answered_at"])
    return asked


def _meant(leak: Leak) -> list[tuple[str, Member | Unit]]:
    """From whom it is thought to come, each with the column that says so."""
    meant = (("suspect", leak.suspect), ("unit", leak.unit))
    return [(name, whom) for name, whom in meant if whom]


def _suspended(leaks: QuerySet[Leak]) -> bool:
    return leaks.filter(suspended_at__isnull=False).exists()


def _cases_of(leaks: Iterable[int] | QuerySet[Leak]) -> QuerySet[Case]:
    return Case.objects.filter(pk__in=Incident.objects.filter(leak__in=leaks).values("case"))
