"""Keep suspects of a leak apart from its cases, and let them near again, in batches. Services, by
noun: distances."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from amparo.casework.leaks import batches
from amparo.casework.leaks.batches import done_in_batches, raise_all
from amparo.casework.leaks.models import AffectedCase, Leak
from amparo.casework.leaks.suspicion.lifted_suspicions import as_recorded, standing
from amparo.casework.leaks.who_may_read import HAS_STEPS, workers_elsewhere
from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.access.excluded_member_seats import keep_apart, let_near
from amparo.foundations.cases.models import Case, ConflictOfInterest
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.keys.case_keys import hold_rows
from amparo.foundations.intake.models import Filing
from amparo.foundations.ledger.services import Signs


def meant_by(leak: Leak) -> list[tuple[str, Member | Unit]]:
    """Return the suspected member and unit of the leak, each with the name of its column."""
    meant = (("suspect", leak.suspect), ("unit", leak.unit))
    return [(name, whom) for name, whom in meant if whom]


def cases_of(leaks: Iterable[int] | QuerySet[Leak]) -> QuerySet[Case]:
    return Case.objects.filter(pk__in=AffectedCase.objects.filter(leak__in=leaks).values("case"))


def first_of(cases: QuerySet[Case]) -> list[int]:
    """Return the primary keys of the first batch, which a decision handles in its own transaction.
    The others follow."""
    return list(cases.order_by("pk").values_list("pk", flat=True)[: batches.BATCH])


def files_of(cases: Sequence[int]) -> list[Filing]:
    return list(Filing.objects.filter(case__in=cases))


def to_be_kept_apart(leak: Leak) -> QuerySet[Case]:
    """Return the cases from which the suspect is still to be kept apart. For a suspended member
    these are all cases of the leak, also those that no other member can read. For an institution
    these are the cases in which the team was asked already and another member works elsewhere."""
    if leak.lifted_at:
        return Case.objects.none()
    if leak.suspect:
        found = cases_of([leak.pk]) if leak.suspended_at else Case.objects.none()
        return found.exclude(pk__in=_apart("suspect", leak.suspect))
    if leak.unit is None or leak.waits_for_another:
        return Case.objects.none()
    said = AffectedCase.objects.filter(Exists(HAS_STEPS), leak=leak)
    others = Exists(workers_elsewhere(leak).filter(case=OuterRef("pk")))
    found = Case.objects.filter(others, pk__in=said.values("case"))
    return found.exclude(pk__in=_apart("unit", leak.unit))


def to_be_let_near(leak: Leak) -> QuerySet[Case]:
    """Return the cases from which no other standing leak keeps the suspects apart."""
    found = Case.objects.none()
    for name, whom in meant_by(leak):
        others = [one.pk for one in standing(**{name: whom}) if one.pk != leak.pk]
        apart = cases_of([leak.pk]).filter(pk__in=_apart(name, whom))
        found |= apart.exclude(pk__in=cases_of(others))
    return found


def keep_all_apart(leak: Leak, *, by: Signs, at: datetime, most: int = 0) -> int:
    """Keep the suspect apart in every case that is left, and return in how many. Where a case
    raises, the others are handled first."""
    problems: list[Exception] = []
    leak = _fresh(leak.pk)
    do = partial(keep_some_apart, leak.pk, by=by, at=at)
    done = done_in_batches(to_be_kept_apart(leak), do, problems, most=most)
    raise_all(problems)
    return done


def let_all_near(leak: Leak, *, by: Signs, at: datetime, most: int = 0) -> int:
    """Let the suspects near the cases of a lifted suspicion again, and return in how many. Return 0
    while the suspicion is not lifted."""
    problems: list[Exception] = []
    leak = _fresh(leak.pk)
    if not leak.lifted_at:
        return 0
    do = partial(let_some_near, leak.pk, by=by, at=at)
    done = done_in_batches(to_be_let_near(leak), do, problems, most=most)
    raise_all(problems)
    return done


@transaction.atomic
def keep_some_apart(number: int, cases: Sequence[int], *, by: Signs, at: datetime) -> int:
    leak = _holding(number, cases)
    left = to_be_kept_apart(leak).filter(pk__in=cases).select_related("filing").order_by("pk")
    whom = leak.suspect or leak.unit
    if whom is None:
        return 0
    reason = ConflictOfInterest.Reason.LEAK
    return sum(keep_apart(one, whom, reason=reason, by=by, at=at) for one in left)


@transaction.atomic
def let_some_near(number: int, cases: Sequence[int], *, by: Signs, at: datetime) -> int:
    leak = _holding(number, cases)
    left = to_be_let_near(leak).filter(pk__in=cases).select_related("filing").order_by("pk")
    meant = [whom for _name, whom in meant_by(leak)]
    return sum(max(let_near(one, whom, by=by, at=at) for whom in meant) for one in left)


def _holding(number: int, cases: Sequence[int]) -> Leak:
    """Lock the files, then read the leak again. A decision taken on it while the batch runs applies
    from the next batch on."""
    hold_rows(files_of(cases))
    return _fresh(number)


def _fresh(number: int) -> Leak:
    """Return the leak as it is stored now and as the record confirms it."""
    return as_recorded([Leak.objects.select_related("suspect__unit", "unit").get(pk=number)])[0]


def _apart(name: str, whom: Member | Unit) -> QuerySet[ConflictOfInterest, int]:
    column = "member" if name == "suspect" else "unit"
    standing = ConflictOfInterest.objects.filter(ended_at__isnull=True, **{column: whom})
    return standing.values_list("case", flat=True)
