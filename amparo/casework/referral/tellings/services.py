"""What the team tells the person itself, whether or not they look at their page: that somebody
demanded the file, or that it is kept from being erased. Nothing while a court forbids it. Services
and queries, by noun: tellings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from amparo.casework.admission.errands.services import CannotCarry, note_attempt
from amparo.casework.measures.states import Hindered, must
from amparo.casework.referral.authority_demands import COPY
from amparo.casework.referral.blanket_demands.calls import (
    NOT_REACHED,
    TOLD,
    Heard,
    ended_as,
    heard_of,
    is_forbidden,
)
from amparo.casework.referral.blanket_demands.outcomes import Came, came_of
from amparo.casework.referral.blanket_demands.silence import told_first
from amparo.casework.referral.models import DatedTask, Demand, WideDemand
from amparo.casework.referral.tasks import close_dated_tasks, open_dated_task, put_off_dated_task
from amparo.casework.referral.wording import HANDED
from amparo.crypto import marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.models import Case, Seat
from amparo.foundations.cases.queries import OpenCase, case_of_filing
from amparo.foundations.cases.services import refresh
from amparo.foundations.erasure.models import Hold
from amparo.foundations.erasure.services import HELD
from amparo.foundations.intake.blanket_demands import MISTAKE, as_signed
from amparo.foundations.intake.documents.services import paper_called, write_paper
from amparo.foundations.intake.keys.case_keys import hold, hold_row
from amparo.foundations.intake.models import EveryFileDemanded, Filing, Paper
from amparo.foundations.intake.procedure.court_silence import day_of
from amparo.foundations.intake.procedure.court_silence_due import tell_each
from amparo.foundations.ledger.events import Event
from amparo.foundations.ledger.services import Signs
from amparo.law import known_protocols

Kind = DatedTask.Kind


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort of what is told: by which task, in which kind of paper it lies, and its rows."""

    task: DatedTask.Kind
    paper: str
    rows: type[Demand | Hold]


SORTS = (Sort(Kind.TELL_DEMAND, "demand", Demand), Sort(Kind.TELL_HOLD, HELD, Hold))
TELLS = tuple(one.task for one in SORTS)
SAID = ("demanded_by", "what", "ground", "answered", "text")
"""Of the paper, what is said to them, in this order."""


@dataclass(frozen=True, slots=True)
class ToTell:
    """What is told, opened. `since`: the first day on which anybody can have told it. Of what was
    demanded of everybody: what `came` of it, and what the person `heard` of it before."""

    sort: Sort
    row: Demand | Hold | EveryFileDemanded
    since: date
    body: Mapping[str, Any] = field(repr=False)
    came: Came | None = None
    heard: Heard | None = None

    @property
    def about(self) -> str:
        """What the task is about: a paper, or what everybody reads."""
        return self.row.ref if isinstance(self.row, EveryFileDemanded) else self.row.paper_ref

    @property
    def words(self) -> list[str]:
        if isinstance(self.row, EveryFileDemanded):
            said = (self.row.get_what_display(), self.row.get_outcome_display())
            return [str(one) for one in said if one]
        leaves = [str(HANDED[COPY])] if self.body.get("handed") == COPY else []
        return [str(self.body[one]) for one in SAID if self.body.get(one)] + leaves

    @property
    def is_of_everybody(self) -> bool:
        return isinstance(self.row, EveryFileDemanded)

    @property
    def of(self) -> str:
        row = self.row
        return row.get_ground_display() if isinstance(row, Hold) else row.get_kind_display()

    @property
    def at(self) -> datetime:
        if isinstance(self.row, EveryFileDemanded):
            return self.row.told_at
        return self.row.put_at if isinstance(self.row, Hold) else self.row.noted_at

    @property
    def is_nothing(self) -> bool:
        """It is what they heard last; or it was a mistake, and they never heard of it."""
        if self.came is None:
            return False
        return self.came.reads == (self.heard.reads if self.heard else MISTAKE)

    @property
    def was_none(self) -> bool:
        """They heard last that it was a mistake, and it is none: they may have gone home since."""
        heard = self.heard is not None and self.heard.reads == MISTAKE
        return heard and self.came is not None and self.came.reads != MISTAKE

    @property
    def lifted_at(self) -> datetime | None:
        return self.row.lifted_at if isinstance(self.row, Hold) else None


