"""Services for the redaction of a member's own data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amparo.casework.collectives.models import Board
from amparo.casework.collectives.redaction import files_to_review as looking
from amparo.casework.measures.states import Hindered, must
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.permissions import Permission
from amparo.foundations.cases.computed_columns import refresh
from amparo.foundations.cases.dates_outside_terms import Waiting, also_due
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.intake.documents.redaction import (
    ELSEWHERE,
    WANTED,
    Left,
    MustNotKnow,
    TooCommon,
    TooShort,
    leave_out,
    nothing_is_left_of,
    same_words,
    scrubber,
)
from amparo.foundations.intake.documents.schemas.collectives import LeaveOutText
from amparo.foundations.intake.documents.services import change_paper, papers_in
from amparo.foundations.intake.inherited_exclusions import LINKED
from amparo.foundations.intake.keys.case_keys import hold, hold_rows
from amparo.foundations.intake.models import Document
from amparo.foundations.related_people.models import RelatedPerson
from amparo.foundations.related_people.queries import others_of

TASK = "leave_out"
WAYS = (
    ("in_person", _("The member came in person")),
    ("phone", _("The member called")),
    ("letter", _("The member wrote, or filed a letter of their own")),
    ("page", _("It was asked on the board's page, and the member confirmed it")),
)

_ASKED = (
    Document.objects.filter(kind=WANTED, version=1, current=True)
    .only("pk", "kind", "written_at")
    .order_by("pk")
)


@dataclass(frozen=True, slots=True)
class Done:
    """What was redacted here; how many other cases of the same community were told, where the same
    name may be another person's; and how many files a member must still look at."""

    here: Left
    elsewhere: int
    files: int


@transaction.atomic
def leave_member_out(
    open_case: OpenCase,
    lines: Sequence[str],
    *,
    files: Sequence[str],
    way: str,
    by: Actor,
    at: datetime,
    sure: bool = False,
    answered: Sequence[str] = (),
) -> Done:
    """Redact these words in this file and in what institutions and intermediaries were told from
    it, and ask the teams of the community's other cases to do the same. `answered`: refs of
    requests from the board's page that this settles. Raises Hindered."""
    must(by, Permission.CASE_WORK)
    board = Board.objects.filter(case=open_case.case).first()
    if board is None:
        raise Hindered("no_collective")
    beside = _cases_beside(open_case, board, by=by)
    hold_rows([open_case.folder.filing, *(one.filing for one in beside)])
    here, waiting = _leave(open_case, lines, files=files, way=way, sure=sure, by=by, at=at)
    _close_answered(open_case, answered, by=by, at=at)
    told = looking.tell_beside(beside, [line for line in lines if line.strip()], at=at)
    refresh(open_case.case, at=at)
    return Done(here, told, waiting)


@transaction.atomic
def leave_out_too(
    open_case: OpenCase, ref: str, *, sure: bool = False, by: Actor, at: datetime
) -> Done:
    """Redact here too what was asked in another case of the same community, because this team says
    that it is the same member. Raises Hindered."""
    must(by, Permission.CASE_WORK)
    hold(open_case.folder)
    asked = looking.asked_called(open_case.folder, ref)
    if asked is None:
        raise Hindered("nothing_open")
    looking.answered(open_case, asked, looking.Answer.SAME, by=by, at=at)
    here, waiting = _leave(open_case, asked.lines, files=(), way=ELSEWHERE, sure=sure, by=by, at=at)
    _close_answered(open_case, (), by=by, at=at)
    refresh(open_case.case, at=at)
    return Done(here, 0, waiting)


def redactions_due(case: Case) -> list[Waiting]:
    """The worklist entries of the requests on the board's page that are not done."""
    found = _ASKED.filter(filing_id=case.filing_id)
    return [Waiting(one.written_at + looking.WITHIN, TASK) for one in found]


def _leave(
    open_case: OpenCase, lines: Sequence[str], *, files: Sequence[str], way: str, sure: bool,
    by: Actor, at: datetime,
) -> tuple[Left, int]:  # fmt: skip
    """Redact, and return what was done and how many files wait for a look. Raises Hindered."""
    folder = open_case.folder
    try:
        _must_be_nobody_behind_it(open_case, lines, by=by)
        here = leave_out(folder, lines, files=files, way=way, sure=sure, by=by, at=at)
    except TooShort:
        raise Hindered("too_short") from None
    except TooCommon:
        raise Hindered("too_common") from None
    except MustNotKnow:
        raise Hindered("named_must_not_know") from None
    looking.settle(folder, by=by)
    return here, looking.want_looks(folder, [line for line in lines if line.strip()], by=by, at=at)


def _cases_beside(open_case: OpenCase, board: Board, *, by: Actor) -> list[Case]:
    """Cases of the other boards of the same community, and of a collective to which a link in this
    file leads."""
    linked = papers_in(open_case.folder, seen_by=by, kinds=[LINKED])
    codes = [str(open_case.folder.words(paper)["code"]) for paper in linked]
    found = Case.objects.select_related("filing").filter(
        Q(board__collective=board.collective_id) | Q(board__isnull=False, filing__code__in=codes)
    )
    return list(found.exclude(pk=open_case.case.pk).order_by("pk"))


def _must_be_nobody_behind_it(open_case: OpenCase, lines: Sequence[str], *, by: Actor) -> None:
    """Raise MustNotKnow where a line is the name of a person said to be behind the danger: that
    name keeps the person excluded."""
    said = [line for line in lines if line.strip()]
    scrub = scrubber(said)
    for one in others_of(open_case.folder, seen_by=by):
        behind = one.other.relation == RelatedPerson.Relation.AGGRESSOR
        if behind and (
            scrub(one.name) != one.name or any(same_words(one.name, line) for line in said)
        ):
            raise MustNotKnow


def _close_answered(
    open_case: OpenCase, answered: Sequence[str], *, by: Actor, at: datetime
) -> None:
    """Close requests of which nothing is left in the file, and those in `answered`, by a newer
    version."""
    folder = open_case.folder
    asked = Document.objects.filter(filing=folder.filing, kind=WANTED, version=1, current=True)
    for paper in asked.order_by("pk"):
        body = folder.words(paper)
        if paper.ref in answered or nothing_is_left_of(str(body.get("text", ""))):
            paper.for_person = True  # those who asked read that it is done
            change_paper(folder, paper, body=LeaveOutText.from_json(body), seen=1, by=by, at=at)


also_due(redactions_due, [(TASK, _("A member asks that what is theirs be left out"))])
