"""What the team tells the person directly, whether or not they look at their page: that the file
was demanded, or that it is kept from being erased. Nothing is told while a court forbids it.
Services and queries, by noun: tellings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from amparo.casework.admission.spoken_messages.services import CannotCarry, note_attempt
from amparo.casework.measures.states import Hindered, must
from amparo.casework.referral.authority_demands import COPY
from amparo.casework.referral.blanket_demands.published_outcomes import Came, came_of
from amparo.casework.referral.blanket_demands.silence_periods import told_first
from amparo.casework.referral.blanket_demands.tasks_to_tell import (
    NOT_REACHED,
    TOLD,
    Heard,
    ended_as,
    heard_of,
    is_forbidden,
)
from amparo.casework.referral.dated_tasks import (
    close_dated_tasks,
    open_dated_task,
    put_off_dated_task,
)
from amparo.casework.referral.models import AuthorityDemand, BlanketDemand, ReferralTask
from amparo.casework.referral.wording import HANDED
from amparo.crypto import hashes_and_tokens as marks
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.case_of_filing import case_of_filing
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.erasure.models import LegalHold
from amparo.foundations.erasure.services import HELD
from amparo.foundations.intake.blanket_demands import MISTAKE, as_signed
from amparo.foundations.intake.documents.schemas.admission import NoteText
from amparo.foundations.intake.documents.services import paper_called, write_paper
from amparo.foundations.intake.keys.case_keys import hold, hold_row
from amparo.foundations.intake.models import Document, Filing, PublishedBlanketDemand
from amparo.foundations.intake.procedure.court_silence_disclosure import tell_each
from amparo.foundations.intake.procedure.court_silence_orders import day_of
from amparo.foundations.ledger.events import Event
from amparo.foundations.ledger.services import Signs
from amparo.law import known_protocols

Kind = ReferralTask.Kind


@dataclass(frozen=True, slots=True)
class Sort:
    """One kind of thing to tell: its task, the kind of its document, and its rows."""

    task: ReferralTask.Kind
    paper: str
    rows: type[AuthorityDemand | LegalHold]


SORTS = (Sort(Kind.TELL_DEMAND, "demand", AuthorityDemand), Sort(Kind.TELL_HOLD, HELD, LegalHold))
TELLS = tuple(one.task for one in SORTS)
SAID = ("demanded_by", "what", "ground", "answered", "text")
"""Fields of the document that are told, in this order."""


@dataclass(frozen=True, slots=True)
class ToTell:
    """What is to be told, opened. `since`: the first day on which it can have been told. Of a
    demand for everything: `came`, its result, and `heard`, what the person was told before."""

    sort: Sort
    row: AuthorityDemand | LegalHold | PublishedBlanketDemand
    since: date
    body: Mapping[str, Any] = field(repr=False)
    came: Came | None = None
    heard: Heard | None = None

    @property
    def about(self) -> str:
        """The reference of the task: a document, or a published demand."""
        return self.row.ref if isinstance(self.row, PublishedBlanketDemand) else self.row.paper_ref

    @property
    def words(self) -> list[str]:
        if isinstance(self.row, PublishedBlanketDemand):
            said = (self.row.get_what_display(), self.row.get_outcome_display())
            return [str(one) for one in said if one]
        leaves = [str(HANDED[COPY])] if self.body.get("handed") == COPY else []
        return [str(self.body[one]) for one in SAID if self.body.get(one)] + leaves

    @property
    def is_of_everybody(self) -> bool:
        return isinstance(self.row, PublishedBlanketDemand)

    @property
    def of(self) -> str:
        row = self.row
        return row.get_ground_display() if isinstance(row, LegalHold) else row.get_kind_display()

    @property
    def at(self) -> datetime:
        if isinstance(self.row, PublishedBlanketDemand):
            return self.row.told_at
        return self.row.put_at if isinstance(self.row, LegalHold) else self.row.noted_at

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to tell: it is what the person heard last, or it was a mistake
        of which the person never heard."""
        if self.came is None:
            return False
        return self.came.reads == (self.heard.reads if self.heard else MISTAKE)

    @property
    def was_none(self) -> bool:
        """Whether the person heard last that it was a mistake, and it was none: they may have gone
        home since."""
        heard = self.heard is not None and self.heard.reads == MISTAKE
        return heard and self.came is not None and self.came.reads != MISTAKE

    @property
    def lifted_at(self) -> datetime | None:
        return self.row.lifted_at if isinstance(self.row, LegalHold) else None


