"""Dates on the worklist, worked out anew where a law, or its calendar, says otherwise since.
Services, by noun: dates."""

from datetime import datetime
from functools import partial

from django.db.models import QuerySet

from amparo import rules
from amparo.foundations.cases.dates import name_of
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.services import NEVER, refresh, work_out
from amparo.foundations.each import each_by_itself


def date_anew(*, at: datetime, problems: list[Exception]) -> int:
    """Once a law's text or calendar says otherwise: cases that stand on the worklist by another
    date than its clock gives, above all those that nobody touches. One that cannot be worked out
    keeps its date and holds no other back. Returns how many were put right."""
    here = rules.known_protocols()
    cases = Case.objects.filter(filing__protocol__in=here).select_related("filing")
    wrong = _outdated(cases.filter(closed_at=None), at=at, problems=problems)
    acts = (partial(_put_right, number, at=at) for number in wrong)
    return each_by_itself(acts, problems)


def _put_right(number: int, *, at: datetime) -> int:
    refresh(Case.objects.select_related("filing").get(pk=number), at=at)
    return 1


def _outdated(cases: QuerySet[Case], *, at: datetime, problems: list[Exception]) -> list[int]:
    """Their numbers, before any is written."""
    found: list[int] = []

    def look(case: Case) -> None:
        if _is_outdated(case, at=at):
            found.append(case.pk)

    each_by_itself((partial(look, one) for one in cases.iterator()), problems)
    return found


def _is_outdated(case: Case, *, at: datetime) -> bool:
    """Whether its row says something else of the law than the law does now. What waits beside the
    law stands where it comes first."""
    law = Case(filing=case.filing)  # not stored: nothing waits in it
    work_out(law, at=at)
    if (law.stage, law.track) != (case.stage, case.track):
        return True
    if name_of(case.due_term):
        return (law.due_on or NEVER) < (case.due_on or NEVER)
    return (law.due_term, law.due_on) != (case.due_term, case.due_on)
