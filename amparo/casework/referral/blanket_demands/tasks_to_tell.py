"""Tasks to tell persons who have no page of a demand for what no single case holds: one for each
case and each result, closed once the person was told or was not reached. Services, by noun: calls
about wide demands.

Each case is handled by itself, and what one run leaves undone is found by the next: the queries
read the record and the tasks, and nothing else is stored."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from amparo.casework.referral.blanket_demands.published_outcomes import came_of
from amparo.casework.referral.blanket_demands.silence_periods import read_late
from amparo.casework.referral.dated_tasks import close_dated_tasks, open_dated_task
from amparo.casework.referral.models import ReferralTask
from amparo.foundations.cases.case_of_filing import case_of_filing
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.failure_isolation import each_by_itself
from amparo.foundations.intake.blanket_demands import LEFT, MISTAKE, as_signed
from amparo.foundations.intake.keys.case_keys import hold_row
from amparo.foundations.intake.models import CaseKey, Filing, PublishedBlanketDemand
from amparo.foundations.ledger.services import Signs
from amparo.law import known_protocols

TELL = ReferralTask.Kind.TELL_DEMAND
TOLD, NOT_REACHED = "told", "not_reached"
OUTCOMES = ("", *PublishedBlanketDemand.Outcome.values)
LATELY = timedelta(days=60)
"""For this long cases are looked for whose team was not asked to tell yet."""
LAST = "last_told"
READS, FORBIDDEN, NOTHING = "page", "forbidden", "nothing"
"""Outcomes of a task that was closed without a call: the person reads it on their own page; a court
forbids to tell more of it; it is what the person heard last, or a mistake of which they never
heard."""
A_RUN = 200
"""Most cases of one run, so that the other jobs do not wait."""


@dataclass(frozen=True, slots=True)
class Heard:
    """When the team told the person last, and what was published then."""

    at: datetime | None
    reads: str


def ended_as(how: str, reads: str) -> str:
    """Return how a task ends, with what was published when the person was told, or not reached."""
    return f"{how}_{reads}" if reads else how


def call_about_them(wrong: list[Exception], *, by: Signs, at: datetime) -> None:
    """Open a task in each case whose person is to be told, and close it where nothing is to be told
    any more. What is raised is added to `wrong`."""
    left = A_RUN
    for ref in [one.ref for one in as_signed(PublishedBlanketDemand.objects.order_by("pk"))]:
        for found, act in ((_to_call(ref, at), _call), (_to_call_off(ref, at), _call_off)):
            left -= _some(found, partial(act, ref, by=by, at=at), left, wrong)


def heard_of(case: Case, ref: str) -> Heard | None:
    """Return what the team last told the person of the demand, or None."""
    told = ReferralTask.objects.filter(case=case, kind=TELL, about=ref, outcome__startswith=TOLD)
    last = told.order_by("done_at").last()
    return Heard(last.done_at, last.outcome.removeprefix(TOLD).lstrip("_")) if last else None


def is_forbidden(ref: str, *, at: datetime) -> bool:
    """Return whether a court forbids to tell more, by an order that a second member read only after
    publication."""
    late = read_late(ref)
    return late is not None and late.holds(at)


# --- inside ---


def _to_call(ref: str, at: datetime) -> QuerySet[Case]:
    """Return the cases whose person has no access phrase and was not told what is published now.
    Each result is told once, and again only to those who were told something less grave since,
    because they may have gone home. A mistake is not told to those who never heard of the
    demand."""
    one, came, late = _read(ref), came_of(ref), read_late(ref)
    if one is None or (late and late.holds(at)):
        return Case.objects.none()
    begins = max(one.told_at, came.since or one.told_at, late.ends if late else one.told_at)
    if begins <= at - LATELY:
        return Case.objects.none()
    reads, tasks = came.reads, _tasks(ref)
    weight = _weight(reads)
    less = [other for other in OUTCOMES if _weight(other) < weight]
    another = [other for other in OUTCOMES if _weight(other) > weight or {reads, other} <= LEFT]
    given_up = Exists(tasks.filter(outcome=ended_as(NOT_REACHED, reads)))
    done = given_up | Exists(tasks.filter(outcome=ended_as(TOLD, reads)))
    never = Q(pk__in=[]) if reads == MISTAKE else Q(**{LAST: None})
    return _last_told(ref).filter(
        (_last_is(less) & ~given_up) | ((never | _last_is(another)) & ~done),
        ~Exists(_words()),
        ~Exists(tasks.filter(done_at__isnull=True)),
        pk__in=CaseAccess.objects.values("case"),
        filing__filed_at__lt=one.told_at,
        filing__protocol__in=known_protocols(),
    )


def _to_call_off(ref: str, at: datetime) -> QuerySet[Case]:
    """Return the cases whose open task is not needed: the person reads it on their own page, or
    heard it last; or it is a mistake of which they never heard; or a court forbids to tell."""
    if _read(ref) is None:
        return Case.objects.none()
    found = _last_told(ref).filter(
        Exists(_tasks(ref).filter(done_at__isnull=True)),
        filing__protocol__in=known_protocols(),
    )
    if is_forbidden(ref, at=at):
        return found
    return found.filter(_reads_it() | _hears_nothing_new(ref))


def _hears_nothing_new(ref: str) -> Q:
    reads = came_of(ref).reads
    never_heard = Q(**{LAST: None}) if reads == MISTAKE else Q(pk__in=[])
    return _last_is([reads]) | never_heard


def _weight(reads: str) -> int:
    """Return how grave a result is: 2 something was handed out, 1 it is demanded, 0 it was a
    mistake."""
    return 2 if reads in LEFT else int(reads != MISTAKE)


def _last_is(outcomes: list[str]) -> Q:
    return Q(**{f"{LAST}__in": [ended_as(TOLD, one) for one in outcomes]})


def _last_told(ref: str) -> QuerySet[Case]:
    """Return cases, each with the outcome of the last task in which the person was told of it."""
    told = _tasks(ref).filter(outcome__startswith=TOLD).order_by("-done_at").values("outcome")
    return Case.objects.alias(**{LAST: Subquery(told[:1])})


def _words() -> QuerySet[CaseKey]:
    """Return the confirmed keys with which the person opens a page of their own."""
    return CaseKey.objects.filter(
        filing=OuterRef("filing"), holder=CaseKey.Holder.PERSON, confirmed_at__isnull=False
    )


def _reads_it() -> Q:
    """Return the filter for cases whose person reads it on their page. Not while they cannot be
    asked: the page may be in other hands."""
    return Q(Exists(_words()), filing__impediment="")


def _read(ref: str) -> PublishedBlanketDemand | None:
    return next(iter(as_signed(PublishedBlanketDemand.objects.filter(ref=ref))), None)


def _tasks(ref: str) -> QuerySet[ReferralTask]:
    return ReferralTask.objects.filter(case=OuterRef("pk"), kind=TELL, about=ref)


def _some(
    found: QuerySet[Case], act: Callable[[str], bool], most: int, wrong: list[Exception]
) -> int:
    """Call `act` for each case until `most` are done, and return how many. One that raises does not
    count."""
    done = 0
    for code in list(found.order_by("pk").values_list("filing__code", flat=True)) if most else ():
        done += each_by_itself([partial(act, code)], wrong)
        if done >= most:
            break
    return done


@transaction.atomic
def _call(ref: str, code: str, *, by: Signs, at: datetime) -> bool:
    case = _held(code)
    if case is None or not _to_call(ref, at).filter(pk=case.pk).exists():
        return False
    open_dated_task(case, TELL, about=ref, by=by, at=at)
    refresh(case, at=at)
    return True


@transaction.atomic
def _call_off(ref: str, code: str, *, by: Signs, at: datetime) -> bool:
    case = _held(code)
    if case is None or not _to_call_off(ref, at).filter(pk=case.pk).exists():
        return False
    close_dated_tasks(case, TELL, about=ref, outcome=_why_off(ref, case, at), by=by, at=at)
    refresh(case, at=at)
    return True


def _why_off(ref: str, case: Case, at: datetime) -> str:
    if is_forbidden(ref, at=at):
        return FORBIDDEN
    return READS if Case.objects.filter(_reads_it(), pk=case.pk).exists() else NOTHING


def _held(code: str) -> Case | None:
    """Return the case with its file locked: another may just have told the person."""
    hold_row(Filing.objects.get(code=code)).values_list("pk").first()
    return case_of_filing(code)
