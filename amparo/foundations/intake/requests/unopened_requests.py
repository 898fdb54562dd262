"""Unopened requests, as each member may know of them.

Excluded members do not see even the code of a request: a code that they cannot open would reveal
that a request names them or their workplace.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import DUTY_POOL, Permission
from amparo.foundations.intake.exclusions import guarded
from amparo.foundations.intake.models import CaseKey, Filing
from amparo.foundations.intake.queries import filing_to_open

COUNTED_TO = 1000
AT_A_GLANCE = 100
"""Limit on pages that are read all day; beyond it they say that there are more."""
LOOKED_AT = 10
"""Number of requests with exclusions that are opened to see whether they count for the reader;
beyond it the page says that there are more."""

_UNOPENED = Filing.objects.filter(opened_at__isnull=True, withdrawn_at__isnull=True)
_WITH_GUARD = _UNOPENED.annotate(guarded=guarded("pk"))
_OPEN_TO_ALL, _GUARDED = (
    _UNOPENED.alias(guarded=guarded("pk")).filter(guarded=one) for one in (False, True)
)
# Order of urgent and flood requests: each group is one contiguous range of one index.
_GROUPS = ((True, False), (True, True), (False, False), (False, True))
_ORDER = ("-urgent", "in_flood", "filed_at", "pk")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST_PLACE = 60
_LARGEST_ID = 2**62


@dataclass(frozen=True, slots=True)
class Place:
    """A position in the list, for paging."""

    urgent: bool
    in_flood: bool
    filed_at: datetime
    number: int

    @classmethod
    def of(cls, filing: Filing) -> "Place":
        return cls(filing.urgent, filing.in_flood, filing.filed_at, filing.pk)

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """Parse a position from a page's address; None if it is invalid."""
        try:
            urgent, in_flood, moment, number = map(int, text[:_LONGEST_PLACE].split("."))
            filed_at = _EPOCH + timedelta(microseconds=moment)
        except (ValueError, OverflowError):
            return None
        here = 0 <= number < _LARGEST_ID
        return cls(bool(urgent), bool(in_flood), filed_at, number) if here else None

    def __str__(self) -> str:
        moment = (self.filed_at - _EPOCH) // timedelta(microseconds=1)
        return f"{self.urgent:d}.{self.in_flood:d}.{moment}.{self.number}"


@dataclass(frozen=True, slots=True)
class Count:
    """Number of waiting requests; `more`: there are others that would take too long to count."""

    number: int
    more: bool = False


def waiting(
    *, seen_by: Actor, most: int, newest: bool = False, after: Place | None = None
) -> list[Filing]:
    """Return waiting requests, urgent ones first, then oldest or newest first. Rows hold codes and
    moments only."""
    found: list[Filing] = []
    if not _UNOPENED.exists():  # a cheap query: usually none waits
        return found
    while True:
        rows = _rows(seen_by, most, after, newest=newest)
        found += [one for one in rows if not _is_guarded(one) or _may_know(one, seen_by)]
        if len(found) >= most or len(rows) < most:
            return found[:most]
        after = Place.of(rows[-1])


def how_many(
    *, seen_by: Actor, urgent_since: datetime | None = None, most: int | None = None
) -> Count:
    """Count the waiting requests, or the urgent ones filed before `urgent_since`; at most up to
    `most`."""
    most = most or COUNTED_TO
    if _sees_all(seen_by):
        asked = Q(urgent=True, filed_at__lte=urgent_since) if urgent_since else Q()
        number = _UNOPENED.filter(asked)[: most + 1].count()
        return Count(min(number, most), more=number > most)
    known, hidden = (_some(seen_by, urgent_since, guarded=one) for one in (False, True))
    number = known[: most + 1].count()
    if number > most or not seen_by.may(Permission.FILING_OPEN):
        return Count(min(number, most), more=number > most)
    others = list(hidden[: LOOKED_AT + 1])
    opened = sum(_may_know(one, seen_by) for one in others[:LOOKED_AT])
    return Count(number + opened, more=len(others) > LOOKED_AT)


