"""Who can read which cases, as far as somebody leaves or keys change. Queries."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from amparo.foundations.access.actors import Actor
from amparo.foundations.access.models import Member
from amparo.foundations.cases.models import Case, Seat

LISTED = 500  # codes of cases on one page

# Whoever has a seat for some hours is no reader to count on.
_READABLE = Seat.objects.filter(case=OuterRef("case"), member__active=True, ends_at__isnull=True)


@dataclass(frozen=True, slots=True)
class LeftSeats:
    """Seats of those who left. `codes`: cases that the reader can seal anew; `others`: how many
    more only colleagues can; `unread`: how many open cases nobody who works here can read."""

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
    """How many open cases nobody but this member can read."""
    others = _READABLE.exclude(member=member)
    return Seat.objects.filter(~Exists(others), member=member, open=True).count()


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
    """How many open cases nobody who works here can read."""
    return _cases(Seat.objects.filter(~Exists(_READABLE), member__active=False, open=True))


def waiting_to_be_sealed(*, seen_by: Actor) -> list[str]:
    """Codes of the cases that the reader can seal anew, in the order of her worklist."""
    waiting = Seat.objects.filter(member=seen_by.member, case__seal_anew=True)
    codes = waiting.order_by("-danger", "due_on", "case").values_list("case__filing__code")
    return [code for (code,) in codes[:LISTED]]


def _cases(seats: QuerySet[Seat]) -> int:
    return seats.values("case").distinct().count()
