"""Somebody with power demands the file. Services and queries, by noun: demands. Noting one hands
nothing over; it makes that it was demanded a fact that the person reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from amparo import rules
from amparo.casework.admission.carrying import CannotCarry, note_attempt
from amparo.casework.measures.life import Hindered, must
from amparo.casework.referral import events
from amparo.casework.referral.models import DatedTask, Demand
from amparo.casework.referral.tasks import close_dated_tasks, open_dated_task
from amparo.foundations.access.actors import Actor
from amparo.foundations.access.hands import in_own_hand
from amparo.foundations.access.permissions import Permission
from amparo.foundations.cases.models import Case, Seat
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.cases.services import refresh
from amparo.foundations.ledger.services import Signs, record
from amparo.foundations.letterbox import silence
from amparo.foundations.letterbox.folders import hold, hold_row
from amparo.foundations.letterbox.models import Paper
from amparo.foundations.letterbox.papers import paper_called, write_paper
from amparo.foundations.letterbox.presence import watch
from amparo.foundations.letterbox.silence import held_to_be_told, tell_each
from amparo.foundations.prepared import Prepared
from amparo.sealing import marks

PAPER = "demand"
NOTHING, COPY = "nothing", "copy"
"""What was answered in one word: a copy of the file may leave on it, or nothing does."""
OLD = timedelta(days=365)
"""A paper older than this says nothing by itself: somebody says why it still holds."""

TELL = DatedTask.Kind.TELL_DEMAND

watch("demands", Demand)
_DEMANDS = Prepared(lambda case: Demand.objects.filter(case_id=case).order_by("pk"))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Demanded:
    """`still_holds`: why a paper of long ago does.

    `name`: who demands it, and under which number; `what` they want, on which `ground`; what was
    `answered`, and whether anything is `handed` over. `forbidden_by`: the court that forbids to
    tell the person, until `silent_until`: which holds for some days only, until a second member has
    read the order."""

    kind: str
    name: str
    on: date
    what: str
    ground: str
    answered: str
    forbidden_by: str
    silent_until: date | None
    handed: str = NOTHING
    still_holds: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    row: Demand
    body: dict[str, object] = field(repr=False)


def is_old(on: date, *, today: date) -> bool:
    return on < today - OLD


@transaction.atomic
def note_demand(open_case: OpenCase, demanded: Demanded, *, by: Actor, at: datetime) -> Demand:
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    silent = demanded.silent_until
    body = {
        "kind": demanded.kind,
        "demanded_by": demanded.name,
        "on": demanded.on.isoformat(),
        "what": demanded.what,
        "ground": demanded.ground,
        "answered": demanded.answered,
        "handed": demanded.handed,
        "still_holds": demanded.still_holds,
        "forbidden_by": demanded.forbidden_by,
    }
    paper = write_paper(
        open_case.folder, kind=PAPER, body=body, by=by, at=at, for_person=silent is None
    )
    row = Demand.objects.create(
        ref=marks.new_code(groups=3),
        case=open_case.case,
        kind=demanded.kind,
        paper_ref=paper.ref,
        noted_at=at,
        **silence.said(silent, open_case.folder.filing, by=by, at=at),
    )
    if silent is None:
        _to_be_told(row, by=by, at=at)
    event = events.FileDemanded(
        about=open_case.code,
        demand=row.ref,
        paper=paper.ref,
        kind=row.kind,
        silent_until=silent.isoformat() if silent else "",
    )
    record(in_own_hand(event, by=by, at=at) if silent else event, by=by, at=at)
    return row


def tell_what_is_due(*, by: Signs, at: datetime) -> int:
    """What a court forbade to be told until a day that is over: the person reads it from now on,
    and the team tells them. Returns how many."""
    silent = Demand.objects.filter(
        told_at=None, case__filing__protocol__in=rules.known_protocols()
    ).select_related("case__filing")
    return tell_each([*silent, *_untold()], partial(_due, by=by, at=at))


@transaction.atomic
def tell_demand(one: Demand, *, by: Signs, at: datetime, now: bool = False) -> bool:
    """The person reads it from now on, and is told by the team, if it is over or somebody says so
    `now`."""
    filing = one.case.filing
    if not held_to_be_told(one, filing, at=at, now=now):
        return False
    Paper.objects.filter(filing=filing, ref=one.paper_ref).update(for_person=True)
    Demand.objects.filter(pk=one.pk).update(told_at=at)
    _to_be_told(one, by=by, at=at)
    record(events.DemandTold(about=filing.code, demand=one.ref), by=by, at=at)
    return True


@transaction.atomic
def note_told(
    open_case: OpenCase, paper: str, tried: Mapping[str, Any], *, by: Actor, at: datetime
) -> None:
    """Somebody of the team told the person, by this way and then: as it was agreed with them, or
    with the reason why not so. Raises Hindered."""
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    filing = open_case.folder.filing
    filing.refresh_from_db(fields=["impediment"])
    if filing.impediment:  # whoever answered may be somebody else
        raise Hindered("cannot_be_asked")
    told: dict[str, Any] = {"by": by, "at": at}
    if not close_dated_tasks(open_case.case, TELL, about=paper, outcome="told", **told):
        raise Hindered("nothing_open")
    try:
        note_attempt(open_case, **tried, reached=True, **told)
    except CannotCarry as refusal:
        raise Hindered(*refusal.reasons) from refusal


@transaction.atomic
def put_off(
    open_case: OpenCase, paper: str, *, text: str, again_on: datetime, by: Actor, at: datetime
) -> None:
    """Telling would put the person in more danger now, or nobody reaches them: with the reason, and
    on which day it is tried again. Raises Hindered."""
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    case = open_case.case
    waiting = DatedTask.objects.filter(case=case, kind=TELL, about=paper, done_at__isnull=True)
    if not waiting.exists():
        raise Hindered("nothing_open")
    if again_on <= at:
        raise Hindered("day")
    write_paper(open_case.folder, kind="note", body={"text": text}, by=by, at=at)
    open_dated_task(case, TELL, about=paper, due_on=again_on, by=by, at=at)
    refresh(case, at=at)


@transaction.atomic
def was_read(case: Case, *, paper: str, by: Signs, at: datetime) -> None:
    """She opened it on her page (PersonRead): nobody need tell her. While she cannot be asked, her
    page may be in other hands."""
    told: dict[str, Any] = {"about": paper, "outcome": "read", "by": by, "at": at}
    if not case.filing.impediment and close_dated_tasks(case, TELL, **told):
        refresh(case, at=at)


def demand_told(open_case: OpenCase, paper: str, *, seen_by: Signs) -> Shown | None:
    """A demand of this very case that nothing keeps from the person any more, by its paper."""
    wanted = marks.code_normalised(paper)
    told = [one for one in demands_of(open_case, seen_by=seen_by) if one.row.told_at]
    return next((one for one in told if one.row.paper_ref == wanted), None)


def demands_of(open_case: OpenCase, *, seen_by: Signs) -> list[Shown]:
    rows = open_case.once("demands", lambda: _DEMANDS(case=open_case.case.pk))
    found = ((row, paper_called(open_case.folder, row.paper_ref, seen_by=seen_by)) for row in rows)
    return [Shown(row, open_case.folder.words(paper) if paper else {}) for row, paper in found]


def _untold() -> QuerySet[Demand]:
    """Noted before the team told of any, and not opened by the person since."""
    asked = DatedTask.objects.filter(kind=TELL).values("about")
    opened = Paper.objects.filter(kind=PAPER, read_at__isnull=False).values("ref")
    found = Demand.objects.filter(
        told_at__isnull=False,
        case__filing__protocol__in=rules.known_protocols(),
        case__in=Seat.objects.values("case"),
    )
    found = found.exclude(paper_ref__in=asked).exclude(paper_ref__in=opened)
    return found.select_related("case__filing")


@transaction.atomic
def _due(one: Demand, *, by: Signs, at: datetime) -> bool:
    if one.told_at is None:
        return tell_demand(one, by=by, at=at)
    hold_row(one.case.filing).values_list("pk").first()
    if _untold().filter(pk=one.pk).exists():  # she may just have opened it
        _to_be_told(one, by=by, at=at)
        refresh(one.case, at=at)
    return False


def _to_be_told(one: Demand, *, by: Signs, at: datetime) -> None:
    """Who filed by word of mouth has no page, and nobody looks at it every day."""
    open_dated_task(one.case, TELL, about=one.paper_ref, by=by, at=at)
