"""Who may read of a leak: not the suspected member, and no member who works in the suspected
institution, above it or below it. Queries."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from amparo.casework.leaks.models import AffectedCase, Leak, LeakStep
from amparo.casework.leaks.suspicion.lifted_suspicions import as_recorded
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.permissions import Permission, permissions_of
from amparo.foundations.cases.models import CaseAccess
from amparo.foundations.institutions.queries import command_of

HAS_STEPS = LeakStep.objects.filter(incident=OuterRef("pk"))


def leaks_for(reader: Actor) -> QuerySet[Leak]:
    """Return the leaks in which neither the reader nor the reader's institution is suspected."""
    hers = Q(suspect=reader.member) | Q(
        unit__code__in=command_of(reader.member.unit, seen_by=reader)
    )
    return Leak.objects.exclude(pk__in=Leak.objects.filter(hers).values("pk"))


def leak_called(ref: str, *, seen_by: Actor) -> Leak | None:
    """Return the leak as the record confirms it, or None where the reader may not read of it."""
    rows = leaks_for(seen_by).select_related("suspect__unit", "unit")
    found = as_recorded(rows.filter(ref=marks.code_normalised(ref)))
    return found[0] if found else None


def may_hear(leak: Leak, some: Iterable[Member]) -> list[Member]:
    there = _there(leak)
    return [one for one in some if one.pk != leak.suspect_id and one.unit.code not in there]


def readers_elsewhere(leak: Leak) -> QuerySet[CaseAccess]:
    """Return the seats of active members who do not work where the leak occurred."""
    seats = CaseAccess.objects.filter(member__active=True)
    return seats.exclude(member__unit__code__in=_there(leak)) if leak.unit else seats


def workers_elsewhere(leak: Leak) -> QuerySet[CaseAccess]:
    """Return those of these seats whose members work on cases: a member who only decides cannot
    settle an incident."""
    return readers_elsewhere(leak).filter(member__in=_workers())


def workers_there(leak: Leak) -> QuerySet[CaseAccess]:
    return seats_there(leak).filter(member__in=_workers())


def _workers() -> list[int]:
    everybody = Member.objects.filter(active=True)
    return [one.pk for one in everybody if Permission.CASE_WORK in permissions_of(one.role_set)]


def seats_there(leak: Leak) -> QuerySet[CaseAccess]:
    """Return the seats of active members who work where the leak occurred."""
    return CaseAccess.objects.filter(member__active=True, member__unit__code__in=_there(leak))


def unread_of(leak: Leak) -> QuerySet[AffectedCase]:
    """Return the incidents in whose cases no member who may know of the leak can work."""
    readers = workers_elsewhere(leak).filter(case=OuterRef("case"))
    waiting = AffectedCase.objects.filter(leak=leak).exclude(state=AffectedCase.State.SPARED)
    return waiting.filter(~Exists(readers))


def waits_in(leak: Leak) -> Q:
    """Return the filter for incidents of the leak in which nothing was said yet in the case."""
    return nothing_said_yet() & Q(leak=leak)


def to_be_asked(leak: Leak) -> QuerySet[AffectedCase]:
    """Return the incidents whose readers can be asked now. For an institution that is where a
    member works on the case from elsewhere. While a second person has yet to confirm the suspicion,
    no seat is taken away, so only cases count in which no member of the institution has a seat: the
    worklist would tell that member that the leak is known."""
    waiting = AffectedCase.objects.filter(waits_in(leak))
    if leak.unit is None:
        return waiting
    found = waiting.filter(Exists(workers_elsewhere(leak).filter(case=OuterRef("case"))))
    if leak.waits_for_another:
        found = found.filter(~Exists(seats_there(leak).filter(case=OuterRef("case"))))
    return found


def nothing_said_yet() -> Q:
    return Q(~Exists(HAS_STEPS), state=AffectedCase.State.SUSPECTED)


def _there(leak: Leak) -> frozenset[str]:
    return command_of(leak.unit, seen_by=SYSTEM) if leak.unit else frozenset()
