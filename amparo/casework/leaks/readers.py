"""Who may read of a leak: nobody whose account it may be, nobody who works where it leaked, above
or below. Queries."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from amparo.casework.leaks.models import Incident, Leak, Step
from amparo.casework.leaks.suspicion.lifted import as_recorded
from amparo.crypto import marks
from amparo.foundations.accounts.actors import SYSTEM, Actor
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.permissions import Permission, permissions_of
from amparo.foundations.cases.models import Seat
from amparo.foundations.institutions.queries import command_of

HAS_STEPS = Step.objects.filter(incident=OuterRef("pk"))


def leaks_for(reader: Actor) -> QuerySet[Leak]:
    """Without those in which the reader herself, or where she works, may be who let it out."""
    hers = Q(suspect=reader.member) | Q(
        unit__code__in=command_of(reader.member.unit, seen_by=reader)
    )
    return Leak.objects.exclude(pk__in=Leak.objects.filter(hers).values("pk"))


def leak_called(ref: str, *, seen_by: Actor) -> Leak | None:
    """As the record has it."""
    rows = leaks_for(seen_by).select_related("suspect__unit", "unit")
    found = as_recorded(rows.filter(ref=marks.code_normalised(ref)))
    return found[0] if found else None


def may_hear(leak: Leak, some: Iterable[Member]) -> list[Member]:
    there = _there(leak)
    return [one for one in some if one.pk != leak.suspect_id and one.unit.code not in there]


def readers_elsewhere(leak: Leak) -> QuerySet[Seat]:
    """Seats of those who can read a case and do not work where it leaked."""
    seats = Seat.objects.filter(member__active=True)
    return seats.exclude(member__unit__code__in=_there(leak)) if leak.unit else seats


def workers_elsewhere(leak: Leak) -> QuerySet[Seat]:
    """Of these seats those of whoever works on cases: who only decides can settle nothing of it."""
    return readers_elsewhere(leak).filter(member__in=_workers())


def workers_there(leak: Leak) -> QuerySet[Seat]:
    return seats_there(leak).filter(member__in=_workers())


def _workers() -> list[int]:
    everybody = Member.objects.filter(active=True)
    return [one.pk for one in everybody if Permission.CASE_WORK in permissions_of(one.role_set)]


def seats_there(leak: Leak) -> QuerySet[Seat]:
    """Seats of those who work where it leaked."""
    return Seat.objects.filter(member__active=True, member__unit__code__in=_there(leak))


def unread_of(leak: Leak) -> QuerySet[Incident]:
    """In whose cases nobody who works here, and who may know of it, can do anything."""
    readers = workers_elsewhere(leak).filter(case=OuterRef("case"))
    waiting = Incident.objects.filter(leak=leak).exclude(state=Incident.State.SPARED)
    return waiting.filter(~Exists(readers))


def waits_in(leak: Leak) -> Q:
    """Of its incidents those of which nothing was said yet in the case."""
    return nothing_said_yet() & Q(leak=leak)


def to_be_asked(leak: Leak) -> QuerySet[Incident]:
    """Of these the ones whose readers may know of it: they can be asked now. While a second person
    is still to say that it stands, nobody loses a seat by it: there only where nobody of there has
    one, who would read on the worklist that it is known."""
    waiting = Incident.objects.filter(waits_in(leak))
    if leak.unit is None:
        return waiting
    found = waiting.filter(Exists(workers_elsewhere(leak).filter(case=OuterRef("case"))))
    if leak.waits_for_another:
        found = found.filter(~Exists(seats_there(leak).filter(case=OuterRef("case"))))
    return found


def nothing_said_yet() -> Q:
    return Q(~Exists(HAS_STEPS), state=Incident.State.SUSPECTED)


def _there(leak: Leak) -> frozenset[str]:
    return command_of(leak.unit, seen_by=SYSTEM) if leak.unit else frozenset()
