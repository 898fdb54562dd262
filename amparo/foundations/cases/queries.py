"""Cases as a member may see them. A case of another team and a missing one give the same answer."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import public_key_sealing as boxes
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.dates_outside_terms import DANGERS
from amparo.foundations.cases.models import Case, CaseAccess, ConflictOfInterest
from amparo.foundations.cases.worklist_row import COLUMNS, Listed, Place, place_of, read_in_order
from amparo.foundations.institutions.queries import command_of
from amparo.foundations.intake.exclusions import BEHIND, excludes, has, inherits, must_not_know
from amparo.foundations.intake.keys.case_keys import Folder, key_context
from amparo.foundations.ledger.services import Signs
from amparo.foundations.related_people.models import RelatedPerson

__all__ = [
    "COUNTED_TO",
    "LONGEST_MARK",
    "PAGE",
    "Case",
    "CaseAccess",
    "Choice",
    "Mark",
    "OpenCase",
    "Window",
    "counted",
    "counts",
    "days_due",
    "due_before",
    "kept_apart",
    "mark_of",
    "opened",
    "seats_of",
    "worklist",
]

PAGE = 50
COUNTED_TO = 500  # beyond this, a count is displayed as "more than"
LONGEST_MARK = 60
LARGEST_ID = 2**62  # limit of the databases

_APART = ConflictOfInterest.objects.filter(
    case=OuterRef("case"), member=OuterRef("member"), ended_at__isnull=True
)


_OPENED: QuerySet[Any] = (
    CaseAccess.objects.select_related("case__filing", "case__holder")
    .filter(~Exists(_APART))
    .annotate(
        excludes=excludes("case__filing") | Q(has(RelatedPerson, "case__filing", relation=BEHIND))
    )
    .annotate(inherits=inherits("case__filing"))
)


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case with its filing unlocked, for one request."""

    case: Case
    seat: CaseAccess
    folder: Folder = field(repr=False)

    @property
    def code(self) -> str:
        return self.folder.code

    def for_one_page(self) -> "OpenCase":
        """Return the same case for a read-only page: see `Folder.once`."""
        return OpenCase(self.case, self.seat, self.folder.for_one_page(self.case.pk))

    def once[T](self, name: str, read: Callable[[], T]) -> T:
        return self.folder.once(name, read)


def opened(code: str, *, seen_by: Actor) -> OpenCase:
    """Return the case with this code, unlocked with the reader's key. Raises Http404 for others."""
    code, member = marks.code_normalised(code), seen_by.member.pk
    seat = next(iter(_OPENED.filter(case__filing__code=code, member_id=member)), None)
    if seat is None or (seat.ends_at and seat.ends_at <= timezone.now()):
        # The same queries as for the reader's own cases, so that timing reveals nothing.
        raise Http404
    seat.guarded = seat.excludes or seat.inherits
    filing = seat.case.filing
    key = boxes.open_with(seen_by.pair.secret, bytes(seat.sealed), context=key_context(filing))
    folder = Folder(filing, key)
    # Exclusions noted since the seat was given apply at once.
    if seat.guarded and must_not_know(folder, seen_by.member, by=seen_by):
        raise Http404
    return OpenCase(seat.case, seat, folder)


@dataclass(frozen=True, slots=True)
class Mark:
    """A position in the worklist, for paging."""

    danger: int
    due_on: datetime
    case_id: int

    @classmethod
    def read(cls, text: str) -> "Mark | None":
        """Parse a position from a page's address; None if it is invalid."""
        try:
            danger, due_on, case_id = text[:LONGEST_MARK].split("~")
            moment = datetime.fromisoformat(due_on)
            mark = cls(int(danger), moment.astimezone(UTC), int(case_id))
        except (ValueError, OverflowError):
            return None
        fits = mark.danger in DANGERS and 0 <= mark.case_id < LARGEST_ID
        return mark if moment.tzinfo and fits else None

    def place(self, at: datetime) -> Place:
        return place_of(self.danger, self.due_on, self.case_id, at=at)

    def __str__(self) -> str:
        return f"{self.danger}~{self.due_on.isoformat()}~{self.case_id}"


_LINES = CaseAccess.objects.filter(open=True)


