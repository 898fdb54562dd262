"""End of an account: which cases would be left without a reader, and removal of the seats of former
members."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from amparo.foundations.accounts import services as accounts
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.membership.suspension_services import suspend
from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.access.who_can_read import alone_with
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.emergency_access.prepared_keys import take_ready
from amparo.foundations.cases.models import CaseAccess, EmergencyAccessKey
from amparo.foundations.cases.names.index import forget_index
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import take_seat
from amparo.foundations.intake.keys.case_keys import hold_rows
from amparo.foundations.intake.keys.recovery import forget_what_waits_for
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.services import Signs


class LeavesAlone(Exception):
    """Cases and new requests would have no reader left. `count`: how many; confirm the number to go
    on."""

    def __init__(self, count: int) -> None:
        super().__init__(str(count))
        self.count = count


@transaction.atomic
def let_go(member: Member, *, alone: int, by: Actor, at: datetime) -> None:
    """Deactivate an account. `alone`: the confirmed number of cases and requests that only recovery
    could open then.

    Raises LeavesAlone if the number differs, and Refused for the member's own account.
    """
    hold_ready(member)
    count = alone_with(member)
    if member.pk != by.member.pk and count != alone:
        raise LeavesAlone(count)
    accounts.deactivate(member, by=by, at=at)
    _forget_what_opens(member, by=by, at=at)


@transaction.atomic
def put_out(member: Member, *, by: Signs, at: datetime) -> None:
    """Suspend an account, and delete its recovered keys, emergency access and name index, as on
    deactivation. Two members may reinstate it. A caller that holds more rows calls `hold_ready`
    before."""
    hold_ready(member)
    suspend(member, by=by, at=at)
    _forget_what_opens(member, by=by, at=at)


def hold_ready(member: Member, *more: Filing) -> None:
    """Lock the filings with emergency access for a member, and these, before the record: the same
    order as where it is used or revoked."""
    hold_rows([*more, *(one.case.filing for one in _ready_for(member))])


def _forget_what_opens(member: Member, *, by: Signs, at: datetime) -> None:
    forget_what_waits_for(member)
    take_ready(_ready_for(member), reason="left", by=by, at=at)
    forget_index(member)


def _ready_for(member: Member) -> QuerySet[EmergencyAccessKey]:
    found = EmergencyAccessKey.objects.select_related("case__filing", "member").filter(
        member=member
    )
    return found.defer("sealed", "mark").order_by("pk")


@transaction.atomic
def take_left_seats(code: str, *, by: Actor, at: datetime) -> int:
    """Remove every seat of former members on this case and renew its key once. Return how many.

    Raises Http404 if the actor cannot open it, KeyChanged, Refused.
    """
    open_case = opened(code, seen_by=by)
    gone = list(
        CaseAccess.objects.select_related("member").filter(
            case=open_case.case, member__active=False
        )
    )
    if not gone:
        return 0
    take_seat(open_case.case, open_case.folder, gone[0].member, reason="left", by=by, at=at)
    refresh(open_case.case, at=at)
    return len(gone)
