"""Tasks with a due day that no norm sets. Services, by noun: dated tasks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from amparo.casework.referral import events
from amparo.casework.referral.models import ReferralTask
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.dates_outside_terms import Waiting, also_due
from amparo.foundations.cases.emergency_access.history import Hour, hour_of
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.cases.services import reopen_case
from amparo.foundations.intake.contact.follow_up_reports import JOURNEY, NOTICES
from amparo.foundations.intake.procedure.court_silence_orders import day_of
from amparo.foundations.intake.tables_with_rows import watch
from amparo.foundations.ledger.services import Signs, record

watch("dated_tasks", ReferralTask)

Kind = ReferralTask.Kind
# Targets of this service, not of a norm, and shown as such.
WITHIN = {
    Kind.ANSWER_WISH: timedelta(days=5),
    Kind.JOURNEY: timedelta(days=1),
    Kind.NOTICES: timedelta(days=2),
    Kind.CARRY: timedelta(days=3),
    Kind.SEE_ANSWER: timedelta(days=15),
    Kind.TELL_TO_DESTROY: timedelta(days=1),
    Kind.AGREE: timedelta(days=10),
    Kind.HAND_ON: timedelta(days=2),
    Kind.SEE_EXPORT: timedelta(days=3),
    Kind.TAKE_EXPORT: timedelta(days=1),
    Kind.EXPORT_BACK: timedelta(days=1),
    Kind.SEE_GLASS: timedelta(days=2),
    Kind.TELL_DEMAND: timedelta(days=1),
    Kind.TELL_HOLD: timedelta(days=1),
}
PREFIX = "dated."
ASKED = {"referral_wish": Kind.ANSWER_WISH, JOURNEY: Kind.JOURNEY, NOTICES: Kind.NOTICES}
"""The task to answer what the person asked, by the kind of the message."""
# Only members who draw up the plan do these.
OF_THE_PLAN = {*ASKED.values(), Kind.CARRY, Kind.SEE_ANSWER, Kind.TAKE_EXPORT}
# Each of these keeps the case open: the person or another waits, or something is to be destroyed.
KEEPS_OPEN = {
    *OF_THE_PLAN,
    Kind.TELL_TO_DESTROY,
    Kind.KEEP_PROMISE,
    Kind.SEE_EXPORT,
    Kind.EXPORT_BACK,
    Kind.SEE_GLASS,
}
# Tasks that are agreed with the person, or told to the person: left out after a death.
WITH_HER = frozenset(
    {*ASKED.values(), Kind.AGREE, Kind.KEEP_PROMISE, Kind.TELL_DEMAND, Kind.TELL_HOLD}
)
# A closed case is on the worklist for these and stays closed: a demand for the file, or an order to
# keep it, does not reopen a case.
IN_CLOSED = frozenset({Kind.TELL_DEMAND, Kind.TELL_HOLD})

_OPEN = ReferralTask.objects.filter(done_at__isnull=True).order_by("due_on", "pk")


@dataclass(frozen=True, slots=True)
class Todo:
    """A task, and whether its reader may do it."""

    row: ReferralTask
    may: bool


@transaction.atomic
def open_dated_task(
    case: Case,
    kind: Kind,
    *,
    by: Signs,
    at: datetime,
    about: str = "",
    due_on: datetime | None = None,
) -> ReferralTask:
    """Open a task, or set the given day on the open one of the same kind."""
    found = ReferralTask.objects.filter(case=case, kind=kind, about=about, done_at__isnull=True)
    task = found.first()
    if task:
        if due_on:
            task.due_on = due_on
            task.save(update_fields=["due_on"])
        return task
    day = due_on or at + WITHIN[kind]
    task = ReferralTask.objects.create(
        ref=marks.new_code(groups=3), case=case, kind=kind, about=about, due_on=day, opened_at=at
    )
    said_on = day_of(case.filing, day).isoformat()
    event = events.DatedTaskOpened(about=case.code, task=task.ref, kind=kind, due_on=said_on)
    record(event, by=by, at=at)
    if case.closed_at and kind not in IN_CLOSED:
        reopen_case(case, by=by, at=at)  # the worklist does not show tasks of a closed case
    return task


@transaction.atomic
def put_off_dated_task(
    case: Case, kind: Kind, *, about: str, again_on: datetime, by: Signs, at: datetime
) -> bool:
    """Move an open task to another day. Return whether it was open."""
    found = ReferralTask.objects.filter(case=case, kind=kind, about=about, done_at__isnull=True)
    task = found.first()
    if task is None:
        return False
    task.due_on = again_on
    task.save(update_fields=["due_on"])
    day = day_of(case.filing, again_on).isoformat()
    event = events.DatedTaskPutOff(about=case.code, task=task.ref, kind=kind, due_on=day)
    record(event, by=by, at=at)
    return True


@transaction.atomic
def close_dated_tasks(
    case: Case, *kinds: Kind, outcome: str, by: Signs, at: datetime, about: str | None = None
) -> int:
    """Close the open tasks of these kinds, or only those about one thing. Return how many."""
    found = ReferralTask.objects.filter(case=case, kind__in=kinds, done_at__isnull=True)
    done = list(found if about is None else found.filter(about=about))
    for task in done:
        task.done_at, task.outcome = at, outcome
        task.save(update_fields=["done_at", "outcome"])
        event = events.DatedTaskDone(
            about=case.code, task=task.ref, kind=task.kind, outcome=outcome
        )
        record(event, by=by, at=at)
    return len(done)


def dated_tasks_in(open_case: OpenCase) -> list[ReferralTask]:
    """Return the open tasks, next one first; after a death only those that can still be done."""
    found = open_case.once("dated_tasks", lambda: list(_OPEN.filter(case_id=open_case.case.pk)))
    return _still(open_case.case, found)


def _still(case: Case, tasks: Iterable[ReferralTask]) -> list[ReferralTask]:
    over = WITH_HER if case.filing.asks_nobody else frozenset()
    return [one for one in tasks if one.kind not in over]


def may_do(task: ReferralTask, *, by: Actor) -> bool:
    if task.kind == Kind.SEE_EXPORT:
        return by.may(Permission.EXPORT_APPROVE)
    if task.kind == Kind.SEE_GLASS:
        hour = hour_of(task.case.code, task.about, seen_by=by)
        return hour is not None and (hour.asks(by.member.code) or may_judge(hour, by=by))
    wanted = Permission.CASE_PLAN if task.kind in OF_THE_PLAN else Permission.CASE_WORK
    return by.may(wanted)


def may_judge(hour: Hour, *, by: Actor) -> bool:
    """Return whether the member may judge an emergency access: not a member who took part in it."""
    looks = by.may(Permission.CASE_SUPERVISE) or by.may(Permission.CASE_DECIDE)
    return looks and by.member.code not in hour.took_part


def hours_unseen(*, seen_by: Actor) -> tuple[int, datetime | None]:
    """Return how many emergency accesses of the whole site were not reviewed yet, and since when
    the oldest waits."""
    del seen_by  # figures without cases: a supervisor may be excluded from one of them
    found = ReferralTask.objects.filter(kind=Kind.SEE_GLASS, done_at__isnull=True)
    opened = list(found.order_by("opened_at").values_list("opened_at", flat=True))
    return len(opened), opened[0] if opened else None


def todos_in(open_case: OpenCase, *, seen_by: Actor) -> list[Todo]:
    return [Todo(one, may_do(one, by=seen_by)) for one in dated_tasks_in(open_case)]


def dated_tasks_due(case: Case) -> list[Waiting]:
    return [
        Waiting(
            one.due_on,
            PREFIX + one.kind,
            keeps_open=one.kind in KEEPS_OPEN,
            in_closed_from=one.opened_at if one.kind in IN_CLOSED else None,
        )
        for one in _still(case, list(_OPEN.filter(case_id=case.pk)))
    ]


also_due(dated_tasks_due, [(PREFIX + kind.value, kind.label) for kind in Kind], rows=[ReferralTask])