def who_may_open(codes: set[str], holders: set[str]) -> Mapping[int, set[str]]:
    """Return, for each urgent request, which of these receptionists may open it. `holders`: those
    with the reception key."""
    keys = CaseKey.objects.filter(
        holder__in=[CaseKey.Holder.RECEPTION, CaseKey.Holder.RECEPTIONIST],
        filing__in=_UNOPENED.filter(urgent=True),
    )
    found: dict[int, set[str]] = defaultdict(set)
    for filing, holder, member in keys.values_list("filing", "holder", "member"):
        found[filing] |= codes & (holders if holder == CaseKey.Holder.RECEPTION else {member})
    return found


# --- inside ---


def _sees_all(reader: Actor) -> bool:
    """Return whether the reader sees all codes. Members without a duty role get access to no case
    by default, so that a code that they cannot open reveals nothing."""
    return not reader.roles & DUTY_POOL


def _rows(reader: Actor, most: int, after: Place | None, *, newest: bool) -> list[Filing]:
    known, found = _known_to(reader), list[Filing]()
    if not (after or newest):
        return list(known.order_by(*_ORDER)[:most])
    begins = _GROUPS.index((after.urgent, after.in_flood)) if after else 0
    for group in _GROUPS[begins:]:
        rows = _in_group(known, group, newest=newest)
        if after and (after.urgent, after.in_flood) == group:
            rows = rows.filter(_behind(after, newest=newest))
        found += rows[: most - len(found)]
        if len(found) == most:
            break
    return found


def _in_group(rows: QuerySet[Any], group: tuple[bool, bool], *, newest: bool) -> QuerySet[Any]:
    """Filter with IN rather than equality, because only then SQLite uses the index for the
    order."""
    urgent, in_flood = group
    order = ("-filed_at", "-pk") if newest else ("filed_at", "pk")
    return rows.filter(urgent__in=[urgent], in_flood__in=[in_flood]).order_by(*order)


def _some(reader: Actor, since: datetime | None, *, guarded: bool) -> QuerySet[Filing]:
    """Return requests for which the reader has a key, without or with exclusions (`guarded`); with
    `since`, urgent ones filed by then."""
    known = (_GUARDED if guarded else _OPEN_TO_ALL).filter(Exists(_keys_of(reader.member.code)))
    return known.filter(urgent=True, filed_at__lte=since) if since else known


def _known_to(reader: Actor) -> QuerySet[Filing]:
    """Return the requests that the reader may know; those with exclusions only for members who may
    open requests."""
    if _sees_all(reader):
        return _UNOPENED
    found = _WITH_GUARD if reader.may(Permission.FILING_OPEN) else _OPEN_TO_ALL
    return found.filter(Exists(_keys_of(reader.member.code)))


def _behind(place: Place, *, newest: bool) -> Q:
    """Return a condition for rows after this place in its group. The redundant bound on the moment
    lets the index be used."""
    beyond = "lt" if newest else "gt"
    after, number = Q((f"filed_at__{beyond}", place.filed_at)), Q((f"pk__{beyond}", place.number))
    return Q((f"filed_at__{beyond}e", place.filed_at)) & (after | number)


def _keys_of(member: str) -> QuerySet[CaseKey]:
    """Return the keys that open a request to a member."""
    own = Q(holder=CaseKey.Holder.RECEPTIONIST, member=member)
    return CaseKey.objects.filter(own | Q(holder=CaseKey.Holder.RECEPTION), filing=OuterRef("pk"))


def _is_guarded(filing: Filing) -> bool:
    return bool(getattr(filing, "guarded", False))


def _may_know(filing: Filing, reader: Actor) -> bool:
    """Return whether the reader may know of a request with exclusions: only if they can open it."""
    opens = reader.may(Permission.FILING_OPEN)
    return opens and filing_to_open(filing.code, seen_by=reader) is not None
