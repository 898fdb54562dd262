"""Who can read which cases, as far as somebody leaves or keys change. Queries."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.models import Case, Seat
from amparo.foundations.intake.models import Key

LISTED = 500  # codes of cases on one page

# Whoever has a seat for some hours is no reader to count on.
_READABLE = Seat.objects.filter(case=OuterRef("case"), member__active=True, ends_at__isnull=True)
# Where the person excludes somebody of the reception, her request is sealed to each of the others.
_SEALED_TO_ONE = Key.objects.filter(
    holder=Key.Holder.RECEPTIONIST,
    filing__opened_at__isnull=True,
    filing__withdrawn_at__isnull=True,
)
_OPENABLE = Key.objects.filter(
    Exists(Member.objects.filter(code=OuterRef("member"), active=True)),
    filing=OuterRef("filing"),
    holder=Key.Holder.RECEPTIONIST,
)


@dataclass(frozen=True, slots=True)
class LeftSeats:
    """Seats of those who left. `codes`: cases that the reader can seal anew; `others`: how many
    more only colleagues can; `unread`: how many cases and new requests nobody here can read."""

    names: tuple[str, ...]
    codes: tuple[str, ...]
    others: int
    unread: int

    def __bool__(self) -> bool:
        return bool(self.codes or self.others or self.unread)


def leaves_nobody(seats: Collection[Seat], out: Collection[Seat], *, at: datetime) -> bool:
    """Whether without these nobody is left who can read it: for good, or, where nobody could
    anyway, for some hours more. Each comes with its member."""
    here = [seat for seat in seats if seat.member.active]
    could = [seat for seat in here if not seat.ends_at]
    could = could or [seat for seat in here if seat.ends_at and seat.ends_at > at]
    return bool(could) and all(seat in out for seat in could)


def is_read_by_others(case: Case, member: Member) -> bool:
    """Whether somebody besides this member can read a case, for good."""
    there = Seat.objects.filter(case=case, member__active=True, ends_at__isnull=True)
    return there.exclude(member=member).exists()


def alone_with(member: Member) -> int:
    """How many open cases nobody but this member can read, and new requests that nobody else can
    open."""
    others = _READABLE.exclude(member=member)
    cases = Seat.objects.filter(~Exists(others), member=member, open=True).count()
    return cases + requests_alone_with(member)


def requests_alone_with(member: Member) -> int:
    """How many new requests only this member of the reception can open: of the others each is among
    those who must not know, or has left since."""
    hers = _SEALED_TO_ONE.filter(member=member.code)
    return hers.filter(~Exists(_OPENABLE.exclude(member=member.code))).count()


def seats_left(*, seen_by: Actor) -> LeftSeats:
    left = Seat.objects.filter(member__active=False)
    hers = Exists(Seat.objects.filter(case=OuterRef("case"), member=seen_by.member))
    mine = left.filter(hers).order_by("-danger", "due_on", "case")
    rows = list(mine.values_list("case__filing__code", "member__name")[:LISTED])
    return LeftSeats(
        names=tuple(sorted({name for _code, name in rows})),
        codes=tuple(dict.fromkeys(code for code, _name in rows)),
        others=_cases(left.filter(~hers, Exists(_READABLE))),
        unread=unreadable(),
    )


def unreadable() -> int:
    """How many open cases and new requests nobody who works here can read."""
    requests = _SEALED_TO_ONE.filter(~Exists(_OPENABLE)).values("filing").distinct().count()
    return requests + _cases(
        Seat.objects.filter(~Exists(_READABLE), member__active=False, open=True)
    )


def waiting_to_be_sealed(*, seen_by: Actor) -> list[str]:
    """Codes of the cases that the reader can seal anew, in the order of her worklist."""
    waiting = Seat.objects.filter(member=seen_by.member, case__seal_anew=True)
    codes = waiting.order_by("-danger", "due_on", "case").values_list("case__filing__code")
    return [code for (code,) in codes[:LISTED]]


def waiting_in_all() -> int:
    """How many cases wait to be sealed anew by somebody of their team."""
    return Case.objects.filter(seal_anew=True).count()


def _cases(seats: QuerySet[Seat]) -> int:
    return seats.values("case").distinct().count()
