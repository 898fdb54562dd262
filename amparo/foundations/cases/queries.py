"""Cases as a member may see them. A case of another team and a missing one give the same answer."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto import public_key_sealing as boxes
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.models import Member
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.dates_outside_terms import DANGERS
from amparo.foundations.cases.models import Case, CaseAccess, ConflictOfInterest
from amparo.foundations.cases.worklist_row import COLUMNS, Listed
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
    "Counts",
    "Mark",
    "OpenCase",
    "counted",
    "counts",
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

    def __str__(self) -> str:
        return f"{self.danger}~{self.due_on.isoformat()}~{self.case_id}"


_LINES = CaseAccess.objects.filter(open=True).order_by("-danger", "due_on", "case_id")


def worklist(
    *,
    seen_by: Actor,
    held: str = "",
    after: Mark | None = None,
    in_danger: bool = False,
    due_before: datetime | None = None,
    stage: str = "",
    size: int = PAGE,
) -> list[Listed]:
    """Return the worklist: by danger, then by due date. One row more than `size` means that there
    is a next page."""
    seats = _LINES.filter(member=seen_by.member)
    if held:
        seats = seats.filter(held=held)
    if in_danger:
        seats = seats.filter(danger__gt=0)
    if due_before:
        seats = _due(seats, due_before)
    if stage:
        seats = seats.filter(stage=stage)
    if after is None:
        return _read(seats, size + 1)
    return _behind(seats, after, size + 1)


def mark_of(one: Listed) -> Mark:
    return Mark(one.danger, one.due_on, one.case_id)


@dataclass(frozen=True, slots=True)
class Counts:
    """Number of the reader's cases of each kind; COUNTED_TO + 1 means "more than". `of_team`:
    counted over all cases of the team, not only those with a seat of the reader."""

    own: int
    nobody: int
    all: int
    late: int
    of_team: bool = False


# Each part is one range of an index and stops early; together they are one statement.
_COUNTS = """
SELECT
  (SELECT COUNT(*) FROM (SELECT 1 FROM cases_caseaccess
    WHERE member_id = %(member)s AND open = %(yes)s AND held = 'own' LIMIT %(most)s) AS own),
  (SELECT COUNT(*) FROM (SELECT 1 FROM cases_caseaccess
    WHERE member_id = %(member)s AND open = %(yes)s AND held = 'nobody' LIMIT %(most)s) AS nobody),
  (SELECT COUNT(*) FROM (SELECT 1 FROM cases_caseaccess
    WHERE member_id = %(member)s AND open = %(yes)s LIMIT %(most)s) AS everything),
  (SELECT COUNT(*) FROM (SELECT 1 FROM cases_caseaccess
    WHERE member_id = %(member)s AND open = %(yes)s AND danger IN (0, 1, 2, 3, 4, 5)
    AND due_on < %(at)s LIMIT %(most)s) AS late)
"""


def counts(*, seen_by: Actor, at: datetime) -> Counts:
    """Count the cases that the reader may see, each number up to COUNTED_TO + 1; for supervisors,
    all cases. The numbers identify no case."""
    if seen_by.may(Permission.CASE_SUPERVISE):
        return _counts_of_team(seen_by, at)
    values = {
        "member": seen_by.member.pk,
        "yes": True,
        "most": COUNTED_TO + 1,
        "at": connection.ops.adapt_datetimefield_value(at),
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, values)
        own, nobody, everything, late = cursor.fetchone()
    return Counts(own=own, nobody=nobody, all=everything, late=late)


def _counts_of_team(reader: Actor, at: datetime) -> Counts:
    listed = Case.objects.filter(closed_at=None)

    def many(found: QuerySet[Any]) -> int:
        return len(found.values_list("pk", flat=True)[: COUNTED_TO + 1])

    return Counts(
        own=many(listed.filter(holder=reader.member)),
        nobody=many(listed.filter(holder=None)),
        all=many(listed),
        late=many(listed.filter(due_on__lt=at)),
        of_team=True,
    )


def counted(*, seen_by: Actor, held: str = "", due_before: datetime | None = None) -> int:
    """Count the reader's cases of this kind, up to COUNTED_TO + 1."""
    seats = _open_seats(seen_by, held)
    if due_before:
        seats = _due(seats, due_before)
    return len(seats.values_list("pk", flat=True)[: COUNTED_TO + 1])


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


def _open_seats(member: Actor, held: str) -> QuerySet[CaseAccess]:
    seats = CaseAccess.objects.filter(member=member.member, open=True)
    return seats.filter(held=held) if held else seats


def _due(seats: QuerySet[CaseAccess], before: datetime) -> QuerySet[CaseAccess]:
    """Naming every danger lets the index skip to the early dates of each."""
    return seats.filter(danger__in=DANGERS, due_on__lt=before)


def _read(seats: QuerySet[CaseAccess], most: int) -> list[Listed]:
    return [Listed(*row) for row in seats.values_list(*COLUMNS)[:most]]


def _behind(seats: QuerySet[CaseAccess], mark: Mark, size: int) -> list[Listed]:
    """Return what follows the mark: the rest of its danger, then lower ones. Each is one range of
    the index, so that the last page costs as much as the first."""
    same = seats.filter(danger=mark.danger, due_on__gte=mark.due_on).exclude(
        due_on=mark.due_on, case_id__lte=mark.case_id
    )
    found = _read(same, size)
    if len(found) < size:
        found += _read(seats.filter(danger__lt=mark.danger), size - len(found))
    return found
