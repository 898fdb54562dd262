"""When an account ends: which cases would be left without a reader, and taking the seats that
somebody who left still holds."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from amparo.foundations.accounts import services as access
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.membership.suspending import suspend
from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.access.readers import alone_with
from amparo.foundations.cases.emergency_access.kept_keys import take_ready
from amparo.foundations.cases.models import Glass, Seat
from amparo.foundations.cases.names.index import forget_index
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import refresh, take_seat
from amparo.foundations.intake.keys.case_keys import hold_rows
from amparo.foundations.intake.keys.recovery import forget_what_waits_for
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.services import Signs


class LeavesAlone(Exception):
    """So many cases and new requests would have no reader left: `count`. Say it to go on."""

    def __init__(self, count: int) -> None:
        super().__init__(str(count))
        self.count = count


@transaction.atomic
def let_go(member: Member, *, alone: int, by: Actor, at: datetime) -> None:
    """End an account, `alone` being how many cases and requests only the recovery shares open then.

    Raises LeavesAlone where it is another number, and Refused for one's own account.
    """
    hold_ready(member)
    count = alone_with(member)
    if member.pk != by.member.pk and count != alone:
        raise LeavesAlone(count)
    access.deactivate(member, by=by, at=at)
    _forget_what_opens(member, by=by, at=at)


@transaction.atomic
def put_out(member: Member, *, by: Signs, at: datetime) -> None:
    """Suspend an account: what waits for it, is kept ready for it or finds cases by names is gone,
    as if she had left; two persons may give it back. Who holds more calls `hold_ready` before."""
    hold_ready(member)
    suspend(member, by=by, at=at)
    _forget_what_opens(member, by=by, at=at)


def hold_ready(member: Member, *more: Filing) -> None:
    """The files that are kept ready for her, and these: held before the record is, as whoever opens
    them or ends hours there holds them."""
    hold_rows([*more, *(one.case.filing for one in _ready_for(member))])


def _forget_what_opens(member: Member, *, by: Signs, at: datetime) -> None:
    forget_what_waits_for(member)
    take_ready(_ready_for(member), reason="left", by=by, at=at)
    forget_index(member)


def _ready_for(member: Member) -> QuerySet[Glass]:
    found = Glass.objects.select_related("case__filing", "member").filter(member=member)
    return found.defer("sealed", "mark").order_by("pk")


@transaction.atomic
def take_left_seats(code: str, *, by: Actor, at: datetime) -> int:
    """Take every seat on this case of somebody who left, and seal it anew once.

    Returns how many; Http404 where the actor cannot open it. Raises KeyChanged, Refused.
    """
    open_case = opened(code, seen_by=by)
    gone = list(
        Seat.objects.select_related("member").filter(case=open_case.case, member__active=False)
    )
    if not gone:
        return 0
    take_seat(open_case.case, open_case.folder, gone[0].member, reason="left", by=by, at=at)
    refresh(open_case.case, at=at)
    return len(gone)