def to_tell(open_case: OpenCase, paper: str, *, seen_by: Signs) -> ToTell | None:
    """By its paper: something of this very case that nothing keeps from the person any more."""
    filing, wanted = open_case.folder.filing, marks.code_normalised(paper)
    for sort in SORTS:
        row = _told(sort).filter(**{sort.rows.OF: filing}, paper_ref=wanted).first()
        if row:
            found = paper_called(open_case.folder, wanted, seen_by=seen_by)
            body = open_case.folder.words(found) if found else {}
            return ToTell(sort, row, _first_day(row, body, filing), body)
    return _of_everybody(open_case.case, wanted)


def _of_everybody(case: Case, ref: str) -> ToTell | None:
    """Every file was demanded, and the team was asked to tell the person of this very case."""
    asked = DatedTask.objects.filter(case=case, kind=Kind.TELL_DEMAND, about=ref)
    rows = EveryFileDemanded.objects.filter(ref=ref) if asked.exists() else ()
    row, came = next(iter(as_signed(rows)), None), came_of(ref)
    if row is None:
        return None
    first = day_of(case.filing, told_first(ref) or row.told_at)
    return ToTell(SORTS[0], row, first, {}, came, heard_of(case, ref))


def _first_day(row: Demand | Hold, body: Mapping[str, Any], filing: Filing) -> date:
    """Of a demand the day of its paper: whoever receives one may tell first and note it then."""
    if isinstance(row, Hold):
        return day_of(filing, row.put_at)
    return date.fromisoformat(str(body["on"])) if body.get("on") else day_of(filing, row.noted_at)


@transaction.atomic
def ask_to_tell(case: Case, event: Event, *, by: Signs, at: datetime) -> None:
    """It was noted, or what kept it from the person is over. Who filed by word of mouth has no
    page, and nobody looks at it every day."""
    for sort in SORTS:
        if event.name in {sort.rows.NOTED, sort.rows.TOLD}:
            row = _told(sort).filter(ref=event.facts()[sort.rows.NAMED]).first()
            if row:  # no order keeps it silent
                open_dated_task(case, sort.task, about=row.paper_ref, by=by, at=at)


def ask_what_nobody_told(*, by: Signs, at: datetime) -> int:
    """Noted before the team told of any, and not opened by the person since. Returns how many.
    Raises letterbox's NotTold, after all the others."""
    rows = [row for sort in SORTS for row in _untold(sort)]
    return tell_each(rows, partial(_ask, by=by, at=at))


@transaction.atomic
def note_told(
    open_case: OpenCase, found: ToTell, tried: Mapping[str, Any], *, by: Actor, at: datetime
) -> None:
    """Somebody of the team told the person, by this way and then: as it was agreed with them, or
    with the reason why not so. Raises Hindered."""
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    found = _anew(open_case.case, found)
    filing = open_case.folder.filing
    filing.refresh_from_db(fields=["impediment"])
    if filing.impediment:  # whoever answered may be somebody else
        raise Hindered("cannot_be_asked")
    case, kind, came = open_case.case, found.sort.task, found.came
    task: dict[str, Any] = {"about": found.about, "by": by, "at": at}
    said = came.read_at(tried["tried_at"]) if came else ""
    # Called off, maybe: that it was said stays.
    if came and (is_forbidden(found.about, at=at) or (found.is_nothing and said != came.reads)):
        open_dated_task(case, kind, **task)
    if not close_dated_tasks(case, kind, outcome=ended_as(TOLD, said), **task):
        raise Hindered("nothing_open")
    try:
        note_attempt(open_case, **tried, reached=True, by=by, at=at)
    except CannotCarry as refusal:
        raise Hindered(*refusal.reasons) from refusal


@transaction.atomic
def note_not_reached(
    open_case: OpenCase, found: ToTell, *, text: str, by: Actor, at: datetime
) -> None:
    """Nobody reaches the person to tell what everybody reads, and it is not tried again unless it
    becomes another thing: with the reason. Raises Hindered."""
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    came = _anew(open_case.case, found).came
    task: dict[str, Any] = {"about": found.about, "by": by, "at": at}
    outcome = ended_as(NOT_REACHED, came.reads) if came else ""
    if not came or not close_dated_tasks(open_case.case, found.sort.task, outcome=outcome, **task):
        raise Hindered("nothing_open")
    write_paper(open_case.folder, kind="note", body={"text": text}, by=by, at=at)
    refresh(open_case.case, at=at)


