"""Tasks with a due day that no term of the law sets. Services, by noun: tasks."""

from datetime import datetime, timedelta

from django.db import transaction

from amparo.casework.review import events
from amparo.casework.review.models import MeasureChange, ReviewTask
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.cases.dates_outside_terms import UNWEIGHED, Waiting, also_due, also_raised
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.impediments import nobody_left_at_risk
from amparo.foundations.intake.procedure.court_silence_orders import day_of
from amparo.foundations.intake.tables_with_rows import watch
from amparo.foundations.ledger.services import Signs, record

watch("review_tasks", ReviewTask)

Kind = ReviewTask.Kind
# Targets of this service, not of a law, and shown as such.
WITHIN = {
    Kind.REASSESS: timedelta(days=2),
    Kind.ANSWER_DISAGREEMENT: timedelta(days=5),
    Kind.RULE_ON_WAITING: timedelta(days=2),
    Kind.EXPLAIN_RISK: timedelta(days=2),
    Kind.GIVING_UP: timedelta(days=5),
    Kind.EXPLAIN_SHARE: timedelta(days=2),
}
URGENT = timedelta(hours=1)
"""Term to look at an urgent report of the person; it leads tasks that are due later."""
PREFIX = "task."
WITH_HER = frozenset({Kind.ANSWER_DISAGREEMENT, Kind.EXPLAIN_RISK, Kind.GIVING_UP})
"""Tasks that are done with the person: after a death they are left out."""
GIVES_UP = frozenset({Kind.GIVING_UP, Kind.CARRY_OUT})
"""Tasks that end a measure at the person's wish: they are left out while the person cannot be
asked."""


@transaction.atomic
def open_task(
    case: Case,
    kind: Kind,
    *,
    about: str = "",
    due_on: datetime | None = None,
    by: Signs,
    at: datetime,
) -> ReviewTask:
    """Open a task, or give the open one of the same kind the earlier day."""
    day = due_on or at + WITHIN[kind]
    found = ReviewTask.objects.filter(
        case=case, kind=kind, about=about, done_at__isnull=True
    ).first()
    if found:
        if day < found.due_on:
            found.due_on = day
            found.save(update_fields=["due_on"])
        return found
    task = ReviewTask.objects.create(
        ref=marks.new_code(groups=3), case=case, kind=kind, about=about, due_on=day, opened_at=at
    )
    said_on = day_of(case.filing, day).isoformat()
    event = events.TaskOpened(about=case.code, task=task.ref, kind=kind, due_on=said_on)
    record(event, by=by, at=at)
    return task


@transaction.atomic
def close_tasks(
    case: Case,
    *kinds: Kind,
    outcome: str,
    by: Signs,
    at: datetime,
    about: str | None = None,
    paper_ref: str = "",
) -> int:
    """Close the open tasks of these kinds, or only those about one thing. Return how many."""
    found = ReviewTask.objects.filter(case=case, kind__in=kinds, done_at__isnull=True)
    if about is not None:
        found = found.filter(about=about)
    done = list(found)
    for task in done:
        task.done_at, task.outcome, task.paper_ref = at, outcome, paper_ref
        task.save(update_fields=["done_at", "outcome", *(["paper_ref"] if paper_ref else [])])
        event = events.TaskDone(about=case.code, task=task.ref, kind=task.kind, outcome=outcome)
        record(event, by=by, at=at)
    return len(done)


def tasks_in(open_case: OpenCase) -> list[ReviewTask]:
    """Return the open tasks, next one first; after a death only those that can still be done."""
    found = open_case.once("review_tasks", lambda: list(_TASKS.filter(case_id=open_case.case.pk)))
    return _to_do(open_case.case, found) if found else []


def is_unweighed(case: Case) -> bool:
    """Return whether an incident was not weighed yet: facts from before it lessen nothing. This is
    a rule of this service, not of a norm."""
    told = ReviewTask.objects.filter(case=case, kind=Kind.REASSESS, done_at__isnull=True).exists()
    return told and not nobody_left_at_risk(case.filing)


def danger_raised(case: Case) -> datetime | None:
    """Return when the person, or an incident, last raised the danger flag; never where no risk is
    left to assess."""
    filing = case.filing
    moments = [filing.opened_at or filing.filed_at] if filing.urgent else []
    if case.pk:
        found = ReviewTask.objects.filter(case_id=case.pk, kind=Kind.REASSESS)
        moments += found.order_by("-opened_at").values_list("opened_at", flat=True)[:1]
    return max(moments) if moments and not nobody_left_at_risk(filing) else None


def _to_do(case: Case, found: list[ReviewTask]) -> list[ReviewTask]:
    over = _over_in(case)
    found = [one for one in found if one.kind not in over]
    if not case.filing.impediment or not any(one.kind in GIVES_UP for one in found):
        return found
    wishes = set(
        case.changes.filter(kind=MeasureChange.Kind.RENOUNCE).values_list("ref", flat=True)
    )
    return [one for one in found if one.kind not in GIVES_UP or one.about not in wishes]


def _over_in(case: Case) -> frozenset[Kind]:
    """Return the kinds of task that cannot be done any more in this case."""
    if not case.filing.asks_nobody:
        return frozenset()
    return WITH_HER | ({Kind.REASSESS} if nobody_left_at_risk(case.filing) else set())


_TASKS = (
    ReviewTask.objects.select_related("case__filing")
    .filter(done_at__isnull=True)
    .order_by("due_on", "pk")
)
# The worklist joins nothing: it is worked out after almost every act.
_NEXT = (
    ReviewTask.objects.filter(done_at__isnull=True)
    .only("kind", "about", "due_on", "opened_at")
    .order_by("due_on", "pk")
)


def review_tasks_due(case: Case) -> list[Waiting]:
    found = list(_NEXT.filter(case_id=case.pk))
    return [
        Waiting(one.due_on, PREFIX + one.kind, danger=UNWEIGHED if _is_danger(one) else 0)
        for one in (_to_do(case, found) if found else [])
    ]


def _is_danger(task: ReviewTask) -> bool:
    """Return whether it is an incident, which counts as danger until it is weighed."""
    return task.kind == Kind.REASSESS


also_raised(danger_raised)
also_due(review_tasks_due, [(PREFIX + kind.value, kind.label) for kind in Kind], rows=[ReviewTask])
