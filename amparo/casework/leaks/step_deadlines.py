"""Steps of a case that leaked, each with its due time. Services, by noun: steps."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from amparo.casework.leaks import events
from amparo.casework.leaks.models import AffectedCase, Leak, LeakStep
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.member_signatures import record_in_own_hand
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.dates_outside_terms import LEAKED, PERHAPS, Waiting, also_due
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.contact.may_contact import also_against
from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.tables_with_rows import watch
from amparo.foundations.ledger.services import Signs, record
from amparo.law import known_protocols, load_protocol
from amparo.law.leak_deadlines import Task, Whom, known_leaks

watch("leak_steps", LeakStep)

Kind = LeakStep.Kind
PREFIX = "leak."
WITH_HER = frozenset({Kind.SAFE_CONTACT, Kind.TELL})
"""Steps that are agreed with the person, or told to the person: after a death these are left
out."""
PERHAPS_ONLY = frozenset({Kind.CONFIRM, Kind.ASK_ABOUT})
SOON = timedelta(days=7)
"""A step raises its case on the worklist above those of persons in certain danger only this long
before it is due."""
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
TYPED_AT_MOST = timedelta(days=30)
IN_EACH = (Kind.SAFE_CONTACT, Kind.ACCESS, Kind.PLACE, Kind.RISK, Kind.RECIPIENTS)

_OPEN = (
    LeakStep.objects.select_related("incident__leak", "case__filing")
    .filter(done_at__isnull=True)
    .order_by("due_on", "pk")
)

_NEXT = (
    LeakStep.objects.filter(done_at__isnull=True).only("due_on", "kind").order_by("due_on", "pk")
)
"""Query for the worklist, which is computed on every surface: it does not join the leak, because
most surfaces must not read whose account it is."""


@transaction.atomic
def open_step(
    incident: AffectedCase,
    kind: Kind,
    *,
    about: str = "",
    due_on: datetime | None = None,
    by: Signs,
    at: datetime,
) -> LeakStep:
    """Open a step, or return the open one of the same kind."""
    same = LeakStep.objects.filter(incident=incident, kind=kind, about=about, done_at__isnull=True)
    found = same.first()
    if found:
        return found
    step = LeakStep.objects.create(
        ref=marks.new_code(groups=3),
        incident=incident,
        case=incident.case,
        kind=kind,
        about=about,
        due_on=due_on or due_of(incident, kind, at=at),
        opened_at=at,
    )
    event = events.LeakStepOpened(
        about=incident.case.code,
        incident=incident.ref,
        step=step.ref,
        kind=kind,
        due_on=step.due_on.isoformat(),
    )
    record(event, by=by, at=at)
    return step


@transaction.atomic
def close_step(step: LeakStep, *, outcome: str, paper: str = "", by: Signs, at: datetime) -> None:
    step.done_at, step.outcome, step.paper_ref = at, outcome, paper
    step.save(update_fields=["done_at", "outcome", "paper_ref"])
    event = events.LeakStepDone(
        about=step.case.code,
        incident=step.incident.ref,
        step=step.ref,
        kind=step.kind,
        outcome=outcome,
    )
    record_in_own_hand(event, by=by, at=at)


def due_of(incident: AffectedCase, kind: Kind, *, at: datetime) -> datetime:
    """Return when the step is due: the site's own term, and for telling someone the term of the
    norm where that is earlier."""
    own = at + timedelta(hours=known_leaks().within(Task(kind)).hours)
    if kind not in {Kind.TELL, Kind.TELL_OTHER}:
        return own
    known = incident.leak.known_at
    country = country_of(incident.case.filing)
    ordered = known_leaks().notices(country, Whom.AFFECTED, on=norms_of(incident.leak))
    return min([own, *(known + timedelta(hours=one.hours) for one in ordered)])


def norms_of(leak: Leak) -> date:
    """Return the day whose norms apply: when the leak became known, but at most `TYPED_AT_MOST`
    before it was noted, so that a typed day long ago does not exclude every norm."""
    return timezone.localdate(max(leak.known_at, leak.noted_at - TYPED_AT_MOST))


def country_of(filing: Filing) -> str:
    return load_protocol(filing.protocol).procedure.country


def steps_in(open_case: OpenCase) -> list[LeakStep]:
    """Return the open steps, next one first; after a death only those that can still be done."""
    found = open_case.once("leak_steps", lambda: list(_OPEN.filter(case_id=open_case.case.pk)))
    return _still(open_case.case, found)


def _still(case: Case, steps: list[LeakStep]) -> list[LeakStep]:
    over = WITH_HER if steps and case.filing.asks_nobody else frozenset()
    return [one for one in steps if one.kind not in over]


def steps_due(case: Case) -> list[Waiting]:
    return [_waits(one) for one in _still(case, list(_NEXT.filter(case_id=case.pk)))]


def _waits(step: LeakStep) -> Waiting:
    first = Waiting(step.due_on, PREFIX + step.kind, keeps_open=True, danger=PERHAPS)
    if step.kind in PERHAPS_ONLY:
        return first
    # A step of another kind exists only once a member confirmed the leak. A related person named
    # long after, or a step put off to a distant day, does not raise the case so far. The due day
    # may be typed and lie long ago: no day is before EARLIEST.
    return replace(first, danger=LEAKED, lifts_from=max(step.due_on, EARLIEST) - SOON)


def lift_what_is_near(*, at: datetime) -> int:
    """Refresh cases with a step that is due within `SOON` now, so that they rise on the worklist.
    Return how many."""
    steps = LeakStep.objects.filter(done_at__isnull=True, due_on__lte=at + SOON)
    near = steps.exclude(kind__in=PERHAPS_ONLY).values("case")
    low = Case.objects.filter(pk__in=near, closed_at=None, danger__lt=LEAKED)
    lifted = 0
    for case in low.filter(filing__protocol__in=known_protocols()).select_related("filing"):
        if any(step.danger_on(at) == LEAKED for step in steps_due(case)):
            refresh(case, at=at)
            lifted += 1
    return lifted


def _way_may_have_leaked(filing: Filing) -> tuple[str, ...]:
    """Return a code while a new safe way is to be agreed: what leaked may be the way by which the
    person is reached, so it is not used until then."""
    steps = LeakStep.objects.filter(case__filing=filing, done_at__isnull=True)
    open_now = steps.filter(kind=Kind.SAFE_CONTACT).exists()
    return ("way_may_have_leaked",) if open_now else ()


also_against(_way_may_have_leaked)
also_due(steps_due, [(PREFIX + kind.value, kind.label) for kind in Kind], rows=[LeakStep])
