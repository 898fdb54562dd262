"""Correction of dates on the worklist after a change of law, calendar or program version."""

from datetime import datetime
from functools import partial

from django.db.models import QuerySet

from amparo.foundations.cases.computed_columns import refresh, work_out
from amparo.foundations.cases.models import Case
from amparo.foundations.failure_isolation import each_by_itself
from amparo.law import known_protocols

SAID = ("stage", "track", "due_term", "due_on", "danger")


def date_anew(*, at: datetime, problems: list[Exception]) -> int:
    """Correct open cases whose listed date, stage or danger differs from what the law's clock and
    registered dates give; most are cases with no recent change. A case that fails keeps its date
    and is added to `problems`. Return how many were corrected."""
    here = known_protocols()
    cases = Case.objects.filter(filing__protocol__in=here).select_related("filing")
    wrong = _outdated(cases.filter(closed_at=None), at=at, problems=problems)
    acts = (partial(_put_right, number, at=at) for number in wrong)
    return each_by_itself(acts, problems)


def _put_right(number: int, *, at: datetime) -> int:
    refresh(Case.objects.select_related("filing").get(pk=number), at=at)
    return 1


def _outdated(cases: QuerySet[Case], *, at: datetime, problems: list[Exception]) -> list[int]:
    """Return the primary keys of outdated cases, before any is written."""
    found: list[int] = []

    def look(case: Case) -> None:
        if _is_outdated(case, at=at):
            found.append(case.pk)

    each_by_itself((partial(look, one) for one in cases.iterator()), problems)
    return found


def _is_outdated(case: Case, *, at: datetime) -> bool:
    """Return whether the case's row differs from what is computed now."""
    anew = Case(pk=case.pk, filing=case.filing)  # never stored
    work_out(anew, at=at)
    return any(getattr(anew, name) != getattr(case, name) for name in SAID)
