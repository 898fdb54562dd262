"""Who can read which cases, when members leave or keys change."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.intake.models import CaseKey

LISTED = 500  # case codes on one page

# A seat limited to some hours does not count as a reader.
_READABLE = CaseAccess.objects.filter(
    case=OuterRef("case"), member__active=True, ends_at__isnull=True
)
# If the person excludes a receptionist, the request is sealed to each of the others.
_SEALED_TO_ONE = CaseKey.objects.filter(
    holder=CaseKey.Holder.RECEPTIONIST,
    filing__opened_at__isnull=True,
    filing__withdrawn_at__isnull=True,
)
_OPENABLE = CaseKey.objects.filter(
    Exists(Member.objects.filter(code=OuterRef("member"), active=True)),
    filing=OuterRef("filing"),
    holder=CaseKey.Holder.RECEPTIONIST,
)


@dataclass(frozen=True, slots=True)
class LeftSeats:
    """Seats of former members. `codes`: cases whose key the reader can renew; `others`: number of
    cases that only colleagues can renew; `unread`: number of cases and new requests that no member
    can read."""

    names: tuple[str, ...]
    codes: tuple[str, ...]
    others: int
    unread: int

    def __bool__(self) -> bool:
        return bool(self.codes or self.others or self.unread)


def leaves_nobody(
    seats: Collection[CaseAccess], out: Collection[CaseAccess], *, at: datetime
) -> bool:
    """Return whether removing the seats `out` leaves no reader: none with an unlimited seat, or,
    where none had one, none with a limited seat. Pass seats with their member loaded."""
    here = [seat for seat in seats if seat.member.active]
    could = [seat for seat in here if not seat.ends_at]
    could = could or [seat for seat in here if seat.ends_at and seat.ends_at > at]
    return bool(could) and all(seat in out for seat in could)


def is_read_by_others(case: Case, member: Member) -> bool:
    """Return whether another member can read a case, with an unlimited seat."""
    there = CaseAccess.objects.filter(case=case, member__active=True, ends_at__isnull=True)
    return there.exclude(member=member).exists()


def alone_with(member: Member) -> int:
    """Return the number of open cases that only this member can read, and of new requests that only
    this member can open."""
    others = _READABLE.exclude(member=member)
    cases = CaseAccess.objects.filter(~Exists(others), member=member, open=True).count()
    return cases + requests_alone_with(member)


def requests_alone_with(member: Member) -> int:
    """Return the number of new requests that only this receptionist can open: the others are
    excluded or have left."""
    hers = _SEALED_TO_ONE.filter(member=member.code)
    return hers.filter(~Exists(_OPENABLE.exclude(member=member.code))).count()


def seats_left(*, seen_by: Actor) -> LeftSeats:
    left = CaseAccess.objects.filter(member__active=False)
    hers = Exists(CaseAccess.objects.filter(case=OuterRef("case"), member=seen_by.member))
    mine = left.filter(hers).order_by("-danger", "due_on", "case")
    rows = list(mine.values_list("case__filing__code", "member__name")[:LISTED])
    return LeftSeats(
        names=tuple(sorted({name for _code, name in rows})),
        codes=tuple(dict.fromkeys(code for code, _name in rows)),
        others=_cases(left.filter(~hers, Exists(_READABLE))),
        unread=unreadable(),
    )


def unreadable() -> int:
    """Return the number of open cases and new requests that no active member can read."""
    requests = _SEALED_TO_ONE.filter(~Exists(_OPENABLE)).values("filing").distinct().count()
    return requests + _cases(
        CaseAccess.objects.filter(~Exists(_READABLE), member__active=False, open=True)
    )


def waiting_to_be_sealed(*, seen_by: Actor) -> list[str]:
    """Return the codes of cases whose key the reader can renew, in worklist order."""
    waiting = CaseAccess.objects.filter(member=seen_by.member, case__seal_anew=True)
    codes = waiting.order_by("-danger", "due_on", "case").values_list("case__filing__code")
    return [code for (code,) in codes[:LISTED]]


def waiting_in_all() -> int:
    """Return the number of cases that wait for a new key."""
    return Case.objects.filter(seal_anew=True).count()


def _cases(seats: QuerySet[CaseAccess]) -> int:
    return seats.values("case").distinct().count()
