"""Consents that end by their last day: the team asks again in the week before. Services and
queries, by noun."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from amparo.foundations.cases.computed_columns import show_missing
from amparo.foundations.cases.dates_outside_terms import Waiting, also_due
from amparo.foundations.cases.models import Case
from amparo.foundations.consent.models import Question, today_by_law

TASK = "consent_ends"
SAY = _("Ask again: a consent ends")
BEFORE = timedelta(days=7)
"""How long before the last day the team is told."""


def ending_soon(case: Case) -> list[Question]:
    """Return the consents of a case that hold still and end within a week, earliest first."""
    soon = today_by_law() + BEFORE
    rows = Question.objects.standing().filter(filing_id=case.filing_id, ends_on__lte=soon)
    return list(rows.select_related("unit").order_by("ends_on", "pk"))


def ends_due(case: Case) -> list[Waiting]:
    """The worklist entries; none once nothing can be asked of the person."""
    if case.filing.asks_nobody or case.filing.withdrawn_at:
        return []
    return [Waiting(one.ends_at, TASK) for one in ending_soon(case) if one.ends_at]


def show_what_ends(*, at: datetime) -> int:
    """Put on the worklist what ends within a week. Return in how many cases."""
    soon = Question.objects.standing().filter(ends_on__lte=today_by_law() + BEFORE)
    cases = Case.objects.filter(filing__in=soon.values("filing"), closed_at__isnull=True)
    return show_missing(cases, ends_due, at=at)


also_due(ends_due, [(TASK, SAY)], rows=[Question])