@transaction.atomic
def put_off(
    open_case: OpenCase, found: ToTell, *, text: str, again_on: datetime, by: Actor, at: datetime
) -> None:
    """Telling would put the person in more danger now, or nobody reaches them: with the reason, and
    on which day it is tried again. Raises Hindered."""
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    if again_on <= at:
        raise Hindered("day")
    later: dict[str, Any] = {"about": found.about, "again_on": again_on, "by": by, "at": at}
    if not put_off_dated_task(open_case.case, found.sort.task, **later):
        raise Hindered("nothing_open")
    write_paper(open_case.folder, kind="note", body={"text": text}, by=by, at=at)
    refresh(open_case.case, at=at)


@transaction.atomic
def was_read(case: Case, *, kind: str, paper: str, by: Signs, at: datetime) -> None:
    """She opened it on her page (PersonRead): nobody need tell her. While she cannot be asked, her
    page may be in other hands."""
    tasks = [one.task for one in SORTS if one.paper == kind]
    if not tasks or case.filing.impediment:
        return
    if close_dated_tasks(case, *tasks, about=paper, outcome="read", by=by, at=at):
        refresh(case, at=at)


@transaction.atomic
def hers_to_open_again(case: Case) -> None:
    """She can be asked again: what was opened meanwhile, and nobody has told her, is new on her
    page, so that her own opening it is seen."""
    waiting = DatedTask.objects.filter(case=case, kind__in=TELLS, done_at__isnull=True)
    refs = list(waiting.values_list("about", flat=True))
    Paper.objects.filter(filing=case.filing_id, ref__in=refs).update(read_at=None)


def is_to_be_told(filing: Filing) -> bool:
    """Whether somebody of the team still tells the person of any. That somebody who was told of a
    demand for everything is called again holds up no wish of theirs."""
    tasks = DatedTask.objects.filter(case__filing=filing, kind__in=TELLS)
    wide = WideDemand.objects.values("ref")
    told = tasks.filter(kind=Kind.TELL_DEMAND, outcome__startswith=TOLD, about__in=wide)
    return tasks.filter(done_at__isnull=True).exclude(about__in=told.values("about")).exists()


# --- inside ---


def _anew(case: Case, found: ToTell) -> ToTell:
    """As it is once the file is held: it may have become another thing since the page was read."""
    return (_of_everybody(case, found.about) if found.is_of_everybody else None) or found


def _told(sort: Sort) -> QuerySet[Any]:
    rows: QuerySet[Any] = sort.rows.objects.filter(told_at__isnull=False)
    return rows


def _untold(sort: Sort) -> Iterator[Demand | Hold]:
    asked = DatedTask.objects.filter(kind=sort.task).values("about")
    opened = Paper.objects.filter(kind=sort.paper, read_at__isnull=False).values("ref")
    of = sort.rows.OF
    read_by_somebody = {f"{of}__case__in": Seat.objects.values("case")}
    found = _told(sort).filter(**{f"{of}__protocol__in": known_protocols()})
    if sort.rows is Hold:  # each contact is a risk, and of this one nothing is left to tell
        found = found.filter(lifted_at=None)
    found = found.filter(**read_by_somebody).exclude(paper_ref__in=asked)
    yield from found.exclude(paper_ref__in=opened).select_related(of)


@transaction.atomic
def _ask(one: Demand | Hold, *, by: Signs, at: datetime) -> bool:
    sort = next(each for each in SORTS if isinstance(one, each.rows))
    filing = one.filing if isinstance(one, Hold) else one.case.filing
    hold_row(filing).values_list("pk").first()
    case = case_of_filing(filing.code)
    # She may just have opened it.
    if case is None or not any(each.pk == one.pk for each in _untold(sort)):
        return False
    open_dated_task(case, sort.task, about=one.paper_ref, by=by, at=at)
    refresh(case, at=at)
    return True
