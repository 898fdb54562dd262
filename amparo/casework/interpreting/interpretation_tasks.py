"""Services for interpretation tasks, by days that no law sets."""

from datetime import datetime, timedelta

from amparo.casework.interpreting import events
from amparo.casework.interpreting.models import Interpretation, Interpreter
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.cases.models import Case
from amparo.foundations.intake.procedure.court_silence_orders import day_of
from amparo.foundations.ledger.services import Signs, record
from amparo.foundations.related_people.models import RelatedPerson

# No law sets these: the service's own targets, shown as such.
WITHIN = {
    Interpretation.Kind.INTERVIEW: timedelta(days=3),
    Interpretation.Kind.NOTICE: timedelta(days=2),
}


def open_task(
    case: Case,
    kind: Interpretation.Kind,
    *,
    about: str = "",
    other: RelatedPerson | None = None,
    due_on: datetime | None = None,
    by: Signs,
    at: datetime,
) -> None:
    """Open a task for the person, or for a related person (`other`)."""
    day = due_on or at + WITHIN[kind]
    task, made = Interpretation.objects.get_or_create(
        case=case,
        kind=kind,
        about=about,
        other=other,
        done_at=None,
        defaults={"ref": marks.new_code(groups=3), "due_on": day, "opened_at": at},
    )
    if not made:
        return
    said_on = day_of(case.filing, day).isoformat()
    event = events.InterpretationWanted(about=case.code, task=task.ref, kind=kind, due_on=said_on)
    record(event, by=by, at=at)


def drop_tasks(case: Case, other: RelatedPerson | None, *, by: Signs, at: datetime) -> None:
    """Drop the tasks of the person, or of this related person."""
    for task in Interpretation.objects.filter(case=case, other=other, done_at__isnull=True):
        close_task(task, Interpretation.Outcome.DROPPED, None, by=by, at=at)


def close_task(
    task: Interpretation,
    outcome: Interpretation.Outcome,
    who: Interpreter | None,
    *,
    by: Signs,
    at: datetime,
) -> None:
    task.done_at, task.outcome, task.interpreter = at, outcome, who
    task.save(update_fields=["done_at", "outcome", "interpreter"])
    event = events.InterpretationDone(
        about=task.case.code,
        task=task.ref,
        kind=task.kind,
        outcome=outcome,
        interpreter=who.ref if who else "",
    )
    record(event, by=by, at=at)
