"""Whom the team tells of a demand for what no single case holds: who has no page to look at. Told
once, and again when that becomes another thing. Services, by noun: calls about wide demands.

Each case by itself, and whatever is not done in one run is found by the next: what is still to be
done is asked of the record and of the tasks, and kept nowhere."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from amparo import rules
from amparo.casework.referral.models import DatedTask
from amparo.casework.referral.tasks import close_dated_tasks, open_dated_task
from amparo.casework.referral.wide_came import Span, came_of
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
before, or they were called last because it was a mistake, and it is none: whoever says one thing
today and another tomorrow would have the telephones ring."""
LAST = "last_heard"
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
    ends = [one.end for one in came.undone]
    if max(since, begins, *ends) <= at - LATELY:
        return Case.objects.none()
    heard = _tasks(ref).filter(outcome=TOLD)
    just_called = heard.filter(done_at__gt=max(at - CALM, came.more or at - CALM))
    settled = _tasks(ref).exclude(outcome__in=CALLED_OFF)
    undone = _some_heard(ref, came.undone)
    no_more = Q(done_at__lt=since) | _within(undone, "done_at")
    found = _last_heard(ref).filter(
        ~Exists(_words()),
        ~Exists(settled.exclude(no_more, outcome=TOLD)),
        ~Exists(just_called) | _within([one for one in undone if one.rang], LAST),
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
    found = _last_heard(ref).filter(
        Exists(_tasks(ref).filter(done_at__isnull=True)),
        filing__protocol__in=rules.known_protocols(),
    )
    if is_forbidden(ref, at=at):
        return found
    if one.outcome == MISTAKE:
        return found.filter(_reads_it() | Q(**{LAST: None}) | _heard_so(ref))
    return found.filter(_reads_it())


def _heard_so(ref: str) -> Q:
    """Whoever heard last that it was a mistake is not called where one hand says so once more: they
    are where they would be. Or they were called by turns, for as long as that hand likes."""
    came = came_of(ref)
    return _within(_some_heard(ref, came.spans) if came.mistake_again else (), LAST)


def _some_heard(ref: str, spans: Collection[Span]) -> list[Span]:
    """Those in which anybody was told: however often it is said by turns, few are asked for."""
    told = DatedTask.objects.filter(kind=TELL, about=ref, outcome=TOLD)
    when = told.order_by("done_at").values_list("done_at", flat=True) if spans else ()
    moments = [moment for moment in when if moment]
    return [one for one in spans if bisect_left(moments, one.begin) < bisect_left(moments, one.end)]


def _within(spans: Iterable[Span], moment: str) -> Q:
    """Whether that column's moment is in any of them."""
    found = Q(pk__in=[])
    for one in spans:
        found |= Q(**{f"{moment}__gte": one.begin, f"{moment}__lt": one.end})
    return found


def _last_heard(ref: str) -> QuerySet[Case]:
    """Cases, each with when the person was told of it last."""
    told = _tasks(ref).filter(outcome=TOLD).order_by("-done_at").values("done_at")
    return Case.objects.alias(**{LAST: Subquery(told[:1])})


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
