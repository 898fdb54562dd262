"""Whom the team tells of a demand for what no single case holds: who has no page to look at. Told
once, and again when that becomes another thing. Services, by noun: calls about wide demands.

Each case by itself, and whatever is not done in one run is found by the next: what is still to be
done is asked of the record and of the tasks, and kept nowhere."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from amparo import rules
from amparo.casework.referral.models import DatedTask
from amparo.casework.referral.tasks import close_dated_tasks, open_dated_task
from amparo.casework.referral.wide_shown import came_of
from amparo.foundations.cases.models import Case, Seat
from amparo.foundations.cases.queries import case_of_filing
from amparo.foundations.cases.services import refresh
from amparo.foundations.each import each_by_itself
from amparo.foundations.ledger.services import Signs
from amparo.foundations.letterbox.everybody import MISTAKE, as_signed
from amparo.foundations.letterbox.folders import hold_row
from amparo.foundations.letterbox.models import EveryFileDemanded, Filing, Key

TELL = DatedTask.Kind.TELL_DEMAND
TOLD = "told"
LATELY = timedelta(days=60)
"""So long it is looked for whom nobody was asked to tell yet."""
A_RUN = 200
"""So many cases in one run of the jobs: whatever else they do waits for no more."""


def call_about_them(wrong: list[Exception], *, by: Signs, at: datetime) -> None:
    """Open a task in each case whose person is to be told, and close it where nothing is to be told
    any more. What is raised is added to `wrong`."""
    left = A_RUN
    for ref in [one.ref for one in as_signed(EveryFileDemanded.objects.order_by("pk"))]:
        for found, act in ((_to_call(ref, at), _call), (_to_call_off(ref), _call_off)):
            left -= _some(found, partial(act, ref, by=by, at=at), left, wrong)


def heard_of(case: Case, ref: str) -> datetime | None:
    """When somebody of the team last told the person of it."""
    told = DatedTask.objects.filter(case=case, kind=TELL, about=ref, outcome=TOLD)
    return told.order_by("done_at").values_list("done_at", flat=True).last()


# --- inside ---


def _to_call(ref: str, at: datetime) -> QuerySet[Case]:
    """Cases in which nobody took words with which to look, and in which nobody told it yet, or
    only what it was before. Of a mistake only whoever was told that it was demanded hears."""
    one, news = _read(ref), came_of(ref).news
    if one is None or (since := max(news or one.told_at, one.told_at)) <= at - LATELY:
        return Case.objects.none()
    words = Key.objects.filter(
        filing=OuterRef("filing"), holder=Key.Holder.PERSON, confirmed_at__isnull=False
    )
    heard = _tasks(ref).filter(outcome=TOLD)
    settled = _tasks(ref).exclude(outcome=MISTAKE).exclude(outcome=TOLD, done_at__lt=since)
    found = Case.objects.filter(
        ~Exists(words),
        ~Exists(settled),
        pk__in=Seat.objects.values("case"),
        filing__filed_at__lt=one.told_at,
        filing__protocol__in=rules.known_protocols(),
    )
    only_again = one.outcome == MISTAKE or one.told_at <= at - LATELY
    return found.filter(Exists(heard)) if only_again else found


def _to_call_off(ref: str) -> QuerySet[Case]:
    """Nobody is rung up about a mistake of which they never heard."""
    one = _read(ref)
    if one is None or one.outcome != MISTAKE:
        return Case.objects.none()
    return Case.objects.filter(
        Exists(_tasks(ref).filter(done_at__isnull=True)),
        ~Exists(_tasks(ref).filter(outcome=TOLD)),
        filing__protocol__in=rules.known_protocols(),
    )


def _read(ref: str) -> EveryFileDemanded | None:
    return next(iter(as_signed(EveryFileDemanded.objects.filter(ref=ref))), None)


def _tasks(ref: str) -> QuerySet[DatedTask]:
    return DatedTask.objects.filter(case=OuterRef("pk"), kind=TELL, about=ref)


def _some(
    found: QuerySet[Case], act: Callable[[str], bool], most: int, wrong: list[Exception]
) -> int:
    """Until so many are done: one that raises takes nobody's turn."""
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
    if case is None or not _to_call_off(ref).filter(pk=case.pk).exists():
        return False
    close_dated_tasks(case, TELL, about=ref, outcome=MISTAKE, by=by, at=at)
    refresh(case, at=at)
    return True


def _held(code: str) -> Case | None:
    """The case, once nobody else does anything with its file: somebody may just have told it."""
    hold_row(Filing.objects.get(code=code)).values_list("pk").first()
    return case_of_filing(code)