def to_tell(open_case: OpenCase, paper: str, *, seen_by: Signs) -> ToTell | None:
    """Return, by its document, something of this case that may be told to the person, or None."""
    filing, wanted = open_case.folder.filing, marks.code_normalised(paper)
    for sort in SORTS:
        row = _told(sort).filter(**{sort.rows.OF: filing}, paper_ref=wanted).first()
        if row:
            found = paper_called(open_case.folder, wanted, seen_by=seen_by)
            body = open_case.folder.words(found) if found else {}
            return ToTell(sort, row, _first_day(row, body, filing), body)
    return _of_everybody(open_case.case, wanted)


def _of_everybody(case: Case, ref: str) -> ToTell | None:
    """Return a demand for every file, where the team of this case was asked to tell the person."""
    asked = ReferralTask.objects.filter(case=case, kind=Kind.TELL_DEMAND, about=ref)
    rows = PublishedBlanketDemand.objects.filter(ref=ref) if asked.exists() else ()
    row, came = next(iter(as_signed(rows)), None), came_of(ref)
    if row is None:
        return None
    first = day_of(case.filing, told_first(ref) or row.told_at)
    return ToTell(SORTS[0], row, first, {}, came, heard_of(case, ref))


def _first_day(row: AuthorityDemand | LegalHold, body: Mapping[str, Any], filing: Filing) -> date:
    """Return the first day on which it can have been told. For a demand this is the day of its
    order: a member may tell first and note it then."""
    if isinstance(row, LegalHold):
        return day_of(filing, row.put_at)
    return date.fromisoformat(str(body["on"])) if body.get("on") else day_of(filing, row.noted_at)


@transaction.atomic
def ask_to_tell(case: Case, event: Event, *, by: Signs, at: datetime) -> None:
    """Open a task to tell the person, once it is noted or may be told. A person who made the
    request by word of mouth has no page, and others do not look at it every day."""
    for sort in SORTS:
        if event.name in {sort.rows.NOTED, sort.rows.TOLD}:
            row = _told(sort).filter(ref=event.facts()[sort.rows.NAMED]).first()
            if row:  # no order keeps it silent
                open_dated_task(case, sort.task, about=row.paper_ref, by=by, at=at)


def ask_what_nobody_told(*, by: Signs, at: datetime) -> int:
    """Open tasks for what was noted before this task existed and the person has not opened since.
    Return how many. Raises intake's NotTold, after all the others."""
    rows = [row for sort in SORTS for row in _untold(sort)]
    return tell_each(rows, partial(_ask, by=by, at=at))


@transaction.atomic
def note_told(
    open_case: OpenCase, found: ToTell, tried: Mapping[str, Any], *, by: Actor, at: datetime
) -> None:
    """Note that a member told the person, by which way and when: as agreed with them, or with the
    reason why not. Raises Hindered."""
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    found = _anew(open_case.case, found)
    filing = open_case.folder.filing
    filing.refresh_from_db(fields=["impediment"])
    if filing.impediment:  # another may have answered
        raise Hindered("cannot_be_asked")
    case, kind, came = open_case.case, found.sort.task, found.came
    task: dict[str, Any] = {"about": found.about, "by": by, "at": at}
    said = came.read_at(tried["tried_at"]) if came else ""
    # The task may be closed already: that the person was told is noted all the same.
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
    """Note, with the reason, that the person was not reached with a published demand; it is tried
    again only when its result changes. Raises Hindered."""
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    came = _anew(open_case.case, found).came
    task: dict[str, Any] = {"about": found.about, "by": by, "at": at}
    outcome = ended_as(NOT_REACHED, came.reads) if came else ""
    if not came or not close_dated_tasks(open_case.case, found.sort.task, outcome=outcome, **task):
        raise Hindered("nothing_open")
    write_paper(open_case.folder, body=NoteText(text=text), by=by, at=at)
    refresh(open_case.case, at=at)


