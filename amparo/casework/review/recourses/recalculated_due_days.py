"""The due day of rulings that the law's own clock does not count, computed again when the law or
its calendar changed. Services, by noun: days of rulings."""

from datetime import datetime
from functools import partial

from django.db import transaction

from amparo.casework.review.models import Recourse, ReviewTask
from amparo.casework.review.recourses.services import end_of_term
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.failure_isolation import each_by_itself
from amparo.foundations.intake.keys.case_keys import hold_row
from amparo.foundations.intake.procedure.contestable import term_to_rule
from amparo.law import known_protocols


def date_rulings_anew(*, at: datetime, problems: list[Exception]) -> int:
    """Compute the days again, and return how many changed. A task whose day cannot be computed, for
    example because its norm is gone, keeps its day and holds no other back; the error is added to
    `problems`."""
    here = known_protocols()
    open_ones = ReviewTask.objects.filter(kind=ReviewTask.Kind.RULE, done_at__isnull=True)
    tasks = open_ones.filter(case__filing__protocol__in=here).select_related("case__filing")
    return each_by_itself((partial(_dated, one, at=at) for one in tasks.order_by("pk")), problems)


@transaction.atomic
def _dated(task: ReviewTask, *, at: datetime) -> bool:
    hold_row(task.case.filing).values_list("pk").first()
    recourse = Recourse.objects.filter(case=task.case, ref=task.about).first()
    began = recourse.filed_at if recourse else None
    day = end_of_term(term_to_rule(task.case.filing, began, at=at), task.case)
    if day is None or day == task.due_on:
        return False
    ReviewTask.objects.filter(pk=task.pk, done_at__isnull=True).update(due_on=day)
    refresh(task.case, at=at)
    return True
