"""The board of a case, and other cases, checked for an act."""

from django.http import Http404

from amparo.casework.collectives.intermediaries.barred import (
    read_by_whoever_must_not_know,
    who_filed_is_barred,
)
from amparo.casework.collectives.models import Board
from amparo.casework.collectives.presentation import Speaking
from amparo.casework.collectives.queries import board_of
from amparo.casework.measures.states import Hindered
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase, opened
from amparo.foundations.intake.keys.case_keys import Folder, hold, hold_rows


def other_case(open_case: OpenCase, code: str, *, by: Actor) -> OpenCase:
    """Another case on which the actor has a seat too. Raises Hindered for any other."""
    try:
        other = opened(code, seen_by=by)
    except Http404:
        raise Hindered("no_such_case") from None
    if other.case.pk == open_case.case.pk:
        raise Hindered("same_case")
    return other


def case_between(open_case: OpenCase, code: str, *, by: Actor) -> OpenCase:
    """The case of an intermediary between this board and the team, with both files locked. Raises
    Hindered for a case of another board of the same collective, of an applicant who left or must
    not know, or read by a member who must not know."""
    other = other_case(open_case, code, by=by)
    hold_in_order(open_case.folder, other.folder)
    collective = Board.objects.filter(case=open_case.case).values("collective")
    if Board.objects.filter(case=other.case, collective__in=collective).exists():
        raise Hindered("other_board")
    if has_left(other):
        raise Hindered("other_left")
    if who_filed_is_barred(open_case.folder, other, seen_by=by):
        raise Hindered("recipient_excluded")
    if read_by_whoever_must_not_know(open_case.folder, other.case, by=by):
        raise Hindered("read_by_excluded")
    return other


def hold_in_order(*folders: Folder) -> None:
    """Lock every file that an act writes in, before the record and in a fixed order. Raises
    KeyChanged."""
    hold_rows([one.filing for one in folders])
    for folder in sorted(folders, key=lambda one: one.filing.pk):
        hold(folder)


def has_left(open_case: OpenCase) -> bool:
    """Whether the applicant has left the procedure by now."""
    return open_case.folder.row().withdrawn_at is not None


def speaking_in(open_case: OpenCase, *, by: Actor) -> Speaking:
    """The board of this case, if it may be asked anything now. Raises Hindered."""
    hold(open_case.folder)
    speaking = board_of(open_case, seen_by=by)
    if speaking is None:
        raise Hindered("no_collective")
    if speaking.row.ended_on:
        raise Hindered("ended")
    if has_left(open_case):
        raise Hindered("procedure_withdrawn")
    return speaking
