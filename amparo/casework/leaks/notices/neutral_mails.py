"""Mails about a leak that say only that something waits. Queries, repeated when the mail is
sent."""

from collections.abc import Iterator
from datetime import datetime

from amparo.casework.leaks.models import Leak
from amparo.casework.leaks.suspicion.who_may_second import to_be_woken
from amparo.casework.leaks.who_may_read import may_hear
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.mail.outbox import KEPT, ask_again, put
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.queries import members, receptionists
from amparo.foundations.cases.models import CaseAccess


def wake(leak: Leak, *, at: datetime) -> None:
    for member in _to_wake(leak):
        put(member, _reason(leak), at=at)


def _to_wake(leak: Leak) -> list[Member]:
    """Return the members to mail: supervisors, and those who act as the second person meanwhile;
    members with a seat on one of its cases; and the reception where its key is to be renewed.
    Suspects are left out."""
    seats = CaseAccess.objects.filter(case__incidents__leak=leak)
    told = set(seats.order_by("member").values_list("member", flat=True).distinct())
    if leak.suspect_id and leak.suspended_at:
        told |= {one.pk for one in receptionists(seen_by=SYSTEM)}
    everybody = members(seen_by=SYSTEM)
    told |= to_be_woken(everybody)
    return [one for one in may_hear(leak, everybody) if one.mail and one.pk in told]


def _still_told(at: datetime) -> Iterator[tuple[int, str]]:
    """Yield the mails that are still to be sent: not to a member whose seat is gone or who works
    where the leak occurred."""
    for leak in Leak.objects.select_related("unit").filter(noted_at__gt=at - KEPT):
        yield from ((one.pk, _reason(leak)) for one in _to_wake(leak))


def _reason(leak: Leak) -> str:
    return f"leak/{leak.ref}"


ask_again("leak", _still_told)