@transaction.atomic
def put_off(
    open_case: OpenCase, found: ToTell, *, text: str, again_on: datetime, by: Actor, at: datetime
) -> None:
    """Move the task to another day, with the reason: telling would put the person in more danger
    now, or they cannot be reached. Raises Hindered."""
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    if again_on <= at:
        raise Hindered("day")
    later: dict[str, Any] = {"about": found.about, "again_on": again_on, "by": by, "at": at}
    if not put_off_dated_task(open_case.case, found.sort.task, **later):
        raise Hindered("nothing_open")
    write_paper(open_case.folder, body=NoteText(text=text), by=by, at=at)
    refresh(open_case.case, at=at)


@transaction.atomic
def was_read(case: Case, *, kind: str, paper: str, by: Signs, at: datetime) -> None:
    """Close the task once the person opened it on their page (PersonRead). Not while the person
    cannot be asked: the page may be in other hands."""
    tasks = [one.task for one in SORTS if one.paper == kind]
    if not tasks or case.filing.impediment:
        return
    if close_dated_tasks(case, *tasks, about=paper, outcome="read", by=by, at=at):
        refresh(case, at=at)


def is_to_be_told(filing: Filing) -> bool:
    """Return whether the team still has to tell the person anything. A repeated call about a demand
    for everything does not count: it delays no wish of the person."""
    tasks = ReferralTask.objects.filter(case__filing=filing, kind__in=TELLS)
    wide = BlanketDemand.objects.values("ref")
    told = tasks.filter(kind=Kind.TELL_DEMAND, outcome__startswith=TOLD, about__in=wide)
    return tasks.filter(done_at__isnull=True).exclude(about__in=told.values("about")).exists()


# --- inside ---


def _anew(case: Case, found: ToTell) -> ToTell:
    """Return it as it is under the lock: it may have changed since the page was read."""
    return (_of_everybody(case, found.about) if found.is_of_everybody else None) or found


def _told(sort: Sort) -> QuerySet[Any]:
    rows: QuerySet[Any] = sort.rows.objects.filter(told_at__isnull=False)
    return rows


def _untold(sort: Sort) -> Iterator[AuthorityDemand | LegalHold]:
    asked = ReferralTask.objects.filter(kind=sort.task).values("about")
    opened = Document.objects.filter(kind=sort.paper, read_at__isnull=False).values("ref")
    of = sort.rows.OF
    read_by_somebody = {f"{of}__case__in": CaseAccess.objects.values("case")}
    found = _told(sort).filter(**{f"{of}__protocol__in": known_protocols()})
    if (
        sort.rows is LegalHold
    ):  # each contact is a risk, and of a lifted hold nothing is left to tell
        found = found.filter(lifted_at=None)
    found = found.filter(**read_by_somebody).exclude(paper_ref__in=asked)
    yield from found.exclude(paper_ref__in=opened).select_related(of)


@transaction.atomic
def _ask(one: AuthorityDemand | LegalHold, *, by: Signs, at: datetime) -> bool:
    sort = next(each for each in SORTS if isinstance(one, each.rows))
    filing = one.filing if isinstance(one, LegalHold) else one.case.filing
    hold_row(filing).values_list("pk").first()
    case = case_of_filing(filing.code)
    # The person may just have opened it.
    if case is None or not any(each.pk == one.pk for each in _untold(sort)):
        return False
    open_dated_task(case, sort.task, about=one.paper_ref, by=by, at=at)
    refresh(case, at=at)
    return True
