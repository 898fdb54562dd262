"""The open cases of the whole team, as a supervisor distributes them: codes and days, because the
supervisor need not be able to open them. Cases that the supervisor is barred from are left out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.permissions import Permission, permissions_of
from amparo.foundations.accounts.queries import members
from amparo.foundations.cases.computed_columns import NEVER
from amparo.foundations.cases.models import Case, CaseAccess, ConflictOfInterest
from amparo.foundations.cases.queries import Mark, Window
from amparo.foundations.cases.worklist_row import read_in_order
from amparo.foundations.institutions.queries import command_of

__all__ = [
    "NOBODY",
    "Load",
    "Member",
    "TeamCase",
    "cases_called",
    "cases_of_team",
    "closed_to",
    "loads_of_team",
    "mark_in_team",
    "responsible_choices",
]

NOBODY = "nobody"
_END = Coalesce(F("due_on"), Value(NEVER, output_field=DateTimeField()))


@dataclass(frozen=True, slots=True)
class Load:
    """Open cases of one member: all, overdue, and due up to the end of the week. `member`: None for
    cases without a responsible member."""

    member: Member | None
    open: int = 0
    late: int = 0
    week: int = 0

    @property
    def is_absent(self) -> bool:
        """Return whether the member is off duty, suspended or gone."""
        return self.member is not None and not (self.member.active and self.member.on_duty)


class TeamCase(NamedTuple):
    """One case of the team. `opens`: whether the reader has a seat; `holder`: code, or empty."""

    case_id: int
    code: str
    protocol: str
    track: str
    due_term: str
    danger: int
    due_on: datetime
    holder: str
    holder_name: str
    opens: bool


def loads_of_team(*, due: Window, seen_by: Actor, at: datetime) -> list[Load]:
    """Return how the open cases are distributed: unassigned ones first, then those who work on
    cases, by name. `due`: the rest of this week."""
    numbers = {
        holder: (every, late, week)
        for holder, every, late, week in _open_cases(seen_by)
        .values_list("holder")
        .annotate(
            every=Count("pk"),
            late=Count("pk", filter=Q(due_on__lt=at)),
            week=Count("pk", filter=Q(due_on__gte=at, due_on__lt=due.before)),
        )
    }
    known = responsible_choices(seen_by=seen_by)
    gone = Member.objects.filter(pk__in=numbers).exclude(pk__in=[one.pk for one in known])
    return [
        Load(member, *numbers.get(member.pk if member else None, ()))
        for member in (None, *known, *gone.order_by("name"))
    ]


def cases_of_team(
    *, holder: str, due: Window, after: Mark | None, seen_by: Actor, size: int, at: datetime
) -> list[TeamCase]:
    """Return the cases of one member in the order of the worklist; of all if `holder` is empty,
    and the unassigned ones if it names no member. One row more than `size` means that there is a
    next page."""
    found = _open_cases(seen_by).annotate(end=_END)
    if holder:
        of = {"holder": None} if holder == NOBODY else {"holder__code": holder}
        found = found.filter(**of)
    if due.since:
        found = found.filter(end__gte=due.since)
    if due.before:
        found = found.filter(end__lt=due.before)
    own = CaseAccess.objects.filter(case=OuterRef("pk"), member=seen_by.member)
    rows = found.annotate(
        opens=Exists(own),
        by=Coalesce("holder__code", Value("")),
        called=Coalesce("holder__name", Value("")),
    )
    place = after.place(at) if after else None
    order = {"due": "end", "key": "pk"}
    return read_in_order(rows, _read, at=at, after=place, size=size + 1, **order)


def _read(rows: QuerySet[Case]) -> list[TeamCase]:
    of_case = ("pk", "filing__code", "filing__protocol", "track", "due_term", "danger")
    return [TeamCase(*row) for row in rows.values_list(*of_case, "end", "by", "called", "opens")]


def mark_in_team(one: TeamCase) -> Mark:
    return Mark(one.danger, one.due_on, one.case_id)


def cases_called(codes: Iterable[str], *, seen_by: Actor) -> Mapping[str, Case]:
    """Return the team's open cases with these codes, for assigning."""
    found = _open_cases(seen_by).filter(filing__code__in=list(codes))
    return {one.code: one for one in found.select_related("filing")}


def closed_to(codes: Iterable[str], *, seen_by: Actor) -> set[str]:
    """Return those of the team's open cases with these codes to which the reader has no seat."""
    own = CaseAccess.objects.filter(case=OuterRef("pk"), member=seen_by.member)
    found = _open_cases(seen_by).filter(~Exists(own), filing__code__in=list(codes))
    return set(found.values_list("filing__code", flat=True))


def responsible_choices(*, seen_by: Actor) -> list[Member]:
    """Return the members to whom a case can be assigned: those who work on cases."""
    here = members(seen_by=seen_by)
    return [one for one in here if Permission.CASE_WORK in permissions_of(one.role_set)]


def _open_cases(reader: Actor) -> QuerySet[Case]:
    """Return the open cases without those from which the reader, or their unit, is barred."""
    units = command_of(reader.member.unit, seen_by=reader)
    hers = Q(member=reader.member) | Q(unit__code__in=units)
    barred = ConflictOfInterest.objects.filter(hers, ended_at__isnull=True)
    return Case.objects.filter(closed_at=None).exclude(pk__in=barred.values("case"))
