"""Who may read of a leak: nobody whose account it may be, nobody who works where it leaked, above
or below. Queries."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from amparo.casework.secrecy.models import Incident, Leak, Step
from amparo.foundations.access.actors import SYSTEM, Actor
from amparo.foundations.access.models import Member
from amparo.foundations.cases.models import Seat
from amparo.foundations.institutions.queries import command_of

_HAS_STEPS = Step.objects.filter(incident=OuterRef("pk"))


def leaks_for(reader: Actor) -> QuerySet[Leak]:
    """Without those in which the reader herself, or where she works, may be who let it out."""
    hers = Q(suspect=reader.member) | Q(
        unit__code__in=command_of(reader.member.unit, seen_by=reader)
    )
    return Leak.objects.exclude(pk__in=Leak.objects.filter(hers).values("pk"))


def may_hear(leak: Leak, some: Iterable[Member]) -> list[Member]:
    there = _there(leak)
    return [one for one in some if one.pk != leak.suspect_id and one.unit.code not in there]


def readers_elsewhere(leak: Leak) -> QuerySet[Seat]:
    """Seats of those who can read a case and do not work where it leaked."""
    seats = Seat.objects.filter(member__active=True)
    return seats.exclude(member__unit__code__in=_there(leak)) if leak.unit else seats


def unread_of(leak: Leak) -> QuerySet[Incident]:
    """In whose cases nobody who works here, and who may know of it, can read anything."""
    readers = readers_elsewhere(leak).filter(case=OuterRef("case"))
    waiting = Incident.objects.filter(leak=leak).exclude(state=Incident.State.SPARED)
    return waiting.filter(~Exists(readers))


def waits_in(leak: Leak) -> Q:
    """Of its incidents those of which nothing was said yet in the case."""
    return nothing_said_yet() & Q(leak=leak)


def to_be_asked(leak: Leak) -> QuerySet[Incident]:
    """Of these the ones whose readers may know of it: they can be asked now."""
    readers = readers_elsewhere(leak).filter(case=OuterRef("case"))
    waiting = Incident.objects.filter(waits_in(leak))
    return waiting.filter(Exists(readers)) if leak.unit else waiting


def nothing_said_yet() -> Q:
    return Q(~Exists(_HAS_STEPS), state=Incident.State.SUSPECTED)


def _there(leak: Leak) -> frozenset[str]:
    return command_of(leak.unit, seen_by=SYSTEM) if leak.unit else frozenset()
