"""A member has what is theirs left out. Services, by noun: what is left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from amparo.casework.measures.life import Hindered, must
from amparo.casework.representation.models import Board
from amparo.casework.representation.queries import siblings
from amparo.foundations.access.actors import Actor
from amparo.foundations.access.permissions import Permission
from amparo.foundations.cases.dates import Waiting, also_due
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.cases.services import refresh
from amparo.foundations.letterbox.leaving_out import (
    KIND,
    WANTED,
    Left,
    MustNotKnow,
    TooShort,
    leave_out,
)
from amparo.foundations.letterbox.models import Paper
from amparo.foundations.prepared import Prepared

TASK = "leave_out"
WITHIN = timedelta(days=2)
"""No law sets it: the service's own target."""
WAYS = (
    ("in_person", _("The member came in person")),
    ("phone", _("The member called")),
    ("letter", _("The member wrote, or filed a letter of their own")),
    ("page", _("It was asked on the board's page, and the member confirmed it")),
)

_ASKED = Prepared(
    lambda filing: (
        Paper.objects.filter(filing_id=filing, kind__in=[WANTED, KIND], version=1)
        .only("pk", "kind", "written_at")
        .order_by("pk")
    )
)


@dataclass(frozen=True, slots=True)
class Done:
    """What was left out here; in how many other boards' files too, and in how many it was not,
    because the actor has no seat there."""

    here: Left
    too: int
    not_yet: int


@transaction.atomic
def leave_member_out(
    open_case: OpenCase,
    lines: Sequence[str],
    *,
    files: Sequence[str],
    way: str,
    by: Actor,
    at: datetime,
) -> Done:
    """Out of this file, of each other board's whose case the actor has a seat on, and of what any
    institution or go-between was told from them. Raises Hindered."""
    must(by, Permission.CASE_WORK)
    board = Board.objects.filter(case=open_case.case).first()
    if board is None:
        raise Hindered("no_collective")
    try:
        here = leave_out(open_case.folder, lines, files=files, way=way, by=by, at=at)
    except TooShort:
        raise Hindered("too_short") from None
    except MustNotKnow:
        raise Hindered("named_must_not_know") from None
    refresh(open_case.case, at=at)
    others = [_left_out_too(one, lines, way, by, at) for one in siblings(board, seen_by=by)]
    return Done(here, sum(others), len(others) - sum(others))


def _left_out_too(board: Board, lines: Sequence[str], way: str, by: Actor, at: datetime) -> bool:
    try:
        other = opened(board.case.code, seen_by=by)
        leave_out(other.folder, lines, way=way, by=by, at=at)
    except (Http404, MustNotKnow):
        return False
    refresh(other.case, at=at)
    return True


def next_leaving_out(case: Case) -> Waiting | None:
    """The first that was asked on the board's page and is not done."""
    waiting: Paper | None = None
    for paper in _ASKED(filing=case.filing_id):
        waiting = None if paper.kind == KIND else waiting or paper
    return Waiting(waiting.written_at + WITHIN, TASK) if waiting else None


also_due(next_leaving_out, [(TASK, _("A member asks that what is theirs be left out"))])
