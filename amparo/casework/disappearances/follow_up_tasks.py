"""Services for follow-up tasks, due by a moment that no norm sets."""

from datetime import datetime, timedelta

from django.db import transaction

from amparo.casework.disappearances import events
from amparo.casework.disappearances.models import DisappearanceOrDeath, DisappearanceTask
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.dates_outside_terms import MISSING, Waiting, also_due
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.tables_with_rows import watch
from amparo.foundations.ledger.services import Signs, record

watch("vigils", DisappearanceTask)

Kind = DisappearanceTask.Kind
# No norm sets these: the service's own targets, shown as such.
WITHIN = {Kind.LINKED: timedelta(days=1), Kind.INVESTIGATION: timedelta(days=7)}
PREFIX = "search."
WITH_THOSE_LEFT = "those_left"
"""Outcome of a search that goes on in a linked case."""
DEATHS = frozenset({DisappearanceOrDeath.What.DIED, DisappearanceOrDeath.What.FOUND_DEAD})

_OPEN = DisappearanceTask.objects.filter(done_at__isnull=True).order_by("due_on", "pk")


@transaction.atomic
def open_vigil(
    happening: DisappearanceOrDeath,
    kind: Kind,
    *,
    by: Signs,
    at: datetime,
    due_on: datetime | None = None,
) -> DisappearanceTask:
    """Open a task; if the same one is open, set its due moment instead."""
    due = due_on or at + WITHIN[kind]
    found = DisappearanceTask.objects.filter(
        happening=happening, kind=kind, done_at__isnull=True
    ).first()
    if found:
        found.due_on = due
        found.save(update_fields=["due_on"])
        return found
    made = DisappearanceTask.objects.create(
        ref=marks.new_code(groups=3),
        case=happening.case,
        happening=happening,
        kind=kind,
        due_on=due,
        opened_at=at,
    )
    event = events.VigilOpened(
        about=happening.case.code, task=made.ref, kind=kind, due_on=due.isoformat()
    )
    record(event, by=by, at=at)
    return made


@transaction.atomic
def close_vigils(
    happening: DisappearanceOrDeath, *kinds: Kind, outcome: str, by: Signs, at: datetime
) -> int:
    """Close the open tasks of these kinds. Return how many."""
    done = list(
        DisappearanceTask.objects.filter(happening=happening, kind__in=kinds, done_at__isnull=True)
    )
    for one in done:
        one.done_at, one.outcome = at, outcome
        one.save(update_fields=["done_at", "outcome"])
        event = events.VigilDone(
            about=happening.case.code, task=one.ref, kind=one.kind, outcome=outcome
        )
        record(event, by=by, at=at)
    return len(done)


@transaction.atomic
def ask_for_those_left(code: str, *, by: Signs, at: datetime) -> None:
    """Open a task after an event that followed the person's death: a linked case is opened for
    those whom it threatens, or the reason is recorded."""
    deaths = DisappearanceOrDeath.objects.select_related("case__filing").filter(
        case__filing__code=code, whose="person", what__in=DEATHS, set_aside_at=None
    )
    for one in deaths:
        open_vigil(one, Kind.LINKED, by=by, at=at)
        refresh(one.case, at=at)


def vigils_in(open_case: OpenCase) -> list[DisappearanceTask]:
    """Open tasks, the next one first."""
    return open_case.once("vigils", lambda: list(_OPEN.filter(case_id=open_case.case.pk)))


def vigils_due(case: Case) -> list[Waiting]:
    found = _OPEN.filter(case_id=case.pk).values_list("due_on", "kind")
    return [
        Waiting(
            due_on, PREFIX + kind, keeps_open=True, danger=MISSING if kind == Kind.SEARCH else 0
        )
        for due_on, kind in found
    ]


also_due(vigils_due, [(PREFIX + kind.value, kind.label) for kind in Kind], rows=[DisappearanceTask])
