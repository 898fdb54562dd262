"""Whom the team tells of a demand for what no single case holds: who has no page to look at. Told
once, and again when that becomes another thing. Services, by noun: calls about wide demands.

Each case by itself, and whatever is not done in one run is found by the next: what is still to be
done is asked of the record and of the tasks, and kept nowhere."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from amparo import rules
from amparo.casework.referral.models import DatedTask
from amparo.casework.referral.tasks import close_dated_tasks, open_dated_task
from amparo.casework.referral.wide_came import Came, came_of
from amparo.casework.referral.wide_silence import read_late, told_first
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
CALM = timedelta(days=3)
"""So long nobody is called again about the same demand, unless something left that nobody had said
before: whoever says one thing today and another tomorrow would have the telephones ring."""
READS, FORBIDDEN = "page", "forbidden"
"""Their task ended because they read it on a page of their own by now; because a court forbids to
tell more of it."""
CALLED_OFF = (MISTAKE, READS, FORBIDDEN)
A_RUN = 200
"""So many cases in one run of the jobs: whatever else they do waits for no more."""


def call_about_them(wrong: list[Exception], *, by: Signs, at: datetime) -> None:
    """Open a task in each case whose person is to be told, and close it where nothing is to be told
    any more. What is raised is added to `wrong`."""
    left = A_RUN
    for ref in [one.ref for one in as_signed(EveryFileDemanded.objects.order_by("pk"))]:
        for found, act in ((_to_call(ref, at), _call), (_to_call_off(ref, at), _call_off)):
            left -= _some(found, partial(act, ref, by=by, at=at), left, wrong)


def heard_of(case: Case, ref: str) -> datetime | None:
    """When somebody of the team last told the person of it."""
    told = DatedTask.objects.filter(case=case, kind=TELL, about=ref, outcome=TOLD)
    return told.order_by("done_at").values_list("done_at", flat=True).last()


def is_forbidden(ref: str, *, at: datetime) -> bool:
    """Whether a second read only once everybody read of it that a court forbids to tell of it."""
    late = read_late(ref)
    return late is not None and late.holds(at)


# --- inside ---


def _to_call(ref: str, at: datetime) -> QuerySet[Case]:
    """Cases in which nobody took words with which to look, and in which nobody told it yet, or
    only what it was before. Of a mistake only whoever was told that it was demanded hears."""
    one, came, late = _read(ref), came_of(ref), read_late(ref)
    if one is None or (late and late.holds(at)):
        return Case.objects.none()
    begins = max(one.told_at, late.ends if late else one.told_at)
    since = came.news or told_first(ref) or one.told_at
    ends = [end for _begin, end in came.undone]
    if max(since, begins, *ends) <= at - LATELY:
        return Case.objects.none()
    heard = _tasks(ref).filter(outcome=TOLD)
    just_called = heard.filter(done_at__gt=max(at - CALM, came.more or at - CALM))
    settled = _tasks(ref).exclude(outcome__in=CALLED_OFF)
    found = Case.objects.filter(
        ~Exists(_words()),
        ~Exists(settled.exclude(_holds_no_more(came, since), outcome=TOLD)),
        ~Exists(just_called),
        pk__in=Seat.objects.values("case"),
        filing__filed_at__lt=one.told_at,
        filing__protocol__in=rules.known_protocols(),
    )
    # Whoever heard nothing because it was said to be a mistake hears it once it is none.
    only_again = one.outcome == MISTAKE or max([begins, *ends]) <= at - LATELY
    return found.filter(Exists(heard)) if only_again else found


def _to_call_off(ref: str, at: datetime) -> QuerySet[Case]:
    """Nobody is rung up about what they read on their own page by now; nor about a mistake of which
    they never heard; nor while a court forbids it."""
    one = _read(ref)
    if one is None:
        return Case.objects.none()
    found = Case.objects.filter(
        Exists(_tasks(ref).filter(done_at__isnull=True)),
        filing__protocol__in=rules.known_protocols(),
    )
    if is_forbidden(ref, at=at):
        return found
    if one.outcome == MISTAKE:
        return found.filter(_reads_it() | ~Exists(_tasks(ref).filter(outcome=TOLD)))
    return found.filter(_reads_it())


def _holds_no_more(came: Came, since: datetime) -> Q:
    """What was told before it became another thing; or while it was said to be a mistake, and it
    was none."""
    found = Q(done_at__lt=since)
    for begin, end in came.undone:
        found |= Q(done_at__gte=begin, done_at__lt=end)
    return found


def _words() -> QuerySet[Key]:
    """With which the person looks at a page of their own."""
    return Key.objects.filter(
        filing=OuterRef("filing"), holder=Key.Holder.PERSON, confirmed_at__isnull=False
    )


def _reads_it() -> Q:
    """While they cannot be asked, their page may be in other hands."""
    return Q(Exists(_words()), filing__impediment="")


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
    if case is None or not _to_call_off(ref, at).filter(pk=case.pk).exists():
        return False
    close_dated_tasks(case, TELL, about=ref, outcome=_why_off(ref, case, at), by=by, at=at)
    refresh(case, at=at)
    return True


def _why_off(ref: str, case: Case, at: datetime) -> str:
    if is_forbidden(ref, at=at):
        return FORBIDDEN
    return READS if Case.objects.filter(_reads_it(), pk=case.pk).exists() else MISTAKE


def _held(code: str) -> Case | None:
    """The case, once nobody else does anything with its file: somebody may just have told it."""
    hold_row(Filing.objects.get(code=code)).values_list("pk").first()
    return case_of_filing(code)
