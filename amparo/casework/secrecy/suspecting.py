"""Who may have let it out: what is taken from them at once, and how two persons give it back.
Services, by noun: suspicions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

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
from amparo.foundations.cases.models import Case, Conflict
from amparo.foundations.cases.readers import is_read_by_others
from amparo.foundations.cases.unseating import keep_apart, let_near
from amparo.foundations.institutions.models import Unit
from amparo.foundations.ledger.services import Signs, record
from amparo.foundations.letterbox.folders import hold_rows
from amparo.foundations.letterbox.models import Filing

RECEPTION = "reception"
ALONE_AGAIN = timedelta(days=30)
"""So long after somebody has had an account suspended by her word alone, a second person says so
before the next."""


@dataclass(frozen=True, slots=True)
class Suspension:
    """What came of it at once: `out`, the account signs in no more; `by`, by whose act, none where
    it did not before; `held_back`, a second person says so first."""

    out: bool = False
    by: str = ""
    held_back: bool = False


@transaction.atomic
def suspend_at_once(member: Member, *, by: Signs, at: datetime) -> Suspension:
    """Whose account it may be reads no new request either. Not where nobody else could: then the
    door would be shut, and people decide (`suspend_alone`). Nor where whoever notes it has had
    somebody else suspended lately: her word alone would shut out everybody, one after another.
    Whoever was named first suspends nobody any more. Files are held before. Raises Hindered."""
    fresh = _accounts(member, by)[member.pk]
    if not fresh.active:  # she left, or another leak has suspended her
        return Suspension(_suspended(Leak.objects.filter(suspect=fresh, lifted_at__isnull=True)))
    alone_again = has_named_another(by, than=fresh, at=at)
    if alone_again or RECEPTION in keys_held_alone(fresh, seen_by=by):
        stand_down(fresh, by=by, at=at)
        return Suspension(held_back=alone_again)
    put_out(fresh, by=by, at=at)
    return Suspension(out=True, by=by.signature)


def has_named_another(by: Signs, *, than: Member, at: datetime) -> bool:
    """Whether somebody else was suspended lately by this member's word alone: also where two have
    given that account back."""
    if not isinstance(by, Actor):
        return False
    hers = Leak.objects.filter(noted_by=by.signature, suspended_by=by.signature)
    return hers.filter(suspended_at__gt=at - ALONE_AGAIN).exclude(suspect=than).exists()


def _accounts(member: Member, by: Signs) -> dict[int, Member]:
    """Whose account it is and who acts, held in one order: of two who name each other one is first.
    Raises Hindered for whoever was."""
    numbers = {member.pk, by.member.pk} if isinstance(by, Actor) else {member.pk}
    rows = Member.objects.select_for_update(of=("self",), no_key=True).select_related("unit")
    found = {one.pk: one for one in rows.filter(pk__in=numbers).order_by("pk")}
    if isinstance(by, Actor) and not found[by.member.pk].active:
        raise Hindered("not_permitted")
    return found


@transaction.atomic
def suspend_alone(leak: Leak, *, by: Signs, at: datetime) -> None:
    """Also where nobody else opens new requests: decided by whoever supervises, or the operator;
    by somebody else than who noted it, where she has had another suspended lately. Raises
    Hindered."""
    if leak.suspect:
        hold_ready(leak.suspect, *_files_of(leak))
    row = _leak_held(leak.pk)
    if row.suspect is None:
        raise Hindered("nothing_open")
    row.suspect = _accounts(row.suspect, by)[row.suspect.pk]
    if not row.still_in:
        raise Hindered("nothing_open")
    if by.signature == row.noted_by and has_named_another(by, than=row.suspect, at=at):
        raise Hindered("second_person_first")
    put_out(row.suspect, by=by, at=at)
    Leak.objects.filter(pk=row.pk).update(suspended_at=at, suspended_by=by.signature)
    for case in _cases_of([row.pk]).order_by("pk"):  # where nobody else could read it, too
        keep_apart(case, row.suspect, reason=Conflict.Reason.LEAK, by=by, at=at)


def keep_suspect_apart(leak: Leak, case: Case, *, by: Signs, at: datetime) -> None:
    """From every case that it touches; while a second person is still to say so, only where
    somebody else can read it, so that one alone leaves no case without a reader."""
    if leak.suspect is None or leak.lifted_at:
        return
    if leak.waits_for_another and not is_read_by_others(case, leak.suspect):
        return
    keep_apart(case, leak.suspect, reason=Conflict.Reason.LEAK, by=by, at=at)


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
    """Another does not say so, or who asked takes it back: it may be asked again. Whoever noted it
    refuses nobody else. Raises Hindered."""
    leak = _standing(ref, by)
    asked = _answered(leak, by=by, at=at)
    if by.signature == leak.noted_by and by.signature != asked.asked_by:
        raise Hindered("noted_it")
    record(events.LiftRefused(about=leak.ref), by=by, at=at)


@transaction.atomic
def lift(ref: str, *, by: Signs, at: datetime) -> None:
    """A second person lifts what one asked: the account signs in again, and a seat may be given
    to them as to anybody; none comes back by itself. What another leak says of them stays. Raises
    Hindered."""
    leak = _standing(ref, by, files=True)
    if _answered(leak, by=by, at=at).asked_by == by.signature:
        raise Hindered("second_person")
    if leak.suspect:  # held: another leak may be noted of the same account just now
        _accounts(leak.suspect, by)
    Leak.objects.filter(pk=leak.pk).update(lifted_at=at)
    near = 0
    for name, whom in _meant(leak):
        others = Leak.objects.filter(lifted_at__isnull=True, **{name: whom}).exclude(pk=leak.pk)
        if isinstance(whom, Member) and leak.suspended_at and not _suspended(others):
            reinstate(whom, by=by, at=at)
        for case in _cases_of([leak.pk]).exclude(pk__in=_cases_of(others)).order_by("pk"):
            near += let_near(case, whom, by=by, at=at)
    record(events.SuspicionLifted(about=leak.ref, cases=near), by=by, at=at)


def _standing(ref: str, by: Signs, *, files: bool = False) -> Leak:
    """Held, after its `files` where something is changed there: in the order of everybody who
    notes one. A leak in which somebody is suspected, and not by the one who is."""
    found = leak_called(ref, seen_by=by) if isinstance(by, Actor) else _by_operator(ref)
    if found is None:
        raise Hindered("nothing_open")
    if files:
        hold_rows(_files_of(found))
    leak = _leak_held(found.pk)
    if leak.lifted_at or not (leak.suspect or leak.unit):
        raise Hindered("nothing_open")
    return leak


def _by_operator(ref: str) -> Leak | None:
    return Leak.objects.filter(ref=ref).first()


def _leak_held(number: int) -> Leak:
    rows = Leak.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("suspect__unit", "unit").get(pk=number)


def _files_of(leak: Leak) -> list[Filing]:
    return list(Filing.objects.filter(case__incidents__leak=leak))


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
