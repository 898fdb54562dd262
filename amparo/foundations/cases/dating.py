"""Dates on the worklist, worked out anew where a law, or its calendar, says otherwise since.
Services, by noun: dates."""

from datetime import datetime

from amparo import rules
from amparo.foundations.cases.dates import name_of
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.services import NEVER, refresh, work_out


def date_anew(*, at: datetime) -> int:
    """Once a law's text or calendar says otherwise: cases that stand on the worklist by another
    date than its clock gives, above all those that nobody touches. Returns how many were put
    right."""
    here = rules.known_protocols()
    cases = Case.objects.filter(filing__protocol__in=here).select_related("filing")
    wrong = [one.pk for one in cases.filter(closed_at=None).iterator() if _is_outdated(one, at=at)]
    for number in wrong:
        refresh(cases.get(pk=number), at=at)
    return len(wrong)


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