@dataclass(frozen=True, slots=True)
class Window:
    """Due moments since the first, before the second; None: no bound."""

    since: datetime | None = None
    before: datetime | None = None

    def __bool__(self) -> bool:
        return bool(self.since or self.before)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a worklist shows. `held`: as in CaseAccess, or empty for all; `in_danger`: only what
    leads the list."""

    held: str = ""
    stage: str = ""
    in_danger: bool = False
    due: Window = Window()


def due_before(moment: datetime) -> Choice:
    """Return the choice of all that was due before a moment."""
    return Choice(due=Window(before=moment))


def worklist(
    *,
    seen_by: Actor,
    chosen: Choice | None = None,
    after: Mark | None = None,
    size: int = PAGE,
    at: datetime | None = None,
) -> list[Listed]:
    """Return the worklist in the order of `place_of`. One row more than `size` means that there is
    a next page."""
    seats = _chosen(seen_by, chosen or Choice())
    now = at or timezone.now()
    place = after.place(now) if after else None
    return read_in_order(seats, _read, at=now, after=place, size=size + 1)


def days_due(chosen: Choice, *, seen_by: Actor) -> list[tuple[datetime, int]]:
    """Return the due moments of the reader's cases of this choice, with their number each."""
    seats = _chosen(seen_by, chosen).order_by("due_on")
    return list(seats.values_list("due_on").annotate(count=Count("pk")))


def _chosen(reader: Actor, chosen: Choice) -> QuerySet[CaseAccess]:
    seats = _LINES.filter(member=reader.member)
    if chosen.held:
        seats = seats.filter(held=chosen.held)
    if chosen.stage:
        seats = seats.filter(stage=chosen.stage)
    if chosen.in_danger:
        seats = seats.filter(danger__gt=0)
    elif chosen.due:
        seats = _due(seats, chosen.due)
    return seats


def mark_of(one: Listed) -> Mark:
    return Mark(one.danger, one.due_on, one.case_id)


def counts(choices: Sequence[Choice], *, seen_by: Actor) -> list[int]:
    """Count the reader's cases of each choice, up to COUNTED_TO + 1, which means "more than". Each
    is one range of an index and stops early; together they are one statement."""
    values: dict[str, Any] = {"member": seen_by.member.pk, "yes": True, "most": COUNTED_TO + 1}
    parts = [_counted_part(number, one, values) for number, one in enumerate(choices)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return list(cursor.fetchone())


def _counted_part(number: int, chosen: Choice, values: dict[str, Any]) -> str:
    due = Window() if chosen.in_danger else chosen.due
    asked = {
        "held =": chosen.held,
        "stage =": chosen.stage,
        "due_on >=": due.since and connection.ops.adapt_datetimefield_value(due.since),
        "due_on <": due.before and connection.ops.adapt_datetimefield_value(due.before),
    }
    conditions = ["member_id = %(member)s AND open = %(yes)s"]
    if chosen.in_danger:
        conditions.append("danger > 0")
    elif due:
        conditions.append(f"danger IN ({', '.join(map(str, DANGERS))})")  # as `_due` does
    for at, (condition, value) in enumerate(asked.items()):
        if value:
            values[f"value{number}x{at}"] = value
            conditions.append(f"{condition} %(value{number}x{at})s")
    where = " AND ".join(conditions)
    found = f"SELECT 1 FROM cases_caseaccess WHERE {where} LIMIT %(most)s"  # noqa: S608 - as above
    return f"(SELECT COUNT(*) FROM ({found}) AS c{number})"  # noqa: S608 - as above


def counted(*, seen_by: Actor, held: str = "", due_before: datetime | None = None) -> int:
    """Count the reader's cases of this kind, up to COUNTED_TO + 1."""
    return counts([Choice(held=held, due=Window(before=due_before))], seen_by=seen_by)[0]


class Colleague(NamedTuple):
    """A member with a seat, for a page that names the team."""

    member_id: int
    code: str
    name: str


def team_of(case: Case, *, seen_by: Actor) -> list[Colleague]:
    seats = CaseAccess.objects.filter(case=case)
    return [
        Colleague(*row) for row in seats.values_list("member_id", "member__code", "member__name")
    ]


def seats_of(case: Case, *, seen_by: Actor) -> list[CaseAccess]:
    return list(CaseAccess.objects.select_related("member__unit").filter(case=case))


def kept_apart(case: Case, team: Iterable[Member], *, seen_by: Signs) -> set[int]:
    """Return the primary keys of these members that are barred from the case, by themselves or by
    their unit. Pass members with their unit loaded."""
    standing = ConflictOfInterest.objects.select_related("unit").filter(
        case=case, ended_at__isnull=True
    )
    rows = list(standing.defer("reason", "noted_at"))  # the reason is read only by the team
    if not rows:
        return set()
    meant = {one.member_id for one in rows if one.member_id}
    places = {code for one in rows if one.unit for code in command_of(one.unit, seen_by=seen_by)}
    return {one.pk for one in team if one.pk in meant or (places and one.unit.code in places)}


def _due(seats: QuerySet[CaseAccess], due: Window) -> QuerySet[CaseAccess]:
    """Naming every danger lets the index skip to the dates of each."""
    seats = seats.filter(danger__in=DANGERS)
    seats = seats.filter(due_on__gte=due.since) if due.since else seats
    return seats.filter(due_on__lt=due.before) if due.before else seats


def _read(seats: QuerySet[CaseAccess]) -> list[Listed]:
    return [Listed(*row) for row in seats.values_list(*COLUMNS)]
